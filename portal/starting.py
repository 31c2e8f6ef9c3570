"""A delegation to begin with: a commented file and a small story, with dates counted from a Monday ahead."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from portal.errors import LegationError

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

    Raises LegationError where there is no such starter.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    if like not in starters():
        raise LegationError(f"There is no starter like {like!r}; there are: {', '.join(starters())}.")
    environment = Environment(
        loader=FileSystemLoader(STARTERS / like),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - YAML and CSV, not HTML; what is typed is quoted by the templates
    )
    told = {
        "slug": slug,
        "title": title,
        "folder": folder,
        "day": lambda number: (first + timedelta(days=number)).isoformat(),
    }
    names = sorted(path.name for path in (STARTERS / like).glob("*.j2"))
    return {name.removesuffix(".j2"): environment.get_template(name).render(told) for name in names}


def write_starter(files: Mapping[str, str], folder: Path) -> None:
    """Put the files into a folder that is new or empty. Raises LegationError, having written nothing."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise LegationError(f"{folder} is there already; name another folder with '--into'.")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
