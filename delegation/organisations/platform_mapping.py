"""How another platform writes its organisations down: which column is what, and which word means what."""

from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, model_validator

from delegation.fact import Fact
from delegation.ids import ItemId
from delegation.person import Line


class ProfileField(StrEnum):
    """What a column may hold."""

    ID = "id"
    """Ours."""
    PLATFORM_ID = "platform-id"
    PLATFORM_LINK = "platform-link"
    UPDATED_ON = "updated-on"
    LINKS = "links"
    """Of all platforms, each as `platform id address`."""
    NAME = "name"
    OTHER_NAMES = "other-names"
    COUNTRY = "country"
    REGION = "region"
    WEBSITE = "website"
    KIND = "kind"
    SIZE = "size"
    THEMES = "themes"
    OFFERS = "offers"
    SEEKS = "seeks"
    DESCRIPTION = "description"
    CONTACT_NAME = "contact-name"
    CONTACT_EMAIL = "contact-email"
    CONTACT_PHONE = "contact-phone"
    CONTACT_POSITION = "contact-position"


LISTS = (
    ProfileField.LINKS,
    ProfileField.OTHER_NAMES,
    ProfileField.THEMES,
    ProfileField.OFFERS,
    ProfileField.SEEKS,
)
CONTACTS = (
    ProfileField.CONTACT_NAME,
    ProfileField.CONTACT_EMAIL,
    ProfileField.CONTACT_PHONE,
    ProfileField.CONTACT_POSITION,
)


class Identity(StrEnum):
    """By what a record is recognised."""

    ID = "id"
    PLATFORM_ID = "platform-id"
    WEBSITE = "website"
    NAME_AND_COUNTRY = "name-and-country"


class TableFormat(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


class Encoding(StrEnum):
    UTF_8 = "utf-8"
    UTF_16 = "utf-16"
    WINDOWS_1252 = "windows-1252"


class ColumnMapping(Fact):
    """One column of the other platform. In JSON a key; `contact.email` leads into an object."""

    column: Line = Field(min_length=1, max_length=120)
    field: ProfileField
    required: bool = False
    """Without it the file, or a row where it is empty, is refused."""
    language: str = Field(default="en", pattern=r"^[a-z]{2}$")
    """Of a description."""
    separator: str | None = Field(default=None, min_length=1, max_length=3)
    """Between the entries of a list, where it is another than the mapping's."""
    values: ItemId | None = None
    """Which of the mapping's `values` says what its words mean."""


class ValueList(Fact):
    """Words of the platform and what they mean here. Of several for one thing the first is written."""

    id: ItemId
    words: dict[str, str]


class PlatformMapping(Fact):
    """One way of writing organisations down."""

    platform: ItemId
    title: Line
    mark: Literal["", "sourced", "inferred", "made-up"] = ""
    encoding: Encoding | None = None
    """Of a file of text; None: recognised."""
    column_separator: Literal[";", ",", "\t", "|"] | None = None
    """Of a CSV file; None: recognised, and written as a comma."""
    sheet: Line = ""
    """Of a workbook; empty: the first one."""
    records: Line = ""
    """In JSON: the key of the list of organisations; empty: the list is the whole file."""
    separator: str = Field(default="|", min_length=1, max_length=3)
    """Between the entries of a list in one cell."""
    thousands: Literal["", ",", ".", " ", "'"] = ","
    """What may stand in numbers to make them easier to read."""
    date_format: Line = "%Y-%m-%d"
    default_country: str = Field(default="", pattern=r"^([A-Z]{2})?$")
    """For rows that name none."""
    identified_by: tuple[Identity, ...] = Field(
        default=(Identity.PLATFORM_ID, Identity.WEBSITE, Identity.NAME_AND_COUNTRY), min_length=1
    )
    """In this order."""
    columns: tuple[ColumnMapping, ...] = Field(min_length=1)
    values: tuple[ValueList, ...] = ()
    ignored: tuple[Line, ...] = ()
    """Columns that are known and not taken over; all others are reported."""

    @model_validator(mode="after")
    def _every_column_once(self) -> Self:
        names = [heading(one.column) for one in self.columns]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"The column {name!r} is mapped twice; keep one.")
        return self

    @model_validator(mode="after")
    def _every_field_once(self) -> Self:
        fields = [_what(one) for one in self.columns]
        for name in fields:
            if fields.count(name) > 1:
                raise ValueError(f"Two columns are mapped to {name!r}; keep one.")
        if ProfileField.NAME.value not in fields:
            raise ValueError("No column is mapped to 'name'; an organisation has one.")
        return self

    @model_validator(mode="after")
    def _values_are_there(self) -> Self:
        known = [one.id for one in self.values]
        for one in self.columns:
            if one.values is not None and one.values not in known:
                raise ValueError(f"There are no values {one.values!r}; the mapping has {known}.")
        return self

    def words(self, column: ColumnMapping) -> dict[str, str]:
        """What the words of a column mean; empty where they mean themselves."""
        found = next((one for one in self.values if one.id == column.values), None)
        return found.words if found else {}

    def column_for(self, field: ProfileField) -> ColumnMapping | None:
        return next((one for one in self.columns if one.field is field), None)


def heading(column: str) -> str:
    """A column's name as it is compared: `Cluster  ID ` and `cluster id` are one."""
    return " ".join(column.replace("\ufeff", "").casefold().split())


def _what(column: ColumnMapping) -> str:
    described = column.field is ProfileField.DESCRIPTION
    return f"{column.field.value} ({column.language})" if described else column.field.value


OWN_COLUMNS = (
    ColumnMapping(column="id", field=ProfileField.ID),
    ColumnMapping(column="name", field=ProfileField.NAME, required=True),
    ColumnMapping(column="other_names", field=ProfileField.OTHER_NAMES),
    ColumnMapping(column="country", field=ProfileField.COUNTRY),
    ColumnMapping(column="region", field=ProfileField.REGION),
    ColumnMapping(column="website", field=ProfileField.WEBSITE),
    ColumnMapping(column="links", field=ProfileField.LINKS),
    ColumnMapping(column="kind", field=ProfileField.KIND),
    ColumnMapping(column="size", field=ProfileField.SIZE),
    ColumnMapping(column="themes", field=ProfileField.THEMES),
    ColumnMapping(column="offers", field=ProfileField.OFFERS),
    ColumnMapping(column="seeks", field=ProfileField.SEEKS),
    ColumnMapping(column="description_en", field=ProfileField.DESCRIPTION, language="en"),
    ColumnMapping(column="description_de", field=ProfileField.DESCRIPTION, language="de"),
    ColumnMapping(column="description_fr", field=ProfileField.DESCRIPTION, language="fr"),
    ColumnMapping(column="contact_name", field=ProfileField.CONTACT_NAME),
    ColumnMapping(column="contact_email", field=ProfileField.CONTACT_EMAIL),
    ColumnMapping(column="contact_phone", field=ProfileField.CONTACT_PHONE),
    ColumnMapping(column="contact_position", field=ProfileField.CONTACT_POSITION),
)
OWN = PlatformMapping(
    platform="legation",
    title="Our own format",
    identified_by=(Identity.ID, Identity.WEBSITE, Identity.NAME_AND_COUNTRY),
    columns=OWN_COLUMNS,
)
"""What is written and read without a mapping file."""
