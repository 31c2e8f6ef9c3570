"""What papers and reasons say of meetings in two cities."""

from datetime import UTC, datetime

import pytest

from delegation.document import DocumentKind
from delegation.meeting import MeetingParty, MeetingWish, Wishes
from delegation.papers.needed import documents_needed
from delegation.papers.picture_words import clashing
from delegation.papers.programme import programme_of, why_met
from delegation.papers.table_cards import table_cards
from delegation.planning.meeting_reasons import why
from delegation.planning.plan import Wishing, plan
from tests.two_cities import HOSTS, two_cities

TWO = ("A-1", "A-2")
WISHES = {one: Wishes(meetings=tuple(MeetingWish(host=host, wish="must") for host in HOSTS)) for one in TWO}
FILE = two_cities()


@pytest.fixture(scope="module")
def programme():
    state = plan(FILE, [Wishing(participant=one, organisation=one, wishes=WISHES[one]) for one in TWO])
    return programme_of(FILE, state, WISHES)


def test_there_is_a_card_for_each_table_of_both_cities_and_none_for_premises(programme):
    cards = table_cards(FILE, programme, {}, datetime(2027, 4, 26, tzinfo=UTC)).cards

    assert {card.place.split(",")[0] for card in cards} == {"Pier Hall", "Water Tower House"}
    assert "Lake Institute" not in {one.host for card in cards for one in card.seatings}
    assert DocumentKind.TABLE_CARDS in {one.kind for one in documents_needed(FILE, programme)}


def test_the_sessions_of_both_cities_leave_room_for_meetings_in_pictures(programme):
    for one in TWO:
        assert clashing(programme.itinerary.of(one), FILE) == frozenset()


def test_a_briefing_book_says_why_somebody_is_met_in_whichever_city(programme):
    for host in HOSTS:
        name = next(one.organisation for one in FILE.hosts if one.id == host)
        said = f"You meet {name} because you called this meeting a must."
        assert why_met(FILE, programme, "A-1", host) == said


def test_a_full_calendar_of_one_city_is_not_told_as_that_of_the_trip(programme):
    party = MeetingParty(participant="A-1")
    others = [one for one in programme.schedule.meetings if one.host != "tower-house"]
    full = programme.sections[1].model_copy(update={"at_most": 1})

    said = why(
        programme.schedule.model_copy(update={"meetings": tuple(others)}),
        full,
        FILE.hosts,
        party,
        "tower-house",
    )

    assert said.startswith("You may have no more meetings than the 1 you have in that city;")
