"""What the commands for organisations have in common: their files, and the way to the organisations."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter
from cyclopts.validators import Path as PathRule

from portal.commands.parameters import now

if TYPE_CHECKING:
    from activities.organisations import OrganisationsChange
    from delegation.organisations.import_plan import Decisions, ImportReport
    from portal.client import Legation
    from portal.organisation_calls import OrganisationDesk

TableFile = Annotated[
    Path, Parameter(name="FILE", validator=PathRule(exists=True, dir_okay=False), help="CSV, XLSX or JSON.")
]
NewFile = Annotated[
    Path, Parameter(name="FILE", validator=PathRule(dir_okay=False), help="Ends in .csv, .xlsx or .json.")
]
MappingFile = Annotated[
    Path | None,
    Parameter(
        validator=PathRule(exists=True, dir_okay=False), help="How the platform writes; none: our format."
    ),
]
DecisionsFile = Annotated[
    Path | None,
    Parameter(validator=PathRule(exists=True, dir_okay=False), help="What to do with single rows, in YAML."),
]
ReportFile = Annotated[
    Path | None,
    Parameter(validator=PathRule(dir_okay=False), help="Where to write every row: .csv, .xlsx or .json."),
]
Accepted = Annotated[
    tuple[Literal["new", "changed", "conflict"], ...],
    Parameter(help="Which rows to take, all of that kind; may be given several times.", negative=""),
]
OrganisationId = Annotated[str, Parameter(name="ORGANISATION", help="Its id, as in o-7k4m2qpxab.")]


async def desk_of(legation: "Legation", slug: str) -> "OrganisationDesk":
    from portal.organisation_calls import OrganisationDesk

    return await OrganisationDesk.at(legation.store, legation.register, slug)


def decisions_in(path: Path | None) -> "Decisions | None":
    from delegation.organisations.import_plan import Decisions
    from portal.typed_files import typed

    return typed(path, Decisions) if path else None


def change_by(author: str, what: str, reason: str, organisations: int) -> "OrganisationsChange":
    from activities.organisations import OrganisationsChange

    return OrganisationsChange(at=now(), author=author, what=what, reason=reason, organisations=organisations)


def write_report(report: "ImportReport", path: Path) -> None:
    """Readable by its owner alone."""
    from composition import open_spreadsheets
    from delegation.organisations.platform_mapping import TableFormat
    from delegation.organisations.report_writing import report_csv, report_workbook
    from portal.document_files import write_private
    from portal.organisation_calls import format_of

    match format_of(path):
        case TableFormat.CSV:
            content = report_csv(report)
        case TableFormat.XLSX:
            content = open_spreadsheets().xlsx(report_workbook(report), made_at=report.at)
        case TableFormat.JSON:
            content = report.model_dump_json(indent=1).encode() + b"\n"
    write_private(path, content)
