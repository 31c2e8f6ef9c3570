"""A row of another platform as what it says about one organisation."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import quote, unquote

from pydantic import ValidationError

from delegation.file import Theme
from delegation.organisations.cell_text import one_line, split, tidy, why_not
from delegation.organisations.likeness import domain, plain
from delegation.organisations.platform_mapping import (
    CONTACTS,
    LISTS,
    ColumnMapping,
    PlatformMapping,
    ProfileField,
    heading,
)
from delegation.organisations.profile import (
    LONGEST_ADDRESS,
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_ENTRIES,
    Contact,
    OrganisationKind,
    PlatformLink,
)
from delegation.organisations.table import Cell, Row, shown
from delegation.organisations.theme_words import ThemeFinder
from delegation.reading.country_codes import COUNTRY_CODES

ITEM_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
EMAIL = re.compile(r"[^@\s<>\"',;:()]+@[^@\s<>\"',;:()]+\.[^@\s<>\"',;:()]+")
ADDRESS = re.compile(r"(https?://)?[^\s/:@<>\"]+\.[^\s/:@<>\"]+(:\d+)?([/?#][^\s<>\"]*)?", re.IGNORECASE)
LONGEST = {
    ProfileField.WEBSITE: LONGEST_ADDRESS,
    ProfileField.PLATFORM_LINK: LONGEST_ADDRESS,
    ProfileField.CONTACT_PHONE: 60,
    ProfileField.DESCRIPTION: LONGEST_TEXT,
}


class Unfit(ValueError):
    """A cell cannot be taken; the remedy says what to do."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


@dataclass(slots=True)
class Draft:
    """What one row says. `values` hold only what is not empty: an empty cell takes nothing away."""

    row: int
    id: str = ""
    """Ours, if the file knows it."""
    values: dict[str, object] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    problem: str = ""
    remedy: str = ""

    @property
    def name(self) -> str:
        return str(self.values.get("name", ""))

    @property
    def country(self) -> str:
        return str(self.values.get("country", ""))

    @property
    def domain(self) -> str:
        return domain(str(self.values.get("website", "")))

    def platform_id(self, platform: str) -> str:
        link = self.values.get(f"link.{platform}")
        return link.id if isinstance(link, PlatformLink) else ""


class RecordReader:
    """Reads rows by a mapping."""

    def __init__(self, mapping: PlatformMapping, themes: Iterable[Theme]) -> None:
        self._mapping = mapping
        column = mapping.column_for(ProfileField.THEMES)
        self._themes = ThemeFinder(themes, mapping.words(column) if column else None)
        self._columns = [(heading(one.column), one, _meanings(mapping, one)) for one in mapping.columns]

    def read(self, row: Row) -> Draft:
        """What the row says; where it cannot be taken, `problem` says why. Never raises."""
        draft = Draft(row.number, problem=row.problem, remedy=row.remedy)
        given: dict[ProfileField, str] = {}
        problems: list[tuple[str, str]] = []
        for key, column, meanings in self._columns:
            try:
                self._take(draft, given, column, meanings, row.cells.get(key, ""))
            except Unfit as error:
                problems.append((f"{column.column}: {error}", error.remedy))
        if not row.problem and problems:
            draft.problem = " ".join(f"{_upper(said)}." for said, _ in problems)
            draft.remedy = _upper(" ".join(dict.fromkeys(remedy for _, remedy in problems)))
        if not draft.problem:
            self._finish(draft, given)
        return draft

    def _take(
        self,
        draft: Draft,
        given: dict[ProfileField, str],
        column: ColumnMapping,
        meanings: dict[str, str],
        cell: Cell,
    ) -> None:
        entries = self._entries(column, cell)
        if not entries:
            if column.required:
                raise Unfit("is empty", "fill it in.")
            return
        if column.field in LISTS:
            self._take_list(draft, column.field, entries)
            return
        text = meanings.get(plain(entries[0]), entries[0])
        longest = LONGEST.get(column.field, LONGEST_NAME)
        if len(text) > longest:
            raise Unfit(f"has {len(text):,} characters", f"keep it to {longest:,}.")
        if column.field is ProfileField.DESCRIPTION:
            draft.values[f"description.{column.language}"] = text
        elif reader := PLAIN_FIELDS.get(column.field):
            draft.values[column.field.value] = reader(text, self._mapping)
        else:
            given[column.field] = text

    def _entries(self, column: ColumnMapping, cell: Cell) -> tuple[str, ...]:
        for one in (cell,) if isinstance(cell, str) else cell:
            if reason := why_not(one):
                raise Unfit(reason, "correct it there, or save the file in another encoding.")
        if column.field in LISTS:
            separator = column.separator or self._mapping.separator
            texts = split(tidy(cell), separator) if isinstance(cell, str) else tuple(map(tidy, cell))
            return tuple(dict.fromkeys(one_line(one) for one in texts if one))
        if not isinstance(cell, str):
            raise Unfit("is a list", "write one text.")
        text = tidy(cell)
        text = text if column.field is ProfileField.DESCRIPTION else one_line(text)
        return (text,) if text else ()

    def _take_list(self, draft: Draft, which: ProfileField, entries: tuple[str, ...]) -> None:
        if len(entries) > MOST_ENTRIES:
            raise Unfit(f"has {len(entries)} entries", f"keep it to {MOST_ENTRIES}.")
        for one in entries:
            if len(one) > LONGEST_ADDRESS:
                raise Unfit(f"has an entry of {len(one):,} characters", f"keep it to {LONGEST_ADDRESS}.")
        if which is ProfileField.LINKS:
            draft.values |= {f"link.{one.platform}": one for one in map(_link, entries)}
        elif which is ProfileField.THEMES:
            found, left = self._themes.themes(entries)
            draft.values |= {"themes": found, "other_themes": left}
            if left:
                names = ", ".join(shown(one) for one in left)
                draft.remarks.append(f"No theme of the delegation: {names}; kept as written.")
        else:
            draft.values[which.value.replace("-", "_")] = entries

    def _finish(self, draft: Draft, given: dict[ProfileField, str]) -> None:
        """What several columns say together."""
        if ProfileField.ID in given:
            draft.id = given[ProfileField.ID]
        if not draft.name:
            draft.problem, draft.remedy = "It has no name.", "Give the organisation its name."
            return
        if not draft.country and self._mapping.default_country:
            draft.values["country"] = self._mapping.default_country
        try:
            draft.values |= dict(_link_here(given, self._mapping))
            draft.values |= dict(_contact(given))
        except Unfit as error:
            draft.problem, draft.remedy = f"{_upper(str(error))}.", _upper(error.remedy)


def _meanings(mapping: PlatformMapping, column: ColumnMapping) -> dict[str, str]:
    if column.field is ProfileField.THEMES:
        return {}
    return {plain(one_line(word)): meaning for word, meaning in mapping.words(column).items()}


def _country(text: str, _mapping: PlatformMapping) -> str:
    code = text.upper()
    if code not in COUNTRY_CODES:
        raise Unfit(f"{shown(text)} is no country", "write its two letters, or map the word to them.")
    return code


def _website(text: str, _mapping: PlatformMapping) -> str:
    if ADDRESS.fullmatch(text) is None:
        raise Unfit(f"{shown(text)} is no web address", "write it as https://cluster.example.")
    return text if "://" in text else f"https://{text}"


def _kind(text: str, _mapping: PlatformMapping) -> OrganisationKind:
    try:
        return OrganisationKind(text.casefold())
    except ValueError:
        known = ", ".join(OrganisationKind)
        raise Unfit(f"{shown(text)} is no kind", f"map the word to one of {known}.") from None


def _size(text: str, mapping: PlatformMapping) -> int:
    bare = re.sub(r"[\s\u202f]", "", text)
    bare = bare.replace(mapping.thousands, "") if mapping.thousands.strip() else bare
    bare = re.sub(r"[.,]0+$", "", bare)
    if not (bare.isascii() and bare.isdigit()) or int(bare[:9]) > 10_000_000 or len(bare) > 9:
        raise Unfit(f"{shown(text)} is no number of members", "write digits only, as in 120.")
    return int(bare)


def _plain_line(text: str, _mapping: PlatformMapping) -> str:
    return text


PLAIN_FIELDS: dict[ProfileField, Callable[[str, PlatformMapping], object]] = {
    ProfileField.NAME: _plain_line,
    ProfileField.COUNTRY: _country,
    ProfileField.REGION: _plain_line,
    ProfileField.WEBSITE: _website,
    ProfileField.KIND: _kind,
    ProfileField.SIZE: _size,
}


def _link(entry: str) -> PlatformLink:
    """`eccp 4711 https://platform.example/4711 2022-04-01`; what is not known is a hyphen."""
    parts = [*entry.split(" "), "-", "-", "-"][:4]
    platform, known_as, url, updated = ("" if one == "-" else one for one in parts)
    if len(entry.split(" ")) > 4 or ITEM_ID.fullmatch(platform) is None:
        raise Unfit(f"{shown(entry)} is no link", "write platform, id and address with blanks between.")
    try:
        found = {"platform": platform, "id": unquote(known_as), "url": url, "updated_on": updated or None}
        return PlatformLink.model_validate(found)
    except ValidationError:
        raise Unfit(f"{shown(entry)} is no link", "write the date as 2022-04-01.") from None


def link_text(link: PlatformLink) -> str:
    """A link as `_link` reads it."""
    known_as = "%2D" if link.id == "-" else quote(link.id, safe="/:._~")
    updated = link.updated_on.isoformat() if link.updated_on else ""
    return " ".join(one or "-" for one in (link.platform, known_as, link.url, updated))


def _link_here(
    given: dict[ProfileField, str], mapping: PlatformMapping
) -> Iterator[tuple[str, PlatformLink]]:
    """The organisation's page on the platform the file is from."""
    named, url = given.get(ProfileField.PLATFORM_ID, ""), given.get(ProfileField.PLATFORM_LINK, "")
    if not named and not url:
        return
    updated = None
    if text := given.get(ProfileField.UPDATED_ON):
        updated = _date(text, mapping)
    if url and ADDRESS.fullmatch(url) is None:
        raise Unfit(f"{shown(url)} is no web address", "write it as https://cluster.example.")
    platform = mapping.platform
    yield f"link.{platform}", PlatformLink(platform=platform, id=named, url=url, updated_on=updated)


def _date(text: str, mapping: PlatformMapping) -> date:
    """As the mapping says, or as workbooks hold it."""
    for pattern in (mapping.date_format, "%Y-%m-%d"):
        try:
            return datetime.strptime(text.partition("T")[0], pattern).date()  # noqa: DTZ007 - a date alone
        except ValueError:
            continue
    raise Unfit(f"{shown(text)} is no date", f"write dates as the mapping says: {mapping.date_format}.")


def _contact(given: dict[ProfileField, str]) -> Iterator[tuple[str, Contact]]:
    name, email, phone, position = (given.get(one, "") for one in CONTACTS)
    if email and EMAIL.fullmatch(email) is None:
        raise Unfit("the contact's e-mail address is none", "write it as name@cluster.example.")
    if name or email or phone:
        yield "contact", Contact(name=name, email=email.lower(), phone=phone, position=position)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
