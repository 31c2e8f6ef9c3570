"""A delegation to begin with: a commented file and a small story, with dates counted from a Monday ahead."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from portal.commands.parameters import SLUG
from portal.errors import LegationError

LONGEST_SLUG = 40
STARTERS = Path(__file__).resolve().parents[1] / "templates" / "starters"
AHEAD = timedelta(days=14)
"""How far ahead the first day lies at least, so that there is time to write the file."""


def starters() -> tuple[str, ...]:
    """The kinds of event there is a starter for, by the example each is modelled on."""
    return tuple(sorted(folder.name for folder in STARTERS.iterdir() if folder.is_dir()))


def first_day(today: date) -> date:
    """Day 0 of a starter: the first Monday that is two weeks ahead."""
    earliest = today + AHEAD
    return earliest + timedelta(days=-earliest.weekday() % 7)


def starter_files(like: str, slug: str, title: str, folder: str, first: date) -> Mapping[str, str]:
    """The texts of a starter by file name, `delegation.yaml` among them; `first` is its day 0, a Monday.

    Raises LegationError where there is no such starter, or where slug or title cannot name a delegation.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    _demand_names(like, slug, title)
    environment = Environment(
        loader=FileSystemLoader(STARTERS / like),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - YAML and CSV, not HTML; what is typed is quoted by the templates
    )
    told = {
        "slug": slug,
        "title": quoted(title),
        "folder": folder,
        "day": lambda number: (first + timedelta(days=number)).isoformat(),
    }
    names = sorted(path.name for path in (STARTERS / like).glob("*.j2"))
    return {name.removesuffix(".j2"): environment.get_template(name).render(told) for name in names}


def quoted(text: str) -> str:
    """A text as YAML writes it between quotation marks, in whatever script."""
    return json.dumps(text, ensure_ascii=False)


def _demand_names(like: str, slug: str, title: str) -> None:
    from delegation.reading.suggestion import suggestion

    if like not in starters():
        raise LegationError(f"There is no starter like {like!r}; {suggestion(like, starters())}")
    if not SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG:
        raise LegationError(
            f"{slug!r} cannot name a delegation; take small letters and digits, in words joined by hyphens, "
            f"{LONGEST_SLUG} signs at most: lakes-2027."
        )
    if not title.isprintable() or not title.strip():
        raise LegationError("A title is one line of text; leave out line breaks and control characters.")


def write_starter(files: Mapping[str, str], folder: Path) -> None:
    """Put the files into a folder that is new or empty. Raises LegationError, having written nothing."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise LegationError(f"{folder} is there already; name another folder with '--into'.")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
