"""The form: what applicants are asked, of which type, under which condition, and until when."""

from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Self

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError, model_validator
from pydantic_core import SchemaError

from delegation.fact import Fact
from delegation.ids import ItemId
from delegation.person import Line
from delegation.zoned import Day, LocalTime, ZoneName

USUAL_LARGEST_FILE = 5_000_000
"""Bytes of an uploaded file."""


class FieldType(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long-text"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes-no"
    DECLARATION = "declaration"
    """A statement that must be agreed to: yes, and nothing else."""
    NUMBER = "number"
    DECIMAL = "decimal"
    """Kept as text, so that 0.1 stays 0.1."""
    MONEY = "money"
    """Kept as `12500.50 EUR`."""
    COUNTRY = "country"
    EMAIL = "email"
    URL = "url"
    DATE = "date"
    DATE_TIME = "date-time"
    """A local time with its zone, kept as `2017-05-14 14:35 America/New_York`."""
    PHONE = "phone"
    LIST = "list"
    """Several short texts."""
    ROWS = "rows"
    """A small table: each row has the columns of the field."""
    RANKING = "ranking"
    """All choices, best first; equals are possible."""
    FILE = "file"


class MediaType(StrEnum):
    """Kinds of files that are recognised by their content."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    DOCX = "docx"
    XLSX = "xlsx"


MEDIA_TYPES = {
    MediaType.PDF: "application/pdf",
    MediaType.PNG: "image/png",
    MediaType.JPEG: "image/jpeg",
    MediaType.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    MediaType.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""As mail and the web name them."""


class Stage(StrEnum):
    """When a field is asked."""

    APPLY = "apply"
    ACCEPT = "accept"
    LOGISTICS = "logistics"
    AFTER = "after"


NO_CELL = (
    FieldType.CHOICES,
    FieldType.LIST,
    FieldType.ROWS,
    FieldType.RANKING,
    FieldType.FILE,
    FieldType.DATE_TIME,
    FieldType.DECLARATION,
)
"""Types of several parts, or that need more than a column says."""


class AskedIf(Fact):
    """The answer to another field on which a field depends."""

    field: ItemId
    values: tuple[str, ...] = Field(min_length=1)
    """Any of these; `yes` or `no` for a yes-no."""


class Column(Fact):
    """One column of a field of type rows."""

    id: ItemId
    label: Line
    type: FieldType = FieldType.TEXT
    required: bool = False
    choices: tuple[str, ...] = ()
    at_most: int | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _fits_into_a_cell(self) -> Self:
        if self.type in NO_CELL:
            raise ValueError(f"{self.type.value!r} does not fit into a column; make it a field of its own.")
        if self.type is FieldType.CHOICE and not self.choices:
            raise ValueError(f"{self.id!r} is a choice without choices; list them under 'choices'.")
        return self


class FormField(Fact):
    """One question of the form. What is not `personal` becomes a fact the rules can use."""

    id: ItemId
    label: Line
    type: FieldType
    required: bool = False
    required_from: LocalTime | None = None
    """Required of what is handed in from then on, in the zone of the call."""
    frozen_from: LocalTime | None = None
    """From then on an answer can no longer be changed, in the zone of the call."""
    stage: Stage = Stage.APPLY
    asked_if: AskedIf | None = None
    """Asked, and required, only if another field was answered like that."""
    personal: bool = False
    """Personal answers stay in the vault; the others travel with the application through the workflows."""
    hidden_from_evaluators: bool = False
    """Evaluators never see the answer; what is `personal` they never see anyway."""
    choices: tuple[str, ...] = ()
    """What may be chosen or ranked; the countries or currencies that are possible, if not all are."""
    titles: dict[str, Line] = Field(default_factory=dict)
    """What people read in place of a choice, by choice: `sme-member: Small firm that is a member`."""
    section: Line = ""
    """The heading under which it stands on the form, with others of the same; else by what it asks."""
    at_most: int | None = Field(default=None, gt=0)
    """Most characters of a text, most ticks, entries or rows, or the largest number or amount."""
    at_least: int | None = Field(default=None, ge=0)
    more_than: int | None = Field(default=None, ge=0)
    """Of a number or amount that must be larger than this."""
    at_most_field: ItemId | None = None
    """A number of the form that this one does not exceed, as the SMEs do not exceed the members."""
    entry_at_most: int | None = Field(default=None, gt=0)
    """Most characters of one entry of a list."""
    columns: tuple[Column, ...] = ()
    """Of rows."""
    earliest: Day | None = None
    latest: Day | None = None
    """The last possible day of a date or date-time."""
    zone: ZoneName | None = None
    """Where the clock of a date-time hangs."""
    pattern: str = Field(default="", max_length=200)
    """A regular expression that the whole answer fits."""
    example: Line = ""
    """An answer as it should be written; said to whoever wrote it otherwise."""
    hosts: tuple[str, ...] = ()
    """Where a web address may lead: these hosts and what lies under them."""
    media_types: tuple[MediaType, ...] = ()
    """Kinds of file that are taken; PDF if none is named."""
    largest: int | None = Field(default=None, gt=0, le=50_000_000)
    """Bytes of a file; 5,000,000 if not given."""
    help: str = ""
    mark: str = ""
    """In examples: sourced, inferred or made-up."""

    @model_validator(mode="after")
    def _has_what_its_type_needs(self) -> Self:
        if self.type in (FieldType.CHOICE, FieldType.CHOICES) and not self.choices:
            raise ValueError(f"{self.id!r} is a choice without choices; list them under 'choices'.")
        if self.type is FieldType.RANKING and not self.choices:
            raise ValueError(f"{self.id!r} ranks nothing; list under 'choices' what is ranked.")
        if self.type is FieldType.ROWS and not self.columns:
            raise ValueError(f"{self.id!r} has rows without columns; list them under 'columns'.")
        if self.type is FieldType.DATE_TIME and self.zone is None:
            raise ValueError(f"{self.id!r} asks for a time without a zone; name it under 'zone'.")
        return self

    @model_validator(mode="after")
    def _has_a_pattern_that_can_be_read(self) -> Self:
        if self.pattern and _matcher(self.pattern) is None:
            raise ValueError(f"{self.pattern!r} is no regular expression that is known here; correct it.")
        return self

    def titled(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """An answer in words, as people read it."""
        return tuple(self.titles.get(one, one) for one in words)

    @property
    def allowed_media(self) -> tuple[MediaType, ...]:
        return self.media_types or (MediaType.PDF,)


def fits_pattern(text: str, pattern: str) -> bool:
    """Whether the whole text fits. Takes time in proportion to the text, whatever the pattern is."""
    matcher = _matcher(pattern)
    if matcher is None:
        return False
    try:
        matcher.validate_python(text)
    except ValidationError:
        return False
    return True


@lru_cache(maxsize=256)
def _matcher(pattern: str) -> TypeAdapter[str] | None:
    """The expression, by the engine of pydantic, which never backtracks; None if it cannot be read."""
    try:
        TypeAdapter(Annotated[str, StringConstraints(pattern=pattern)])  # balanced for itself
        return TypeAdapter(Annotated[str, StringConstraints(pattern=f"^(?:{pattern})$")])
    except SchemaError:
        return None
