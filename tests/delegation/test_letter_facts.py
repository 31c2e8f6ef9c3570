import pytest

from delegation.letter import Letter, LetterName
from delegation.letter_facts import FACTS, problems_of

ROW = {"day": "Mon 15 May", "time": "09:00", "zone": "EDT", "title": "Welcome", "place": "", "remark": ""}


def test_every_letter_says_which_facts_it_shows():
    assert list(FACTS) == list(LetterName)


def test_a_letter_with_all_its_facts_has_no_problems():
    facts = {"version": "1", "rows": (ROW,), "changes": ()}

    assert problems_of(Letter(name=LetterName.AGENDA_FINAL, recipient="A-1", facts=facts)) == ()


def test_a_row_may_name_its_item_and_nothing_else_beside_its_columns():
    def letter(**more: str) -> Letter:
        facts = {"version": "1", "rows": ({**ROW, **more},), "changes": ()}
        return Letter(name=LetterName.AGENDA_FINAL, recipient="A-1", facts=facts)

    assert problems_of(letter(item="welcome")) == ()
    assert "'rows' must be rows" in problems_of(letter(answer="https://evil.example"))[0]


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"rows": (ROW,), "changes": ()}, "lacks 'version'"),
        ({"version": "", "rows": (ROW,), "changes": ()}, "'version' is empty"),
        ({"version": "1", "rows": (), "changes": ()}, "'rows' is empty"),
        (
            {"version": "1", "rows": ({"day": "Mon"},), "changes": ()},
            "'rows' must be rows of named texts with day",
        ),
        ({"version": ("1",), "rows": (ROW,), "changes": ()}, "'version' must be text"),
        ({"version": "1", "rows": "none", "changes": ()}, "'rows' must be rows"),
        ({"version": "1", "rows": (ROW,), "changes": (), "extra": "x"}, "does not show 'extra'"),
    ],
)
def test_what_is_wrong_with_the_facts_is_said_in_a_sentence(facts: dict[str, object], problem: str):
    letter = Letter.model_construct(name=LetterName.AGENDA_FINAL, recipient="A-1", facts=facts)

    (sentence,) = problems_of(letter)

    assert problem in sentence
