"""Reading a mapping file: text in, mapping out, or every mistake with its place and remedy."""

from datetime import date

from delegation.file import Theme
from delegation.organisations.platform_mapping import ColumnMapping, PlatformMapping, ProfileField
from delegation.organisations.profile import OrganisationKind
from delegation.reading.country_codes import COUNTRY_CODES
from delegation.reading.delegation_file import model_from, unreadable
from delegation.reading.plain_yaml import Path, PlainYaml, read_plain
from delegation.reading.problem import FileError, Problem
from delegation.reading.suggestion import suggestion

A_DAY = date(2022, 11, 27)


class MappingFileError(FileError):
    """A mapping file has mistakes."""


def read_mapping(text: str, source: str, themes: tuple[Theme, ...]) -> PlatformMapping:
    """The mapping that `text` describes in YAML; its words for themes mean those of the delegation's file.

    Raises MappingFileError with every problem found, in order of position.
    """
    document = read_plain(text, source)
    nothing = unreadable(document)
    problems = list(document.problems)
    mapping = None if nothing else model_from(document, PlatformMapping, problems)
    if mapping is not None:
        problems += _misfits(document, mapping, themes)
    if problems or mapping is None:
        raise MappingFileError(problems)
    return mapping


def _misfits(document: PlainYaml, mapping: PlatformMapping, themes: tuple[Theme, ...]) -> list[Problem]:
    problems = []
    for column in mapping.columns:
        known = _possible(column, themes)
        place = next((n for n, one in enumerate(mapping.values) if one.id == column.values), None)
        if known is None or place is None:
            continue
        for word, meaning in mapping.values[place].words.items():
            if meaning not in known:
                path: Path = ("values", place, "words", word)
                message = f"{meaning!r} is no {column.field.value.removesuffix('s')}"
                problems.append(document.problem(path, message, suggestion(meaning, known)))
    if not _is_date_format(mapping.date_format):
        remedy = "write it with %d, %m and %Y, as in %d.%m.%Y."
        problems.append(
            document.problem(("date_format",), f"{mapping.date_format!r} is no form of dates", remedy)
        )
    return problems


def _possible(column: ColumnMapping, themes: tuple[Theme, ...]) -> list[str] | None:
    """What the words of a column may mean; None: anything."""
    match column.field:
        case ProfileField.THEMES:
            return [one.id for one in themes]
        case ProfileField.KIND:
            return [kind.value for kind in OrganisationKind]
        case ProfileField.COUNTRY:
            return sorted(COUNTRY_CODES)
        case _:
            return None


def _is_date_format(pattern: str) -> bool:
    """Whether a date written in that form can be read again."""
    from datetime import datetime

    try:
        return datetime.strptime(A_DAY.strftime(pattern), pattern).date() == A_DAY  # noqa: DTZ007 - a date alone
    except ValueError:
        return False
