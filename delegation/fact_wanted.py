"""What a fact of a letter says, and in which shape."""

from enum import StrEnum

from delegation.fact import Fact


class Shape(StrEnum):
    TEXT = "text"
    TEXTS = "list of texts"
    ROWS = "rows of named texts"


class FactWanted(Fact):
    """One fact: what it says, in which shape. An empty one is an error unless it `may_be_empty`."""

    says: str
    shape: Shape = Shape.TEXT
    columns: tuple[str, ...] = ()
    """Of rows: the names each row has. Single cells may always be empty."""
    optional: tuple[str, ...] = ()
    """Of rows: further names a row may have; they are looked up by, and not shown as a column."""
    may_be_empty: bool = False
    may_be_missing: bool = False
    """Letters ordered before the fact existed lack it; they are written as if it were empty."""

    @property
    def nothing(self) -> str | tuple[str, ...]:
        """What an absent one is taken for."""
        return "" if self.shape is Shape.TEXT else ()


def text(says: str) -> FactWanted:
    return FactWanted(says=says)


def texts(says: str, *, may_be_empty: bool = False) -> FactWanted:
    return FactWanted(says=says, shape=Shape.TEXTS, may_be_empty=may_be_empty)


def link(says: str) -> FactWanted:
    """A page of the portal. Empty where there is none: the letter then asks for an answer by mail alone."""
    return FactWanted(says=says, may_be_empty=True)


def perhaps(wanted: FactWanted) -> FactWanted:
    """The same, where it may be empty or missing."""
    return wanted.model_copy(update={"may_be_empty": True, "may_be_missing": True})
