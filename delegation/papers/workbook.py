"""A workbook as facts: sheets of columns and rows, before any spreadsheet program sees it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from delegation.fact import Fact
from delegation.person import Line

Cell = int | float | bool | datetime | date | str | None
"""Times are local, without offset: their zone stands in the column's title or in the next column."""


class Shown(StrEnum):
    """How the cells of a column look."""

    TEXT = "text"
    NUMBER = "number"
    BAR = "bar"
    """A number with a bar behind it as long as its share of the largest."""
    SHARE = "share"
    """A part of 1, shown as a percentage."""
    DATE = "date"
    TIME = "time"


class Column(Fact):
    title: Line
    shown: Shown = Shown.TEXT
    width: int = Field(default=18, gt=0, le=120)
    """In characters; longer text is wrapped."""


class Sheet(Fact):
    """One table with its title and a sentence on how to read it."""

    name: Line = Field(max_length=31, pattern=r"^[^\[\]:*?/\\]+$")
    title: Line
    note: str = ""
    columns: tuple[Column, ...] = Field(min_length=1)
    rows: tuple[tuple[Cell, ...], ...] = ()

    @model_validator(mode="after")
    def _rows_fit_the_columns(self) -> Self:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(
                    f"A row of sheet {self.name!r} has {len(row)} cells for {len(self.columns)} columns."
                )
        return self


class Workbook(Fact):
    title: Line
    author: Line = ""
    sheets: tuple[Sheet, ...] = Field(min_length=1)


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet program could take this text for a formula when someone edits or exports it."""
    return text.lstrip()[:1] in ("=", "+", "-", "@") or text[:1] in ("\t", "\r")
