"""Where a problem of the file can be mended: on which page of the wizard, and in which of its fields."""

import re
from collections.abc import Iterator, Sequence

from delegation.reading.problem import Problem
from portal.web.organising.wizard_asked import AskedPage, Group, Rows
from portal.web.organising.wizard_draft import Content
from portal.web.organising.wizard_later_pages import PAGES

TEXT_PAGE = "text"
_MISSING = re.compile(r"'(\w+)' is missing")


def pages_for(content: Content) -> tuple[AskedPage, ...]:
    """The pages a delegation of these phases has."""
    phases = content.get("phases")
    has = set(map(str, phases)) if isinstance(phases, list) else {"call", "evaluation", "selection", "offers"}
    has |= {"itinerary", "trip"} if not isinstance(phases, list) else set()
    return tuple(one for one in PAGES if not one.phases or has & set(one.phases))


def sorted_out(problems: Sequence[Problem], content: Content) -> dict[str, list[Problem]]:
    """The problems of a file by the page on which they can be mended."""
    pages = pages_for(content)
    found: dict[str, list[Problem]] = {}
    for one in problems:
        path = meant(one)
        page = next((page.name for page in pages if _asks(page, path)), None)
        page = page or next((page.name for page in pages if _touches(page, path)), TEXT_PAGE)
        found.setdefault(page, []).append(one)
    return found


def meant(problem: Problem) -> str:
    """The path of what is missing, rather than of what it is missing in."""
    missing = _MISSING.match(problem.message)
    return f"{problem.path}.{missing[1]}".strip(".") if missing else problem.path


def sentence(problem: Problem) -> str:
    """As the command says it, without the place."""
    return f"{problem.message}; {problem.remedy}"


def _asks(page: AskedPage, path: str) -> bool:
    return any(path == key or path.startswith(f"{key}.") for key in keys_of(page))


def _touches(page: AskedPage, path: str) -> bool:
    return bool(path) and any(key.startswith(f"{path}.") for key in keys_of(page))


def keys_of(page: AskedPage) -> Iterator[str]:
    for part in page.parts:
        yield from (asked.key for asked in part.asked) if isinstance(part, Group) else (part.key,)


def sections(page: AskedPage) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key.partition(".")[0] for key in keys_of(page)))


def by_field(problems: Sequence[Problem], page: AskedPage) -> dict[str, list[str]]:
    """The sentences for each field, entry or list, by its name on the page."""
    names = {asked.key for part in page.parts if isinstance(part, Group) for asked in part.asked}
    for part in page.parts:
        if isinstance(part, Rows):
            names.add(part.key)
    whys: dict[str, list[str]] = {}
    for one in problems:
        whys.setdefault(_field_of(meant(one), page, names), []).append(sentence(one))
    return whys


def _field_of(path: str, page: AskedPage, names: set[str]) -> str:
    for part in page.parts:
        if isinstance(part, Rows) and path.startswith(f"{part.key}."):
            place, _, column = path.removeprefix(f"{part.key}.").partition(".")
            asked = next((one.key for one in part.columns if f"{column}.".startswith(f"{one.key}.")), "")
            return ".".join(one for one in (part.key, place, asked) if one)
    return next((one for one in names if path == one or path.startswith(f"{one}.")), "")
