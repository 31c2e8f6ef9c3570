"""The front door in a delegation under way, with a second one that has people of the same ids.

A page that is only there at another stage names it in STAGES; what stands in its path besides tokens and
the delegation is in `FrontWorld.slots`.
"""

import base64
import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property

import httpx
from itsdangerous import URLSafeSerializer

from activities.handovers import Passes
from activities.keys import upload_key
from delegation.access import Relation, Role
from delegation.file import Phase
from delegation.offer import OfferOutcome
from portal.web.organising.sessions import COOKIE
from portal.web.organising.wizard_begin import starter
from portal.web.organising.wizard_draft import Drafts
from tests.portal import stages
from tests.portal.desk_portal import LOGIN, account_at, anybody, cookie_of, desk_of
from tests.portal.fakes_portal import LegationInMemory
from tests.portal.invites_portal import PORTAL
from tests.portal.organiser_portal import NAMES
from tests.portal.places_portal import offers_are_out
from tests.portal.running_portal import LATE, running
from tests.portal.stages import SLUG
from tests.portal.todo_portal import choosing

OTHER = "japan-2018"
MADE_AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
STAGES: dict[str, Callable[[], LegationInMemory]] = {
    "/d/": stages.call_open,
    "/draft/": stages.call_open,
    "/desk/{slug}/call": stages.call_open,
    "/desk/{slug}/outbox": running,
    "/desk/{slug}/change/{change}": running,
    "/desk/{slug}/documents": running,
    "/desk/{slug}/decisions": running,
    "/desk/{slug}/offers": offers_are_out,
    "/e/": stages.scoring,
    "/h/": stages.listed,
    "/o/{token}/sessions": choosing,
    "/": stages.published,
}
"""By the beginning of a path, the longest that fits."""
SALTS = {
    "d": "application-draft",
    "i": "application-instead",
    "o": "offer-answer",
    "h": "host-page",
    "e": "evaluation-desk",
    "p": "pass",
    "s": "organiser-invitation",
}
"""By the first letter of a path: what its tokens are signed with besides the secret."""
SOMEBODY = {"d": "p", "o": "p", "h": "h", "e": "v"}
"""Which claim of the token says whose it is."""


class FrontWorld:
    """The portal at one stage of usa-2017."""

    def __init__(self, legation: LegationInMemory) -> None:
        self.legation = legation
        self.desk = desk_of(legation)
        self.file = legation.register.delegation_file(SLUG)
        self._second()
        self._attach()
        self.draft = self._begun()

    def _second(self) -> None:
        register = self.legation.register
        register.keep_file(self.file.model_copy(update={"slug": OTHER}))
        register.secret(OTHER)
        register.secret(SLUG)

    def _attach(self) -> None:
        """A file in the application of the delegate."""
        content = b"%PDF-1.7"
        digest = hashlib.sha256(content).hexdigest()
        applied = self.legation.register.application(SLUG, self.delegate)
        answers = {**applied.answers, "attachment": f"upload:{digest}.pdf"}
        key = upload_key(SLUG, self.delegate, digest, "pdf")
        self.legation.store.create(key, content, "application/pdf")
        self.legation.register.keep_application(SLUG, applied.model_copy(update={"answers": answers}))

    @cached_property
    def slots(self) -> dict[str, str]:
        """What stands in paths, by the name of the slot."""
        plan = self.legation.state.plan
        item = plan.itinerary.items[0].id if plan and plan.itinerary.items else "none"
        return {
            "slug": SLUG,
            "item": item,
            "participant": self.delegate,
            "application": self.scored or self.delegate,
            "host": self.file.hosts[0].id,
            "draft": self.draft,
            "send_id": NAMES[0],
            "number": "1",
            "change": str(LATE["id"]),
            "sha256": next((one.sha256 for one in self.legation.state.documents), "none"),
            "page": "about",
            "key": "themes",
            "paper": "diet",
            "day": "30",
            "evaluator": self.evaluator,
            "field": "attachment",
            "letter": "offer",
            "panel_deed": "decide",
            "offer_deed": "answer",
            "application_deed": "withdraw",
            "evaluator_deed": "relieve",
        }

    def _begun(self) -> str:
        """The draft of a delegation file that each account for all delegations is writing."""
        content = starter("usa-2017", "lakes-2027", "Lakes", MADE_AT.date())
        for login in (LOGIN, "all@platform.example"):
            Drafts(self.legation.store, login).begin("0" * 16, content, MADE_AT)
        return "0" * 16

    # --- people -------------------------------------------------------------------------------------

    @cached_property
    def delegate(self) -> str:
        """Somebody whose place is confirmed; whoever applied first while nobody's is."""
        confirmed = [
            participant
            for participant, journey in sorted(self.legation.journeys.items())
            if journey.outcome is OfferOutcome.CONFIRMED
        ]
        return (confirmed or sorted(self.legation.journeys))[0]

    @cached_property
    def applicant(self) -> str:
        """Somebody who applied and does not travel."""
        others = (one for one in sorted(self.legation.journeys) if one != self.delegate)
        journeys = self.legation.journeys
        return next(one for one in others if journeys[one].outcome is not OfferOutcome.CONFIRMED)

    @property
    def scored(self) -> str:
        """What the evaluator scores; empty once the evaluation is over."""
        state = self.legation.state
        assigned = state.assignment.assigned if state.phase is Phase.EVALUATION else ()
        return next((one.application for one in assigned if self.evaluator in one.evaluators), "")

    # --- addresses ----------------------------------------------------------------------------------

    def token(self, role: Role, kind: str) -> str:
        """The genuine token of that kind which somebody in the role holds; empty: they have none."""
        links = self.desk.links
        match role, kind:
            case (Role.DELEGATE, "o"):
                address = links.offer_link(SLUG, self.delegate)
            case (Role.APPLICANT, "o"):
                address = links.offer_link(SLUG, self.applicant)
            case (Role.APPLICANT, "d"):
                address = links.draft_link(SLUG, self.applicant)
            case (Role.APPLICANT, "i"):
                address = links.instead_link(SLUG, self.delegate)
            case ((Role.HOST | Role.HOSTS_PERSON), "h"):
                address = links.host_link(SLUG, self.file.hosts[0].id)
            case (Role.EVALUATOR, "e"):
                address = links.evaluator_link(SLUG, self.evaluator)
            case (Role.DELEGATE, "p"):
                return Passes(self.legation.register).mint(self._document)
            case (Role.ORGANISER, "s"):
                assert self.desk.sessions is not None
                address = self.desk.sessions.invitation(account_at(self.desk))
            case _:
                return ""
        return address.rpartition("/")[2]

    @cached_property
    def _document(self) -> str:
        """The key of a document that was made for the delegate."""
        key = f"delegations/{SLUG}/documents/certificate/{self.delegate.lower()}-v0-abcdef.pdf"
        return self.legation.store.create(key, b"%PDF-", "application/pdf").key

    @property
    def evaluator(self) -> str:
        assert self.file.evaluation is not None
        return self.file.evaluation.evaluators[0].id

    def tried(self, role: Role, kind: str, relation: Relation) -> list[str]:
        """What somebody in that role can put into an address of that kind to reach such a thing."""
        mine = {one: token for one in SALTS if (token := self.token(role, one))}
        if relation is Relation.OWN:
            return [mine[kind]] if kind in mine else []
        others = [token for one, token in mine.items() if one != kind]
        if relation is Relation.UNKNOWN:
            return ["unknown", "a" * 600, *others]
        slug = SLUG if relation is Relation.SAME_DELEGATION else OTHER
        target = self.delegate if role is Role.APPLICANT else self.applicant
        return [*others, *self._forged(mine, kind, slug, target)]

    def _forged(self, mine: dict[str, str], kind: str, slug: str, target: str) -> list[str]:
        """Claims about somebody else, with every signature that is at hand."""
        claims = {"d": slug, SOMEBODY.get(kind, "p"): target}
        payload = base64.urlsafe_b64encode(json.dumps(claims, separators=(",", ":")).encode())
        said = payload.decode().rstrip("=")
        secret = self.legation.register.secret(OTHER if slug == SLUG else SLUG)
        salt = next(salt for one, salt in SALTS.items() if one != kind)
        return [
            *(f"{said}.{token.rpartition('.')[2]}" for token in mine.values()),
            _signed(b"secret", SALTS.get(kind, ""), claims),
            _signed(secret, SALTS.get(kind, ""), claims),
            _signed(self.legation.register.secret(slug), salt, claims),
        ]

    # --- browsers -----------------------------------------------------------------------------------

    def browser(self, *delegations: str, is_signed_in: bool = True) -> httpx.AsyncClient:
        """Of an account for these delegations, for all without any; or of nobody in particular."""
        browser = anybody(self.desk)
        if is_signed_in:
            login = f"{'-'.join(delegations) or 'all'}@platform.example"
            account = account_at(self.desk, *delegations, login=login)
            browser.cookies.set(COOKIE, cookie_of(self.desk, account))
        return browser

    def state(self) -> object:
        """Everything that a request could have changed."""
        legation = self.legation
        return (
            dict(legation.store.content),  # type: ignore[attr-defined]
            legation.state,
            dict(legation.journeys),
            dict(legation.hosts),
            tuple(legation.writes),
        )


def world_for(path: str) -> FrontWorld:
    """At the stage at which the page of this path is there."""
    stage = max((one for one in STAGES if path.startswith(one)), key=len)
    return FrontWorld(STAGES[stage]())


def _signed(secret: bytes, salt: str, claims: dict[str, str]) -> str:
    import hashlib

    hashed = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    signed: str = URLSafeSerializer(secret, salt=salt, signer_kwargs=hashed).dumps(claims)
    return signed


__all__ = ["OTHER", "PORTAL", "SLUG", "STAGES", "FrontWorld", "world_for"]
