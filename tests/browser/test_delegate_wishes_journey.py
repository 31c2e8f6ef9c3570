"""A delegate before and after the trip: visits, wishes, a paper, the survey, outcomes, and their data."""

from playwright.sync_api import Browser

from delegation.application import ApplicationStatus
from delegation.follow_up import OutcomeKind
from delegation.meeting import Wish
from tests.browser.journeying import WAYS, Way, walking
from tests.portal.todo_portal import DIET, Prepared
from tests.portal.trips_portal import KATRIN, sealed

FIRST = "monday-afternoon"
LAST = ("visit-singh", "visit-penn-state", "visit-wistar")


@WAYS
def test_a_delegate_ranks_visits_by_numbers_and_by_buttons_and_a_number_given_twice_costs_nothing(
    chromium: Browser, way: Way
):
    trip = Prepared()
    with walking(chromium, trip.desk(), way) as walk:
        walk.open(trip.page("todo"))
        walk.follow("visits")
        for visit, rank in zip(LAST, ("1", "2", "2"), strict=True):
            walk.page.locator(f'[name="rank-{FIRST}-{visit}"]').select_option(rank)
        walk.page.locator("main form button").last.click()
        walk.is_told("alert")
        walk.well()
        walk.page.locator(".errors a").first.click()
        assert walk.page.locator(":focus").get_attribute("id") == f"block-{FIRST}"
        assert walk.page.locator(f'[name="rank-{FIRST}-visit-wistar"]').input_value() == "2"

        walk.page.locator(f'[name="rank-{FIRST}-visit-wistar"]').select_option("3")
        walk.page.locator(f'#block-{FIRST} button[value="visit-penn-state"][name="up"]').click()
        assert "It counts once you save it." in walk.is_told("status")
        walk.well()
        walk.page.locator(f'#block-{FIRST} button[value="visit-penn-state"][name="down"]').click()
        walk.is_told("status")
        walk.press("Save my order")
        walk.reads("1 of ")
        walk.well()

    kept = {one.block: one.ranking for one in trip.state().wishes.visits or ()}
    assert kept[FIRST] == LAST


@WAYS
def test_a_delegate_wishes_for_meetings_and_gives_a_paper(chromium: Browser, way: Way):
    trip = Prepared()
    trip.now_is("2017-04-20 10:00")
    with walking(chromium, trip.desk(), way) as walk:
        walk.open(trip.page("wishes"))
        walk.press("Save my wishes")
        assert "at least one of them" in walk.is_told("alert")
        walk.well()
        walk.page.locator('[name="wish-penn-state"][value="must"]').check()
        walk.page.locator('[name="wish-potomac-bio"][value="no"]').check()
        walk.press("Save my wishes")
        walk.comes_to("/todo")
        walk.well()

        walk.follow("Diet and emergency contact")
        walk.page.locator("main form button").click()
        walk.is_told("alert")
        walk.well()
        walk.page.locator('[name="diet"][value="vegan"]').check()
        walk.page.locator('[name="emergency-contact"]').fill(DIET["emergency-contact"])
        walk.page.locator('[name="access-needs"][value="step-free"]').check()
        walk.page.locator("main form button").click()
        walk.comes_to("/todo")
        walk.well()

    wished = {one.host: one.wish for one in trip.state().wishes.meetings or ()}
    assert wished == {"penn-state": Wish.MUST, "potomac-bio": Wish.NO}


@WAYS
def test_a_delegate_answers_the_survey_and_says_what_came_of_it(chromium: Browser, way: Way):
    trip = Prepared()
    trip.now_is("2017-05-23 10:00")
    with walking(chromium, trip.desk(), way) as walk:
        walk.open(trip.page("survey"))
        walk.page.locator('[name="mark-0"][value="5"]').check()
        walk.page.locator("#remark").fill("Well done 👍")
        walk.press("Send my answers")
        walk.is_told("alert")
        walk.well()
        assert walk.page.locator("#remark").input_value() == "Well done 👍"
        for mark in range(walk.page.locator("fieldset.marks").count()):
            walk.page.locator(f'[name="mark-{mark}"][value="4"]').check()
        walk.press("Send my answers")
        walk.comes_to("/todo")

        trip.now_is("2017-06-19 10:00")
        walk.open(trip.page("outcomes/30"))
        walk.page.locator("#partner-0").fill("Wistar Institute")
        walk.page.locator("main form button").last.click()
        assert "Choose what came of it" in walk.is_told("alert")
        walk.well()
        walk.page.locator("#kind-0").select_option("agreement")
        walk.page.locator("#summary-0").fill("We test together.")
        walk.page.locator("main form button").last.click()
        walk.comes_to("/todo")
        walk.well()

    assert trip.state().survey is not None
    (report,) = trip.state().outcomes
    (outcome,) = report.outcomes
    assert (outcome.kind, outcome.partner) == (OutcomeKind.AGREEMENT, "Wistar Institute")


@WAYS
def test_a_delegate_has_their_data_erased_and_keeps_the_receipt(chromium: Browser, way: Way):
    trip = sealed().speaks("en").at("2017-05-12 12:00")
    with walking(chromium, trip.desk(), way) as walk:
        walk.open(trip.path("mine"))
        walk.page.locator("main a.button.quiet").last.click()
        walk.heading("Have my data erased")
        walk.page.locator("#number").fill("A-02")
        walk.press("Erase my data for good")
        walk.is_told("alert")
        walk.well()
        assert walk.page.locator("#number").input_value() == "A-02"
        walk.page.locator(".errors a").first.click()
        assert walk.page.locator(":focus").get_attribute("id") == "number"
        assert trip.legation.writes == []
        walk.page.locator("#number").fill(KATRIN)
        walk.page.locator("#sure").check()
        walk.press("Erase my data for good")
        walk.heading("Your data is erased")
        walk.well()
        walk.page.reload()
        walk.heading("Your data is erased")

    assert trip.legation.journeys[KATRIN].status is ApplicationStatus.WITHDRAWN
