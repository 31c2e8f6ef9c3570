"""Rows of the access table for the pages of the front door, one dict for each area.

`GET` stands for `HEAD` as well. A page behind a session of the desk is `_DESK`: its organiser, for the
delegations of the account.
"""

from collections.abc import Mapping

from delegation.access_terms import ALL, Role, Row, Way, row

_PUBLIC = row((Way.OPEN,), *Role, to=ALL)
_DESK = row((Way.ACCOUNT,), Role.ORGANISER)
_INVITED = row((Way.LINK,), Role.ORGANISER)

SIGN_IN: Mapping[str, Row] = {
    "GET /sign-in": _PUBLIC,
    "POST /sign-in": _PUBLIC,
    "POST /sign-out": _PUBLIC,
    "GET /sign-in/{token}": _INVITED,
    "POST /sign-in/{token}": _INVITED,
    "GET /oidc/start": _PUBLIC,
    "GET /oidc/callback": _PUBLIC,
}
"""An identity provider sends people back by GET: the one page that, looked at, may change something. It binds
an account to its person, once, and only in the browser that began (see adr/0051); HEAD does nothing."""

BOARD: Mapping[str, Row] = {
    "GET /desk": _DESK,
    "GET /desk/{slug}": _DESK,
    "GET /desk/{slug}/live": _DESK,
    "GET /desk/{slug}/applications": _DESK,
    "GET /desk/{slug}/applications/{application}": _DESK,
    "GET /desk/{slug}/applications/{application}/files/{field}": _DESK,
    "POST /desk/{slug}/applications/{application}/{application_deed}": _DESK,
    "GET /desk/{slug}/evaluation": _DESK,
    "GET /desk/{slug}/evaluation/{evaluator}/{evaluator_deed}": _DESK,
    "POST /desk/{slug}/evaluation/{evaluator}/{evaluator_deed}": _DESK,
    "GET /desk/{slug}/selection": _DESK,
    "GET /desk/{slug}/selection/{panel_deed}": _DESK,
    "POST /desk/{slug}/selection/{panel_deed}": _DESK,
    "GET /desk/{slug}/offers": _DESK,
    "GET /desk/{slug}/offers/pass-on": _DESK,
    "POST /desk/{slug}/offers/pass-on": _DESK,
    "GET /desk/{slug}/offers/{application}/{offer_deed}": _DESK,
    "POST /desk/{slug}/offers/{application}/{offer_deed}": _DESK,
}

_DESK_PATH = "/desk/{slug}"
_OUTBOX = f"{_DESK_PATH}/outbox"

RUNNING: Mapping[str, Row] = {
    f"GET {_OUTBOX}": _DESK,
    f"POST {_OUTBOX}": _DESK,
    f"GET {_OUTBOX}/{{send_id}}": _DESK,
    f"POST {_OUTBOX}/{{send_id}}": _DESK,
    f"GET {_OUTBOX}/{{send_id}}/html": _DESK,
    f"GET {_OUTBOX}/{{send_id}}/attached/{{number}}": _DESK,
    f"GET {_DESK_PATH}/letters": _DESK,
    f"GET {_DESK_PATH}/letters/{{letter}}": _DESK,
    f"POST {_DESK_PATH}/letters/{{letter}}": _DESK,
    f"GET {_DESK_PATH}/letters/{{letter}}/html": _DESK,
    f"GET {_DESK_PATH}/tasks": _DESK,
    f"GET {_DESK_PATH}/people": _DESK,
    f"POST {_DESK_PATH}/people": _DESK,
    f"GET {_DESK_PATH}/people/{{participant}}": _DESK,
    f"POST {_DESK_PATH}/people/{{participant}}/export": _DESK,
    f"POST {_DESK_PATH}/people/{{participant}}/answer": _DESK,
    f"POST {_DESK_PATH}/people/{{participant}}/release": _DESK,
    f"GET {_DESK_PATH}/people/{{participant}}/erase": _DESK,
    f"POST {_DESK_PATH}/people/{{participant}}/erase": _DESK,
    f"GET {_DESK_PATH}/people/{{participant}}/links": _DESK,
    f"POST {_DESK_PATH}/people/{{participant}}/links": _DESK,
    f"GET {_DESK_PATH}/change": _DESK,
    f"POST {_DESK_PATH}/change": _DESK,
    f"POST {_DESK_PATH}/change/preview": _DESK,
    f"GET {_DESK_PATH}/change/{{change}}": _DESK,
    f"GET {_DESK_PATH}/itinerary": _DESK,
    f"GET {_DESK_PATH}/itinerary/{{item}}": _DESK,
    f"GET {_DESK_PATH}/versions": _DESK,
    f"GET {_DESK_PATH}/meetings": _DESK,
    f"GET {_DESK_PATH}/hosts": _DESK,
    f"GET {_DESK_PATH}/hosts/{{host}}": _DESK,
    f"POST {_DESK_PATH}/hosts/{{host}}/answer": _DESK,
    f"POST {_DESK_PATH}/hosts/{{host}}/withdraw": _DESK,
    f"GET {_DESK_PATH}/documents": _DESK,
    f"POST {_DESK_PATH}/documents": _DESK,
    f"GET {_DESK_PATH}/documents/{{sha256}}": _DESK,
    f"GET {_DESK_PATH}/decisions": _DESK,
    f"GET {_DESK_PATH}/attendance": _DESK,
    f"POST {_DESK_PATH}/attendance": _DESK,
    f"GET {_DESK_PATH}/call": _DESK,
    f"POST {_DESK_PATH}/call": _DESK,
    f"GET {_DESK_PATH}/cancel": _DESK,
    f"POST {_DESK_PATH}/cancel": _DESK,
}
"""The desk at which a delegation is run."""

_SCORES = "Evaluation.view Evaluation.score_sheets"
_SEE_SCORES = row((Way.LINK,), Role.EVALUATOR, calls=f"{_SCORES} Delegation.roster")
_APPLICATION = "/e/{token}/{application}"

EVALUATING: Mapping[str, Row] = {
    "GET /e/{token}": _SEE_SCORES,
    f"GET {_APPLICATION}": row((Way.LINK,), Role.EVALUATOR, calls=_SCORES),
    f"POST {_APPLICATION}": row((Way.LINK,), Role.EVALUATOR, calls=f"{_SCORES} Evaluation.hand_in"),
    f"GET {_APPLICATION}/conflict": _SEE_SCORES,
    f"POST {_APPLICATION}/conflict": row(
        (Way.LINK,), Role.EVALUATOR, calls=f"{_SCORES} Delegation.roster Evaluation.declare_conflict"
    ),
}
"""Evaluators, for what is assigned to them: another's application is not there."""

_SEE_CHECKLIST = row((Way.LINK,), Role.DELEGATE, calls="Participant.view")


def _handing_in(*calls: str) -> Row:
    return row((Way.LINK,), Role.DELEGATE, calls=" ".join(("Participant.view", *calls)))


CHECKLIST: Mapping[str, Row] = {
    "GET /o/{token}/todo": _SEE_CHECKLIST,
    "GET /o/{token}/papers/{paper}": _SEE_CHECKLIST,
    "POST /o/{token}/papers/{paper}": _handing_in("Delegation.roster", "Participant.provide"),
    "GET /o/{token}/visits": _SEE_CHECKLIST,
    "POST /o/{token}/visits": _handing_in("Participant.wish"),
    "GET /o/{token}/wishes": _SEE_CHECKLIST,
    "POST /o/{token}/wishes": _handing_in("Participant.wish"),
    "GET /o/{token}/sessions": row(
        (Way.LINK,), Role.DELEGATE, calls="Participant.view Delegation.plan Delegation.file"
    ),
    "POST /o/{token}/sessions": _handing_in("Delegation.plan", "Delegation.file", "Delegation.change"),
    "GET /o/{token}/survey": _SEE_CHECKLIST,
    "POST /o/{token}/survey": _handing_in("Participant.answer_survey"),
    "GET /o/{token}/outcomes/{day}": _SEE_CHECKLIST,
    "POST /o/{token}/outcomes/{day}": _handing_in("Participant.report_outcomes"),
}
"""What a delegate still has to do, and hands in."""

_SEE_CALL = row((Way.OPEN,), *Role, to=ALL, calls="Delegation.file Delegation.intake")
_APPLY = row((Way.OPEN,), *Role, to=ALL, calls="Delegation.file Delegation.intake Participant.submit")
_STEP_IN = "Delegation.file Delegation.intake Delegation.ledger Participant.view"
_SEE_DRAFT = row((Way.LINK,), Role.APPLICANT, calls="Delegation.file Delegation.intake")

APPLYING: Mapping[str, Row] = {
    "GET /": _SEE_CALL,
    "GET /d/{slug}": _SEE_CALL,
    "GET /d/{slug}/apply": _SEE_CALL,
    "POST /d/{slug}/apply": _APPLY,
    "GET /api/d": _SEE_CALL,
    "GET /api/d/{slug}": _SEE_CALL,
    "POST /api/d/{slug}/applications": _APPLY,
    "GET /openapi.json": _SEE_CALL,
    "GET /draft/{token}": _SEE_DRAFT,
    "POST /draft/{token}": row(
        (Way.LINK,), Role.APPLICANT, calls="Delegation.file Delegation.intake Participant.submit"
    ),
    "GET /instead/{token}": row((Way.LINK,), Role.APPLICANT, calls=_STEP_IN),
    "POST /instead/{token}": row((Way.LINK,), Role.APPLICANT, calls=f"{_STEP_IN} Participant.submit"),
    "GET /o/{token}/received": row(
        (Way.LINK,), Role.APPLICANT, Role.DELEGATE, calls="Delegation.file Delegation.intake Participant.view"
    ),
}
"""Everybody may apply; a draft is reached by its own address alone."""

WIZARD: Mapping[str, Row] = {
    "GET /desk/new": _DESK,
    "POST /desk/new": _DESK,
    "POST /desk/new/{draft}/discard": _DESK,
    "GET /desk/new/{draft}/delegation.yaml": _DESK,
    "GET /desk/new/{draft}/text": _DESK,
    "POST /desk/new/{draft}/text": _DESK,
    "GET /desk/new/{draft}/open": _DESK,
    "POST /desk/new/{draft}/open": _DESK,
    "GET /desk/new/{draft}/{page}": _DESK,
    "GET /desk/new/{draft}/{page}/table/{key}": _DESK,
    "POST /desk/new/{draft}/{page}/table/{key}": _DESK,
    "POST /desk/new/{draft}/{page}": _DESK,
}
"""Drafts of delegation files: of the account that writes them, and of no other organiser's."""

_SEE_TRIP = row((Way.LINK,), Role.DELEGATE, calls="Participant.view")
_SEE_DOCUMENTS = row((Way.LINK,), Role.DELEGATE, calls="Participant.view Delegation.ledger")
_SEE_PEOPLE = row((Way.LINK,), Role.DELEGATE, calls="Participant.view Delegation.ledger Delegation.roster")
_SEE_MINE = row((Way.LINK,), Role.APPLICANT, Role.DELEGATE, calls="Participant.view")

TRIP: Mapping[str, Row] = {
    "GET /o/{token}/programme": _SEE_TRIP,
    "GET /o/{token}/calendar": _SEE_TRIP,
    "POST /o/{token}/calendar": _SEE_TRIP,
    "GET /o/{token}/today": row((Way.LINK,), Role.DELEGATE, calls="Participant.view Delegation.attendance"),
    "GET /o/{token}/worker.js": row((Way.LINK,), Role.APPLICANT, Role.DELEGATE),
    "GET /o/{token}/app.webmanifest": _SEE_TRIP,
    "GET /o/{token}/documents": _SEE_DOCUMENTS,
    "GET /o/{token}/document": _SEE_DOCUMENTS,
    "GET /p/{token}": row((Way.LINK,), Role.DELEGATE),
    "GET /o/{token}/people": _SEE_PEOPLE,
    "GET /o/{token}/people.vcf": _SEE_PEOPLE,
    "GET /o/{token}/mine": _SEE_MINE,
    "POST /o/{token}/mine/archive": row(
        (Way.LINK,),
        Role.APPLICANT,
        Role.DELEGATE,
        calls="Participant.view Participant.calendar Delegation.status Delegation.itinerary "
        "Delegation.ledger Delegation.roster Delegation.file",
    ),
    "GET /o/{token}/mine/erase": _SEE_MINE,
    "POST /o/{token}/mine/erase": row(
        (Way.LINK,),
        Role.APPLICANT,
        Role.DELEGATE,
        calls="Participant.view Participant.withdraw Delegation.ledger Delegation.programme "
        "Delegation.make_documents",
    ),
    "GET /o/{token}/mine/erased": _SEE_MINE,
}
"""What a delegate reads on the way, and what anybody who applied does with what is kept of them."""

HOSTING: Mapping[str, Row] = {
    "GET /h/{token}/guests.xlsx": row(
        (Way.LINK,), Role.HOST, Role.HOSTS_PERSON, calls="Host.view Delegation.programme"
    ),
}
"""Who comes, for whoever opens the door to them."""

UPLOADS: Mapping[str, Row] = {
    f"GET {_DESK_PATH}/uploads": _DESK,
    f"GET {_DESK_PATH}/uploads/applications.xlsx": _DESK,
    f"GET {_DESK_PATH}/uploads/organisations.xlsx": _DESK,
    f"POST {_DESK_PATH}/uploads/applications": _DESK,
    f"POST {_DESK_PATH}/uploads/applications/take": _DESK,
    f"POST {_DESK_PATH}/uploads/organisations": _DESK,
    f"POST {_DESK_PATH}/uploads/organisations/take": _DESK,
}
"""Tables that organisers take in: looked through first, then confirmed."""

AREAS = (HOSTING, TRIP, WIZARD, UPLOADS, APPLYING, CHECKLIST, SIGN_IN, BOARD, RUNNING, EVALUATING)


def _methods(named: str) -> tuple[tuple[str, str], ...]:
    """`GET /x` as the methods and the path it stands for."""
    method, _, path = named.partition(" ")
    return (("GET", path), ("HEAD", path)) if method == "GET" else ((method, path),)


PAGES: Mapping[tuple[str, str], Row] = {
    key: found for area in AREAS for named, found in area.items() for key in _methods(named)
}
