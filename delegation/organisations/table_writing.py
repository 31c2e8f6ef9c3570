"""Organisations as another platform wants them: by its mapping, in any of the three forms."""

import csv
import io
import json
from collections.abc import Iterable, Sequence

from delegation.file import Theme
from delegation.organisations.cell_text import harmless, joined
from delegation.organisations.platform_mapping import (
    LISTS,
    ColumnMapping,
    Encoding,
    PlatformMapping,
    ProfileField,
)
from delegation.organisations.profile import Contact, Known, PlatformLink
from delegation.organisations.record_reading import link_text
from delegation.papers.workbook import Column, Sheet, Shown, Workbook

CODECS = {
    None: "utf-8-sig",
    Encoding.UTF_8: "utf-8-sig",
    Encoding.UTF_16: "utf-16",
    Encoding.WINDOWS_1252: "cp1252",
}
"""Spreadsheet programs know UTF-8 by the mark at its beginning."""
WIDE = (ProfileField.NAME, ProfileField.THEMES, ProfileField.OFFERS, ProfileField.SEEKS)

Value = str | int | tuple[str, ...]
Record = dict[str, Value]


class Unwritable(ValueError):
    """The organisations cannot be written in that way; the message says why and what to do."""


def records_of(
    organisations: Iterable[Known], mapping: PlatformMapping, themes: Sequence[Theme]
) -> tuple[list[Record], int]:
    """A record for each organisation, by column, and how many the mapping has no place for.

    A mapping for one country, without a column for it, takes those of that country only.
    """
    writer, records, left_out = _Writer(mapping, themes), [], 0
    is_of_one = bool(mapping.default_country) and mapping.column_for(ProfileField.COUNTRY) is None
    for one in organisations:
        if one.profile.merged_into:
            continue
        if is_of_one and one.profile.country != mapping.default_country:
            left_out += 1
            continue
        records.append(writer.record(one))
    return records, left_out


class _Writer:
    def __init__(self, mapping: PlatformMapping, themes: Sequence[Theme]) -> None:
        self._mapping = mapping
        self._titles = {one.id: one.title for one in themes}
        self._words = [_first_words(mapping.words(one)) for one in mapping.columns]

    def record(self, known: Known) -> Record:
        pairs = zip(self._mapping.columns, self._words, strict=True)
        return {column.column: self._value(column, words, known) for column, words in pairs}

    def _value(self, column: ColumnMapping, words: dict[str, str], known: Known) -> Value:
        profile = known.profile
        if column.field is ProfileField.THEMES:
            titles = (words.get(one) or self._titles.get(one, one) for one in profile.themes)
            return (*titles, *profile.other_themes)
        if column.field is ProfileField.DESCRIPTION:
            return next((one.text for one in profile.descriptions if one.language == column.language), "")
        value = _values(known, self._mapping)[column.field]
        return words.get(value, value) if isinstance(value, str) else value


def _values(known: Known, mapping: PlatformMapping) -> dict[ProfileField, Value]:
    """What every column but themes and descriptions may hold."""
    profile, contact = known.profile, known.contact or Contact()
    link = profile.link(mapping.platform) or PlatformLink(platform=mapping.platform)
    return {
        ProfileField.ID: profile.id,
        ProfileField.PLATFORM_ID: link.id,
        ProfileField.PLATFORM_LINK: link.url,
        ProfileField.UPDATED_ON: link.updated_on.strftime(mapping.date_format) if link.updated_on else "",
        ProfileField.LINKS: tuple(link_text(one) for one in profile.links),
        ProfileField.NAME: profile.name,
        ProfileField.OTHER_NAMES: profile.other_names,
        ProfileField.COUNTRY: profile.country,
        ProfileField.REGION: profile.region,
        ProfileField.WEBSITE: profile.website,
        ProfileField.KIND: profile.kind.value if profile.kind else "",
        ProfileField.SIZE: "" if profile.size is None else profile.size,
        ProfileField.OFFERS: profile.offers,
        ProfileField.SEEKS: profile.seeks,
        ProfileField.CONTACT_NAME: contact.name,
        ProfileField.CONTACT_EMAIL: contact.email,
        ProfileField.CONTACT_PHONE: contact.phone,
        ProfileField.CONTACT_POSITION: contact.position,
    }


def _first_words(words: dict[str, str]) -> dict[str, str]:
    """Meaning -> the first word that has it."""
    found: dict[str, str] = {}
    for word, meaning in words.items():
        found.setdefault(meaning, word)
    return found


def as_csv(records: Sequence[Record], mapping: PlatformMapping) -> bytes:
    """Rows that no spreadsheet program runs. Raises Unwritable where a letter is not in the encoding."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=mapping.column_separator or ",", lineterminator="\r\n")
    writer.writerow([one.column for one in mapping.columns])
    for record in records:
        writer.writerow([harmless(_cell(record[one.column], one, mapping)) for one in mapping.columns])
    codec = CODECS[mapping.encoding]
    try:
        return out.getvalue().encode(codec)
    except UnicodeEncodeError as error:
        letter = error.object[error.start]
        raise Unwritable(
            f"{letter!r} cannot be written in {mapping.encoding}. Write 'encoding: utf-8' in the mapping, "
            "or export as .xlsx or .json."
        ) from None


def _cell(value: Value, column: ColumnMapping, mapping: PlatformMapping) -> str:
    return joined(value, column.separator or mapping.separator) if isinstance(value, tuple) else str(value)


def as_json(records: Sequence[Record], mapping: PlatformMapping) -> bytes:
    """Lists as lists; a column `contact.email` as an object within the object."""
    every = [_nested(record) for record in records]
    content: object = {mapping.records: every} if mapping.records else every
    return json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"


def _nested(record: Record) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in record.items():
        *outer, last = name.split(".")
        inner = found
        for one in outer:
            inner = inner.setdefault(one, {})  # type: ignore[assignment]  # made here, as an object
        inner[last] = value
    return found


def as_workbook(records: Sequence[Record], mapping: PlatformMapping, title: str) -> Workbook:
    """One sheet with a row for each organisation."""
    columns = tuple(
        Column(
            title=one.column,
            shown=Shown.NUMBER if one.field is ProfileField.SIZE else Shown.TEXT,
            width=40 if one.field in WIDE or one.field in LISTS else 22,
        )
        for one in mapping.columns
    )
    rows = tuple(
        tuple(_workbook_cell(record[one.column], one, mapping) for one in mapping.columns)
        for record in records
    )
    note = f"{len(records)} organisations, as {mapping.platform} has them."
    name = mapping.sheet[:31] or "Organisations"
    return Workbook(
        title=title, sheets=(Sheet(name=name, title=title, note=note, columns=columns, rows=rows),)
    )


def _workbook_cell(value: Value, column: ColumnMapping, mapping: PlatformMapping) -> str | int | None:
    if isinstance(value, int):
        return value
    return _cell(value, column, mapping) or None
