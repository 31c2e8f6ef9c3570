"""Addresses of the portal that stand in mails: feeds, and the pages on which people answer.

Those of the pages are signed with the secret of their delegation; each kind has a salt of its own, so that
none passes for another.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

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
SLUG: TypeAdapter[str] = TypeAdapter(Slug)


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
    """What the signed address of an application says. It never ends: the journey says what is possible."""

    delegation: Slug
    participant: ParticipantId


class HostLink(Fact):
    """What the signed address of a host says. It never ends: the host's workflow says what is possible."""

    delegation: Slug
    host: ItemId


class MeetingsLink(Fact):
    """What the signed address of a delegate's meetings with others says. It never ends, as the others."""

    delegation: Slug
    participant: ParticipantId


class Links:
    """Writes and reads the addresses. `portal` is where people reach it; empty: there are no addresses."""

    def __init__(self, portal: str, register: "Register", feeds: "Feeds") -> None:
        self._portal = portal.rstrip("/")
        self._register = register
        self._feeds = feeds

    def calendar_links(
        self, delegation: str, recipient: str, invites: Iterable[tuple[str, int, datetime]] = ()
    ) -> CalendarLinks:
        """The recipient's feed, and where each of `invites` (item id, SEQUENCE, end) is answered.

        Raises OSError when the store is away.
        """
        if not self._portal:
            return CalendarLinks()
        feed = f"{self._portal}/c/{self._feeds.token(delegation, recipient)}.ics"
        signer = _signer(self._register.secret(delegation), INVITE_SALT)
        answers = {
            item: f"{self._portal}/a/{_signed(signer, delegation, recipient, Asked(item, sequence, ends_at))}"
            for item, sequence, ends_at in invites
        }
        return CalendarLinks(feed=feed, webcal=f"webcal{feed[feed.index('://') :]}", answers=answers)

    def offer_link(self, delegation: str, participant: str) -> str:
        """Where an applicant sees how the application stands, and answers an offer. Raises OSError."""
        if not self._portal:
            return ""
        signer = _signer(self._register.secret(delegation), OFFER_SALT)
        return f"{self._portal}/o/{signer.dumps({'d': delegation, 'p': participant})}"

    def host_link(self, delegation: str, host: str) -> str:
        """Where a host sees what it receives, and answers. Raises OSError."""
        if not self._portal:
            return ""
        signer = _signer(self._register.secret(delegation), HOST_SALT)
        return f"{self._portal}/h/{signer.dumps({'d': delegation, 'h': host})}"

    def meetings_link(self, delegation: str, participant: str) -> str:
        """Where a delegate asks others for meetings, answers and rates them. Raises OSError."""
        if not self._portal:
            return ""
        signer = _signer(self._register.secret(delegation), MEETINGS_SALT)
        return f"{self._portal}/m/{signer.dumps({'d': delegation, 'p': participant})}"

    def read(self, token: str) -> InviteLink | None:
        """What the token of an invite's link says; None if it is not exactly as we wrote it."""
        try:
            return _invite_link(self._said(token, INVITE_SALT))
        except ValidationError:
            return None

    def read_offer(self, token: str) -> OfferLink | None:
        """What the token of an application's link says; None if it is not exactly as we wrote it."""
        said = self._said(token, OFFER_SALT)
        try:
            return OfferLink.model_validate({"delegation": said.get("d"), "participant": said.get("p")})
        except ValidationError:
            return None

    def read_host(self, token: str) -> HostLink | None:
        """What the token of a host's link says; None if it is not exactly as we wrote it."""
        said = self._said(token, HOST_SALT)
        try:
            return HostLink.model_validate({"delegation": said.get("d"), "host": said.get("h")})
        except ValidationError:
            return None

    def read_meetings(self, token: str) -> MeetingsLink | None:
        """What the token of a delegate's meetings says; None if it is not exactly as we wrote it."""
        said = self._said(token, MEETINGS_SALT)
        try:
            return MeetingsLink.model_validate({"delegation": said.get("d"), "participant": said.get("p")})
        except ValidationError:
            return None

    def _said(self, token: str, salt: str) -> Mapping[str, object]:
        """What is signed in it; nothing if it is not ours.

        Nothing in it is believed before its signature is verified with the secret of its delegation. Base64
        leaves bits of its last character unread (RFC 4648 3.5), so other spellings of a token would pass for
        it: only the one we write is taken.
        """
        from itsdangerous import BadData

        secret = self._secret_of(token) if len(token) <= LONGEST else None
        if secret is None:
            return {}
        signer = _signer(secret, salt)
        try:
            said = signer.loads(token)
        except BadData:
            return {}
        return said if isinstance(said, Mapping) and signer.dumps(said) == token else {}

    def _secret_of(self, token: str) -> bytes | None:
        """The secret of the delegation the token claims to belong to, if there is one."""
        _, claimed = _signer(b"").loads_unsafe(token)
        slug = claimed.get("d") if isinstance(claimed, Mapping) else None
        try:
            return self._register.drawn_secret(SLUG.validate_python(slug, strict=True))
        except ValidationError:
            return None


def _signer(secret: bytes, salt: str = "") -> "URLSafeSerializer":
    import hashlib

    from itsdangerous import URLSafeSerializer

    hashed = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    return URLSafeSerializer(secret, salt=salt, signer_kwargs=hashed)


def _signed(signer: "URLSafeSerializer", delegation: str, recipient: str, asked: Asked) -> str:
    until = int(asked.ends_at.timestamp())
    return signer.dumps({"d": delegation, "r": recipient, "i": asked.item, "s": asked.sequence, "u": until})


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
