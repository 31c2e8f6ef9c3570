"""The page about organisations says what the program reads, writes, limits and counts."""

from delegation.organisations import suggesting, table
from delegation.organisations.import_plan import Decisions, Outcome
from delegation.organisations.platform_mapping import (
    OWN,
    ColumnMapping,
    Identity,
    PlatformMapping,
    ProfileField,
)
from delegation.reading.delegation_file import model_from
from delegation.reading.plain_yaml import read_plain
from tests.docs.pages import ROOT, fragments

TEXT = (ROOT / "docs" / "organisations.md").read_text(encoding="utf-8")


def test_every_outcome_field_column_and_key_is_named() -> None:
    named = (*Outcome, *ProfileField, *Identity, *(one.column for one in OWN.columns))

    assert [one for one in named if f"`{one}`" not in TEXT] == []
    keys = (*PlatformMapping.model_fields, *ColumnMapping.model_fields)
    assert [one for one in keys if f"`{one}`" not in TEXT] == []


def test_limits_and_points_are_those_of_the_program() -> None:
    for figure in (table.LARGEST_FILE, table.MOST_ROWS, table.MOST_COLUMNS, table.LONGEST_CELL):
        assert f"{figure:,}" in TEXT
    points = (
        suggesting.PER_THEME,
        suggesting.MOST_FOR_THEMES,
        suggesting.FIRST_NEED,
        suggesting.MOST_FOR_NEEDS,
    )
    assert points == (15, 45, 15, 20)
    assert (suggesting.OTHER_COUNTRY, suggesting.OTHER_REGION, suggesting.LIKE_SIZE) == (10, 5, 5)


def test_the_decisions_shown_can_be_read() -> None:
    (shown,) = (one for one in fragments("yaml") if one.page == "docs/organisations.md")
    problems: list[object] = []

    read = model_from(read_plain(shown.text, "decisions.yaml"), Decisions, problems)  # type: ignore[arg-type]

    assert problems == []
    assert read is not None
    assert [one.do.value for one in read.decisions] == ["take", "keep", "same-as", "new"]
