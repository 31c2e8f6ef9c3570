"""What a calendar says that came by mail: only UID, who speaks, what they say, and to which revision.

Times are never read, since programs write them wrong; a counter-proposal's are kept as they stand.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from typing import NamedTuple
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from delegation.answering.answer import Answer, Why
from delegation.answering.content_lines import Component, ContentLine
from delegation.invite import AnswerKind, PartStat

HIGHEST_SEQUENCE = 2**31 - 1
LONGEST_UID = 255
LONGEST_COMMENT = 2_000
LONGEST_TIME = 120
MOST_DEPUTIES = 5
ADDRESS = re.compile(r"[^\s@<>\"(),:;\\]{1,64}@[^\s@<>\"(),:;\\]{1,190}")
TIME = re.compile(r"(\d{8}T\d{6})(Z?)")
KINDS = {"REPLY": AnswerKind.ANSWER, "COUNTER": AnswerKind.COUNTER, "REFRESH": AnswerKind.REFRESH}
SAID = {one.value: one for one in PartStat if one is not PartStat.NEEDS_ACTION}
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
DROPPED = frozenset({"Cc", "Cf", "Cs"})
KEPT = frozenset("\n\t\u200c\u200d")
"""Unicode categories that no comment needs (controls, direction marks, halves of characters), and what of
them is kept: line ends, and joiners, which Persian and emoji are written with."""
OUTLOOK_UID = re.compile(
    r"040000008200E00074C5B7101A82E008[0-9A-F]{48}7643616C2D55696401000000(([0-9A-F]{2})+)00"
)
"""How Outlook keeps a UID of others ([MS-OXCICAL] 2.1.3.1.1.20.26): in hexadecimal, after `vCal-Uid`."""


class NoAnswer(Exception):
    """The calendar answers nothing, for this reason."""

    def __init__(self, why: Why, text: str) -> None:
        super().__init__(text)
        self.why, self.text = why, text


class Attendee(NamedTuple):
    """One ATTENDEE line."""

    address: str
    said: str
    """PARTSTAT in upper case; empty where there is none."""
    delegated_to: tuple[str, ...]
    delegated_from: tuple[str, ...]


def read_reply(calendar: Component, method: str, sender: str) -> Answer:
    """The answer that `calendar` gives; `method` and `sender` are those of the mail around it.

    METHOD of the calendar goes first. Raises NoAnswer.
    """
    kind = _kind(calendar.value("METHOD") or method)
    event = _event(calendar)
    uid = _uid(event)
    attendees = _attendees(event)
    proposed = (event.first("DTSTART"), event.first("DTEND")) if kind is AnswerKind.COUNTER else (None, None)
    answer = Answer(
        uid=uid,
        attendee="",
        kind=kind,
        sequence=_sequence(event.value("SEQUENCE")),
        dtstamp=_utc(event.first("DTSTAMP")),
        comment=clean("\n".join(line.text for line in event.all("COMMENT")), LONGEST_COMMENT),
        proposed_start=_as_written(proposed[0]),
        proposed_end=_as_written(proposed[1]),
        proposed_starts_at=_proposed(proposed[0]),
        proposed_ends_at=_proposed(proposed[1]),
    )
    said = _reply(attendees) if kind is AnswerKind.ANSWER else _proposal(attendees, sender)
    return answer.model_copy(update=said)


def clean(text: str, longest: int) -> str:
    """Composed, without control and direction characters; line ends become `\\n`."""
    lines = LINE_ENDS.sub("\n", text[: 2 * longest])
    kept = "".join(one for one in lines if one in KEPT or unicodedata.category(one) not in DROPPED)
    return unicodedata.normalize("NFC", kept).strip()[:longest].strip()


def mail_address(written: str) -> str:
    """`MAILTO:A@B.example?subject=x` as `a@b.example`; empty where it is no address."""
    after = re.split(r"mailto:", written, flags=re.IGNORECASE)[-1]
    bare = re.sub(r"\s+", "", unquote(after.partition("?")[0])).strip("<>\"'").lower()
    return bare if ADDRESS.fullmatch(bare) and bare.isprintable() else ""


def _kind(method: str) -> AnswerKind:
    try:
        return KINDS[method.strip().upper()]
    except KeyError:
        raise NoAnswer(
            Why.NOT_A_REPLY, "The mail carries a calendar that is an invite or a copy, not a reply."
        ) from None


def _event(calendar: Component) -> Component:
    """The one event that is answered. Of a series it is the whole, not one of its days."""
    events = [one for one in calendar.inside if one.name == "VEVENT"]
    if not events:
        raise NoAnswer(Why.NOT_A_REPLY, "The calendar in the mail answers something that is not an event.")
    if len({one.value("UID") for one in events}) > 1:
        raise NoAnswer(Why.SEVERAL_EVENTS, "The mail answers several events at once; ask for one mail each.")
    whole = [one for one in events if not one.value("RECURRENCE-ID")] or events
    if len(whole) > 1:
        raise NoAnswer(Why.SEVERAL_EVENTS, "The mail answers the same event several times.")
    return whole[0]


def _uid(event: Component) -> str:
    stated = {line.value.strip() for line in event.all("UID")}
    if len(stated) > 1:
        raise NoAnswer(Why.SEVERAL_EVENTS, "The mail answers several events at once; ask for one mail each.")
    uid = _as_sent(next(iter(stated), ""))
    if not uid or len(uid.encode("utf-8", "replace")) > LONGEST_UID or not uid.isprintable():
        raise NoAnswer(Why.UNREADABLE, "The calendar in the mail does not say which event it answers.")
    return uid


def _as_sent(uid: str) -> str:
    """Our own UID, also where Outlook sends back the wrapping in which it keeps it."""
    wrapped = OUTLOOK_UID.fullmatch(uid.upper())
    return bytes.fromhex(wrapped[1]).decode("utf-8", "replace") if wrapped else uid


def _attendees(event: Component) -> list[Attendee]:
    """Everybody named, each line once, without the organiser: some programs list them as attending."""
    organiser = _person(event.first("ORGANIZER"))
    named = dict.fromkeys(
        Attendee(
            address=_person(line),
            said=line.parameter("PARTSTAT").upper(),
            delegated_to=_people(line, "DELEGATED-TO"),
            delegated_from=_people(line, "DELEGATED-FROM"),
        )
        for line in event.all("ATTENDEE")
    )
    others = [one for one in named if not organiser or one.address != organiser]
    return others or list(named)


def _person(line: ContentLine | None) -> str:
    """Calendar servers put an id of their own in place of the address, and the address in EMAIL."""
    if line is None:
        return ""
    return mail_address(line.value) or mail_address(line.parameter("EMAIL"))


def _people(line: ContentLine, parameter: str) -> tuple[str, ...]:
    return tuple(filter(None, (mail_address(one) for one in line.parameters.get(parameter, ()))))


def _reply(attendees: Sequence[Attendee]) -> dict[str, object]:
    """One attendee, or a pair of whom one sends the other."""
    delegating = [one for one in attendees if one.said == "DELEGATED" or one.delegated_to]
    if delegating and _is_pair(delegating[0], attendees):
        return _delegated(delegating[0], attendees)
    if len(attendees) > 1:
        raise NoAnswer(
            Why.SEVERAL_PEOPLE, "The mail answers for several people at once; ask each for a mail."
        )
    speaker = attendees[0] if attendees else None
    if speaker is None or not speaker.address or speaker.said not in SAID:
        raise NoAnswer(Why.NO_PARTSTAT, "The reply says neither yes, maybe nor no, or not for whom.")
    return {"attendee": speaker.address, "partstat": SAID[speaker.said]}


def _is_pair(sender: Attendee, attendees: Sequence[Attendee]) -> bool:
    others = [one for one in attendees if one is not sender]
    sent = {*sender.delegated_to, *(one.address for one in others if sender.address in one.delegated_from)}
    return bool(sender.address) and len(others) <= 1 and all(one.address in sent for one in others)


def _delegated(sender: Attendee, attendees: Sequence[Attendee]) -> dict[str, object]:
    sent = (*sender.delegated_to[:MOST_DEPUTIES], *(one.address for one in attendees if one is not sender))
    return {
        "attendee": sender.address,
        "kind": AnswerKind.DELEGATED,
        "delegated_to": tuple(dict.fromkeys(filter(None, sent))),
    }


def _proposal(attendees: Sequence[Attendee], sender: str) -> dict[str, object]:
    """Counter-proposals repeat the guest list, and a refresh may name nobody: then the sender speaks."""
    speaker = next((one for one in attendees if one.address == sender), None)
    if speaker is None and len(attendees) == 1:
        speaker = attendees[0]
    if speaker is None and len(attendees) > 1:
        raise NoAnswer(Why.SEVERAL_PEOPLE, "The mail speaks for several people at once; ask each for a mail.")
    address = (speaker.address if speaker else "") or sender
    if not address:
        raise NoAnswer(Why.NO_PARTSTAT, "The mail about an invite does not say whom it is from.")
    said = speaker.said if speaker else ""
    return {"attendee": address, "partstat": SAID.get(said, PartStat.NEEDS_ACTION)}


def _sequence(written: str) -> int:
    if re.fullmatch(r"\+?[0-9]+", written) is None:
        return 0
    return min(int(written[:20]), HIGHEST_SEQUENCE)


def _utc(line: ContentLine | None) -> datetime | None:
    """A time in UTC; None for any other, since nothing says what it means."""
    found = TIME.fullmatch(line.value.strip()) if line else None
    return _instant(found[1], UTC) if found and found[2] else None


def _as_written(line: ContentLine | None) -> str:
    if line is None:
        return ""
    return clean(f"{line.value.strip()} {line.parameter('TZID')}", LONGEST_TIME)


def _proposed(line: ContentLine | None) -> datetime | None:
    """In UTC, where the zone is UTC, an IANA zone, or one of Windows under its usual name."""
    found = TIME.fullmatch(line.value.strip()) if line else None
    if line is None or found is None:
        return None
    zone = UTC if found[2] else _zone(line.parameter("TZID"))
    return _instant(found[1], zone) if zone else None


def _zone(name: str) -> ZoneInfo | None:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    try:
        return ZoneInfo(WINDOWS_TO_OLSON.get(name, name)) if name else None
    except (LookupError, ValueError, OSError):
        return None


def _instant(local: str, zone: tzinfo) -> datetime | None:
    try:
        return datetime.strptime(local, "%Y%m%dT%H%M%S").replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
