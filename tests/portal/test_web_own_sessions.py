"""Sessions and talks of an event, chosen by those who attend: `/o/{token}/sessions`."""

import asyncio

import pytest

from delegation.change import Choose
from portal.web.delegates.sessions import change_of
from tests.portal.todo_portal import Conference, Prepared, text_of


@pytest.fixture
def event() -> Conference:
    return Conference()


async def test_who_attends_sees_where_they_are_what_is_free_and_who_waits(event: Conference):
    said = text_of(await event.sees("sessions", "R-3"))

    assert "My sessions and talks" in said
    assert said.count("You are here") == 2
    assert "All places are taken. Waiting: 0" in said
    assert "Places left: 2" in said


async def test_a_free_place_in_another_session_is_taken_by_pressing_its_button(event: Conference):
    assert event.attends("R-3") == "health"

    said = await event.hands_in("sessions", {"choose": "mobility"}, "R-3")

    assert said.status_code == 303
    assert said.headers["location"] == "sessions?done=yes"
    assert event.attends("R-3") == "mobility"
    assert "That is changed." in await event.sees("sessions?done=yes", "R-3")


async def test_who_wants_a_full_session_waits_and_sees_their_place(event: Conference):
    await event.hands_in("sessions", {"choose": "energy"}, "R-3")

    assert event.attends("R-3") == "health"
    assert "Place 1 on the reserve list" in text_of(await event.sees("sessions", "R-3"))


async def test_a_list_that_is_full_is_said_so_and_nothing_changes(event: Conference):
    await event.hands_in("sessions", {"choose": "energy"}, "R-3")
    late = await event.hands_in("sessions", {"choose": "energy"}, "R-4")

    assert late.status_code == 409
    assert "Somebody was faster" in late.text
    assert "R-4" not in text_of(late.text).replace("Registrant R-4", "")
    assert event.attends("R-4") == "digital"


async def test_a_talk_is_booked_and_given_back(event: Conference):
    await event.hands_in("sessions", {"book": "funding", "slot-funding": "t5"}, "R-3")
    plan = event.legation.state.plan
    assert plan is not None
    assert [(one.host, one.slot) for one in plan.schedule.of("R-3")] == [("funding", "t5")]
    booked = text_of(await event.sees("sessions", "R-3"))
    assert "Booked Thu 26 March 2015, 13:00 Berlin (CET, UTC+1)" in booked

    await event.hands_in("sessions", {"give-back": "funding"}, "R-3")

    plan = event.legation.state.plan
    assert plan is not None
    assert plan.schedule.of("R-3") == ()


async def test_a_double_click_and_the_back_button_change_once(event: Conference):
    click = {"book": "funding", "slot-funding": "t5"}
    said = await asyncio.gather(*(event.hands_in("sessions", click, "R-3") for _ in range(2)))
    again = await event.hands_in("sessions", click, "R-3")

    assert {one.status_code for one in (*said, again)} == {303}
    assert len(event.legation.state.changes) == 1


def test_two_clicks_at_once_are_one_change_and_a_later_one_is_another(event: Conference):
    plan, wanted = event.legation.state.plan, Choose(participant="R-3", item="mobility")
    assert plan is not None
    later = plan.model_copy(update={"itinerary": plan.itinerary.model_copy(update={"version": 7})})

    assert change_of(wanted, plan) == change_of(wanted, plan)
    assert change_of(wanted, plan).id != change_of(wanted, later).id


async def test_a_button_that_names_nothing_of_the_event_changes_nothing(event: Conference):
    for typed in ({"choose": "opening"}, {"choose": "nowhere"}, {"book": "nobody"}, {"x": "1"}):
        page = await event.hands_in("sessions", typed, "R-3")
        assert page.status_code == 422
    assert event.legation.state.changes == ()


async def test_after_the_event_nothing_can_be_chosen(event: Conference):
    event.now_is("2015-03-28 10:00")

    page = await event.hands_in("sessions", {"choose": "mobility"}, "R-3")

    assert page.status_code == 409
    assert event.attends("R-3") == "health"


async def test_before_the_programme_the_page_says_when_there_is_something_to_choose(event: Conference):
    event.legation.state = event.legation.state.model_copy(update={"plan": None})
    event.now_is("2015-03-10 10:00")

    assert "The programme is not published yet." in await event.sees("sessions", "R-3")
    assert (await event.hands_in("sessions", {"choose": "mobility"}, "R-3")).status_code == 409


async def test_the_list_leads_to_the_sessions_while_they_may_be_changed(event: Conference):
    assert f'href="{event.page("sessions", "R-3")}"' in await event.sees("todo", "R-3")
    event.now_is("2015-03-30 10:00")
    assert f'href="{event.page("sessions", "R-3")}"' not in await event.sees("todo", "R-3")


async def test_where_the_organiser_assigns_visits_nobody_chooses_themselves():
    trip = Prepared()
    async with trip.browser() as browser:
        assert (await browser.get(trip.page("sessions"))).status_code == 404
        posted = await browser.post(trip.page("sessions"), data={"choose": "visit-wistar"})
        assert posted.status_code == 404
