"""What somebody typed on a page of the wizard, put into the draft. What a page does not ask stays."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from delegation.reading.plain_yaml import Plain
from portal.web.organising.wizard_asked import Asked, AskedPage, Group, Kind, Rows
from portal.web.organising.wizard_draft import Content, digest

Posted = Mapping[str, Sequence[str]]
"""Every value of each field, in the order of the page."""
MOST_ENTRIES = 1_000
LONGEST_ID = 40
YES = ("true", "yes", "y", "on", "t", "1")
NEW = "new"
_LOCAL = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:00)?")


class Deed(NamedTuple):
    """Which button was pressed: `up:legs:2` is an entry that moves."""

    verb: str = "save"
    key: str = ""
    place: int = -1

    @classmethod
    def of(cls, said: str) -> "Deed":
        verb, _, rest = said.partition(":")
        key, _, place = rest.partition(":")
        return cls(verb, key, int(place[:4]) if place[:4].isdecimal() else -1)


class Entry(NamedTuple):
    """One entry of a list, at the place the page showed it."""

    place: int
    value: dict[str, Plain]


def at(content: Plain, key: str) -> Plain:
    """What stands under a dotted key; None where nothing does."""
    for part in key.split("."):
        if not isinstance(content, dict) or part not in content:
            return None
        content = content[part]
    return content


def part_of(content: Content, page: AskedPage) -> str:
    """Tells what a page shows from what it showed before somebody changed it."""
    keys = [
        asked.key for part in page.parts for asked in (part.asked if isinstance(part, Group) else (part,))
    ]
    return digest([at(content, key) for key in keys])


def typed_in(content: Content, page: AskedPage, posted: Posted, deed: Deed) -> Content:
    """`content`, of which nobody else needs a copy, with what was typed on `page`."""
    for part in page.parts:
        if isinstance(part, Group):
            for asked in part.asked:
                _put(content, asked.key, _value(asked, posted, asked.key, at(content, asked.key)))
        elif any(name.startswith(f"{part.key}.") for name in posted) or deed.key == part.key:
            _put(content, part.key, _entries(part, posted, at(content, part.key), deed))
    return content


def entries_of(content: Plain, rows: Rows) -> list[dict[str, Plain]] | None:
    """The entries of a list; None where the file has something else there, which no page can show."""
    found = at(content, rows.key)
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        return None
    return [one for one in found if isinstance(one, dict)]


# --- fields ---------------------------------------------------------------------------------------------


def as_typed(kind: Kind, value: Plain) -> str | None:
    """A value as a field shows it; None where it has parts no field can show."""
    match value:
        case None:
            return ""
        case str():
            return value.strip() if kind is not Kind.TIME else value.strip().replace(" ", "T", 1)
        case list() if all(isinstance(one, str) for one in value):
            between = ", " if kind is Kind.SHORT else "\n"
            return between.join(str(one) for one in value)
        case _:
            return None


def is_ticked(value: Plain) -> bool:
    return isinstance(value, str) and value.strip().lower() in YES


def _value(asked: Asked, posted: Posted, name: str, before: Plain) -> Plain:
    """What the field holds now; None: nothing. What was not asked, or not changed, stays as it was."""
    if name not in posted or as_typed(asked.kind, before) is None:
        return before
    values = posted[name]
    if asked.kind is Kind.TICK:
        ticked = any(values)
        return before if ticked == is_ticked(before) else "true" if ticked else None
    if asked.kind is Kind.MANY:
        return _chosen(asked, values)
    said = values[-1].replace("\r\n", "\n").strip()
    if said == as_typed(asked.kind, before):
        return before
    return _read(asked.kind, said)


def _chosen(asked: Asked, values: Sequence[str]) -> Plain:
    """In the order of the options; what is none of them comes last, so that nothing is lost."""
    order = [value for value, _ in asked.options]
    found = dict.fromkeys(one for one in values if one)
    ranked = sorted(found, key=lambda one: order.index(one) if one in order else len(order))
    return list(ranked) or None


def _read(kind: Kind, said: str) -> Plain:
    if not said:
        return None
    match kind:
        case Kind.WORDS:
            return [one.strip() for one in said.split("\n") if one.strip()]
        case Kind.SHORT:
            return [one.strip() for one in said.split(",") if one.strip()]
        case Kind.COUNTRY:
            return said.upper()
        case Kind.TIME:
            return _LOCAL.sub(r"\1 \2", said)
        case _:
            return said


def _put(content: Content, key: str, value: Plain) -> None:
    """Set what stands under a dotted key; an emptied section goes as well."""
    first, _, rest = key.partition(".")
    if not rest:
        if value is None:
            content.pop(first, None)
        else:
            content[first] = value
        return
    inner = content.get(first)
    if inner is None:
        inner = {}
    if not isinstance(inner, dict):
        return  # the text page is where it can be mended
    _put(inner, rest, value)
    if inner:
        content[first] = inner
    else:
        content.pop(first, None)


# --- entries --------------------------------------------------------------------------------------------


def _entries(rows: Rows, posted: Posted, before: Plain, deed: Deed) -> Plain:
    known = entries_of({"x": before}, rows.model_copy(update={"key": "x"}))
    if known is None:
        return before
    found = list(_typed_entries(rows, posted, known))
    if deed.key == rows.key:
        found = _moved(found, deed)
    return [_named(entry.value, rows, [one.value for one in found]) for entry in found] or None


def _typed_entries(rows: Rows, posted: Posted, known: list[dict[str, Plain]]) -> Iterator[Entry]:
    """Every entry of the page that has something in it, on top of what it held that no page asks."""
    unused = list(known)
    for place in _places(rows, posted):
        prefix = f"{rows.key}.{place}"
        before = _before(
            unused, posted.get(f"{prefix}.was", ("",))[-1], posted.get(f"{prefix}.id", ("",))[-1]
        )
        after = dict(before)
        for asked in rows.columns:
            _put(after, asked.key, _value(asked, posted, f"{prefix}.{asked.key}", at(before, asked.key)))
        if after:
            yield Entry(place, after)


def _places(rows: Rows, posted: Posted) -> list[int]:
    found = (re.fullmatch(rf"{re.escape(rows.key)}\.(\d{{1,4}})\.was", name) for name in posted)
    return sorted(int(one[1]) for one in found if one)[:MOST_ENTRIES]


def _before(unused: list[dict[str, Plain]], was: str, named: str) -> dict[str, Plain]:
    """The entry a row was made from, else the one of that name; each is used once."""
    same = next((one for one in unused if was != NEW and digest(one) == was), None)
    if same is None and named.strip():
        same = next((one for one in unused if one.get("id") == named.strip()), None)
    if same is None:
        return {}
    unused.remove(same)
    return same


def _moved(entries: list[Entry], deed: Deed) -> list[Entry]:
    place = next((number for number, one in enumerate(entries) if one.place == deed.place), None)
    if place is None:
        return entries
    if deed.verb == "remove":
        return entries[:place] + entries[place + 1 :]
    other = {"up": place - 1, "down": place + 1}.get(deed.verb, place)
    if 0 <= other < len(entries):
        entries[place], entries[other] = entries[other], entries[place]
    return entries


def _named(entry: dict[str, Plain], rows: Rows, others: Sequence[dict[str, Plain]]) -> dict[str, Plain]:
    """With an id, made from its name where nobody gave one."""
    if entry.get("id") is not None or not any(one.key == "id" for one in rows.columns):
        return entry
    taken = {str(one.get("id")) for one in others}
    name = str(entry.get(rows.named_by) or "")
    entry_id = free_id(short_name(name) or short_name(rows.one), taken)
    entry["id"] = entry_id  # before the next one is named
    return {"id": entry_id, **entry}


def short_name(name: str) -> str:
    """`sao-paulo` of `São Paulo`; empty where no letter of it is in ASCII."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    made = "-".join(re.findall(r"[a-z0-9]+", plain))[:LONGEST_ID].strip("-")
    return made if not made or made[0].isalpha() else f"n-{made}"


def free_id(name: str, taken: set[str]) -> str:
    """The name, or with a number after it where that is taken."""
    numbered = (name if number == 1 else f"{name[: LONGEST_ID - 5]}-{number}" for number in range(1, 2_000))
    return next(one for one in numbered if one not in taken)
