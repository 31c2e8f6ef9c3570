"""Everything that happened to one person, in order: events, decisions, changes, answers, and every mail with
its cause."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from activities.mail import invite_send_id
from delegation.attendance import AttendanceSheet
from delegation.change import ChangeRecord, Difference
from delegation.fact import Fact
from delegation.ids import send_id
from delegation.invite import Method, SentInvite
from delegation.journey import JourneyState
from delegation.letter import LetterName
from delegation.status import Ledger
from delegation.tempo import Tempo
from delegation.zoned import stamp
from portal.answer_records import RecordShown
from portal.mail_shown import MailTo
from portal.offer_answers import OfferAnswerShown

TOLD_BY = (LetterName.ITINERARY_CHANGED, LetterName.HOST_CHANGED, LetterName.AGENDA_FINAL)
"""Letters that bear the version of the programme they tell."""


class Cause(NamedTuple):
    """Why a mail was sent, where more is known than its purpose."""

    change: str = ""
    """Id of a change of the programme."""
    author: str = ""
    reason: str = ""
    item: str = ""
    """Title of the item of an invite."""
    sequence: int = 0
    method: str = ""


class Moment(Fact):
    """One line of the timeline. `at` is trip time, the clock of the delegation."""

    at: datetime
    told: str
    """On the organiser's clock, with its zone."""
    kind: str
    """event, decision, change, answer or mail."""
    what: str
    """Which event; of a mail its purpose."""
    text: str = ""
    """As it was recorded: a reason, a subject, somebody's words."""
    who: str = ""
    state: str = ""
    """Of a mail."""
    send_id: str = ""
    cause: Cause | None = None


class Known(NamedTuple):
    """What a timeline is made from."""

    slug: str
    who: str
    """Participant or host id."""
    zone: str
    """The organiser's."""
    tempo: Tempo
    state: JourneyState | None
    ledger: Ledger
    invites: Sequence[SentInvite]
    mails: Sequence[MailTo]
    offer_answers: Sequence[OfferAnswerShown]
    invite_answers: Sequence[RecordShown]
    titles: Mapping[str, str]
    """Of items, by id."""


def timeline(known: Known) -> tuple[Moment, ...]:
    """The earliest first; of one instant, what happened before the mail about it."""
    order = ("event", "answer", "decision", "change", "mail")
    found = [*_events(known), *_decisions(known), *_changes(known), *_answers(known), *_mails(known)]
    return tuple(sorted(found, key=lambda one: (one.at.astimezone(UTC), order.index(one.kind), one.what)))


def causes(known: Known) -> dict[str, Cause]:
    """By the name of a mail: it follows from what the mail is, so its cause can be found again."""
    touching = [one for one in known.ledger.changes if known.who in one.told()]
    found = {
        send_id(known.slug, known.who, letter.value, record.version): _by_change(record)
        for record in touching
        for letter in TOLD_BY
    }
    for invite in known.invites:
        found |= _of_invite(known, invite, touching)
    return found


def _of_invite(
    known: Known, invite: SentInvite, touching: Sequence[ChangeRecord]
) -> Iterable[tuple[str, Cause]]:
    """Every revision there was of it. The first came with the programme, each later one with a change."""
    item = invite.item
    moved = [one for one in touching if any(line.item == item.id for line in _lines(one, known.who))]
    for sequence in range(invite.sequence + 1):
        record = moved[sequence - 1] if 0 < sequence <= len(moved) else None
        cause = _by_change(record) if record else Cause()
        for method in Method:
            name = invite_send_id(known.slug, known.who, item.id, method, sequence)
            yield name, cause._replace(item=item.title, sequence=sequence, method=method.value)


def _lines(record: ChangeRecord, who: str) -> Iterator[Difference]:
    for effect in record.effects:
        if effect.recipient == who:
            yield from effect.differences


def _by_change(record: ChangeRecord) -> Cause:
    return Cause(change=record.change.id, author=record.change.author, reason=record.change.reason)


def _events(known: Known) -> Iterator[Moment]:
    state = known.state
    if state is None:
        return
    if state.received_at is not None:
        yield _moment(known, state.received_at, "event", "applied", text=state.receipt)
    if state.answered_at is not None:
        outcome = state.outcome.value if state.outcome else ""
        by = state.answered_by.value if state.answered_by else ""
        yield _moment(known, state.answered_at, "answer", "offer", text=outcome, who=by)
    for sheet in known.ledger.attendance:
        yield from _attended(known, sheet)
    for left in known.ledger.departures:
        if left.participant == known.who:
            yield _moment(known, left.left_at, "event", "left", text=left.reason, who=left.author)


def _attended(known: Known, sheet: AttendanceSheet) -> Iterator[Moment]:
    came, missed = known.who in sheet.present, known.who in sheet.absent
    if sheet.at is not None and (came or missed):
        title = known.titles.get(sheet.item or "", "")
        yield _moment(known, sheet.at, "event", "came" if came else "missed", text=title, who=sheet.author)


def _decisions(known: Known) -> Iterator[Moment]:
    """Of the audit, those about this person; changes come with their effects below."""
    for entry in known.ledger.audit:
        if entry.at is not None and known.who in entry.about:
            yield _moment(known, entry.at, "decision", entry.what, text=entry.why, who=entry.who)


def _changes(known: Known) -> Iterator[Moment]:
    for record in known.ledger.changes:
        if known.who not in record.told():
            continue
        change = record.change
        moment = _moment(known, record.applied_at, "change", change.id, text=change.reason, who=change.author)
        yield moment.model_copy(update={"cause": _by_change(record)})


def _answers(known: Known) -> Iterator[Moment]:
    for said in known.offer_answers:
        one = said.record
        what = f"offer-{one.answer.value}" if one.answer else "offer-unclear"
        yield _real(known, one.received_at, what, one.words, one.way or one.source.value)
    for answered in known.invite_answers:
        record = answered.record
        title = known.titles.get(record.item, record.item)
        moment = _real(known, record.received_at, record.partstat.value.lower(), record.comment, record.way)
        cause = Cause(item=title, sequence=record.sequence)
        yield moment.model_copy(update={"cause": cause})


def _mails(known: Known) -> Iterator[Moment]:
    found = causes(known)
    for mail in known.mails:
        line = mail.line
        at = line.sent_at or line.since
        if at is None:
            continue
        yield Moment(
            at=known.tempo.trip_time(at),
            told=stamp(known.tempo.trip_time(at), known.zone),
            kind="mail",
            what=line.purpose,
            text=mail.subject,
            state=line.state.value,
            send_id=line.send_id,
            cause=found.get(line.send_id),
        )


def _real(known: Known, at: datetime, what: str, text: str, who: str) -> Moment:
    """Of what the vault dates in real time."""
    return _moment(known, known.tempo.trip_time(at), "answer", what, text=text, who=who)


def _moment(known: Known, at: datetime, kind: str, what: str, *, text: str = "", who: str = "") -> Moment:
    return Moment(at=at, told=stamp(at, known.zone), kind=kind, what=what, text=text, who=who)
