"""Addresses of the portal that stand in mails: calendar feeds, and pages on which an invite is answered."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError

from delegation.fact import Fact
from delegation.ids import ItemId, Slug

if TYPE_CHECKING:
    from itsdangerous import URLSafeSerializer

    from activities.feeds import Feeds
    from activities.register import Register

LONGEST = 512
"""Characters of a token; ours are shorter."""
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
        signer = _signer(self._register.secret(delegation))
        answers = {
            item: f"{self._portal}/a/{_signed(signer, delegation, recipient, Asked(item, sequence, ends_at))}"
            for item, sequence, ends_at in invites
        }
        return CalendarLinks(feed=feed, webcal=f"webcal{feed[feed.index('://') :]}", answers=answers)

    def read(self, token: str) -> InviteLink | None:
        """What the token of an answer link says; None if it is not exactly as we wrote it.

        Nothing in it is believed before its signature is verified with the secret of its delegation.
        """
        from itsdangerous import BadData

        secret = self._secret_of(token) if len(token) <= LONGEST else None
        if secret is None:
            return None
        try:
            return _link(_signer(secret).loads(token))
        except (BadData, ValidationError):
            return None

    def _secret_of(self, token: str) -> bytes | None:
        """The secret of the delegation the token claims to belong to, if there is one."""
        _, claimed = _signer(b"").loads_unsafe(token)
        slug = claimed.get("d") if isinstance(claimed, Mapping) else None
        try:
            return self._register.drawn_secret(SLUG.validate_python(slug, strict=True))
        except ValidationError:
            return None


def _signer(secret: bytes) -> "URLSafeSerializer":
    import hashlib

    from itsdangerous import URLSafeSerializer

    hashed = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    return URLSafeSerializer(secret, salt="invite-answer", signer_kwargs=hashed)


def _signed(signer: "URLSafeSerializer", delegation: str, recipient: str, asked: Asked) -> str:
    until = int(asked.ends_at.timestamp())
    return signer.dumps({"d": delegation, "r": recipient, "i": asked.item, "s": asked.sequence, "u": until})


def _link(said: Mapping[str, object]) -> InviteLink:
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
