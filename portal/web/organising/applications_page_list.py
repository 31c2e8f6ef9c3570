"""The table of applications: what of it was asked for, in which order, and the page of it that is shown."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.papers.workbook import Column, Sheet, Shown, Workbook
from delegation.status import Roster, RosterEntry
from delegation.zoned import zone_named
from portal.show import moment, points, word

ON_A_PAGE = 50
GOOD = ("delegate", "confirmed", "selected")
BAD = ("ineligible", "declined", "expired", "left", "withdrawn")
NEWS = ("offered", "asked_to_fix", "reserve")
WITHDRAWN = "withdrawn"
TWICE = "perhaps twice"
Same = Mapping[str, tuple[str, ...]]
"""By id, the ids of others by the same address."""
NOBODY: Same = {}
COLUMNS: Mapping[str, tuple[str, Callable[[RosterEntry], Any]]] = {
    "id": ("Id", lambda one: one.participant),
    "organisation": ("Organisation", lambda one: one.organisation.casefold()),
    "country": ("Country", lambda one: one.country),
    "received": ("Received", lambda one: one.received_at.timestamp()),
    "status": ("Status", lambda one: one.status),
    "points": ("Points", lambda one: -1 if one.score is None else one.score),
    "rank": ("Rank", lambda one: 10**9 if one.rank is None else one.rank),
}
"""Columns by which the table may be sorted."""


class Wanted(Fact):
    """What of the table is asked for, as the address says it."""

    find: str = ""
    status: str = ""
    country: str = ""
    cut_off: str = ""
    is_twice: bool = False
    """Only those by whose address another came."""
    sort: str = "id"
    is_down: bool = False
    page: int = 1

    def query(self, **changes: object) -> str:
        """The part of an address after `?` that asks for this, with some of it changed."""
        asked = {**dict(self), **changes}
        said = {
            "find": asked["find"],
            "status": asked["status"],
            "country": asked["country"],
            "cut-off": asked["cut_off"],
            "twice": "yes" if asked["is_twice"] else "",
            "sort": asked["sort"] if asked["sort"] != "id" else "",
            "order": "down" if asked["is_down"] else "",
            "page": asked["page"] if asked["page"] != 1 else "",
        }
        return urlencode({name: value for name, value in said.items() if value})


class Head(Fact):
    """The heading of a column, which sorts by it."""

    label: str
    query: str
    order: str
    """As `aria-sort` has it: ascending, descending or none."""
    is_number: bool = False


class Row(Fact):
    id: str
    organisation: str
    country: str
    received: str
    status: str
    kind: str
    """Of the badge: good, bad, news or quiet."""
    points: str
    rank: str
    note: str = ""
    twice: tuple[str, ...] = ()
    """Ids of others by the same address."""


class Choice(Fact):
    value: str
    label: str
    is_chosen: bool = False


class ApplicationsPage(Fact):
    slug: str
    wanted: Wanted
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    found: int
    every: int
    first: int
    last: int
    pages: int
    before: str = ""
    """The query of the page before; empty on the first."""
    after: str = ""
    query: str = ""
    """Of this table, for its JSON and its workbook."""
    statuses: tuple[Choice, ...] = ()
    countries: tuple[Choice, ...] = ()
    cut_offs: tuple[Choice, ...] = ()
    twice: tuple[Choice, ...] = ()

    @property
    def is_filtered(self) -> bool:
        wanted = self.wanted
        return bool(wanted.find or wanted.status or wanted.country or wanted.cut_off or wanted.is_twice)


def wanted_in(fields: Mapping[str, str]) -> Wanted:
    """What an address asks for; what makes no sense in it is left out."""
    page = fields.get("page", "1")
    return Wanted(
        find=fields.get("find", "").strip()[:100],
        status=fields.get("status", "")[:40],
        country=fields.get("country", "")[:40],
        cut_off=fields.get("cut-off", "")[:60],
        is_twice=fields.get("twice") == "yes",
        sort=sort if (sort := fields.get("sort", "id")) in COLUMNS else "id",
        is_down=fields.get("order") == "down",
        page=int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 6 else 1,
    )


def perhaps_twice(entries: Iterable[RosterEntry], same: Same) -> Same:
    """By id, the others by the same address, of what was not withdrawn. `same`: as the vault knows it."""
    standing = {one.participant for one in entries if one.status != WITHDRAWN}
    found = {one: tuple(other for other in same.get(one, ()) if other in standing) for one in standing}
    return {one: others for one, others in found.items() if others}


def fitting(entries: Iterable[RosterEntry], wanted: Wanted, twice: Same = NOBODY) -> tuple[RosterEntry, ...]:
    """Those that are asked for, in the order that is asked for; equals by their ids."""
    asked = (one for one in entries if one.participant in twice or not wanted.is_twice)
    kept = sorted((one for one in asked if _fits(one, wanted)), key=lambda one: one.participant)
    return tuple(sorted(kept, key=COLUMNS[wanted.sort][1], reverse=wanted.is_down))


def applications_page(
    file: DelegationFile, roster: Roster, wanted: Wanted, twice: Same = NOBODY
) -> ApplicationsPage:
    found = fitting(roster.entries, wanted, twice)
    pages = max(1, -(-len(found) // ON_A_PAGE))
    number = min(max(wanted.page, 1), pages)
    shown = found[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
    first = (number - 1) * ON_A_PAGE
    return ApplicationsPage(
        slug=file.slug,
        wanted=wanted,
        heads=tuple(_head(name, wanted) for name in COLUMNS),
        rows=tuple(row_of(one, file.organiser.zone, twice.get(one.participant, ())) for one in shown),
        found=len(found),
        every=len(roster.entries),
        first=first + 1 if shown else 0,
        last=first + len(shown),
        pages=pages,
        before=wanted.query(page=number - 1) or "page=1" if number > 1 else "",
        after=wanted.query(page=number + 1) if number < pages else "",
        query=wanted.query(page=1),
        statuses=_choices((one.status for one in roster.entries), wanted.status, word),
        countries=_choices((one.country for one in roster.entries), wanted.country, str),
        cut_offs=_choices((one.cut_off for one in roster.entries), wanted.cut_off, str),
        twice=(Choice(value="yes", label=TWICE, is_chosen=wanted.is_twice),)
        if twice or wanted.is_twice
        else (),
    )


def row_of(one: RosterEntry, zone: str, twice: tuple[str, ...] = ()) -> Row:
    return Row(
        id=one.participant,
        organisation=one.organisation,
        country=one.country,
        received=moment(one.received_at, zone),
        status=word(one.status),
        kind=kind_of(one.status),
        points=points(one.score) or "",
        rank="" if one.rank is None else str(one.rank),
        note="late, at own cost" if one.own_cost else "",
        twice=twice,
    )


def kind_of(status: str) -> str:
    """How the badge of a status looks."""
    kinds = ((GOOD, "good"), (BAD, "bad"), (NEWS, "news"))
    return next((kind for named, kind in kinds if status in named), "quiet")


def applications_workbook(
    file: DelegationFile, entries: Iterable[RosterEntry], twice: Same = NOBODY
) -> Workbook:
    """The same table for a spreadsheet program."""
    zone = file.organiser.zone
    columns = (
        Column(title="Id", width=10),
        Column(title="Organisation", width=40),
        Column(title="Country", width=10),
        Column(title=f"Received ({zone})", shown=Shown.TIME, width=22),
        Column(title="Status", width=18),
        Column(title="Points", shown=Shown.NUMBER, width=10),
        Column(title="Rank", shown=Shown.NUMBER, width=8),
        Column(title="Cut-off", width=16),
        Column(title="Reasons", width=80),
        Column(title="Perhaps twice", width=16),
    )
    rows = tuple((*_cells(one, zone), " ".join(twice.get(one.participant, ()))) for one in entries)
    sheet = Sheet(
        name="Applications",
        title=f"Applications of {file.title}"[:200],
        note="One row per application; no names of people.",
        columns=columns,
        rows=rows,
    )
    return Workbook(title=f"Applications of {file.title}"[:200], author=file.organiser.name, sheets=(sheet,))


def _cells(one: RosterEntry, zone: str) -> tuple[Any, ...]:
    received = one.received_at.astimezone(zone_named(zone)).replace(tzinfo=None, microsecond=0)
    figure = None if one.score is None else one.score / 100
    said = (one.participant, one.organisation, one.country, received, word(one.status), figure, one.rank)
    return (*said, one.cut_off, " ".join(one.reasons))


def _fits(one: RosterEntry, wanted: Wanted) -> bool:
    words = f"{one.participant} {one.organisation}".casefold()
    exact = ((wanted.status, one.status), (wanted.country, one.country), (wanted.cut_off, one.cut_off))
    return wanted.find.casefold() in words and all(not asked or asked == there for asked, there in exact)


def _head(name: str, wanted: Wanted) -> Head:
    is_this = name == wanted.sort
    order = ("descending" if wanted.is_down else "ascending") if is_this else "none"
    query = wanted.query(sort=name, is_down=is_this and not wanted.is_down, page=1) or "sort=id"
    return Head(label=COLUMNS[name][0], query=query, order=order, is_number=name in ("points", "rank"))


def _choices(values: Iterable[str], chosen: str, said: Callable[[str], str]) -> tuple[Choice, ...]:
    known = sorted({one for one in values if one})
    return tuple(Choice(value=one, label=said(one), is_chosen=one == chosen) for one in known)
