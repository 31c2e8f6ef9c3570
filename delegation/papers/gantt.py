"""The phases of a delegation as bars on a calendar, with a line for today."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from pydantic import AwareDatetime

from delegation.fact import Fact
from delegation.file import DelegationFile, Phase
from delegation.papers.picture import ACCENT, LINE, QUIET, svg, words
from delegation.papers.wall_clock import date_in_full, span
from delegation.zoned import zone_named

LEFT, TOP, ROW, RIGHT = 118.0, 44.0, 34.0, 24.0
TITLES = {
    Phase.CALL: "Call",
    Phase.REGISTRATION: "Registration",
    Phase.EVALUATION: "Evaluation",
    Phase.SELECTION: "Selection",
    Phase.OFFERS: "Offers",
    Phase.ITINERARY: "Itinerary",
    Phase.TRIP: "Trip",
    Phase.EXCHANGES: "Exchanges",
    Phase.FOLLOW_UP: "Follow-up",
    Phase.COOPERATION: "Cooperation",
}
TODAY = "#b4402f"


class PhaseSpan(Fact):
    """A phase with the first and the last moment that belong to it."""

    phase: Phase
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    dates: str
    """As people at its place call them: the trip ends on the 19th, though in Brussels it is the 20th."""


def phase_spans(file: DelegationFile) -> tuple[PhaseSpan, ...]:
    """The phases this delegation has, with their dates, in order."""
    home = zone_named(file.organiser.zone)
    dated = {phase: DATES_OF[phase](file) for phase in file.phases if phase in DATES_OF}
    dates = {
        phase: span(*(moment.astimezone(home).date() for moment in both)) for phase, both in dated.items()
    }
    if Phase.TRIP in dates:
        dates[Phase.TRIP] = span(file.starts_on, file.ends_on)
    return tuple(
        PhaseSpan(phase=phase, starts_at=dated[phase][0], ends_at=dated[phase][1], dates=dates[phase])
        for phase in file.phases
        if phase in dated
    )


DATES_OF: dict[Phase, Callable[[DelegationFile], tuple[datetime, datetime]]] = {
    Phase.CALL: lambda file: (file.call.opens_at, file.call.first_closes_at),
    Phase.REGISTRATION: lambda file: (file.call.opens_at, file.call.last_closes_at),
    Phase.EVALUATION: lambda file: (file.evaluation_rules.opens_at, file.evaluation_rules.closes_at),
    Phase.SELECTION: lambda file: (file.evaluation_rules.panel_at, file.offer_rules.sent_at),
    Phase.OFFERS: lambda file: (file.offer_rules.sent_at, file.offer_rules.replacement_ends_at),
    Phase.ITINERARY: lambda file: (file.itinerary_rules.visit_wishes_close_at, file.itinerary_rules.final_at),
    Phase.TRIP: lambda file: (file.starts_at, file.ends_at),
    Phase.EXCHANGES: lambda file: (file.call.opens_at, file.exchange_rules.ends_at),
    Phase.FOLLOW_UP: lambda file: (file.follow_up_rules.survey_at, file.follow_up_rules.report_due_at),
    Phase.COOPERATION: lambda file: (file.call.opens_at, file.cooperation_rules.ends_at),
}
"""When each phase begins and ends, of a file that has it."""


def draw_gantt(file: DelegationFile, *, today: AwareDatetime | None = None, width: int = 860) -> str:
    """An SVG picture of the phases; `today` is trip time. Bars before today are full, later ones pale."""
    spans, zone = phase_spans(file), zone_named(file.organiser.zone)
    calendar = _Calendar(spans, today, width)
    height = TOP + ROW * len(spans) + 22
    rows = [_row(number, one, calendar, today, file.organiser.zone) for number, one in enumerate(spans)]
    line = _today(calendar, today, height, file.organiser.zone)
    content = "".join((_months(calendar, height), line, *rows))
    said = "; ".join(f"{TITLES[one.phase]}: {one.dates}" for one in spans)
    description = f"{said}. Today is {date_in_full(today.astimezone(zone))}." if today else f"{said}."
    title = f"Phases of {file.title}"
    return svg("gantt", width, height, title=title, description=description, content=content)


class _Calendar:
    """Where a moment lies on the picture: whole months from the first phase to the last."""

    def __init__(self, spans: Sequence[PhaseSpan], today: datetime | None, width: float) -> None:
        moments = [moment for one in spans for moment in (one.starts_at, one.ends_at)] + (
            [today] if today else []
        )
        first, last = min(moments), max(moments)
        self.first = date(first.year, first.month, 1)
        self.last = _next_month(date(last.year, last.month, 1))
        self._scale = (width - LEFT - RIGHT) / (self.last - self.first).days

    def x(self, moment: datetime | date) -> float:
        day = moment.date() if isinstance(moment, datetime) else moment
        share = (moment.hour * 60 + moment.minute) / 1440 if isinstance(moment, datetime) else 0.0
        return LEFT + self._scale * ((day - self.first).days + share)

    def months(self) -> list[date]:
        months = [self.first]
        while months[-1] < self.last:
            months.append(_next_month(months[-1]))
        return months


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _months(calendar: _Calendar, height: float) -> str:
    months = calendar.months()
    step = 1 + len(months) // 16
    parts = []
    for number, month in enumerate(months):
        x = calendar.x(month)
        parts.append(f'<path d="M{x:.1f} {TOP - 6:g}V{height - 10:g}" stroke="{LINE}"/>')
        if number % step == 0 and month < calendar.last:
            label = f"{month:%b %Y}" if month.month == 1 or number == 0 else f"{month:%b}"
            parts.append(words(label, x + 4, TOP - 14, size=11, fill=QUIET))
    return "".join(parts)


def _row(number: int, one: PhaseSpan, calendar: _Calendar, today: datetime | None, zone: str) -> str:
    local = zone_named(zone)
    starts, ends = one.starts_at.astimezone(local), one.ends_at.astimezone(local)
    left, y = calendar.x(starts), TOP + ROW * number
    length = max(6.0, calendar.x(ends) - left)
    opacity = ".38" if today is not None and one.starts_at > today else "1"
    place = f'x="{left:.1f}" y="{y + 6:g}" width="{length:.1f}" height="18" rx="3"'
    bar = f'<rect {place} fill="{ACCENT}" opacity="{opacity}"/>'
    beside = _dates(one.dates, left, left + length, y + 19, calendar)
    return words(TITLES[one.phase], LEFT - 14, y + 19.5, size=13, anchor="end", weight=600) + bar + beside


def _dates(dates: str, left: float, right: float, y: float, calendar: _Calendar) -> str:
    """The dates to the right of the bar, or to its left where the page ends."""
    fits = right + 8 + 6.2 * len(dates) < calendar.x(calendar.last)
    if fits:
        return words(dates, right + 8, y, size=11, fill=QUIET, halo=True)
    return words(dates, left - 8, y, size=11, fill=QUIET, anchor="end", halo=True)


def _today(calendar: _Calendar, today: datetime | None, height: float, zone: str) -> str:
    if today is None:
        return ""
    local = today.astimezone(zone_named(zone))
    x = calendar.x(local)
    foot = height - 18
    line = f'<path d="M{x:.1f} {TOP - 8:g}V{foot:g}" stroke="{TODAY}" stroke-width="1.6"/>'
    tag = f'<rect x="{x - 27:.1f}" y="{foot:g}" width="54" height="16" rx="8" fill="{TODAY}"/>'
    day = words(f"{local:%-d %b}", x, foot + 12, size=10.5, fill="#ffffff", anchor="middle", weight=600)
    return line + tag + day
