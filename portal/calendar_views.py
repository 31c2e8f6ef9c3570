"""What the calendar commands say: as JSON, and in tables."""

from collections import Counter
from collections.abc import Iterable, Mapping

from pydantic import AwareDatetime, Field

from delegation.calendars.verifying import CalendarCheck
from delegation.fact import Fact
from delegation.invite import AnswerSource, Method, PartStat, SentInvite
from portal.recipients import Recipient

WORDS = {
    PartStat.ACCEPTED: "accepted",
    PartStat.TENTATIVE: "tentative",
    PartStat.DECLINED: "declined",
    PartStat.NEEDS_ACTION: "open",
}
"""An answer as organisers call it; `open` where one is wanted and none was given."""
CHECKED, UNTRUE, WAITING = 0, 1, 75
"""Exit codes of `calendar verify`."""


class InviteShown(Fact):
    """One item of a recipient's calendar, as it was last told."""

    item: str
    title: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    zone: str
    sequence: int
    method: Method
    told_at: AwareDatetime
    """When this revision was made: its DTSTAMP."""
    mailed: bool
    """False: shown by digest and feed only."""
    asks: bool
    """Whether an answer is wanted."""
    partstat: PartStat
    answered_at: AwareDatetime | None = None
    source: AnswerSource | None = None
    answered: PartStat | None = None
    """The last answer that was given, also where a later revision asks anew."""
    answered_sequence: int | None = None
    """The revision it was given to."""


class CalendarShown(Fact):
    """One recipient's calendar."""

    recipient: str
    name: str
    version: int
    due: AwareDatetime | None = None
    """When changes that are being gathered leave."""
    invites: tuple[InviteShown, ...] = ()
    answers: dict[str, int] = Field(default_factory=dict)


class Calendars(Fact):
    """Every recipient's calendar in figures."""

    recipients: tuple[CalendarShown, ...]


class Checks(Fact):
    """What `calendar verify` found."""

    is_true: bool
    checks: tuple[CalendarCheck, ...]


def calendar_shown(recipient: Recipient) -> CalendarShown:
    """All that was told to a recipient, in order of time."""
    ordered = sorted(recipient.view.invites, key=lambda one: (one.item.starts_at, one.item.id))
    return CalendarShown(
        recipient=recipient.id,
        name=recipient.name,
        version=recipient.view.version,
        due=recipient.view.due,
        invites=tuple(_invite_shown(one) for one in ordered),
        answers=answers_of(recipient.view.invites),
    )


def answers_of(invites: Iterable[SentInvite]) -> dict[str, int]:
    """How many items stand accepted, tentative, declined, and open among those that want an answer.

    A declined item is counted also when it was cancelled since: that is what becomes of declined meetings.
    """
    counted = Counter(WORDS[one.partstat] for one in invites if one.mailed and _counts(one))
    return {word: counted[word] for word in WORDS.values()}


def _counts(one: SentInvite) -> bool:
    match one.partstat:
        case PartStat.DECLINED:
            return True
        case PartStat.NEEDS_ACTION:
            return one.method is Method.REQUEST and one.item.rsvp
        case _:
            return one.method is Method.REQUEST


def answers_in_all(recipients: Iterable[Recipient]) -> dict[str, int]:
    """The same of all recipients together."""
    total = Counter[str]()
    for one in recipients:
        total.update(answers_of(one.view.invites))
    return {word: total[word] for word in WORDS.values()}


def answer_words(one: InviteShown) -> str:
    """`accepted`, `open`, `open; accepted an earlier one`; empty where no answer is wanted or given."""
    if one.partstat is not PartStat.NEEDS_ACTION:
        return WORDS[one.partstat]
    is_open = one.asks and one.method is Method.REQUEST
    before = one.answered in (PartStat.ACCEPTED, PartStat.TENTATIVE, PartStat.DECLINED)
    given = f"{WORDS[one.answered]} an earlier one" if one.answered and before else ""
    return "; ".join(part for part in ("open" if is_open else "", given) if part)


def exit_code_of(checks: Iterable[CalendarCheck]) -> int:
    """0 if every calendar is true, 1 if one is wrong, 75 if one only waits for changes being gathered."""
    untrue = [one for one in checks if not one.is_true]
    if not untrue:
        return CHECKED
    return UNTRUE if any(one.problems for one in untrue) else WAITING


def checks_line(recipients: Iterable[Recipient], checks: Mapping[str, CalendarCheck]) -> str:
    """`19 of 19 delegates, 11 of 11 hosts`; who left the trip is counted only where there is somebody."""
    groups: dict[str, list[bool]] = {"delegates": [], "hosts": [], "who left": []}
    for one in recipients:
        group = "hosts" if one.is_host else "who left" if one.has_left else "delegates"
        groups[group].append(checks[one.id].is_true)
    return ", ".join(
        f"{sum(found)} of {len(found)} {name}"
        for name, found in groups.items()
        if found or name != "who left"
    )


def _invite_shown(one: SentInvite) -> InviteShown:
    item, answer = one.item, one.answer
    return InviteShown(
        item=item.id,
        title=item.title,
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        zone=item.zone,
        sequence=one.sequence,
        method=one.method,
        told_at=one.dtstamp,
        mailed=one.mailed,
        asks=item.rsvp,
        partstat=one.partstat,
        answered_at=answer.at or answer.dtstamp if answer else None,
        source=answer.source if answer else None,
        answered=answer.partstat if answer else None,
        answered_sequence=answer.sequence if answer else None,
    )
