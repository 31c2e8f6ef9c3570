"""Several versions of a programme that are told as one."""

from datetime import UTC, datetime

import pytest

from delegation.calendars.gathering import CORRECTIONS, ENDINGS, joined, merged, rows
from delegation.change import Difference
from delegation.document import DocumentRef
from delegation.letter import LetterName
from delegation.news import ItineraryPublished

NOW = datetime(2017, 5, 11, 9, tzinfo=UTC)
BOOKLET = DocumentRef(key="booklet.pdf", sha256="", size=0, media_type="application/pdf")


def line(item: str, old: str, new: str) -> Difference:
    return Difference(item=item, old=old, new=new, title=item.title())


def news(version: int, *lines: Difference, letter=LetterName.ITINERARY_CHANGED, reason="", **more):
    facts = {"version": str(version), "rows": (), "changes": rows(lines)}
    return ItineraryPublished(
        at=NOW,
        version=version,
        items=(),
        letter=letter,
        differences=lines,
        facts={**facts, "reason": reason} if reason else facts,
        **more,
    )


def test_two_moves_of_one_item_are_told_as_one():
    both = merged(news(2, line("mit", "09:30", "10:00")), news(3, line("mit", "10:00", "11:00")))

    assert both.differences == (line("mit", "09:30", "11:00"),)
    assert both.facts["changes"] == ({"item": "Mit", "old": "09:30", "new": "11:00"},)
    assert (both.version, both.facts["version"]) == (3, "3")


def test_what_was_moved_and_moved_back_is_not_told():
    both = merged(news(2, line("mit", "09:30", "10:00")), news(3, line("mit", "10:00", "09:30")))

    assert both.differences == ()


def test_what_was_cancelled_and_came_back_as_it_was_is_not_told():
    assert tuple(joined([line("mit", "09:30", "")], [line("mit", "", "09:30")])) == ()


def test_what_was_added_and_fell_away_again_is_not_told():
    assert tuple(joined([line("tea", "", "16:00")], [line("tea", "16:00", "")])) == ()


def test_items_are_told_in_the_order_in_which_they_first_changed():
    first = news(2, line("mit", "09:30", "10:00"), line("tea", "16:00", ""))
    second = news(3, line("bus", "", "08:00"), line("mit", "10:00", "11:00"))

    assert [one.item for one in merged(first, second).differences] == ["mit", "tea", "bus"]


def test_each_reason_is_told_once_in_order():
    first = news(2, reason="The train was late.")
    second = merged(first, news(3, reason="The host is ill."))

    assert second.facts["reason"] == "The train was late. The host is ill."
    assert merged(second, news(4, reason="The train was late.")).facts["reason"] == second.facts["reason"]
    assert merged(first, news(3)).facts["reason"] == "The train was late."


@pytest.mark.parametrize("letter", CORRECTIONS)
def test_a_correction_of_a_programme_that_never_left_is_part_of_it_and_needs_no_reason(letter):
    final = news(2, line("mit", "", "09:30"), letter=LetterName.AGENDA_FINAL, attachments=(BOOKLET,))

    both = merged(final, news(3, line("mit", "09:30", "10:00"), letter=letter, reason="As it happened."))

    assert (both.letter, both.attachments) == (LetterName.AGENDA_FINAL, (BOOKLET,))
    assert "reason" not in both.facts
    assert both.differences == (line("mit", "", "10:00"),)


def test_a_final_programme_takes_over_corrections_that_were_waiting():
    waiting = news(2, line("mit", "09:30", "10:00"), reason="As it happened.")

    final = merged(waiting, news(3, line("tea", "16:00", "17:00"), letter=LetterName.AGENDA_FINAL))

    assert final.letter is LetterName.AGENDA_FINAL
    assert final.facts["changes"] == rows([line("mit", "09:30", "10:00"), line("tea", "16:00", "17:00")])
    assert "reason" not in final.facts


def test_a_letter_that_shows_no_changes_gets_none():
    left = news(3, letter=LetterName.DELEGATE_LEFT).model_copy(update={"facts": {"reason": "ill"}})

    assert merged(news(2, line("mit", "09:30", "10:00")), left).facts == {"reason": "ill"}


@pytest.mark.parametrize(("first", "second"), [(True, False), (False, True)])
def test_what_is_urgent_stays_urgent_whatever_comes_with_it(first: bool, second: bool):
    assert merged(news(2, urgent=first), news(3, urgent=second)).urgent


def test_documents_of_both_are_attached_once():
    both = merged(news(2, attachments=(BOOKLET,)), news(3, attachments=(BOOKLET,)))

    assert both.attachments == (BOOKLET,)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_correction_that_comes_after_the_end_changes_nothing_of_it(ending: LetterName):
    end = news(2).model_copy(update={"letter": ending, "facts": {"reason": "A family matter."}, "items": ()})
    late = news(3, line("mit", "09:30", "10:00"))

    both = merged(end, late)

    assert (both.letter, both.facts, both.items, both.version) == (
        ending,
        {"reason": "A family matter."},
        (),
        3,
    )
