"""The report to the funder: counted from what happened, as sheets of a workbook. Nobody is named in it."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from pydantic import AwareDatetime, Field

from delegation.application import ApplicationStatus, Applied
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.follow_up import DelegateOutcome, EvidenceState, OutcomeKind
from delegation.ids import ItemId, ParticipantId
from delegation.itinerary import ItemKind, Itinerary, ItineraryItem
from delegation.papers.paper import is_undecided
from delegation.papers.wall_clock import country_name, date_in_full, span
from delegation.papers.workbook import Cell, Column, Sheet, Shown, Workbook
from delegation.person import Line
from delegation.selection_rules import SelectionRules
from delegation.zoned import zone_named


class CountryFigures(Fact):
    """What became of the applications of one country."""

    country: str
    """ISO 3166-1 alpha-2."""
    received: int = 0
    ineligible: int = 0
    selected: int = 0
    reserve: int = 0
    not_selected: int = 0
    withdrawn: int = 0
    travelled: int = 0


class RuleFinding(Fact):
    """Whether the group that travelled keeps a balance rule, and what was found."""

    rule: ItemId
    satisfied: bool
    is_wish: bool = False
    found: Line = ""


class TravelledFacts(Fact):
    """A delegate without a name: organisation and country are facts of the application."""

    participant: ParticipantId
    organisation: Line
    country: str = ""


class FunderReportFacts(Fact):
    """What the delegation counted. Small whatever the number of applications, and without personal data."""

    countries: tuple[CountryFigures, ...] = ()
    rules: tuple[RuleFinding, ...] = ()
    delegates: tuple[TravelledFacts, ...] = ()
    offers: dict[str, int] = Field(default_factory=dict)
    """By outcome: confirmed, declined, expired, withdrawn, promoted."""
    outcomes: tuple[DelegateOutcome, ...] = ()
    mails: dict[str, int] = Field(default_factory=dict)
    """By purpose."""


def figures_by_country(applied: Sequence[Applied], travelled: Sequence[str]) -> tuple[CountryFigures, ...]:
    """The applications counted by country; `travelled` are the ids of those who took part."""
    went = frozenset(travelled)
    by_country: dict[str, list[Applied]] = {}
    for application in applied:
        by_country.setdefault(application.facts.country, []).append(application)
    return tuple(_figures(country, by_country[country], went) for country in sorted(by_country))


def _figures(country: str, applied: Sequence[Applied], went: frozenset[str]) -> CountryFigures:
    counted = Counter(application.status for application in applied)
    return CountryFigures(
        country=country,
        received=len(applied),
        ineligible=counted[ApplicationStatus.INELIGIBLE],
        selected=counted[ApplicationStatus.SELECTED],
        reserve=counted[ApplicationStatus.RESERVE],
        not_selected=counted[ApplicationStatus.NOT_SELECTED],
        withdrawn=counted[ApplicationStatus.WITHDRAWN],
        travelled=sum(application.participant in went for application in applied),
    )


def funder_report(
    file: DelegationFile, facts: FunderReportFacts, itinerary: Itinerary, made_at: AwareDatetime
) -> Workbook:
    """The whole report. Every figure on the first sheet is counted from the sheets behind it."""
    return Workbook(
        title=f"{file.title}: report",
        author=file.organiser.name,
        sheets=(
            _summary(file, facts, itinerary, made_at),
            _applications(facts),
            *((_rules(file.selection, facts),) if file.selection else ()),
            _delegates(file, facts, itinerary),
            _programme(file, itinerary),
            _meetings(file, facts, itinerary),
            _outcomes(facts),
            _mails(facts),
        ),
    )


def _summary(
    file: DelegationFile, facts: FunderReportFacts, itinerary: Itinerary, made_at: AwareDatetime
) -> Sheet:
    items = [item for item in itinerary.items if not item.cancelled]
    outcomes = [one.outcome for one in facts.outcomes if one.outcome.kind is not OutcomeKind.NONE]
    evidenced = [one for one in outcomes if one.evidence_state is EvidenceState.EVIDENCED]
    rows: list[tuple[Cell, ...]] = [
        ("Delegation", file.title),
        ("Organiser", file.organiser.name),
        ("Dates", span(file.starts_on, file.ends_on)),
        ("Cities", ", ".join(leg.city for leg in file.legs)),
        ("Report made on", date_in_full(made_at.astimezone(zone_named(file.organiser.zone)))),
        ("Applications received", sum(one.received for one in facts.countries)),
        ("Applications not eligible", sum(one.ineligible for one in facts.countries)),
        ("Countries of the applicants", len(facts.countries)),
        *((f"Offers {outcome}", number) for outcome, number in sorted(facts.offers.items())),
        ("Delegates who travelled", len(facts.delegates)),
        ("Countries of the delegates", len({one.country for one in facts.delegates if one.country})),
        ("Balance rules kept", _kept(facts)),
        ("Site visits", sum(item.kind is ItemKind.VISIT for item in items)),
        ("Sessions", sum(item.kind is ItemKind.SESSION for item in items)),
        ("One-to-one meetings", sum(item.kind is ItemKind.MEETING for item in items)),
        ("Outcomes reported", len(outcomes)),
        ("Outcomes with evidence", len(evidenced)),
        *((f"With evidence: {kind}", sum(one.kind is kind for one in evidenced)) for kind in _COUNTED),
        ("Mails sent", sum(facts.mails.values())),
    ]
    columns = (Column(title="What", width=34), Column(title="Figure", width=60))
    note = "Only outcomes with evidence count as results. Everything is counted from the following sheets."
    return Sheet(name="Summary", title=f"{file.title}: summary", note=note, columns=columns, rows=tuple(rows))


_COUNTED = tuple(kind for kind in OutcomeKind if kind is not OutcomeKind.NONE)


def _applications(facts: FunderReportFacts) -> Sheet:
    numbers = ("Received", "Not eligible", "Selected", "Reserve", "Not selected", "Withdrawn", "Travelled")
    columns = (
        Column(title="Country", width=24),
        *(Column(title=one, shown=Shown.BAR, width=14) for one in numbers),
    )
    rows = tuple(
        (
            country_name(one.country),
            one.received,
            one.ineligible,
            one.selected,
            one.reserve,
            one.not_selected,
            one.withdrawn,
            one.travelled,
        )
        for one in sorted(facts.countries, key=lambda one: country_name(one.country))
    )
    return Sheet(
        name="Applications by country",
        title="Applications by country",
        note="Anonymous: counts only.",
        columns=columns,
        rows=rows,
    )


def _rules(selection: SelectionRules, facts: FunderReportFacts) -> Sheet:
    texts = {rule.id: rule.text for rule in selection.rules}
    columns = (
        Column(title="Rule", width=70),
        Column(title="Kept", width=10),
        Column(title="Found", width=50),
    )
    rows = tuple((texts.get(one.rule, one.rule), _is_kept(one), one.found) for one in facts.rules)
    note = "The published rules on the balance of the group, checked on those who travelled."
    return Sheet(name="Selection rules", title="Selection rules", note=note, columns=columns, rows=rows)


def _delegates(file: DelegationFile, facts: FunderReportFacts, itinerary: Itinerary) -> Sheet:
    columns = (
        Column(title="Participant", width=14),
        Column(title="Organisation", width=40),
        Column(title="Country", width=22),
        Column(title="Programme items", shown=Shown.BAR, width=18),
        Column(title="Meetings", shown=Shown.BAR, width=14),
    )
    rows = []
    for one in sorted(facts.delegates, key=lambda one: (one.organisation.casefold(), one.participant)):
        kinds = Counter(item.kind for item in itinerary.of(one.participant) if not is_undecided(item))
        meetings = kinds.pop(ItemKind.MEETING, 0)
        country = country_name(one.country) if one.country else ""
        rows.append((one.participant, one.organisation, country, sum(kinds.values()), meetings))
    return Sheet(name="Delegates", title=f"Delegates of {file.title}", columns=columns, rows=tuple(rows))


def _programme(file: DelegationFile, itinerary: Itinerary) -> Sheet:
    columns = (
        Column(title="Starts (local)", shown=Shown.TIME, width=26),
        Column(title="Ends (local)", shown=Shown.TIME, width=26),
        Column(title="Time zone", width=20),
        Column(title="Kind", width=12),
        Column(title="Title", width=44),
        Column(title="City", width=18),
        Column(title="Place", width=36),
        Column(title="State", width=12),
    )
    items = [item for item in itinerary.items if item.kind is not ItemKind.MEETING]
    rows = []
    for item in sorted(items, key=lambda item: (item.starts_at, item.id)):
        leg, place = file.leg(item.leg), file.place(item.place)
        zones = " / ".join(dict.fromkeys((item.zone, item.ends_zone or item.zone)))
        state = "cancelled" if item.cancelled else "held"
        where = (leg.city if leg else "", place.name if place else "")
        rows.append((*_ends_of(item), zones, item.kind.value, item.title, *where, state))
    return Sheet(name="Programme", title="Programme as held", columns=columns, rows=tuple(rows))


def _ends_of(item: ItineraryItem) -> tuple[datetime, datetime] | tuple[str, str]:
    """Start and end; the first and the last day of what lasts whole days."""
    if item.all_day:
        return f"{item.starts:%a %-d %b %Y}, all day", f"{item.last_day:%a %-d %b %Y}, all day"
    return item.starts, item.ends


def _meetings(file: DelegationFile, facts: FunderReportFacts, itinerary: Itinerary) -> Sheet:
    columns = (
        Column(title="Starts (local)", shown=Shown.TIME, width=26),
        Column(title="Time zone", width=20),
        Column(title="Host", width=40),
        Column(title="Organisation", width=40),
        Column(title="Table", width=10),
    )
    names = {one.participant: one.organisation for one in facts.delegates}
    meetings = [item for item in itinerary.items if item.kind is ItemKind.MEETING and not item.cancelled]
    rows = tuple(
        (
            item.starts,
            item.zone,
            ", ".join(host.organisation for name in item.hosts if (host := file.host(name))),
            ", ".join(names.get(one, one) for one in item.attendees or ()),
            item.table,
        )
        for item in sorted(meetings, key=lambda item: (item.starts_at, item.table, item.id))
    )
    return Sheet(name="Meetings", title="One-to-one meetings", columns=columns, rows=rows)


def _outcomes(facts: FunderReportFacts) -> Sheet:
    columns = (
        Column(title="Organisation", width=36),
        Column(title="Day", shown=Shown.NUMBER, width=8),
        Column(title="Outcome", width=14),
        Column(title="Partner", width=32),
        Column(title="State", width=14),
        Column(title="Evidence", width=34),
        Column(title="Summary", width=56),
    )
    names = {one.participant: one.organisation for one in facts.delegates}
    rows = tuple(
        (
            names.get(one.participant, one.participant),
            one.day,
            one.outcome.kind.value,
            one.outcome.partner,
            "" if one.outcome.kind is OutcomeKind.NONE else one.outcome.evidence_state.value,
            one.outcome.evidence,
            one.outcome.summary,
        )
        for one in sorted(facts.outcomes, key=lambda one: (one.day, one.participant, one.outcome.kind))
    )
    note = "Day: days after the end of the trip. Evidenced: a document or link proves it; claimed: not yet."
    return Sheet(name="Outcomes", title="Outcomes and their evidence", note=note, columns=columns, rows=rows)


def _mails(facts: FunderReportFacts) -> Sheet:
    columns = (Column(title="Purpose", width=34), Column(title="Mails", shown=Shown.BAR, width=16))
    rows = tuple(sorted(facts.mails.items()))
    return Sheet(name="Mails sent", title="Mails sent, by purpose", columns=columns, rows=rows)


def _kept(facts: FunderReportFacts) -> str:
    """Of the rules that must hold; wishes stand in the list only."""
    hard = [one for one in facts.rules if not one.is_wish]
    return f"{sum(one.satisfied for one in hard)} of {len(hard)}"


def _is_kept(finding: RuleFinding) -> str:
    if finding.satisfied:
        return "yes"
    return "wish" if finding.is_wish else "no"
