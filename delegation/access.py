"""Who may do what, to whose: role x action x relation. What has no row here is not possible."""

from collections.abc import Mapping
from types import MappingProxyType

from delegation.access_pages import PAGES
from delegation.access_terms import ALL, OWN, Relation, Role, Row, Way, row

__all__ = ["MESSAGES", "OWN", "ROUTES", "Relation", "Role", "Row", "Way", "route_row"]

# --- the portal ----------------------------------------------------------------------------------------

_PUBLIC = row((Way.OPEN,), *Role, to=ALL)
_INVITED = (Role.DELEGATE, Role.HOST, Role.HOSTS_PERSON)
_HOSTS = (Role.HOST, Role.HOSTS_PERSON)
_APPLIED = (Role.APPLICANT, Role.DELEGATE)
_LINK, _FEED = (Way.LINK,), (Way.FEED,)
_SEE_INVITE = row(_LINK, *_INVITED, calls="Participant.calendar Host.calendar")
_SEE_OFFER = row(_LINK, *_APPLIED, calls="Participant.view Delegation.roster")
_SEE_HOST = row(_LINK, *_HOSTS, calls="Host.view Delegation.programme")
_SEE_MEETINGS = row(_LINK, Role.DELEGATE, calls="Participant.view Delegation.meeting_book")

_SEEN: Mapping[str, Row] = {
    "/robots.txt": _PUBLIC,
    "/.well-known/security.txt": _PUBLIC,
    "/static/{stamp}/{name:path}": _PUBLIC,
    "/healthz": _PUBLIC,
    "/c/{token}.ics": row(_FEED, *_INVITED),
    "/a/{token}": _SEE_INVITE,
    "/a/{token}/answered": _SEE_INVITE,
    "/o/{token}": _SEE_OFFER,
    "/o/{token}/answered": _SEE_OFFER,
    "/h/{token}": _SEE_HOST,
    "/h/{token}/answered": _SEE_HOST,
    "/h/{token}/withdraw": _SEE_HOST,
    "/m/{token}": _SEE_MEETINGS,
    "/m/{token}/answered": _SEE_MEETINGS,
}
_DONE: Mapping[str, Row] = {
    "/a/{token}": row(
        _LINK,
        *_INVITED,
        calls="Participant.calendar Host.calendar Participant.answer_invite Host.answer_invite",
    ),
    "/o/{token}": row(
        _LINK,
        *_APPLIED,
        calls="Participant.view Delegation.roster Participant.answer Participant.withdraw",
    ),
    "/h/{token}": row(_LINK, *_HOSTS, calls="Host.view Host.answer_host Delegation.programme"),
    "/h/{token}/withdraw": row(_LINK, *_HOSTS, calls="Host.view Host.withdraw Delegation.programme"),
    "/m/{token}": row(
        _LINK,
        Role.DELEGATE,
        calls="Participant.view Delegation.meeting_book Participant.request_meetings "
        "Participant.answer_requests Participant.rate_meetings",
    ),
}
_DECODE = row((Way.BEARER,), Role.ENGINEER, to=ALL)
_DECODED: dict[tuple[str, str], Row] = {
    ("POST", "/codec/{verb}"): _DECODE,
    ("POST", "/codec/{token}/{verb}"): _DECODE,
    ("OPTIONS", "/codec/{verb}"): _PUBLIC,
    ("OPTIONS", "/codec/{token}/{verb}"): _PUBLIC,
}
"""Who holds a reader's token sees what Temporal keeps of any delegation; nothing of the vault."""

ROUTES: Mapping[tuple[str, str], Row] = MappingProxyType(
    {(method, path): row for path, row in _SEEN.items() for method in ("GET", "HEAD")}
    | {("POST", path): row for path, row in _DONE.items()}
    | _DECODED
    | dict(PAGES)
)
"""Every route of the portal, by method and path."""


# --- the workflows -------------------------------------------------------------------------------------

_ENGINE = (Way.ENGINE,)
_BY_ORGANISER = row(_ENGINE)
_BY_LINK_OR_MAIL = (Way.LINK, Way.MAIL, Way.ENGINE)
_BY_LINK = (Way.LINK, Way.ENGINE)
_INSIDE = row((Way.INSIDE, Way.ENGINE))
_BY_MAIL = row((Way.MAIL, Way.ENGINE), Role.MAIL_SERVER)
_BY_PARTICIPANT = row(_BY_LINK, *_APPLIED)
_BY_DELEGATE = row(_BY_LINK, Role.DELEGATE)

_SAID: Mapping[str, Row] = {
    "Participant.answer": row(_BY_LINK_OR_MAIL, *_APPLIED, Role.MAIL_SERVER),
    "Participant.withdraw": _BY_PARTICIPANT,
    "Participant.answer_invite": row(_BY_LINK_OR_MAIL, Role.DELEGATE, Role.MAIL_SERVER),
    "Participant.request_meetings": _BY_DELEGATE,
    "Participant.answer_requests": _BY_DELEGATE,
    "Participant.rate_meetings": _BY_DELEGATE,
    "Participant.submit": row((Way.OPEN, *_BY_LINK), Role.ANONYMOUS, *_APPLIED),
    "Participant.provide": _BY_DELEGATE,
    "Delegation.make_documents": row(_BY_LINK, *_APPLIED),
    "Participant.wish": _BY_DELEGATE,
    "Participant.answer_survey": _BY_DELEGATE,
    "Participant.report_outcomes": _BY_DELEGATE,
    "Host.answer_invite": row(_BY_LINK_OR_MAIL, *_HOSTS, Role.MAIL_SERVER),
    "Host.answer_host": row(_BY_LINK, *_HOSTS),
    "Host.withdraw": row(_BY_LINK, *_HOSTS),
    "Evaluation.hand_in": row(_BY_LINK, Role.EVALUATOR),
    "Evaluation.declare_conflict": row(_BY_LINK, Role.EVALUATOR),
    "Delegation.change": _BY_DELEGATE,
    "Delegation.mail_returned": _BY_MAIL,
    "Delegation.reply_received": _BY_MAIL,
}
"""What people reach by the portal or by mail: their own, besides the organiser."""

_ON_BEHALF = {
    "Agreement": "add_evidence end hand_over move note open pause plan_next resume withdraw_evidence "
    "time_passed",
    "Delegation": (
        "adjust cancel check_in confirm_payments decide move_cut_off order_payments "
        "override_eligibility pass_on publish release_place time_passed"
    ),
    "Evaluation": "relieve time_passed",
    "Exchange": ("accept approve arrange check propose report send_back sign validate withdraw time_passed"),
    "Host": "time_passed",
    "Participant": "time_passed",
    "Dispatch": "mail_decided",
}
"""What only organisers do, on behalf of others too: applications, papers and score sheets reach them."""

_TOLD = {
    "Agreement": "delegation_closed",
    "Delegation": (
        "agreement_moved application_received applications_stuck evaluation_closed exchange_moved "
        "host_answered host_withdrew invite_answered meeting_missed offer_closed withdrawn"
    ),
    "Evaluation": "application_admitted",
    "Exchange": "participant_left payment_made payment_ordered programme_closed",
    "Host": ("delegation_closed guest_list_sent host_asked host_requests host_thanked itinerary_published"),
    "Participant": (
        "appointments_told cut_off_moved decided delegation_closed fix_asked itinerary_published "
        "letter_told place_released"
    ),
}
"""What workflows and their activities tell each other."""


def _rows(names: Mapping[str, str], row: Row) -> dict[str, Row]:
    return {f"{workflow}.{name}": row for workflow, said in names.items() for name in said.split()}


MESSAGES: Mapping[str, Row] = MappingProxyType(
    {**_rows(_ON_BEHALF, _BY_ORGANISER), **_rows(_TOLD, _INSIDE), **_SAID}
)
"""Every update and signal of every workflow, as `Participant.answer`."""


def route_row(method: str, path: str) -> Row:
    """Raises LookupError for a route that nobody decided about."""
    row = ROUTES.get((method, path))
    if row is None:
        raise LookupError(
            f"The route {method} {path} has no row in delegation/access.py, so nobody may use it; add one."
        )
    return row
