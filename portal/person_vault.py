"""Everything of one person in the vault, as files for that person: under names of ours, nothing of others."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from pydantic import AwareDatetime

from activities.answer_records import AnswerRecord
from activities.feeds import Feed
from activities.offer_records import OfferAnswerRecord
from activities.owners import Owner, owner_of, places_of
from activities.ports import DocumentStore
from activities.swapping import current
from activities.waiting import WaitingMail
from delegation.fact import Fact
from delegation.form import MEDIA_TYPES
from delegation.invite import AnswerSource, PartStat
from delegation.journey import ChecklistItem
from delegation.offer import Answer, OfferSource
from delegation.own_facts import OwnItem
from delegation.own_record import own_item

UNKNOWN = "application/octet-stream"
TYPES = {
    "json": "application/json",
    "txt": "text/plain",
    "eml": "message/rfc822",
    "ics": "text/calendar",
    "html": "text/html",
    "csv": "text/csv",
    "xml": "application/xml",
    **{kind.value: media_type for kind, media_type in MEDIA_TYPES.items()},
}
"""By how our keys end; anything else is a `.bin`."""
PAPERS = {*(item.value for item in ChecklistItem), "answers"}


class KeptFile(NamedTuple):
    """One file of an export."""

    name: str
    """Within the archive: letters, digits, hyphens and one slash, never a word that somebody typed."""
    content: bytes
    about: str = ""
    """What it is: the subject of a mail, the question a file answers. Untrusted: escape it."""
    sources: tuple[str, ...] = ()
    """Keys of the objects in the vault it was made from."""

    @property
    def section(self) -> str:
        return self.name.partition("/")[0]

    @property
    def media_type(self) -> str:
        return TYPES.get(self.name.rpartition(".")[2], UNKNOWN)


class AnswerSaid(Fact):
    """An answer to an invite, without what the mail server said of it."""

    item: str
    answer: PartStat
    source: AnswerSource
    received_at: AwareDatetime
    comment: str
    proposed_start: str
    proposed_end: str
    delegated_to: tuple[str, ...]


class OfferAnswerSaid(Fact):
    """An answer to an offer, in the same way."""

    answer: Answer | None
    source: OfferSource
    received_at: AwareDatetime
    words: str


class FeedTold(Fact):
    """The programme as their calendar feed has it."""

    items: tuple[OwnItem, ...]


class MailWaiting(Fact):
    """A mail to them that has not left for sure."""

    purpose: str
    kept_at: AwareDatetime
    may_have_left: bool


class AddressMarked(Fact):
    """That mail to an address of theirs came back."""

    mail_came_back: bool = True


class Place(NamedTuple):
    """Where what lies in a folder of the vault goes."""

    section: str
    word: str
    told: Callable[[bytes], Fact] | None = None
    """What of it is theirs to read; None: all of it."""


def answer_said(content: bytes) -> AnswerSaid:
    record = AnswerRecord.model_validate_json(content)
    return AnswerSaid(
        item=record.item,
        answer=record.partstat,
        source=record.source,
        received_at=record.received_at,
        comment=record.comment,
        proposed_start=record.proposed_start,
        proposed_end=record.proposed_end,
        delegated_to=record.delegated_to,
    )


def offer_answer_said(content: bytes) -> OfferAnswerSaid:
    record = OfferAnswerRecord.model_validate_json(content)
    return OfferAnswerSaid(
        answer=record.answer, source=record.source, received_at=record.received_at, words=record.words
    )


def feed_told(content: bytes) -> FeedTold:
    revisions = Feed.model_validate_json(content).revisions
    return FeedTold(items=tuple(own_item(one.item, f"{one.method}, {one.partstat}") for one in revisions))


def mail_waiting(content: bytes) -> MailWaiting | AddressMarked:
    if content == b"{}":
        return AddressMarked()
    mail = WaitingMail.model_validate_json(content)
    return MailWaiting(purpose=mail.purpose, kept_at=mail.kept_at, may_have_left=mail.is_unknown)


PLACES = {
    "people": Place("person", "person"),
    "applications": Place("application", "version"),
    "drafts": Place("application", "draft"),
    "uploads": Place("uploads", "file"),
    "participants": Place("papers", "file"),
    "accounts": Place("payments", "account"),
    "afterwards": Place("afterwards", "file"),
    "answers": Place("answers-to-invites", "answer", answer_said),
    "offers": Place("answers-to-offers", "answer", offer_answer_said),
    "meetings": Place("meetings", "words"),
    "feeds": Place("calendar", "feed", feed_told),
    "outbox": Place("mails", "mail"),
    "waiting": Place("mails-waiting", "mail", mail_waiting),
    "exchanges": Place("exchanges", "paper"),
    "documents": Place("documents", "document"),
}
"""By folder of the vault: all of `activities.owners.PERSONAL_FOLDERS`, and the documents of one person."""


def kept_of(store: DocumentStore, slug: str, participant: str) -> list[KeptFile]:
    """Everything of theirs that erasing would destroy, in the order of names. Raises OSError."""
    owner = Owner(slug, participant.lower())
    found = sorted({key for place in places_of(owner) for key in store.keys(place)})
    contents = ((key, current(store, key)) for key in found if owner_of(key) == owner)
    read = [(key, content) for key, content in contents if content is not None]
    return named(sorted(read, key=_by_time))


def named(read: Iterable[tuple[str, bytes]]) -> list[KeptFile]:
    """Files with the next free number of their word, so that nothing in a name comes from outside."""
    files: list[KeptFile] = []
    counts: dict[str, int] = {}
    for key, content in read:
        place = PLACES[key.split("/")[2]]
        stem = f"{place.section}/{_word(key, place)}"
        counts[stem] = counts.get(stem, 0) + 1
        told = content if place.told is None else json_of(place.told(content))
        name = f"{stem}-{counts[stem]:03d}.{ending(key)}"
        files.append(KeptFile(name, told, subject(told) if ending(key) == "eml" else "", (key,)))
    return sorted(files)


def mails_received(store: DocumentStore, keys: Iterable[str]) -> Iterator[KeptFile]:
    """Mails that came from them."""
    for number, key in enumerate(sorted(keys), start=1):
        content = current(store, key)
        if content is not None:
            yield KeptFile(f"mails-received/mail-{number:03d}.eml", content, subject(content), (key,))


def ending(key: str) -> str:
    """How the file may end, by what its key says its content was recognised as."""
    kind = key.rpartition(".")[2]
    return kind if kind in TYPES else "bin"


def subject(mail: bytes) -> str:
    """Untrusted text, on one line."""
    try:
        said = str(message_from_bytes(mail, policy=policy.default)["Subject"] or "")
    except (AttributeError, LookupError, TypeError, ValueError):  # a header that is none
        said = str(message_from_bytes(mail, policy=policy.compat32)["Subject"] or "")
    return " ".join(said.encode(errors="replace").decode().split())


def json_of(fact: Fact) -> bytes:
    return fact.model_dump_json(indent=2).encode() + b"\n"


def _word(key: str, place: Place) -> str:
    """A word of ours for what lies there."""
    folder, *rest = key.split("/")[2:]
    stem = rest[-1].partition(".")[0]
    match folder:
        case "participants" if stem in PAPERS:
            return stem
        case "documents":
            return rest[0]
        case "applications" | "afterwards" if len(rest) == 1:
            return "as-it-stands" if folder == "applications" else "answers"
        case _:
            return place.word


def _by_time(one: tuple[str, bytes]) -> tuple[str, datetime, str]:
    """Mails in the order of their dates, everything else in that of its keys."""
    key, content = one
    folder = key.split("/")[2]
    return folder, _date(content) if folder == "outbox" else datetime.min.replace(tzinfo=UTC), key


def _date(mail: bytes) -> datetime:
    said = str(message_from_bytes(mail, policy=policy.compat32)["Date"] or "")
    try:
        moment = parsedate_to_datetime(said)
    except (TypeError, ValueError):
        return datetime.min.replace(tzinfo=UTC)
    return moment.replace(tzinfo=moment.tzinfo or UTC)
