"""What a page of the wizard shows: fields with their values and what is wrong with them, and where one is."""

import re
from collections.abc import Iterator, Mapping, Sequence

from delegation.fact import Fact
from delegation.reading.plain_yaml import Plain
from delegation.reading.problem import Problem
from portal.web.organising.bar import DeskPage
from portal.web.organising.wizard_asked import NAMED, Asked, AskedPage, Group, Kind, Option, Rows, Source
from portal.web.organising.wizard_draft import Content, Draft, digest
from portal.web.organising.wizard_mistakes import (
    TEXT_PAGE,
    by_field,
    pages_for,
    sections,
    sentence,
    sorted_out,
)
from portal.web.organising.wizard_options import zone_names
from portal.web.organising.wizard_typed import NEW, as_typed, at, entries_of, is_ticked, part_of
from portal.web.organising.wizard_yaml import sections_as_yaml

_LOCAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:00)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Said(Fact):
    """One mistake, with the field it is about."""

    anchor: str
    """Id of the field on the page."""
    label: str
    text: str


class FieldShown(Fact):
    name: str
    anchor: str
    label: str
    kind: str
    help: str = ""
    value: str = ""
    chosen: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    why: tuple[str, ...] = ()
    is_wide: bool = False
    is_native: bool = True
    """Whether the browser's own field for dates can show the value."""
    is_fixed: bool = False
    """Whether it has parts that only the text can show."""


class EntryShown(Fact):
    place: int
    anchor: str
    title: str
    was: str
    fields: tuple[FieldShown, ...]
    why: tuple[str, ...] = ()
    is_open: bool = False
    is_new: bool = False


class PartShown(Fact):
    """Fields, or entries of fields, under one heading."""

    heading: str
    anchor: str
    help: str = ""
    fields: tuple[FieldShown, ...] = ()
    key: str = ""
    """Of a list."""
    one: str = ""
    entries: tuple[EntryShown, ...] = ()
    is_fixed: bool = False
    has_cities: bool = False


class StepShown(Fact):
    """One page in the list of pages."""

    name: str
    title: str
    problems: int = 0
    is_here: bool = False


class CitiesShown(Fact):
    """What the list of cities knows under a name."""

    place: int
    asked: str
    found: tuple[tuple[str, str], ...]
    """Key and words, as `Boston, US (America/New_York)`."""


class WizardPage(Fact):
    """One page of fields, and the way through all of them."""

    draft: str
    title: str
    page: str
    heading: str
    intro: str
    part: str
    parts: tuple[PartShown, ...]
    steps: tuple[StepShown, ...]
    number: int
    mistakes: tuple[Said, ...] = ()
    yaml: str = ""
    zones: tuple[str, ...] = ()
    news: str = ""
    theirs: str = ""
    """What somebody else has put there meanwhile, as it stands in the file."""
    cities: CitiesShown | None = None


class DraftPage(DeskPage):
    """The facts of `templates/portal/desk/wizard-page.html`."""

    wizard: WizardPage
    saved: bool = False


def wizard_page(
    draft: Draft,
    page: AskedPage,
    problems: Sequence[Problem],
    *,
    add: str = "",
    news: str = "",
    theirs: str = "",
    cities: CitiesShown | None = None,
    shown: Content | None = None,
) -> WizardPage:
    """`problems` are those of the whole file; `shown` is what stands in the fields, if not the draft."""
    kept = draft.plain
    content = kept if shown is None else shown
    by_page = sorted_out(problems, kept)
    whys = by_field(by_page.get(page.name, ()), page)
    parts = tuple(_part_shown(one, content, whys, add) for one in page.parts)
    steps = steps_of(kept, by_page, page.name)
    return WizardPage(
        draft=draft.id,
        title=draft.title,
        page=page.name,
        heading=page.title,
        intro=page.intro,
        part=part_of(kept, page),
        parts=parts,
        steps=steps,
        number=next((number for number, one in enumerate(steps, start=1) if one.is_here), 1),
        mistakes=tuple(_mistakes(parts, by_page.get(page.name, ()))),
        yaml=sections_as_yaml(content, sections(page)),
        zones=zone_names(),
        news=news,
        theirs=theirs,
        cities=cities,
    )


def steps_of(content: Content, by_page: Mapping[str, Sequence[Problem]], here: str) -> tuple[StepShown, ...]:
    named = [(one.name, one.title) for one in pages_for(content)]
    named += [(TEXT_PAGE, "Whole file"), ("open", "Check and open")]
    return tuple(
        StepShown(name=name, title=title, problems=len(by_page.get(name, ())), is_here=name == here)
        for name, title in named
    )


def _mistakes(parts: Sequence[PartShown], problems: Sequence[Problem]) -> Iterator[Said]:
    """For the summary: each field with its mistakes first, then what belongs to none."""
    told: set[str] = set()
    for part in parts:
        for field in part.fields:
            yield from (Said(anchor=field.anchor, label=field.label, text=why) for why in field.why)
            told.update(field.why)
        for entry in part.entries:
            for field in entry.fields:
                label = f"{entry.title}: {field.label}"
                yield from (Said(anchor=field.anchor, label=label, text=why) for why in field.why)
                told.update(field.why)
            yield from (Said(anchor=entry.anchor, label=entry.title, text=why) for why in entry.why)
            told.update(entry.why)
    left = (sentence(one) for one in problems)
    yield from (Said(anchor="content", label="This page", text=one) for one in left if one not in told)


# --- fields ---------------------------------------------------------------------------------------------


def _part_shown(part: Group | Rows, content: Content, whys: Mapping[str, list[str]], add: str) -> PartShown:
    if isinstance(part, Group):
        fields = tuple(_field(one, one.key, at(content, one.key), content, whys) for one in part.asked)
        return PartShown(heading=part.heading, anchor=_anchor(part.heading), help=part.help, fields=fields)
    known = entries_of(content, part)
    entries = [] if known is None else known
    shown = [_entry(part, place, one, content, whys) for place, one in enumerate(entries)]
    if known is not None and (add == part.key or not entries):
        shown.append(_entry(part, len(entries), {}, content, whys, is_new=True))
    return PartShown(
        heading=part.heading,
        anchor=_anchor(part.key),
        help=part.help,
        key=part.key,
        one=part.one,
        entries=tuple(shown),
        is_fixed=known is None,
        has_cities=part.key == "legs",
    )


def _entry(
    rows: Rows,
    place: int,
    entry: Mapping[str, Plain],
    content: Content,
    whys: Mapping[str, list[str]],
    *,
    is_new: bool = False,
) -> EntryShown:
    name = f"{rows.key}.{place}"
    fields = tuple(
        _field(one, f"{name}.{one.key}", at(dict(entry), one.key), content, whys) for one in rows.columns
    )
    why = tuple(whys.get(name, ()))
    title = _titled(rows, entry, content) or f"New {rows.one}"
    return EntryShown(
        place=place,
        anchor=_anchor(name),
        title=title,
        was=NEW if is_new else digest(entry),
        fields=fields,
        why=why,
        is_open=is_new or bool(why) or any(one.why for one in fields),
        is_new=is_new,
    )


def _titled(rows: Rows, entry: Mapping[str, Plain], content: Content) -> str:
    name = str(entry.get(rows.named_by) or entry.get("id") or "")
    if rows.named_by == "person":
        return dict(options_of(Source.PEOPLE, content)).get(name, name)
    return name


def _field(
    asked: Asked, name: str, value: Plain, content: Content, whys: Mapping[str, list[str]]
) -> FieldShown:
    typed = as_typed(asked.kind, value)
    chosen = tuple(map(str, value)) if isinstance(value, list) and asked.kind is Kind.MANY else ()
    if asked.kind is Kind.TICK:
        typed = "yes" if is_ticked(value) else ""
    options = asked.options or options_of(asked.source, content)
    return FieldShown(
        name=name,
        anchor=_anchor(name),
        label=asked.label,
        kind=asked.kind.value,
        help=asked.help,
        value=typed or "",
        chosen=chosen,
        options=_with_unknown(options, chosen or ((typed,) if typed else ())) if options or chosen else (),
        why=tuple(whys.get(name, ())),
        is_wide=asked.is_wide,
        is_native=_is_native(asked.kind, typed or ""),
        is_fixed=typed is None,
    )


def options_of(source: Source, content: Content) -> tuple[Option, ...]:
    """The entries of the draft that can be chosen, by id."""
    if source is Source.NOWHERE:
        return ()
    entries = at(content, source.value)
    known = [one for one in entries if isinstance(one, dict)] if isinstance(entries, list) else []
    named = NAMED[source]
    return tuple((str(one.get("id") or ""), str(one.get(named) or one.get("id") or "")) for one in known)


def _with_unknown(options: tuple[Option, ...], chosen: Sequence[str]) -> tuple[Option, ...]:
    """With what was chosen though it is no option, so that saving does not lose it."""
    known = {value for value, _ in options}
    return (*options, *((one, f"{one} (unknown)") for one in chosen if one not in known))


def _is_native(kind: Kind, typed: str) -> bool:
    pattern = {Kind.TIME: _LOCAL, Kind.DAY: _DAY}.get(kind)
    return pattern is None or not typed or pattern.fullmatch(typed) is not None


def _anchor(name: str) -> str:
    return "f-" + re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
