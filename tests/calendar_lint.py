"""What is wrong with an invite or a feed, byte by byte; knows nothing of the code that writes them.

The rules are those of RFC 5545, 5546 and 7986, and of what Outlook, Google, Apple, Thunderbird and Cyrus
are known to stumble over. Onsets are held against zoneinfo.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.calendar_parts import YEARLY, Part, moment, offset_by, onsets, parsed

CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
ONCE = (
    "UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "STATUS", "ORGANIZER", "LAST-MODIFIED",
)  # fmt: skip
AT_MOST_ONCE = ("CLASS", "LOCATION", "DESCRIPTION", "GEO", "URL", "X-MICROSOFT-CDO-BUSYSTATUS", "TRANSP")
NEVER = (
    "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "DURATION", "X-ALT-DESC", "ATTACH", "REQUEST-STATUS",
)  # fmt: skip
TEXTS = ("SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME")


def faults(content: bytes) -> list[str]:
    """One sentence per mistake; none for a calendar that may leave."""
    broken = list(_bytes(content))
    if broken:
        return broken
    try:
        calendar = parsed(content)
    except ValueError as error:
        return [str(error)]
    found = [*_calendar(calendar)]
    for event in calendar.inside("VEVENT"):
        found += [*_event(event), *_times(event, calendar)]
    for zone in calendar.inside("VTIMEZONE"):
        found += _zone(zone, calendar)
    rules = _published if calendar.value("METHOD") == "PUBLISH" else _mailed
    return found + list(rules(calendar))


def _bytes(content: bytes) -> Iterator[str]:
    if not content.endswith(b"\r\n") or content.endswith(b"\r\n\r\n"):
        yield "It does not end with exactly one line break."
    if re.search(rb"\r(?!\n)|(?<!\r)\n", content):
        yield "A line break is not CRLF."
    lines = content.split(b"\r\n")[:-1]
    for number, line in enumerate(lines, start=1):
        if len(line) > 75:
            yield f"Line {number} has {len(line)} bytes."
        if not line.strip():
            yield f"Line {number} is empty."
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            yield f"Line {number} cuts a character, or is not UTF-8."
            continue
        if CONTROL.search(text):
            yield f"Line {number} has a control character."
        folded = number < len(lines) and lines[number].startswith(b" ")
        if folded and (len(text) - len(text.rstrip("\\"))) % 2:
            yield f"Line {number} is folded within an escape."


def _calendar(calendar: Part) -> Iterator[str]:
    names = Counter(name for name, _, _ in calendar.lines)
    for name in ("VERSION", "PRODID", "METHOD"):
        if names[name] != 1:
            yield f"{name} stands {names[name]} times."
    if calendar.value("VERSION") != "2.0":
        yield "The version is not 2.0."
    if calendar.value("METHOD") not in ("REQUEST", "CANCEL", "PUBLISH"):
        yield f"METHOD:{calendar.value('METHOD')} is none that we send."
    order = [part.name for part in calendar.parts]
    if set(order) - {"VTIMEZONE", "VEVENT"}:
        yield f"There are components {sorted(set(order) - {'VTIMEZONE', 'VEVENT'})}."
    if order != sorted(order, reverse=True):
        yield "A VTIMEZONE follows a VEVENT."


def _event(event: Part) -> Iterator[str]:
    names = Counter(name for name, _, _ in event.lines)
    yield from (f"{name} stands {names[name]} times." for name in ONCE if names[name] != 1)
    yield from (f"{name} stands {names[name]} times." for name in AT_MOST_ONCE if names[name] > 1)
    yield from (f"{name} does not belong into an invite." for name in NEVER if names[name])
    yield from (f"A {part.name} does not belong into an invite." for part in event.parts)
    if "OPAQUE" in event.values("TRANSP"):
        yield "TRANSP:OPAQUE, which Cyrus doubles."
    if not 0 < len(event.value("UID").encode()) <= 255:
        yield "The UID is empty or too long."
    if not event.value("SEQUENCE").isdigit():
        yield "SEQUENCE is no number."
    if event.value("LAST-MODIFIED") != event.value("DTSTAMP"):
        yield "LAST-MODIFIED is not DTSTAMP."
    if re.fullmatch(r"\d{8}T\d{6}Z", event.value("DTSTAMP")) is None:
        yield "DTSTAMP is not in UTC."
    for name, parameters, value in event.lines:
        yield from _line(name, parameters, value)


def _line(name: str, parameters: dict[str, str], value: str) -> Iterator[str]:
    if name in TEXTS and re.fullmatch(r"(?:[^\\;,]|\\[\\;,n])*", value) is None:
        yield f"{name} is not escaped."
    if name in ("LOCATION", "SUMMARY") and "\\n" in value.replace("\\\\", ""):
        yield f"{name} has several lines."
    if any(re.search(r'["^;\\]', setting) or len(setting) > 128 for setting in parameters.values()):
        yield f"A parameter of {name} has a character that readers show raw or cut, or is too long."
    if {"SCHEDULE-AGENT", "SCHEDULE-STATUS"} & set(parameters):
        yield "SCHEDULE-AGENT belongs on servers."
    if name in ("ORGANIZER", "ATTENDEE") and re.fullmatch(r'mailto:[^\s;:,"<>@]+@[\w.-]+', value) is None:
        yield f"{name} is no mail address."
    if name in ("URL", "CONFERENCE", "SOURCE") and re.fullmatch(r"https?://[!-~]+", value) is None:
        yield f"{name} is no address of the web."
    if name == "CONFERENCE" and (parameters.get("VALUE"), parameters.get("FEATURE")) != ("URI", "VIDEO"):
        yield "CONFERENCE does not say that it is a video link (RFC 7986)."
    if name == "GEO" and re.fullmatch(r"-?\d{1,2}(\.\d{1,6})?;-?\d{1,3}(\.\d{1,6})?", value) is None:
        yield "GEO is not latitude and longitude."


def _times(event: Part, calendar: Part) -> Iterator[str]:
    instants = []
    for name in ("DTSTART", "DTEND"):
        parameters, value = event.parameters(name), event.value(name)
        zone = parameters.get("TZID")
        if parameters.get("VALUE") == "DATE" and re.fullmatch(r"\d{8}", value):
            instants.append(moment(f"{value}T000000"))
        elif zone is None and re.fullmatch(r"\d{8}T\d{6}Z", value):
            instants.append(moment(value))
        elif zone is not None and re.fullmatch(r"\d{8}T\d{6}", value):
            yield from _local(name, value, zone, calendar)
            instants.append(moment(value).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC))
        else:
            yield f"{name} is floating, or neither date nor time."
    if len(instants) == 2 and instants[0] >= instants[1]:
        yield "It ends before it starts; the end of whole days is the day after the last."
    whole_days = {event.parameters(name).get("VALUE") == "DATE" for name in ("DTSTART", "DTEND")}
    if whole_days != {event.value("X-MICROSOFT-CDO-ALLDAYEVENT") == "TRUE"}:
        yield "Whole days and X-MICROSOFT-CDO-ALLDAYEVENT do not agree."


def _local(name: str, value: str, zone: str, calendar: Part) -> Iterator[str]:
    if zone in ("UTC", "GMT", "Etc/UTC"):
        yield f"TZID={zone}, which Outlook does not know."
    described = [one for one in calendar.inside("VTIMEZONE") if one.value("TZID") == zone]
    if len(described) != 1:
        yield f"{zone} has {len(described)} VTIMEZONE."
        return
    local = moment(value).replace(tzinfo=ZoneInfo(zone))
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        yield f"{name} stands in an hour that clocks show twice or never."
    offset = local.utcoffset() or timedelta()
    if offset_by(described[0], local.astimezone(UTC)) != offset:
        yield f"{name} is another time for who knows the VTIMEZONE only."


def _zone(zone: Part, calendar: Part) -> Iterator[str]:
    name = zone.value("TZID")
    if name not in {event.parameters(at).get("TZID") for event in calendar.inside("VEVENT") for at in ONCE}:
        yield f"Nothing stands in {name}."
    kinds = sorted(part.name for part in zone.parts)
    if kinds not in (["STANDARD"], ["DAYLIGHT", "STANDARD"]):
        yield f"{name} has {kinds}."
        return
    for part in zone.parts:
        if {key for key, _, _ in part.lines} - {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "RRULE"}:
            yield f"{name} has more than Outlook reads."
        if bool(YEARLY.fullmatch(part.value("RRULE"))) is not (len(zone.parts) == 2):
            yield f"{name} has not exactly one yearly rule for each change."
            return
    dates = [event.value(at)[:4] for event in calendar.inside("VEVENT") for at in ("DTSTART", "DTEND")]
    yield from _onsets_are_true(zone, range(int(min(dates)), int(max(dates)) + 2))


def _onsets_are_true(zone: Part, years: range) -> Iterator[str]:
    """Each change as the clocks make it, none in between, and the first before the earliest event."""
    clock = ZoneInfo(zone.value("TZID"))
    first = min(int(part.value("DTSTART")[:4]) for part in zone.parts)
    changes = sorted(onsets(zone, range(first, years[-1] + 1)))
    if not changes or changes[0][0] > datetime(years[0], 1, 1, tzinfo=UTC):
        yield f"{clock.key} begins after the first event."
    for instant, before, after in changes:
        if before == after:
            continue  # a zone without changes
        around = (instant - timedelta(seconds=1), instant)
        if [one.astimezone(clock).utcoffset() for one in around] != [before, after]:
            yield f"{clock.key} does not change at {instant:%Y-%m-%d %H:%M} UTC."
    day = datetime(years[0], 1, 1, tzinfo=UTC)
    while day.year <= years[-1]:
        if offset_by(zone, day) != day.astimezone(clock).utcoffset():
            yield f"{clock.key} is wrong on {day:%Y-%m-%d}."
            return
        day += timedelta(days=10)


def _mailed(calendar: Part) -> Iterator[str]:
    events = calendar.inside("VEVENT")
    if len(events) != 1 or len(events[0].values("ATTENDEE")) != 1:
        yield "A mail carries one event for one attendee."
        return
    event, cancels = events[0], calendar.value("METHOD") == "CANCEL"
    if event.value("ATTENDEE").casefold() == event.value("ORGANIZER").casefold():
        yield "The organiser is invited."
    answer = event.parameters("ATTENDEE")
    if set(answer) - {"CN"} != {"CUTYPE", "ROLE", "PARTSTAT", "RSVP"}:
        yield "ATTENDEE has not its four parameters."
    if answer.get("RSVP") == "TRUE" and (cancels or answer.get("PARTSTAT") != "NEEDS-ACTION"):
        yield "It asks for an answer that is known, or of no use."
    if event.value("SEQUENCE") == "0" and (cancels or answer.get("PARTSTAT") != "NEEDS-ACTION"):
        yield "The first revision cancels, or presets an answer."
    if (event.value("STATUS") == "CANCELLED") is not cancels:
        yield "STATUS does not agree with METHOD."
    if (event.value("X-MICROSOFT-CDO-BUSYSTATUS") == "FREE") is not cancels:
        yield "X-MICROSOFT-CDO-BUSYSTATUS does not agree with METHOD."
    if event.value("X-MICROSOFT-DISALLOW-COUNTER") != "TRUE":
        yield "Outlook may propose another time."
    if event.values("TRANSP"):
        yield "TRANSP stands in a mail."


def _published(calendar: Part) -> Iterator[str]:
    events = calendar.inside("VEVENT")
    if any(event.values("ATTENDEE") for event in events):
        yield "A feed asks nobody."
    if len({event.value("UID") for event in events}) != len(events):
        yield "A UID stands twice."
    if not calendar.value("NAME") or calendar.value("NAME") != calendar.value("X-WR-CALNAME"):
        yield "NAME and X-WR-CALNAME are missing, or differ."
    for name, parameters, value in calendar.lines:
        yield from _line(name, parameters, value)
    if calendar.parameters("REFRESH-INTERVAL") != {"VALUE": "DURATION"}:
        yield "REFRESH-INTERVAL does not say that it is a duration."
    if calendar.value("X-PUBLISHED-TTL") != calendar.value("REFRESH-INTERVAL"):
        yield "X-PUBLISHED-TTL is not REFRESH-INTERVAL."
    if calendar.values("SOURCE") and calendar.parameters("SOURCE") != {"VALUE": "URI"}:
        yield "SOURCE does not say that it is an address."
