"""A list of a draft, filled from a table: hosts, venues, people or the programme, one a row."""

from collections.abc import Mapping

from delegation.fact import Fact
from delegation.organisations.table import UnreadableTable
from delegation.papers.workbook import Column, Sheet, Workbook
from delegation.reading.plain_yaml import Plain
from delegation.reading.problem import Problem
from portal.web.organising.bar import DeskPage
from portal.web.organising.uploads_table import Line, Uploaded
from portal.web.organising.wizard_asked import AskedPage, Kind, Rows
from portal.web.organising.wizard_draft import Content
from portal.web.organising.wizard_mistakes import meant, sentence
from portal.web.organising.wizard_shown import options_of
from portal.web.organising.wizard_typed import Deed, entries_of, free_id, short_name, typed_in

BETWEEN = "|"
TICKED = ("yes", "true", "x", "1", "ja", "oui")
MOST_SHOWN = 300


class TableRow(Fact):
    """What one row would do."""

    number: int
    title: str
    does: str
    tone: str
    said: tuple[str, ...] = ()


class TablePage(DeskPage):
    """The facts of `templates/portal/desk/wizard-table.html`."""

    draft: str
    title: str
    page: str
    key: str
    heading: str
    one: str
    problem: str = ""
    rows: tuple[TableRow, ...] = ()
    carried: str = ""
    part: str = ""
    ignored: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


def rows_named(page: AskedPage, key: str) -> Rows | None:
    return next((one for one in page.parts if isinstance(one, Rows) and one.key == key), None)


def columns_for(rows: Rows) -> dict[str, str]:
    """Titles by the key of each column."""
    return {one.key: one.label for one in rows.columns}


def template_for(rows: Rows, title: str) -> Workbook:
    columns = tuple(Column(title=one.label, width=40 if one.is_wide else 22) for one in rows.columns)
    note = (
        f"One {rows.one} a row; put {BETWEEN} between several. A short name that is there changes its entry."
    )
    heading = f"{rows.heading}: {title}"
    return Workbook(title=heading, sheets=(Sheet(name="Rows", title=heading, note=note, columns=columns),))


def filled(content: Content, page: AskedPage, rows: Rows, upload: Uploaded) -> tuple[Content, list[int]]:
    """The draft with the rows of the table, and at which place of the list each of them stands.

    A row changes the entry that has its short name, and is added where there is none. Raises UnreadableTable
    where the file has something else at that place, or a short name stands in two rows.
    """
    known = entries_of(content, rows)
    if known is None:
        raise UnreadableTable("The draft has no list there", "Mend it in the whole file.")
    if not all(one.get("id") for one in known):
        raise UnreadableTable(
            "An entry of the draft has no short name", "Save its page once; it gets one then."
        )
    ids = [_id_of(line, rows, known) for line in upload.lines]
    doubled = next((one for one in ids if ids.count(one) > 1), None)
    if doubled:
        raise UnreadableTable(f"The short name {doubled!r} stands in two rows", "Keep one of them.")
    order = [str(one.get("id")) for one in known]
    order += [one for one in ids if one not in order]
    posted: dict[str, list[str]] = {}
    for line, entry_id in zip(upload.lines, ids, strict=True):
        prefix = f"{rows.key}.{order.index(entry_id)}"
        posted |= {f"{prefix}.{name}": value for name, value in _typed(line, rows, content).items()}
        posted[f"{prefix}.id"] = [entry_id]
    for place, _ in enumerate(order):
        posted[f"{rows.key}.{place}.was"] = ["of a table"]
        posted.setdefault(f"{rows.key}.{place}.id", [order[place]])
    return typed_in(content, page, posted, Deed()), [order.index(one) for one in ids]


def table_rows(
    before: Content,
    after: Content,
    rows: Rows,
    upload: Uploaded,
    places: list[int],
    problems: tuple[Problem, ...],
) -> tuple[TableRow, ...]:
    """What each row would do to the list, with what the reader would say of it."""
    had = {str(one.get("id")): one for one in entries_of(before, rows) or ()}
    now = entries_of(after, rows) or []
    shown = []
    for line, place in zip(upload.lines, places, strict=True):
        entry = now[place]
        said = tuple(sentence(one) for one in problems if _is_in(meant(one), f"{rows.key}.{place}"))
        old = had.get(str(entry.get("id")))
        does, tone = (
            ("new", "good") if old is None else ("changed", "news") if old != entry else ("same", "quiet")
        )
        title = str(entry.get(rows.named_by) or entry.get("id"))
        shown.append(
            TableRow(
                number=line.number, title=title[:120], does=does, tone="bad" if said else tone, said=said
            )
        )
    return tuple(sorted(shown, key=lambda one: (one.tone != "bad", one.number))[:MOST_SHOWN])


def _is_in(path: str, entry: str) -> bool:
    return path == entry or path.startswith(f"{entry}.")


def _id_of(line: Line, rows: Rows, known: list[dict[str, Plain]]) -> str:
    """As it was written; else that of the entry with this name; else one made from the name and the row."""
    if "id" in line.cells:
        return line.cells["id"]
    name = line.cells.get(rows.named_by, "")
    same = next((one for one in known if name and one.get(rows.named_by) == name), None)
    if same is not None and same.get("id"):
        return str(same["id"])
    made = short_name(name) or f"{short_name(rows.one)}-{line.number}"
    return free_id(made, {str(one.get("id")) for one in known})


def _typed(line: Line, rows: Rows, content: Content) -> Mapping[str, list[str]]:
    """A row as the page of the wizard would post it."""
    typed: dict[str, list[str]] = {}
    for asked in rows.columns:
        cell = line.cells.get(asked.key)
        if cell is None:
            continue
        options = asked.options or options_of(asked.source, content)
        parts = [_chosen(one.strip(), options) for one in cell.split(BETWEEN) if one.strip()]
        match asked.kind:
            case Kind.TICK:
                typed[asked.key] = ["yes" if cell.casefold() in TICKED else ""]
            case Kind.MANY:
                typed[asked.key] = parts
            case Kind.WORDS:
                typed[asked.key] = ["\n".join(parts)]
            case Kind.TIME:
                typed[asked.key] = [cell.removesuffix(":00") if cell.count(":") == 2 else cell]
            case _ if options:
                typed[asked.key] = [_chosen(cell, options)]
            case _:
                typed[asked.key] = [cell]
    return typed


def _chosen(cell: str, options: tuple[tuple[str, str], ...]) -> str:
    """The value of what is called so; the cell itself where nothing is."""
    return next(
        (value for value, words in options if cell.casefold() in (value.casefold(), words.casefold())), cell
    )
