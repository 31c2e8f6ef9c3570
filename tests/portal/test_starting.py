"""Starters: what `new` writes validates and can be told as a story on any day, and it never overwrites."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from delegation.file import Phase
from delegation.reading.delegation_file import read_delegation
from delegation.reading.plain_yaml import read_plain
from delegation.reading.story_reading import read_story
from portal.starting import AHEAD, STARTERS, first_day, starter_files, starters
from tests.portal.commands_portal import Terminal

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
DAYS = st.dates(date(2024, 1, 1), date(2035, 12, 31))
TITLES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60).filter(
    lambda text: text.isprintable() and bool(text.strip())
)
PHASES = {
    "usa-2017": (Phase.CALL, Phase.FOLLOW_UP),
    "hannover-2016": (Phase.REGISTRATION, Phase.FOLLOW_UP),
    "go-cluster-2015": (Phase.REGISTRATION, Phase.FOLLOW_UP),
    "clusterxchange-2020": (Phase.EXCHANGES, Phase.FOLLOW_UP),
    "cooperation-arrangement": (Phase.COOPERATION, Phase.COOPERATION),
}


@pytest.fixture
def type_(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.chdir(tmp_path)
    return Terminal(capsys)


def test_there_is_a_starter_for_every_example() -> None:
    assert starters() == tuple(sorted(path.parent.name for path in EXAMPLES.glob("*/delegation.yaml")))
    assert set(starters()) == set(PHASES)


@pytest.mark.parametrize("like", starters())
@settings(max_examples=15, deadline=None)
@given(today=DAYS)
@example(today=date(2024, 2, 29))
@example(today=date(2027, 12, 31))
@example(today=date(2028, 2, 14))
@example(today=date(2026, 3, 14))
@example(today=date(2026, 10, 11))
def test_a_starter_is_right_whatever_day_it_is_written(like: str, today: date) -> None:
    texts = starter_files(like, "lakes", "Lakes", "lakes", first_day(today))

    file = read_delegation(texts["delegation.yaml"], "delegation.yaml")
    story = read_story(texts, file)

    assert (file.phases[0], file.phases[-1]) == PHASES[like]
    assert story.applications
    assert file.call.opens.date() == first_day(today)


@given(today=DAYS)
def test_the_first_day_is_a_monday_two_weeks_ahead_or_a_little_more(today: date) -> None:
    first = first_day(today)

    assert first.strftime("%A") == "Monday"
    assert AHEAD <= first - today < AHEAD + timedelta(days=7)


@pytest.mark.parametrize("path", sorted(STARTERS.rglob("*.j2")), ids=lambda path: "-".join(path.parts[-2:]))
def test_no_date_is_fixed_in_a_template(path: Path) -> None:
    days_to_skip = r"days: \[2030-12-25, 2030-12-26\]"
    written = re.sub(days_to_skip, "", path.read_text())

    assert re.findall(r"\b(?:19|20)\d\d-\d\d", written) == []


@pytest.mark.parametrize("like", starters())
def test_everybody_in_a_starter_is_made_up(like: str) -> None:
    texts = "\n".join(starter_files(like, "lakes", "Lakes", "lakes", date(2027, 3, 1)).values())

    domains = re.findall(r"[\w.-]+@([\w.-]+\w)", texts) + re.findall(r"https://([\w.-]+\w)", texts)

    assert [one for one in domains if not one.endswith(".example")] == []
    assert domains


@pytest.mark.parametrize("like", starters())
def test_a_starter_is_short_and_explained_section_by_section(like: str) -> None:
    lines = starter_files(like, "lakes", "Lakes", "lakes", date(2027, 3, 1))["delegation.yaml"].splitlines()
    sections = [n for n, line in enumerate(lines) if re.match(r"[a-z_]+:$", line)]

    assert 50 <= len(lines) <= 175
    assert "#     ./legation check lakes" in lines
    assert "#     ./legation rehearse lakes" in lines
    for n in sections:
        end = next((k for k in range(n + 1, len(lines)) if re.match(r"[a-z_]+:", lines[k])), len(lines))
        assert any("#" in line for line in lines[n - 1 : end]), lines[n]


@pytest.mark.parametrize("like", starters())
@settings(max_examples=15, deadline=None)
@given(title=TITLES)
@example(title="The \"Lakes\": 100 % {{ true }} # and 'more'")
def test_a_title_stands_in_the_file_as_it_was_typed(like: str, title: str) -> None:
    text = starter_files(like, "lakes", title, "lakes", date(2027, 3, 1))["delegation.yaml"]

    assert read_plain(text, "delegation.yaml").content["title"] == title


@pytest.mark.parametrize("like", starters())
def test_new_writes_a_folder_that_check_accepts(like: str, type_: Terminal) -> None:
    said = type_(f"new lakes-trip --like {like} --title 'By the \"Lakes\"'")
    checked = type_("check lakes-trip")

    assert (said.code, checked.code) == (0, 0)
    assert "./legation rehearse lakes-trip" in said.out
    assert 'By the "Lakes"' in checked.out


def test_a_folder_that_holds_something_is_left_alone(type_: Terminal) -> None:
    Path("lakes").mkdir()
    Path("lakes/mine.txt").write_text("mine")

    said = type_("new lakes --like usa-2017")

    assert said.code == 1
    assert "lakes is there already" in said.err
    assert "--into" in said.err
    assert [path.name for path in Path("lakes").iterdir()] == ["mine.txt"]


def test_an_empty_folder_may_be_there(type_: Terminal) -> None:
    Path("lakes").mkdir()

    assert type_("new lakes --like usa-2017").code == 0
    assert Path("lakes/delegation.yaml").is_file()


def test_a_folder_deep_down_is_made_and_named_in_the_file(type_: Terminal) -> None:
    said = type_("new lakes --like hannover-2016 --into trips/next/lakes")

    assert said.code == 0
    assert "./legation check trips/next/lakes" in Path("trips/next/lakes/delegation.yaml").read_text()


def test_an_unknown_kind_is_answered_with_the_nearest(type_: Terminal) -> None:
    said = type_("new lakes --like hanover")

    assert said.code == 1
    assert "There is no starter like 'hanover'; did you mean 'hannover-2016'?" in said.err
    assert not Path("lakes").exists()


@pytest.mark.parametrize("slug", ["Lakes 2027", "lakes_2027", "../lakes", "lakes-", "l" * 41, "näher"])
def test_a_slug_that_cannot_name_a_delegation_is_refused_in_words(slug: str, type_: Terminal) -> None:
    said = type_(f"new '{slug}' --like usa-2017")

    assert said.code == 1
    assert f"{slug!r} cannot name a delegation" in said.err
    assert "small letters" in said.err
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize("title", ["   ", "two\nlines", "a\x07bell"])
def test_a_title_that_no_letter_can_carry_is_refused(title: str, type_: Terminal) -> None:
    said = type_(f"new lakes --like usa-2017 --title '{title}'")

    assert said.code == 1
    assert "A title is one line of text" in said.err
    assert not Path("lakes").exists()


def test_a_dry_run_says_what_would_be_written_and_writes_nothing(type_: Terminal) -> None:
    said = type_("new lakes --like go-cluster-2015 --dry-run")

    assert said.code == 0
    assert "Would write into lakes: answers.yaml, attendance.yaml" in said.out
    assert list(Path().iterdir()) == []
