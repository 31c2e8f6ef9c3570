"""How papers and pictures show meetings of delegates with each other, and what a file may not say of them."""

from datetime import date
from functools import cache

import pytest

from delegation.file import DelegationFile
from delegation.itinerary import ItineraryItem
from delegation.matchmaking.event import OpenTo
from delegation.papers.booklet import booklet
from delegation.papers.briefing_book import briefing_book
from delegation.papers.day_sheet import day_sheet
from delegation.papers.meeting_grid import draw_meeting_grid
from delegation.papers.picture_words import Viewer, title_of
from delegation.papers.programme import Programme, programme_of
from delegation.papers.table_cards import table_cards
from delegation.planning.plan import Wishing, plan
from delegation.planning.plan_state import PlanState
from delegation.reading.checking import check
from delegation.reading.delegation_file import read_delegation
from tests.two_rooms import asked
from tests.usa import ROOT
from tests.usa_programme import MADE_AT, delegate_of

GROUPS = {"A-01": "cluster", "A-02": "cluster", "A-03": "company"}
PEOPLE = {one: delegate_of(int(one.removeprefix("A-"))) for one in GROUPS}
NAMES = {one: PEOPLE[one].organisation for one in GROUPS}


@cache
def hannover() -> DelegationFile:
    return read_delegation((ROOT / "examples" / "hannover-2016" / "delegation.yaml").read_text("utf-8"))


@cache
def state() -> PlanState:
    people = [Wishing(participant=one, organisation=NAMES[one], wishes={}) for one in GROUPS]
    requests = (asked("A-01", "A-02", "must", "nice"), asked("A-03", "A-01", "nice", "nice"))
    return plan(hannover(), people, requests=requests, groups=GROUPS)


def programme() -> Programme:
    return programme_of(hannover(), state(), {})


def encounter(one: str, other: str) -> ItineraryItem:
    item = state().itinerary.item(f"meeting-{one}-{other}".lower())
    assert item is not None
    return item


def test_a_briefing_book_names_the_organisation_one_meets_and_ones_own_reason_alone():
    mine, theirs = (briefing_book(hannover(), programme(), PEOPLE[one], MADE_AT) for one in ("A-01", "A-02"))

    assert [one.host for one in mine.encounters] == [NAMES["A-02"], NAMES["A-03"]]
    assert mine.encounters[0].why.endswith("because you called this meeting a must.")
    assert theirs.encounters[0].why == f"You meet {NAMES['A-01']} because you asked for it and it fits."
    assert f"Meeting with {NAMES['A-01']}" in [row.title for day in theirs.days for row in day.rows]
    assert all(one.table and one.place for one in mine.encounters)


def test_every_table_has_a_card_with_both_who_sit_there():
    cards = table_cards(hannover(), programme(), PEOPLE, MADE_AT)

    seated = [{guest.organisation for guest in one.guests} for card in cards.cards for one in card.seatings]
    assert sorted(map(sorted, seated)) == sorted(
        sorted((NAMES["A-01"], NAMES[other])) for other in ("A-02", "A-03")
    )


def test_the_booklet_has_one_row_of_meetings_a_day_and_says_where_to_find_ones_own():
    made = booklet(hannover(), state().itinerary, tuple(PEOPLE.values()), {}, MADE_AT)

    rows = [row for day in made.days for row in day.rows if row.title == "One-to-one meetings"]
    assert len(rows) == 2
    assert all("stands in each delegate's own programme" in row.text for row in rows)


def test_the_sheet_of_a_day_has_a_line_for_each_table_with_meetings():
    sheet = day_sheet(hannover(), programme(), date(2016, 4, 25), PEOPLE, MADE_AT)

    (cells,) = [slot.cells for slot in sheet.slots]
    assert sheet.receiving == ("02.01.12, Table 1",)
    assert cells == (f"{NAMES['A-01']}, {NAMES['A-02']}",)


def test_pictures_call_a_meeting_by_who_is_met():
    item, names = encounter("A-01", "A-02"), {one: NAMES[one] for one in GROUPS}

    mine = title_of(item, Viewer(participant="A-01", organisations=names), hannover())
    everybodys = title_of(item, Viewer(organisations=names), hannover())

    assert mine == NAMES["A-02"]
    assert everybodys == f"{NAMES['A-01']} and {NAMES['A-02']}"


@pytest.mark.parametrize("by", ["host", "delegate"])
def test_where_no_host_receives_the_grid_has_a_row_for_each_delegate(by):
    drawn = draw_meeting_grid(
        hannover(), state().itinerary, by=by, organisations={"A-01": "North", "A-02": "South"}
    )

    assert "One-to-one meetings by delegate" in drawn
    assert "North, South" in drawn
    assert drawn.count('data-items="meeting-a-01-a-02"') == 2


def changed(**update) -> DelegationFile:
    """The file with something else about its first round."""
    rules = hannover().matchmaking
    assert rules is not None
    first = rules.rounds[0].model_copy(update=update)
    return hannover().model_copy(
        update={"matchmaking": rules.model_copy(update={"rounds": (first, *rules.rounds[1:])})}
    )


def later(minutes_of: str) -> tuple:
    rules = hannover().matchmaking
    assert rules is not None
    first, *others = rules.rounds[0].slots
    return type(first).model_validate({**first.model_dump(), "starts": minutes_of}), *others


@pytest.mark.parametrize(
    ("update", "where", "said"),
    [
        ({"between": ("cluster", "firm")}, "between", "'firm' is no group of the registration"),
        ({"leg": "berlin"}, "leg", "'berlin' is no leg"),
        ({"place": "hall-99"}, "place", "'hall-99' is no place"),
        ({"at_least": 5}, "at_least", "at_least 5 is more than at_most 4"),
        ({"at_most": 40}, "at_most", "nobody can have 40 meetings in 6 slots"),
        (
            {"slots": later("2016-04-25 14:50")},
            "starts",
            "slot 'd1-1' lies inside 'Opening of the matchmaking'",
        ),
        ({"slots": later("2016-05-02 10:00")}, "starts", "outside Hannover"),
        ({"id": "business"}, "id", "'business' is the id of another one already"),
        ({"open_to": OpenTo.THEMES}, "open_to", "which themes delegates have is not known"),
    ],
)
def test_a_file_whose_rounds_do_not_fit_says_what_and_where(update, where, said):
    found = [one for one in check(changed(**update)) if one.path[0] == "matchmaking"]

    (first, *_) = (one for one in found if said in one.message)
    assert where in first.path


def test_a_file_promises_no_more_meetings_than_there_are_seats():
    rules = hannover().matchmaking
    assert rules is not None
    small = rules.rounds[0].rooms[0].model_copy(update={"tables": 1})

    (found,) = check(changed(rooms=(small,)))

    assert found.message == "tables and slots are enough for 6 meetings, but 38 are promised"


def test_answers_are_in_before_the_programme_is_made_of_them():
    file = hannover()
    assert file.matchmaking is not None
    assert file.itinerary_dates is not None
    late = file.matchmaking.model_copy(update={"answer_by": file.itinerary_dates.final})

    (found,) = check(file.model_copy(update={"matchmaking": late}))

    assert found.path == ("matchmaking", "answer_by")
    assert "answers are due after the preliminary programme" in found.message
