"""Calendars as a reader without tzdata sees them: components as they stand, zones as their rules say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

LINE = re.compile(
    r'([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)', re.DOTALL
)
PARAMETER = re.compile(r';([A-Z0-9-]+)=("[^"]*"|[^";:,]*)')
YEARLY = re.compile(r"FREQ=YEARLY;BYMONTH=(\d{1,2});BYDAY=(-1|[1-4])(MO|TU|WE|TH|FR|SA|SU)")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass
class Part:
    """A component as it stands in the bytes."""

    name: str
    lines: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    parts: list["Part"] = field(default_factory=list)

    def values(self, name: str) -> list[str]:
        return [value for key, _, value in self.lines if key == name]

    def value(self, name: str) -> str:
        return next(iter(self.values(name)), "")

    def parameters(self, name: str) -> dict[str, str]:
        return next((parameters for key, parameters, _ in self.lines if key == name), {})

    def inside(self, name: str) -> list["Part"]:
        return [part for part in self.parts if part.name == name]


def parsed(content: bytes) -> Part:
    """The VCALENDAR in these bytes. Raises ValueError where its lines or components are none."""
    root = Part("")
    open_parts = [root]
    for line in content.decode("utf-8")[:-2].replace("\r\n ", "").split("\r\n"):
        found = LINE.fullmatch(line)
        if found is None:
            raise ValueError(f"No content line: {line[:40]!r}.")
        name, settings, value = found.groups()
        if name == "BEGIN":
            open_parts.append(Part(value))
        elif name == "END":
            closed = open_parts.pop()
            if closed.name != value or not open_parts:
                raise ValueError(f"END:{value} closes {closed.name}.")
            open_parts[-1].parts.append(closed)
        else:
            parameters = {key: setting.strip('"') for key, setting in PARAMETER.findall(settings)}
            open_parts[-1].lines.append((name, parameters, value))
    if len(open_parts) != 1 or root.lines or [part.name for part in root.parts] != ["VCALENDAR"]:
        raise ValueError("It is not exactly one VCALENDAR.")
    return root.parts[0]


def onsets(zone: Part, years: range) -> Iterator[tuple[datetime, timedelta, timedelta]]:
    for part in zone.parts:
        first = moment(part.value("DTSTART"))
        before, after = _offset(part.value("TZOFFSETFROM")), _offset(part.value("TZOFFSETTO"))
        rule = YEARLY.fullmatch(part.value("RRULE"))
        for year in years if rule else ():
            month, nth, weekday = int(rule[1]), int(rule[2]), WEEKDAYS.index(rule[3])
            days = [day for day in range(1, 32) if _weekday(year, month, day) == weekday]
            local = first.replace(year=year, month=month, day=days[nth - 1 if nth > 0 else nth])
            if local >= first:
                yield local - before, before, after
        if rule is None:
            yield first - before, before, after


def offset_by(zone: Part, moment: datetime) -> timedelta | None:
    """As a reader without tzdata works it out."""
    known = sorted(onsets(zone, range(moment.year - 2, moment.year + 2)))
    return next((after for instant, _, after in reversed(known) if instant <= moment), None)


def _weekday(year: int, month: int, day: int) -> int | None:
    try:
        return datetime(year, month, day, tzinfo=UTC).weekday()
    except ValueError:
        return None


def moment(value: str) -> datetime:
    return datetime.strptime(value.removesuffix("Z"), "%Y%m%dT%H%M%S").replace(tzinfo=UTC)


def _offset(value: str) -> timedelta:
    size = timedelta(hours=int(value[1:3]), minutes=int(value[3:5]))
    return -size if value.startswith("-") else size
