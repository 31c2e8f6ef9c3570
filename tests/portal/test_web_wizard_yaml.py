"""The file that the wizard writes is read back as it was, whatever was typed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.reading.delegation_file import read_delegation
from delegation.reading.plain_yaml import read_plain
from portal.web.organising.wizard_begin import STARTERS, again, checked, content_in, starter
from portal.web.organising.wizard_yaml import as_yaml

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
EXAMPLES = sorted(Path("examples").glob("*/delegation.yaml"))
TRICKY = (
    "a: b", "a #b", "#a", "- x", "null", "~", "yes", "012", " x", "x ", "a\nb", "a\n b\n\nc", "a\n", "\ta",
    "a:", "a, b", "[x]", "'x", '"x', "\\", "&a", "*a", "!a", "%a", "@a", "`a", "|", "> a", "? a", ": a",
    "---", "...", "a\u2028b", "a\u0085b", "\ufeff", "\x7f", "😀", "🇪🇺 Mönch – “x”", "ש",
    "-1.5", "k" * 2_000,
)  # fmt: skip
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(TRICKY)
VALUES = st.recursive(
    st.none() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=10,
)


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), VALUES, min_size=1, max_size=4))
def test_whatever_is_typed_stands_in_the_file_as_it_was_typed(content):
    document = read_plain(as_yaml(content), "delegation.yaml")

    assert document.problems == []
    assert document.content == content


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=120))
def test_a_title_survives_in_every_script_and_with_every_sign(title):
    content = {**starter("usa-2017", "lakes-2027", "Lakes", AT.date()), "title": title}

    found = checked(content)

    if found.file is not None:
        assert found.file.title == title.strip()
    assert content_in(found.yaml)["title"] == title


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_the_files_of_all_examples_mean_the_same_once_the_wizard_wrote_them(example):
    text = example.read_text(encoding="utf-8")

    assert checked(content_in(text)).file == read_delegation(text)


@pytest.mark.parametrize("like", [like for like, _, _ in STARTERS])
def test_every_starter_is_right_as_it_is(like):
    found = checked(starter(like, "lakes-2027", 'Lakes "2027": é', AT.date()))

    assert found.problems == ()
    assert found.file is not None
    assert found.file.title == 'Lakes "2027": é'


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_an_earlier_delegation_can_be_had_again_with_its_dates_ahead(example):
    earlier = read_delegation(example.read_text(encoding="utf-8"))

    found = checked(again(earlier, "lakes-2027", "Lakes", AT))

    assert [str(one) for one in found.problems] == []
    assert found.file is not None
    assert found.file.call.opens_at > AT
    assert (found.file.call.opens - earlier.call.opens).days % 7 == 0
    assert found.file.call.opens.time() == earlier.call.opens.time()
    assert len(found.file.itinerary) == len(earlier.itinerary)
