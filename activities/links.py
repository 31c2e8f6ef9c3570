"""Addresses of the portal that stand in mails: feeds, and the pages on which people answer.

Those of the pages are signed with a secret of their delegation; each kind has a salt of its own, so that
none passes for another. `e` is the epoch of whose it is, and is left out while nothing was revoked.
"""

import hmac
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError

from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId, Slug

if TYPE_CHECKING:
    from itsdangerous import URLSafeSerializer

    from activities.feeds import Feeds
    from activities.register import Register

LONGEST = 512
"""Characters of a token; ours are shorter."""
INVITE_SALT = "invite-answer"
OFFER_SALT = "offer-answer"
HOST_SALT = "host-page"
MEETINGS_SALT = "meetings-page"
EVALUATOR_SALT = "evaluation-desk"
DRAFT_SALT = "application-draft"
INSTEAD_SALT = "application-instead"
PERSON = ("r", "p", "h", "v")
"""The claims that say whose an address is; each kind of address has one of them."""
RECIPIENT = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*", re.ASCII)
SLUG: TypeAdapter[str] = TypeAdapter(Slug)
Kind = TypeVar("Kind", bound=Fact)


class CalendarLinks(Fact):
    """Where one recipient's programme is found and answered. Empty: there is no such page."""

    feed: str = ""
    """The calendar feed, as `https://`."""
    webcal: str = ""
    """The same as `webcal://`, which opens a calendar program."""
    answers: dict[ItemId, str] = Field(default_factory=dict)
    """By item: the page on which its invite is answered."""


class Asked(NamedTuple):
    """An invite that wants an answer, to this SEQUENCE, until the item is over."""

    item: str
    sequence: int
    ends_at: datetime


class InviteLink(Fact):
    """What a signed address says: who answers which revision of which item."""

    delegation: Slug
    recipient: str
    """Participant or host id."""
    item: ItemId
    sequence: int
    until: AwareDatetime
    """The end of the item, in UTC; whoever reads the link decides what is late."""


class OfferLink(Fact):
    """What the signed address of an application says. It ends with `delegation/link_rules.py`."""

    delegation: Slug
    participant: ParticipantId


class InsteadLink(Fact):
    """What the address says by which somebody applies in place of a delegate; it ends with the trip."""

    delegation: Slug
    participant: ParticipantId
    """Whose place it is."""
    number: int = 0
    """How many who were to step in came to nothing before."""


class HostLink(Fact):
    """What the signed address of a host says. It ends with `delegation/link_rules.py`."""

    delegation: Slug
    host: ItemId


class MeetingsLink(Fact):
    """What the signed address of a delegate's meetings with others says. It ends as the others."""

    delegation: Slug
    participant: ParticipantId


class EvaluatorLink(Fact):
    """What the signed address of an evaluator says. It ends as the others."""

    delegation: Slug
    evaluator: ItemId


class Links:
    """Writes and reads the addresses. `portal` is where people reach it; empty: there are no addresses."""

    def __init__(self, portal: str, register: "Register", feeds: "Feeds") -> None:
        del register  # the secrets are those of the feeds
        self._portal = portal.rstrip("/")
        self._feeds = feeds
        self._ring = feeds.ring

    def calendar_links(
        self, delegation: str, recipient: str, invites: Iterable[tuple[str, int, datetime]] = ()
    ) -> CalendarLinks:
        """The recipient's feed, and where each of `invites` (item id, SEQUENCE, end) is answered.

        Raises OSError when the store is away.
        """
        if not self._portal:
            return CalendarLinks()
        feed = f"{self._portal}/c/{self._feeds.token(delegation, recipient)}.ics"
        answers = self.answer_links(delegation, recipient, invites)
        return CalendarLinks(feed=feed, webcal=f"webcal{feed[feed.index('://') :]}", answers=answers)

    def told_feed(self, delegation: str, recipient: str) -> CalendarLinks:
        """Their feed, if its address was told before; else empty. Writes nothing. Raises OSError."""
        token = self._feeds.opened_token(delegation, recipient) if self._portal else ""
        if not token:
            return CalendarLinks()
        feed = f"{self._portal}/c/{token}.ics"
        return CalendarLinks(feed=feed, webcal=f"webcal{feed[feed.index('://') :]}")

    def answer_links(
        self, delegation: str, recipient: str, invites: Iterable[tuple[str, int, datetime]]
    ) -> dict[str, str]:
        """Where each of `invites` is answered, by item. Writes nothing. Raises OSError."""
        if not self._portal:
            return {}
        sign = self._signing(delegation, recipient, INVITE_SALT)
        return {
            item: f"{self._portal}/a/{sign(_claims(delegation, recipient, Asked(item, sequence, ends_at)))}"
            for item, sequence, ends_at in invites
        }

    def offer_link(self, delegation: str, participant: str) -> str:
        """Where an applicant sees how the application stands, and answers an offer. Raises OSError."""
        if not self._portal:
            return ""
        sign = self._signing(delegation, participant, OFFER_SALT)
        return f"{self._portal}/o/{sign({'d': delegation, 'p': participant})}"

    def host_link(self, delegation: str, host: str) -> str:
        """Where a host sees what it receives, and answers. Raises OSError."""
        if not self._portal:
            return ""
        sign = self._signing(delegation, host, HOST_SALT)
        return f"{self._portal}/h/{sign({'d': delegation, 'h': host})}"

    def meetings_link(self, delegation: str, participant: str) -> str:
        """Where a delegate asks others for meetings, answers and rates them. Raises OSError."""
        if not self._portal:
            return ""
        sign = self._signing(delegation, participant, MEETINGS_SALT)
        return f"{self._portal}/m/{sign({'d': delegation, 'p': participant})}"

    def draft_link(self, delegation: str, participant: str) -> str:
        """Where somebody goes on with an application that is not handed in yet. Raises OSError."""
        if not self._portal:
            return ""
        sign = self._signing(delegation, participant, DRAFT_SALT)
        return f"{self._portal}/draft/{sign({'d': delegation, 'p': participant})}"

    def instead_link(self, delegation: str, participant: str, number: int = 0) -> str:
        """Where somebody hands in what is asked to take the place of a delegate. Raises OSError."""
        if not self._portal:
            return ""
        sign = self._signing(delegation, participant, INSTEAD_SALT)
        return f"{self._portal}/instead/{sign({'d': delegation, 'p': participant, 'n': number})}"

    def evaluator_link(self, delegation: str, evaluator: str) -> str:
        """Where an evaluator reads applications and hands in score sheets. Raises OSError."""
        if not self._portal:
            return ""
        sign = self._signing(delegation, evaluator, EVALUATOR_SALT)
        return f"{self._portal}/e/{sign({'d': delegation, 'v': evaluator})}"

    def read(self, token: str) -> InviteLink | None:
        """What the token of an invite's link says; None if it is not ours, or was revoked."""
        try:
            return _invite_link(self._said(token, INVITE_SALT))
        except ValidationError:
            return None

    def read_offer(self, token: str) -> OfferLink | None:
        """What the token of an application's link says; None if it is not ours, or was revoked."""
        return _read(OfferLink, self._said(token, OFFER_SALT), delegation="d", participant="p")

    def read_draft(self, token: str) -> OfferLink | None:
        """What the token of a draft says, in the words of an application; None if it is not ours."""
        return _read(OfferLink, self._said(token, DRAFT_SALT), delegation="d", participant="p")

    def read_instead(self, token: str) -> InsteadLink | None:
        """What the token says by which a place is taken over; None if it is not ours, or was revoked."""
        said = self._said(token, INSTEAD_SALT)
        return _read(InsteadLink, said, delegation="d", participant="p", number="n")

    def read_host(self, token: str) -> HostLink | None:
        """What the token of a host's link says; None if it is not ours, or was revoked."""
        return _read(HostLink, self._said(token, HOST_SALT), delegation="d", host="h")

    def read_meetings(self, token: str) -> MeetingsLink | None:
        """What the token of a delegate's meetings says; None if it is not ours, or was revoked."""
        return _read(MeetingsLink, self._said(token, MEETINGS_SALT), delegation="d", participant="p")

    def read_evaluator(self, token: str) -> EvaluatorLink | None:
        """What the token of an evaluator's link says; None if it is not ours, or was revoked."""
        return _read(EvaluatorLink, self._said(token, EVALUATOR_SALT), delegation="d", evaluator="v")

    def _signing(self, delegation: str, person: str, salt: str) -> Callable[[dict[str, object]], str]:
        """What signs claims about that person with the newest secret and the epoch of now."""
        _, secret = self._ring.signing(delegation)
        signer, epoch = _signer(secret, salt), self._ring.epoch(delegation, person).number
        return lambda claims: signer.dumps({**claims, "e": epoch} if epoch else claims)

    def _said(self, token: str, salt: str) -> Mapping[str, object]:
        """What is signed in it; nothing if it is not ours, or of an earlier epoch than that of now.

        Nothing in it is believed before its signature is verified with a secret of its delegation.
        """
        slug = _claimed_delegation(token) if len(token) <= LONGEST else None
        if slug is None:
            return {}
        for secret in self._ring.believed(slug).values():
            said = _verified(token, secret, salt)
            if said is not None:
                return said if self._is_of_now(slug, said) else {}
        return {}

    def _is_of_now(self, delegation: str, said: Mapping[str, object]) -> bool:
        """Whether nothing was revoked since."""
        person = next((said[name] for name in PERSON if name in said), None)
        if not isinstance(person, str) or RECIPIENT.fullmatch(person) is None:
            return False
        return said.get("e", 0) == self._ring.epoch(delegation, person).number


def _claimed_delegation(token: str) -> str | None:
    """The delegation the token claims to belong to; nothing is verified yet."""
    _, claimed = _signer(b"").loads_unsafe(token)
    slug = claimed.get("d") if isinstance(claimed, Mapping) else None
    try:
        return SLUG.validate_python(slug, strict=True)
    except ValidationError:
        return None


def _verified(token: str, secret: bytes, salt: str) -> Mapping[str, object] | None:
    """What this secret has signed, compared in constant time.

    Base64 leaves bits of its last character unread (RFC 4648 3.5), so other spellings of a token would pass
    for it: only the one we write is taken.
    """
    from itsdangerous import BadData

    signer = _signer(secret, salt)
    try:
        said = signer.loads(token)
    except BadData:
        return None
    written = signer.dumps(said)
    is_ours = hmac.compare_digest(str(written).encode(), token.encode())
    return said if isinstance(said, Mapping) and is_ours else None


def _signer(secret: bytes, salt: str = "") -> "URLSafeSerializer":
    import hashlib

    from itsdangerous import URLSafeSerializer

    hashed = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    return URLSafeSerializer(secret, salt=salt, signer_kwargs=hashed)


def _claims(delegation: str, recipient: str, asked: Asked) -> dict[str, object]:
    until = int(asked.ends_at.timestamp())
    return {"d": delegation, "r": recipient, "i": asked.item, "s": asked.sequence, "u": until}


def _read(kind: type[Kind], said: Mapping[str, object], **claims: str) -> Kind | None:
    """The fields of a link, each from the claim of that name; None where one is missing or wrong."""
    try:
        return kind.model_validate({field: said.get(claim) for field, claim in claims.items()})
    except ValidationError:
        return None


def _invite_link(said: Mapping[str, object]) -> InviteLink:
    until = said.get("u")
    return InviteLink.model_validate(
        {
            "delegation": said.get("d"),
            "recipient": said.get("r"),
            "item": said.get("i"),
            "sequence": said.get("s"),
            "until": datetime.fromtimestamp(until, UTC) if isinstance(until, int) else None,
        }
    )
