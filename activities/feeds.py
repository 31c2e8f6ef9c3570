"""Feeds: the whole programme of one recipient as a calendar that is fetched, under an address of its own."""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import AwareDatetime

from activities.appointments import appointment_uid
from activities.keys import feed_address_key, feed_key
from activities.link_keys import FIRST, LinkRing
from activities.links import Asked
from activities.ports import DocumentStore, KeyTaken, Missing
from activities.swapping import current
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import Slug
from delegation.invite import Method, Revision

if TYPE_CHECKING:
    from activities.register import Register
    from delegation.calendars.rendering import CalendarEntry
    from delegation.languages.tongue import Tongue

JSON = "application/json"
TOKEN = re.compile(r"[a-z2-7]{26}", re.ASCII)
"""128 bits in base32."""


class Feed(Fact):
    """One recipient's programme as last told, cancelled items kept."""

    recipient: str
    """Participant or host id."""
    generation: int = 0
    """Rises when the address is revoked; addresses of before no longer count."""
    revisions: tuple[Revision, ...] = ()
    """The last one of every item, in order of their ids."""

    @property
    def changed_at(self) -> AwareDatetime | None:
        """When its newest revision was made (trip time); None while it is empty."""
        return max((one.dtstamp for one in self.revisions), default=None)

    def revision(self, item: str) -> Revision | None:
        """The last one of that item."""
        return next((one for one in self.revisions if one.item.id == item), None)

    def asked(self, now: datetime) -> tuple[Asked, ...]:
        """What still stands and wants an answer, whether by an invite of its own or in the digest.

        What has begun by `now` (trip time) is no longer asked about.
        """
        standing = (one for one in self.revisions if one.method is Method.REQUEST)
        return tuple(
            Asked(one.item.id, one.sequence, one.item.ends_at)
            for one in standing
            if one.item.rsvp and one.item.starts_at > now
        )


class FeedOwner(Fact):
    """Whose programme is found under an address."""

    delegation: Slug
    recipient: str
    generation: int = 0
    key: str = FIRST
    """Of the secret it was made with; retired ones no longer count."""


class Feeds:
    """Keeps every recipient's feed and the addresses under which they are fetched."""

    def __init__(self, store: DocumentStore, register: "Register") -> None:
        self._store = store
        self._register = register
        self.ring = LinkRing(store, register)
        self._known: set[str] = set()
        """Keys of addresses that this process has written."""

    def fold(self, delegation: str, recipient: str, revisions: Iterable[Revision]) -> Feed:
        """Take revisions into the feed; the highest SEQUENCE of an item counts, in whatever order they come.

        Safe to repeat, and for many at once. Raises OSError when the store is away.
        """
        news = tuple(revisions)
        return self._changed(delegation, recipient, lambda feed: _folded(feed, news))

    def feed(self, delegation: str, recipient: str) -> Feed:
        """The feed as it stands; empty where nothing was published yet."""
        return self._read(delegation, recipient)[0]

    def calendar(self, delegation: str, recipient: str) -> bytes:
        """The feed as a calendar (PUBLISH), the same bytes until something changes.

        Raises:
            Missing: the delegation was never opened.
            OSError: the store is away; try again.
        """
        from activities.addresses import mail_address
        from delegation.calendars.rendering import CalendarParty, render_calendar
        from delegation.languages.tongue import file_in

        file = self._register.delegation_file(delegation)
        tongue = self._tongue(file, recipient)
        organiser = CalendarParty(name=file.organiser.name, email=mail_address(file.organiser.mailbox))
        secret = self._register.secret(delegation)
        feed = self.feed(delegation, recipient)
        entries = (_entry(file, secret, recipient, revision, tongue) for revision in feed.revisions)
        return render_calendar(entries, name=file_in(tongue, file).title, organiser=organiser)

    def _tongue(self, file: DelegationFile, recipient: str) -> "Tongue":
        """The language of whose calendar it is; English for somebody the vault does not know (any more)."""
        from delegation.languages.tongue import ENGLISH, tongue_of

        host = file.host(recipient)
        try:
            person = self._register.person(file.slug, host.person if host else recipient)
        except Missing:
            return ENGLISH
        return tongue_of(person.language, file)

    def token(self, delegation: str, recipient: str) -> str:
        """The secret part of the feed's address: 26 characters. It is stored hashed and never logged."""
        return self._opened(delegation, self.feed(delegation, recipient))

    def opened_token(self, delegation: str, recipient: str) -> str:
        """The same where the address opens already; empty where nobody was told it yet. Writes nothing."""
        _, secret = self.ring.signing(delegation)
        token = _token(secret, self.feed(delegation, recipient))
        return token if self.find(token) is not None else ""

    def find(self, token: str) -> FeedOwner | None:
        """Whose feed it is; None where the token is malformed, unknown or revoked."""
        if TOKEN.fullmatch(token) is None:
            return None
        content = current(self._store, feed_address_key(_hashed(token)))
        owner = FeedOwner.model_validate_json(content) if content else None
        if owner is None or owner.generation != self.feed(owner.delegation, owner.recipient).generation:
            return None
        return owner if owner.key in self.ring.believed(owner.delegation) else None

    def revoke(self, delegation: str, recipient: str) -> str:
        """Stop the address that is in use, at once; the token of the new one."""
        before = self.feed(delegation, recipient)
        after = self._changed(
            delegation,
            recipient,
            lambda feed: feed.model_copy(update={"generation": max(feed.generation, before.generation + 1)}),
        )
        for secret in self.ring.believed(delegation).values():
            ended = feed_address_key(_hashed(_token(secret, before)))
            self._store.delete(ended)
            self._known.discard(ended)
        return self._opened(delegation, after)

    def _opened(self, delegation: str, feed: Feed) -> str:
        """The token of the feed, under which it can be found from now on."""
        signing, secret = self.ring.signing(delegation)
        token = _token(secret, feed)
        key = feed_address_key(_hashed(token))
        if key not in self._known:
            owner = FeedOwner(
                delegation=delegation, recipient=feed.recipient, generation=feed.generation, key=signing
            )
            with suppress(KeyTaken):  # a field that another version adds: the owner is the same
                self._store.create(key, owner.model_dump_json().encode(), JSON)
            self._known.add(key)
        return token

    def _changed(self, delegation: str, recipient: str, change: Callable[[Feed], Feed]) -> Feed:
        while True:
            before, stored = self._read(delegation, recipient)
            after = change(before)
            content = after.model_dump_json().encode()
            if after == before or self._store.replace(
                feed_key(delegation, recipient), content, JSON, instead_of=stored
            ):
                return after

    def _read(self, delegation: str, recipient: str) -> tuple[Feed, bytes | None]:
        """The feed, and the bytes it is stored as. Raises ValueError for somebody else's."""
        stored = current(self._store, feed_key(delegation, recipient))
        if stored is None:
            return Feed(recipient=recipient), None
        feed = Feed.model_validate_json(stored)
        if feed.recipient != recipient:
            raise ValueError(
                f"{recipient!r} and {feed.recipient!r} differ in capital letters only; "
                "give the host another id."
            )
        return feed, stored


def _folded(feed: Feed, news: Iterable[Revision]) -> Feed:
    held = {one.item.id: one for one in feed.revisions}
    for revision in news:
        known = held.get(revision.item.id)
        if known is None or known.sequence < revision.sequence:
            held[revision.item.id] = revision.model_copy(update={"before": None})
    return feed.model_copy(update={"revisions": tuple(held[item] for item in sorted(held))})


def _entry(
    file: DelegationFile, secret: bytes, recipient: str, revision: Revision, tongue: "Tongue"
) -> "CalendarEntry":
    from delegation.calendars.rendering import CalendarEntry
    from delegation.languages.tongue import file_in, item_in

    item = item_in(tongue, revision.item)
    if revision.method is Method.CANCEL:
        item = item.model_copy(update={"cancelled": True})
    return CalendarEntry(
        uid=appointment_uid(file, secret, item.id, recipient),
        item=item,
        dtstamp=revision.dtstamp,
        sequence=revision.sequence,
        place=file_in(tongue, file).place(item.place),
    )


def _token(secret: bytes, feed: Feed) -> str:
    identity = f"feed|{feed.recipient}|{feed.generation}"
    digest = hmac.new(secret, identity.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:16]).decode().rstrip("=").lower()


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
