"""What people said to their offers, as the vault keeps it, for organisers to read."""

from collections.abc import Iterable, Iterator

from activities.keys import offer_answers_prefix
from activities.offer_records import OfferAnswerRecord
from activities.ports import DocumentStore
from delegation.fact import Fact
from portal.show import moment


class OfferAnswerShown(Fact):
    """One answer. Words and addresses in it are untrusted text."""

    participant: str
    key: str
    record: OfferAnswerRecord


class OfferAnswersShown(Fact):
    answers: tuple[OfferAnswerShown, ...]


def offer_answers_of(
    store: DocumentStore, slug: str, participants: Iterable[str]
) -> tuple[OfferAnswerShown, ...]:
    """All that these applicants said, in the order in which it came in."""
    found = (one for participant in participants for one in _answers(store, slug, participant))
    return tuple(sorted(found, key=lambda one: (one.record.received_at, one.key)))


def offer_lines(shown: OfferAnswerShown, zone: str) -> Iterator[tuple[str, object]]:
    """Names and values for a person; `zone` is the organiser's."""
    one = shown.record
    yield "says", one.answer or "neither a plain yes nor a plain no"
    yield "came in", f"{moment(one.received_at, zone)} by {one.way or one.source}"
    yield "note", one.note
    yield "sender", one.sender
    verdicts = {"SPF": one.spf, "DKIM": one.dkim, "DMARC": one.dmarc}
    yield "checked", ", ".join(f"{name} {verdict}" for name, verdict in verdicts.items() if verdict)
    yield "words", f"(as written by the sender) {one.words}" if one.words else ""
    yield "kept as", shown.key


def _answers(store: DocumentStore, slug: str, participant: str) -> Iterator[OfferAnswerShown]:
    for key in store.keys(offer_answers_prefix(slug, participant)):
        record = OfferAnswerRecord.model_validate_json(store.read(key))
        yield OfferAnswerShown(participant=participant, key=key, record=record)
