"""Organisers word the letters of their delegation themselves."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from activities.letter_book import LetterBook, LetterTrouble
from delegation.letter import LetterName
from portal.letter_desk import with_letter_tasks
from tests.portal.commands_portal import Terminal

BODY = """Dear {{ person.name }},

we keep a place for you until {{ confirm_by | strong }}.

{{ ours.answer }}

{{ ours.closing }}
"""


@pytest.fixture
def body(tmp_path: Path) -> Path:
    path = tmp_path / "body.md"
    path.write_text(BODY, encoding="utf-8")
    return path


def test_a_letter_is_shown_as_it_would_be_saved_and_a_letter_saved_is_shown(at_offers: Terminal, body: Path):
    before = at_offers("letters show usa-2017 offer")
    saved = at_offers(f"letters save usa-2017 offer --body-file {body} --author 'H. Vermeulen'")
    after = at_offers("letters show usa-2017 offer --json").object

    assert "{{ ours.reasons }}" in before.out
    assert "In our own words" in before.out
    assert saved.code == 0
    assert "has these words from now on" in saved.out
    assert after["body"] == BODY
    assert after["author"] == "H. Vermeulen"
    assert after["subject"].startswith("ACTION NEEDED")


def test_a_letter_is_tried_with_made_up_facts_and_nothing_is_kept(at_offers: Terminal, body: Path):
    tried = at_offers(f"letters try usa-2017 offer --body-file {body}")
    dry = at_offers(f"letters save usa-2017 offer --body-file {body} --author H --dry-run")

    assert "Dear Alex Example" in tried.out
    assert "Subject: ACTION NEEDED by Tue 14 March 2017" in tried.out
    assert "nothing is saved" in dry.out
    assert at_offers("letters show usa-2017 offer --json").object["author"] == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            "Dear {{ persn.name }}",
            "The body, line 1, column 9: this letter knows no 'persn'; did you mean 'person'?",
        ),
        ("Dear {{ person.nam }}", "line 1, column 16: 'person' has no part 'nam'; did you mean 'name'?"),
        ("Hello\n{{ person }}", "line 2, column 4: 'person' is several texts; say which: person.id"),
        ("See https://elsewhere.example/x", "links to a page that is neither ours nor named"),
        ("[Click](https://elsewhere.example)", "links to a page that is neither ours nor named"),
        ("![](https://elsewhere.example/a.png)", "The letter has a picture"),
        ("Go to www.elsewhere.example", "becomes a link, to a page the delegation file does not name"),
        ("{{ answer_url | link('Answer') }}", "may be empty is empty; put 'if' around it"),
        ("{% include 'closing.md.j2' %}", "includes another template"),
        ("{{ person.name.upper() }}", "calls something"),
        ("{% if x %}", "this cannot be read"),
        ("x" * 20_001, "a body 1 to 20,000"),
    ],
)
def test_words_that_are_not_possible_are_refused_with_the_place_and_the_remedy(
    words: str, said: str, at_offers: Terminal, body: Path
):
    body.write_text(words, encoding="utf-8")

    refused = at_offers(f"letters save usa-2017 offer --body-file {body} --author H")

    assert refused.code == 4
    assert said in refused.err
    assert at_offers("letters show usa-2017 offer --json").object["author"] == ""


def test_our_own_words_are_taken_again(at_offers: Terminal, body: Path):
    at_offers(f"letters save usa-2017 offer --body-file {body} --author H")

    dry = at_offers("letters reset usa-2017 offer --author H --dry-run")
    done = at_offers("letters reset usa-2017 offer --author H")
    again = at_offers("letters reset usa-2017 offer --author H")

    assert "would be taken back" in dry.out
    assert "our own words again" in done.out
    assert "is in our own words." in again.out
    assert at_offers("letters list usa-2017").out.count(" H") == 0


def test_all_letters_are_listed_with_who_worded_them(at_offers: Terminal, body: Path):
    at_offers(f"letters save usa-2017 offer --body-file {body} --author 'H. Vermeulen'")

    listed = at_offers("letters list usa-2017 --json").object

    (offer,) = (row for row in listed["letters"] if row["letter"] == "offer")
    assert (offer["author"], offer["language"], offer["version"]) == ("H. Vermeulen", "en", 1)
    assert len(listed["letters"]) > 50


def test_a_letter_that_is_not_known_is_named_with_the_nearest(at_offers: Terminal):
    assert "did you mean 'offer'?" in at_offers("letters show usa-2017 ofer").err
    assert "two letters, as in de" in at_offers("letters show usa-2017 offer --language deutsch").err


def test_words_that_could_not_be_used_are_a_task_in_the_status(at_offers: Terminal, body: Path):
    at_offers(f"letters save usa-2017 offer --body-file {body} --author H")
    assert at_offers.legation is not None
    trouble = LetterTrouble(
        letter=LetterName.OFFER, language="en", version=1, problem="It says nothing.", at=datetime.now(UTC)
    )
    LetterBook(at_offers.legation.store).note("usa-2017", trouble)

    status = asyncio.run(at_offers.legation.status("usa-2017"))
    *_, task = with_letter_tasks(status, at_offers.legation.store).tasks

    assert "Your words of the letter offer (en) could not be used" in task.text
    assert "-> Your words" in at_offers("letters list usa-2017").out
