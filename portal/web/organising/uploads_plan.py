"""What an upload of applications would do, row by row, before anything is done."""

import asyncio
import hashlib
import hmac
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from delegation.application import Application
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.form import FieldType, FormField, Stage
from delegation.papers.workbook import Column, Sheet, Workbook
from delegation.reading.intake import ApplicationRefused
from portal.client import Legation
from portal.typed_files import TypedForm
from portal.web.organising.uploads_table import Line, Uploaded

PERSON: Mapping[str, str] = {
    "name": "Name",
    "email": "E-mail",
    "organisation": "Organisation",
    "position": "Position",
    "language": "Language",
    "zone": "Time zone",
}
ID, TOGETHER = "id", "together_with"
SEVERAL = (FieldType.CHOICES, FieldType.LIST, FieldType.RANKING)
NO_COLUMN = (FieldType.FILE, FieldType.ROWS)
"""Fields that no cell can answer."""
BETWEEN = "|"
AT_ONCE = 8


class Does(StrEnum):
    """What a row would do."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


class RowPlan(Fact):
    """One row, as the table before the confirmation shows it."""

    number: int
    id: str = ""
    name: str = ""
    does: Does
    problems: tuple[str, ...] = ()


class Planned(NamedTuple):
    """A row with what it would hand in; None where it cannot be taken, or is known already."""

    plan: RowPlan
    application: Application | None = None


def columns_of(file: DelegationFile) -> dict[str, str]:
    """The columns of a table of applications: titles by name."""
    fields = {field.id: field.label for field in fields_of(file)}
    return {ID: "Id", **PERSON, TOGETHER: "Together with", **fields}


def fields_of(file: DelegationFile) -> tuple[FormField, ...]:
    """What a row can answer."""
    return tuple(one for one in file.call.fields if one.stage is Stage.APPLY and one.type not in NO_COLUMN)


def template_of(file: DelegationFile) -> Workbook:
    """An empty table with the right columns, and a sheet that says what belongs into them."""
    columns = columns_of(file)
    table = Sheet(
        name="Applications",
        title=f"Applications: {file.title}",
        note="One row each. Leave Id empty for people who are new; put | between several answers.",
        columns=tuple(Column(title=title, width=24) for title in columns.values()),
    )
    told = [(title, *_told(name, file)) for name, title in columns.items()]
    headings = ("Column", "Needed", "What belongs into it")
    help_sheet = Sheet(
        name="Columns",
        title="What belongs into the columns",
        columns=tuple(
            Column(title=one, width=width) for one, width in zip(headings, (30, 10, 70), strict=True)
        ),
        rows=tuple(told),
    )
    return Workbook(title=f"Applications: {file.title}", sheets=(table, help_sheet))


def _told(name: str, file: DelegationFile) -> tuple[str, str]:
    field = next((one for one in fields_of(file) if one.id == name), None)
    if field is None:
        needed = name in ("name", "email", "organisation")
        words = {ID: "As in A-17; empty: one is made from the e-mail.", TOGETHER: "The id of the other."}
        return "yes" if needed else "", words.get(name, "")
    several = f" Several with {BETWEEN} between." if field.type in SEVERAL else ""
    choices = f": {', '.join(field.choices)}." if field.choices else "."
    return "yes" if field.required else "", f"{field.type.value}{choices}{several} {field.help}".strip()


async def planned(
    legation: Legation, file: DelegationFile, upload: Uploaded, now: datetime
) -> tuple[Planned, ...]:
    """Every row, in their order. `now` is that of the trip's calendar. Nothing is kept."""
    secret = await asyncio.to_thread(legation.register.secret, file.slug)
    parts = [_parts(line, file, secret) for line in upload.lines]
    times = Counter(str(one["id"]) for one in parts)
    free = asyncio.Semaphore(AT_ONCE)

    async def one(line: Line, typed: Mapping[str, object]) -> Planned:
        if times[str(typed["id"])] > 1:
            return _refused(line, typed, (f"{typed['id']} stands in several rows; keep one of them.",))
        async with free:
            return await _planned(legation, file, line, typed, now)

    return tuple(await asyncio.gather(*map(one, upload.lines, parts)))


async def _planned(
    legation: Legation, file: DelegationFile, line: Line, typed: Mapping[str, object], now: datetime
) -> Planned:
    try:
        application = await legation.read(file, TypedForm(typed), now)
    except ApplicationRefused as refused:
        titles = columns_of(file)
        said = (f"{_title(one.field, titles)}: {one.message}" for one in refused.problems)
        return _refused(line, typed, tuple(said))
    before = await legation.application(file.slug, application.id)
    does = Does.NEW if before is None else Does.SAME if before == application else Does.CHANGED
    plan = _plan(line, typed, does)
    return Planned(plan, None if does is Does.SAME else application)


def _refused(line: Line, typed: Mapping[str, object], problems: Sequence[str]) -> Planned:
    return Planned(_plan(line, typed, Does.REFUSED, problems))


def _plan(line: Line, typed: Mapping[str, object], does: Does, problems: Sequence[str] = ()) -> RowPlan:
    name = line.cells.get("organisation") or line.cells.get("name") or ""
    return RowPlan(
        number=line.number, id=str(typed["id"])[:40], name=name[:120], does=does, problems=tuple(problems)
    )


def _parts(line: Line, file: DelegationFile, secret: bytes) -> dict[str, object]:
    """A row as the form would send it."""
    cells = line.cells
    person = {name: cells[name] for name in PERSON if name in cells}
    answers = {field.id: _answer(field, cells[field.id]) for field in fields_of(file) if field.id in cells}
    parts: dict[str, object] = {ID: _id_of(cells, secret), "person": person, "answers": answers}
    return {**parts, **({TOGETHER: cells[TOGETHER].upper()} if TOGETHER in cells else {})}


def _id_of(cells: Mapping[str, str], secret: bytes) -> str:
    """As it was written; else one that the same address always gets, and that does not tell it."""
    if ID in cells:
        return cells[ID].upper()
    address = " ".join(cells.get("email", "").casefold().split())
    made = hmac.new(secret, f"uploaded {address or sorted(cells.items())}".encode(), hashlib.sha256)
    return f"U-{made.hexdigest()[:10].upper()}"


def _answer(field: FormField, cell: str) -> object:
    if field.type not in SEVERAL:
        return cell
    return [part.strip() for part in cell.split(BETWEEN) if part.strip()]


def _title(name: str, titles: Mapping[str, str]) -> str:
    """The heading of the column a problem is about: `answers.country` is the field country."""
    last = name.rpartition(".")[2]
    return titles.get(last, last)
