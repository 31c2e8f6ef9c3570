"""Two delegations behind one portal, everybody's genuine addresses, and what a stranger makes of them."""

import base64
import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from itsdangerous import URLSafeSerializer

from activities.accounts import Accounts
from activities.adapters.engine_keys import GivenKeys
from activities.adapters.payloads import EngineCodec
from delegation.access import Relation, Role
from delegation.application import ApplicationStatus
from delegation.journey import JourneyState
from delegation.offer import Offer
from portal.codec_readers import Reader, Readers, hash_of
from portal.codec_record import LookRecord
from portal.web.codec import CodecDesk
from portal.web.desk import Desk
from portal.web.organising.sessions import Sessions
from tests.portal import stages
from tests.portal.invites_portal import JORG, PORTAL, SLUG, VISIT
from tests.portal.offers_portal import LENA
from tests.portal.test_web_hosting import HOST, Hosted
from tests.portal.test_web_meetings import Meeting

OTHER = "japan-2018"
KINDS = ("a", "o", "h", "m", "c")
SALTS = {"a": "invite-answer", "o": "offer-answer", "h": "host-page", "m": "meetings-page"}
READER = "a-token-of-a-reader"
UNKNOWN = ("eyJkIjoiYXRsYW50aXMtMjAzMCIsInAiOiJBLTE3In0.x", "a" * 26)


class Fakes:
    """The workflows of one or more delegations: passes calls on by slug, and notes them."""

    def __init__(self, kind: str, by_slug: dict[str, Any], called: list[str]) -> None:
        self._kind = kind
        self._by_slug = by_slug
        self._called = called

    def __getattr__(self, name: str) -> Any:
        async def call(slug: str, *arguments: Any) -> Any:
            self._called.append(f"{self._kind}.{name}")
            return await getattr(self._by_slug[slug], name)(slug, *arguments)

        return call


class Town(Hosted, Meeting):
    """One delegation: A-17 travels and meets others, A-18 has applied, a host receives."""

    def __init__(self) -> None:
        super().__init__()
        self.register.keep(SLUG, LENA)
        confirm_by = self.file.offer_rules.confirm_by_at(needs_visa=False)
        self.journeys.now = confirm_by - timedelta(days=1)
        applied = JourneyState(status=ApplicationStatus.SUBMITTED, received_at=self.file.call.opens_at)
        offered = {
            "status": ApplicationStatus.SELECTED,
            "offer": Offer(confirm_by=confirm_by, reason="Chosen."),
        }
        self.journeys.states |= {"A-17": applied.model_copy(update=offered), "A-18": applied}
        self.publish(HOST, VISIT)


class Holder(NamedTuple):
    """Whose address it is, by the id that stands in it."""

    role: Role
    kind: str
    person: str


class World:
    """The portal, with a second delegation that has people of the same ids."""

    def __init__(self, folder: Path) -> None:
        self.town = Town()
        self.called: list[str] = []
        self._own: dict[tuple[str, str], str] = {}
        self._second()
        self.desk = self._desk(folder)

    def _second(self) -> None:
        town = self.town
        other = town.file.model_copy(update={"slug": OTHER})
        town.register.keep_file(other)
        for one in (JORG, LENA):
            town.register.keep(OTHER, one)
        town.register.secret(OTHER)

    def _desk(self, folder: Path) -> Desk:
        town = self.town
        by_kind = {
            "calendars": town.books,
            "journeys": town.journeys,
            "hosts": town.hosts,
            "parties": town.parties,
        }
        noted: dict[str, Any] = {
            kind: Fakes(kind, {SLUG: fake, OTHER: fake}, self.called) for kind, fake in by_kind.items()
        }
        seals = EngineCodec(GivenKeys.of_text(f"one={base64.b64encode(b'k' * 32).decode()}", "the test"))
        readers = Readers(folder / "readers.json", [Reader("night-shift", hash_of(READER), "")])
        codec = CodecDesk(seals, readers, LookRecord(folder / "looks"))
        accounts = Accounts(town.store)
        return replace(
            town.desk(),
            **noted,
            codec=codec,
            security_contact="mailto:security@platform.example",
            legation=stages.published(),
            accounts=accounts,
            sessions=Sessions(accounts, PORTAL),
        )

    # --- addresses ----------------------------------------------------------------------------------

    def own(self, kind: str, person: str) -> str:
        """The genuine token of that kind."""
        if (kind, person) not in self._own:
            self._own[kind, person] = self._written(kind, person)
        return self._own[kind, person]

    def _written(self, kind: str, person: str) -> str:
        links, slug = self.town.links, SLUG
        invite = [(VISIT.id, 0, VISIT.ends_at)]
        match kind:
            case "a":
                return _token(links.calendar_links(slug, person, invite).answers[VISIT.id])
            case "o":
                return _token(links.offer_link(slug, person))
            case "h":
                return _token(links.host_link(slug, person))
            case "m":
                return _token(links.meetings_link(slug, person))
            case _:
                return self.town.feeds.token(slug, person)

    def held_by(self, role: Role) -> tuple[Holder, ...]:
        """All addresses of somebody in that role."""
        match role:
            case Role.DELEGATE:
                return tuple(Holder(role, kind, "A-17") for kind in ("a", "o", "m", "c"))
            case Role.APPLICANT:
                return (Holder(role, "o", "A-18"),)
            case Role.HOST | Role.HOSTS_PERSON:
                return tuple(Holder(role, kind, HOST) for kind in ("h", "a", "c"))
            case _:
                return ()

    def tried(self, role: Role, kind: str, relation: Relation) -> list[str]:
        """What somebody in that role can put into an address of that kind to reach such a thing."""
        mine = self.held_by(role)
        if relation is Relation.OWN:
            return [self.own(kind, one.person) for one in mine if one.kind == kind]
        others = [self.own(one.kind, one.person) for one in mine if one.kind != kind]
        if relation is Relation.UNKNOWN:
            return [*UNKNOWN, *others]
        slug = SLUG if relation is Relation.SAME_DELEGATION else OTHER
        hosts = (Role.HOST, Role.HOSTS_PERSON)
        neighbour = "mit-host" if role in hosts else HOST
        target = neighbour if kind == "h" else "A-18" if role is Role.DELEGATE else "A-17"
        return [*others, *self._forged(mine, kind, slug, target)]

    def _forged(self, mine: tuple[Holder, ...], kind: str, slug: str, target: str) -> list[str]:
        """Claims about somebody else, with every signature that is at hand."""
        claims = {"d": slug, **_whose(kind, target)}
        payload = base64.urlsafe_b64encode(json.dumps(claims, separators=(",", ":")).encode())
        said = payload.decode().rstrip("=")
        signatures = [self.own(one.kind, one.person).rpartition(".")[2] for one in mine[:1]] or ["x"]
        guessed = [_signed(b"secret", SALTS.get(kind, ""), claims)]
        elsewhere = OTHER if slug == SLUG else SLUG
        salt = next(salt for one, salt in SALTS.items() if one != kind)
        crossed = [
            _signed(self.town.register.secret(elsewhere), SALTS.get(kind, ""), claims),
            _signed(self.town.register.secret(slug), salt, claims),
        ]
        return [*(f"{said}.{one}" for one in signatures), *guessed, *crossed]

    def state(self) -> object:
        """Everything that a request could have changed."""
        town = self.town
        return (
            dict(town.store.content),
            dict(town.books.books),
            list(town.books.heard),
            dict(town.journeys.states),
            list(town.journeys.heard),
            list(town.journeys.withdrawn),
            dict(town.hosts.states),
            list(town.hosts.heard),
            dict(town.parties.said),
            list(town.parties.heard),
        )


def _whose(kind: str, person: str) -> dict[str, object]:
    until = int(datetime(2017, 5, 30, tzinfo=UTC).timestamp())
    match kind:
        case "a":
            return {"r": person, "i": VISIT.id, "s": 0, "u": until}
        case "h":
            return {"h": person}
        case _:
            return {"p": person}


def _signed(secret: bytes, salt: str, claims: dict[str, object]) -> str:
    hashed = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    return str(URLSafeSerializer(secret, salt=salt, signer_kwargs=hashed).dumps(claims))


def _token(address: str) -> str:
    assert address.startswith(PORTAL)
    return address.rsplit("/", 1)[1]
