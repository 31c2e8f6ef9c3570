"""From the bytes of a file to what would be done with them. Ends with a report, whatever the bytes."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from delegation.file import Theme
from delegation.organisations.import_plan import Decisions, ImportReport, Outcome
from delegation.organisations.planning_import import Occasion, plan_import
from delegation.organisations.platform_mapping import PlatformMapping
from delegation.organisations.profile import Known
from delegation.organisations.record_reading import RecordReader
from delegation.organisations.table import UnreadableTable
from delegation.organisations.table_reading import OpenBook, read_table


@dataclass(frozen=True, slots=True)
class Import:
    """What would be done: the report, and the versions to keep."""

    report: ImportReport
    versions: tuple[Known, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """A file to import, how it is written, and what it is compared with."""

    delegation: str
    content: bytes
    mapping: PlatformMapping
    themes: Sequence[Theme]
    known: Iterable[Known]
    at: datetime


def planned(
    imported: Imported,
    open_book: OpenBook,
    *,
    accept: Collection[Outcome] = (),
    decisions: Decisions | None = None,
) -> Import:
    """The plan. Never raises for what stands in the file."""
    sha256 = hashlib.sha256(imported.content).hexdigest()
    mapping = imported.mapping
    report = ImportReport(
        delegation=imported.delegation, platform=mapping.platform, sha256=sha256, at=imported.at
    )
    if decisions and not sha256.startswith(decisions.sha256):
        problem = f"The decisions are for a file that begins with {decisions.sha256[:12]}, not for this one."
        remedy = "Look at the plan of this file, and decide on its rows."
        return Import(report.model_copy(update={"problem": problem, "remedy": remedy}))
    try:
        table = read_table(imported.content, mapping, open_book)
    except UnreadableTable as error:
        return Import(report.model_copy(update={"problem": error.message, "remedy": error.remedy}))
    reader = RecordReader(mapping, imported.themes)
    drafts = (reader.read(row) for row in table.rows)
    occasion = Occasion(at=imported.at, sha256=sha256)
    found = plan_import(drafts, imported.known, mapping, occasion, accept=accept, decisions=decisions)
    told = {"format": table.format, "remarks": tuple(table.remarks), "rows": tuple(found.rows)}
    return Import(report.model_copy(update=told), tuple(found.versions.values()))
