"""The figures of a yearly report, each with the agreements and the evidence it rests on.

Only agreements with evidence count as agreements; those that are signed, as their owners say, are claimed and
stand apart.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import combinations
from statistics import median_low

from pydantic import AwareDatetime

from delegation.agreement import AgreementRecord, EvidenceKept, Stage
from delegation.fact import Fact
from delegation.ids import ItemId
from delegation.person import Line


class FigureGroup(StrEnum):
    """What a figure is about, in the order of the report."""

    TOTAL = "to date"
    PERIOD = "in the period"
    STAGE = "by stage"
    THEME = "by theme"
    MET_IN = "by delegation"
    COUNTRIES = "by countries"
    VALUE = "value"


class Basis(Fact):
    """One agreement that a figure counts, with what proves it."""

    agreement: ItemId
    evidence: tuple[EvidenceKept, ...] = ()


class Figure(Fact):
    id: str
    """As in `agreements trace`: `theme-photonics`."""
    group: FigureGroup
    label: Line
    value: int | None
    """A count, or in `unit`; None: there is nothing to take it from."""
    unit: str = ""
    """`days`, or the cents of a currency as `EUR cents`; empty for counts."""
    basis: tuple[Basis, ...] = ()


class YearlyFigures(Fact):
    """What the report of one period says."""

    since: AwareDatetime
    until: AwareDatetime
    figures: tuple[Figure, ...] = ()

    def figure(self, figure_id: str) -> Figure | None:
        return next((one for one in self.figures if one.id == figure_id), None)

    def told(self, figure_id: str) -> str:
        """The value as text; `0` where there is no such figure."""
        found = self.figure(figure_id)
        return str(found.value or 0) if found else "0"


def figures_of(
    records: Iterable[AgreementRecord],
    since: AwareDatetime,
    until: AwareDatetime,
    themes: Mapping[str, str],
) -> YearlyFigures:
    """Counted from the agreements as they stand, by id; what happened from `since` to before `until` apart.

    What is recorded late counts in the period it was recorded in, so that each is counted in one period.
    `themes`: titles by id.
    """
    ordered = sorted((one for one in records if one.opened_at < until), key=lambda one: one.id)
    figures = (
        *_total(ordered),
        *_period(ordered, lambda at: at is not None and since <= at < until),
        *_stages(ordered),
        *_shared(ordered, FigureGroup.THEME, "theme", lambda one: one.themes, themes),
        *_shared(ordered, FigureGroup.MET_IN, "met-in", _met_in, {}),
        *_shared(ordered, FigureGroup.COUNTRIES, "countries", country_pairs, {}),
        *_values(ordered),
    )
    return YearlyFigures(since=since, until=until, figures=figures)


def agreements_by_state(records: Iterable[AgreementRecord]) -> dict[str, int]:
    """How many are at each stage, also none."""
    counted = Counter(one.stage for one in records)
    return {stage.value: counted[stage] for stage in Stage}


def country_pairs(record: AgreementRecord) -> tuple[str, ...]:
    """`DE-US`: every two countries among its parties; `DE-DE` where all are of one."""
    known = sorted(one.country for one in record.parties if one.country)
    return tuple(dict.fromkeys("-".join(pair) for pair in combinations(known, 2) if _differ(pair, known)))


def _differ(pair: tuple[str, ...], known: Sequence[str]) -> bool:
    return pair[0] != pair[1] or len(set(known)) == 1


def is_evidenced(record: AgreementRecord) -> bool:
    return record.stage is Stage.EVIDENCED


def is_claimed(record: AgreementRecord) -> bool:
    return record.stage is Stage.SIGNATURE


def _total(records: Sequence[AgreementRecord]) -> tuple[Figure, ...]:
    total = FigureGroup.TOTAL
    evidenced = [one for one in records if is_evidenced(one)]
    return (
        _counted("agreements", total, "Agreements with evidence", evidenced),
        _counted("claimed", total, "Signed, without evidence", [one for one in records if is_claimed(one)]),
        _counted("contacts", total, "First contacts", records),
        _days("median-days", total, evidenced),
    )


def _period(
    records: Sequence[AgreementRecord], within: Callable[[AwareDatetime | None], bool]
) -> tuple[Figure, ...]:
    period = FigureGroup.PERIOD
    contacts = [one for one in records if within(one.opened_at)]
    signed = [one for one in records if within(one.signed_at)]
    evidenced = [one for one in records if is_evidenced(one) and within(one.evidenced_at)]
    proven = [one for one in signed if is_evidenced(one)]
    return (
        _counted("first-contacts", period, "First contacts", contacts),
        _counted("signed", period, "Signed, with evidence", proven),
        _counted("signed-claimed", period, "Signed, without evidence", [x for x in signed if is_claimed(x)]),
        _counted("evidenced", period, "Evidence found sufficient", evidenced),
        _days("median-days-signed", period, proven),
    )


def _stages(records: Sequence[AgreementRecord]) -> Iterable[Figure]:
    for stage in Stage:
        found = [one for one in records if one.stage is stage]
        yield _counted(f"stage-{stage}", FigureGroup.STAGE, stage.replace("-", " "), found)


def _shared(
    records: Sequence[AgreementRecord],
    group: FigureGroup,
    prefix: str,
    shares: Callable[[AgreementRecord], tuple[str, ...]],
    titles: Mapping[str, str],
) -> Iterable[Figure]:
    """Per value the agreements with evidence, and beside them those claimed; one may have several values."""
    for value in sorted({value for one in records for value in shares(one)}):
        mine = [one for one in records if value in shares(one)]
        name, label = f"{prefix}-{value.lower()}", titles.get(value, value)
        yield _counted(name, group, label, [one for one in mine if is_evidenced(one)])
        claimed = [one for one in mine if is_claimed(one)]
        if claimed:
            yield _counted(f"{name}-claimed", group, f"{label}, without evidence", claimed)


def _values(records: Sequence[AgreementRecord]) -> Iterable[Figure]:
    """Per currency, of what is known."""
    for currency in sorted({one.currency for one in records if one.value_cents is not None}):
        mine = [one for one in records if one.currency == currency and one.value_cents is not None]
        for name, label, counts in (
            ("value", "with evidence", is_evidenced),
            ("value-claimed", "without evidence", is_claimed),
        ):
            found = [one for one in mine if counts(one)]
            yield Figure(
                id=f"{name}-{currency.lower()}",
                group=FigureGroup.VALUE,
                label=f"Value in {currency}, {label}",
                value=sum(one.value_cents or 0 for one in found),
                unit=f"{currency} cents",
                basis=_basis(found),
            )


def _days(figure_id: str, group: FigureGroup, records: Sequence[AgreementRecord]) -> Figure:
    """The median, of an even number the lower of the two in the middle: a time that some agreement took."""
    dated = [one for one in records if one.signed_on is not None]
    days = [(one.signed_on - one.first_contact_on).days for one in dated if one.signed_on]
    return Figure(
        id=figure_id,
        group=group,
        label="From first contact to signature, median",
        value=median_low(days) if days else None,
        unit="days",
        basis=_basis(dated),
    )


def _counted(figure_id: str, group: FigureGroup, label: str, records: Sequence[AgreementRecord]) -> Figure:
    return Figure(id=figure_id, group=group, label=label, value=len(records), basis=_basis(records))


def _basis(records: Iterable[AgreementRecord]) -> tuple[Basis, ...]:
    return tuple(Basis(agreement=one.id, evidence=one.evidence) for one in records)


def _met_in(record: AgreementRecord) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.delegation for one in record.met_in))
