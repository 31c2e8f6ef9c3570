"""The yearly report on agreements: figures, what each rests on, and the agreements themselves."""

from collections.abc import Sequence
from datetime import date, datetime

from delegation.agreement import AgreementRecord, EvidenceKept
from delegation.agreement_figures import Figure, FigureGroup, YearlyFigures, is_claimed, is_evidenced
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.papers.paper import Imprint
from delegation.papers.wall_clock import country_name, date_in_full
from delegation.papers.workbook import Cell, Column, Sheet, Shown, Workbook
from delegation.zoned import zone_named


class FigureRow(Fact):
    id: str
    label: str
    value: str
    rests_on: str
    """Ids of agreements, each once."""


class FigureTable(Fact):
    title: str
    rows: tuple[FigureRow, ...]


class AgreementRow(Fact):
    id: str
    parties: str
    kind: str
    stage: str
    date: str
    """Signed on, or the first contact where nothing is signed."""
    evidence: tuple[str, ...] = ()
    """Each with the first 12 signs of its SHA-256, or its link."""


class YearlyReportPaper(Fact):
    """What the template sets."""

    imprint: Imprint
    period: str
    tables: tuple[FigureTable, ...]
    evidenced: tuple[AgreementRow, ...]
    claimed: tuple[AgreementRow, ...]
    others: tuple[AgreementRow, ...]


def yearly_report_paper(
    file: DelegationFile, figures: YearlyFigures, records: Sequence[AgreementRecord], made_at: datetime
) -> YearlyReportPaper:
    """Of `records` those that were open by the end of the period."""
    zone = file.cooperation_rules.zone
    mine = sorted((one for one in records if one.opened_at < figures.until), key=lambda one: one.id)
    evidenced = [one for one in mine if is_evidenced(one)]
    claimed = [one for one in mine if is_claimed(one)]
    others = [one for one in mine if not is_evidenced(one) and not is_claimed(one)]
    return YearlyReportPaper(
        imprint=_imprint(file, figures, made_at),
        period=_period(figures, zone),
        tables=tuple(_tables(figures)),
        evidenced=tuple(_agreement_row(one) for one in evidenced),
        claimed=tuple(_agreement_row(one) for one in claimed),
        others=tuple(_agreement_row(one) for one in others),
    )


def yearly_report_book(
    file: DelegationFile, figures: YearlyFigures, records: Sequence[AgreementRecord]
) -> Workbook:
    """The figures, a row per figure and piece of evidence it rests on, and all agreements."""
    titles = {one.id: one.title for one in records}
    return Workbook(
        title=f"{file.title}: yearly report",
        author=file.organiser.name,
        sheets=(
            _figures_sheet(file, figures),
            _evidence_sheet(figures, titles, file.cooperation_rules.zone),
            _agreements_sheet(file, [one for one in records if one.opened_at < figures.until]),
        ),
    )


def shown_value(figure: Figure) -> str:
    """`7`, `412 days`, `120 000.00 EUR`, or a dash."""
    if figure.value is None:
        return "–"
    if figure.unit.endswith(" cents"):
        euros, cents = divmod(figure.value, 100)
        return f"{euros:,}".replace(",", " ") + f".{cents:02d} {figure.unit.removesuffix(' cents')}"
    return f"{figure.value} {figure.unit}".strip()


# --- on paper ----------------------------------------------------------------------------------------


def _imprint(file: DelegationFile, figures: YearlyFigures, made_at: datetime) -> Imprint:
    organiser = file.organiser
    return Imprint(
        delegation=file.title,
        organiser=organiser.name,
        mailbox=organiser.mailbox,
        website=organiser.website,
        dates=_period(figures, file.cooperation_rules.zone),
        route="",
        made_on=date_in_full(made_at.astimezone(zone_named(organiser.zone))),
    )


def _period(figures: YearlyFigures, zone: str) -> str:
    first, last = (at.astimezone(zone_named(zone)) for at in (figures.since, figures.until))
    return f"{date_in_full(first)} to {date_in_full(last)}"


def _tables(figures: YearlyFigures) -> list[FigureTable]:
    tables = []
    for group in FigureGroup:
        mine = [one for one in figures.figures if one.group is group]
        if mine:
            tables.append(FigureTable(title=group.value.capitalize(), rows=tuple(_row(one) for one in mine)))
    return tables


def _row(figure: Figure) -> FigureRow:
    return FigureRow(
        id=figure.id,
        label=figure.label[:1].upper() + figure.label[1:],
        value=shown_value(figure),
        rests_on=", ".join(one.agreement for one in figure.basis),
    )


def _agreement_row(record: AgreementRecord) -> AgreementRow:
    day: date = record.signed_on or record.first_contact_on
    return AgreementRow(
        id=record.id,
        parties=record.title,
        kind=record.kind.replace("-", " "),
        stage=record.stage.replace("-", " "),
        date=date_in_full(day),
        evidence=tuple(_proof(one) for one in record.evidence),
    )


def _proof(evidence: EvidenceKept) -> str:
    return f"{evidence.id}: {evidence.link or evidence.sha256[:12]}"


# --- as a workbook -----------------------------------------------------------------------------------


def _figures_sheet(file: DelegationFile, figures: YearlyFigures) -> Sheet:
    columns = (
        Column(title="Figure", width=28),
        Column(title="Group", width=18),
        Column(title="What", width=44),
        Column(title="Value", shown=Shown.NUMBER, width=14),
        Column(title="Unit", width=12),
        Column(title="Agreements behind it", shown=Shown.NUMBER, width=20),
    )
    rows: list[tuple[Cell, ...]] = [
        (one.id, one.group.value, one.label, one.value, one.unit, len(one.basis)) for one in figures.figures
    ]
    note = (
        f"Period: {_period(figures, file.cooperation_rules.zone)}. Only agreements with evidence count; "
        "those signed without evidence stand apart."
    )
    return Sheet(name="Figures", title=f"{file.title}: figures", note=note, columns=columns, rows=tuple(rows))


def _evidence_sheet(figures: YearlyFigures, titles: dict[str, str], zone: str) -> Sheet:
    columns = (
        Column(title="Figure", width=28),
        Column(title="Agreement", width=28),
        Column(title="Parties", width=48),
        Column(title="Evidence", width=14),
        Column(title="Where", width=60),
        Column(title="SHA-256", width=66),
        Column(title=f"Received ({zone})", shown=Shown.TIME, width=26),
    )
    rows: list[tuple[Cell, ...]] = []
    for figure in figures.figures:
        for basis in figure.basis:
            agreement = (figure.id, basis.agreement, titles.get(basis.agreement, ""))
            for one in basis.evidence:
                received = one.received_at.astimezone(zone_named(zone)).replace(tzinfo=None)
                rows.append((*agreement, one.id, one.link or one.key, one.sha256, received))
            if not basis.evidence:
                rows.append((*agreement, "", "", "", None))
    note = (
        "Every figure with the agreements it counts and what proves them; without evidence, nothing does yet."
    )
    return Sheet(
        name="Evidence", title="What each figure rests on", note=note, columns=columns, rows=tuple(rows)
    )


def _agreements_sheet(file: DelegationFile, records: Sequence[AgreementRecord]) -> Sheet:
    columns = (
        Column(title="Agreement", width=28),
        Column(title="Parties", width=48),
        Column(title="Countries", width=24),
        Column(title="Kind", width=18),
        Column(title="Stage", width=16),
        Column(title="Themes", width=34),
        Column(title="Met in", width=28),
        Column(title="First contact", shown=Shown.DATE, width=16),
        Column(title="Signed", shown=Shown.DATE, width=16),
        Column(title="Value", width=18),
        Column(title="Reason", width=40),
    )
    themes = {one.id: one.title for one in file.themes}
    rows = tuple(_agreement_cells(one, themes) for one in sorted(records, key=lambda one: one.id))
    return Sheet(name="Agreements", title="All agreements", columns=columns, rows=rows)


def _agreement_cells(record: AgreementRecord, themes: dict[str, str]) -> tuple[Cell, ...]:
    countries = dict.fromkeys(country_name(one.country) for one in record.parties if one.country)
    cents = record.value_cents
    return (
        record.id,
        record.title,
        ", ".join(countries),
        record.kind.replace("-", " "),
        record.stage.replace("-", " "),
        ", ".join(themes.get(one, one) for one in record.themes),
        ", ".join(dict.fromkeys(one.delegation for one in record.met_in)),
        record.first_contact_on,
        record.signed_on,
        "" if cents is None else f"{cents // 100}.{cents % 100:02d} {record.currency}",
        record.because,
    )
