"""A host on a phone or at a desk: how many it receives and when, who comes, and that it cannot."""

from playwright.sync_api import Browser

from delegation.hosting import HostWithdrawal
from tests.browser.journeying import WAYS, Way, walking
from tests.portal import stages
from tests.portal.desk_portal import desk_of
from tests.portal.invites_portal import SLUG
from tests.portal.test_web_hosting import HOST, Hosted


@WAYS
def test_a_host_says_how_many_and_when_it_receives_and_answers_who_asks_for_a_meeting(
    chromium: Browser, way: Way
):
    trip = Hosted()
    trip.pass_on_requests()
    with walking(chromium, trip.desk(), way) as walk:
        walk.open(trip.host_page())
        walk.well()
        walk.page.locator("#guests").fill("9000000")
        walk.page.locator('[name^="slot-"]').first.check()
        walk.page.locator('[name="wish-A-01"][value="must"]').check()
        walk.page.locator("main form button").click()
        assert "9000000 is not possible" in walk.is_told("alert")
        walk.well()
        assert walk.page.locator("#guests").input_value() == "9000000"
        assert walk.page.locator('[name="wish-A-01"][value="must"]').is_checked()

        walk.page.locator("#guests").fill("12")
        walk.page.locator("main form button").click()
        assert "This is recorded" in walk.is_told("status")
        walk.well()
        walk.page.reload()
        assert walk.page.locator('[name^="slot-"]').first.is_checked()

    assert trip.answer().guests_at_most == 12
    assert len(trip.hosts.heard) == 1


@WAYS
def test_a_host_looks_who_comes_and_takes_the_list_along(chromium: Browser, way: Way):
    legation = stages.listed()
    desk = desk_of(legation)
    host = next(one for one, state in legation.receptions.states.items() if state.guest_list)
    with walking(chromium, desk, way) as walk:
        walk.open(walk.desk.links.host_link(SLUG, host).removeprefix(desk.address))
        walk.page.locator("details summary").first.click()
        assert walk.page.locator("details[open] li").count() > 2
        walk.well()
        with walk.page.expect_download() as download:
            walk.page.locator("a[download]").click()
        assert download.value.suggested_filename.endswith(".xlsx")


@WAYS
def test_a_host_that_withdraws_is_asked_twice_and_may_still_think_better_of_it(chromium: Browser, way: Way):
    trip = Hosted()
    with walking(chromium, trip.desk(), way) as walk:
        walk.open(trip.host_page())
        walk.follow("I cannot receive the delegation")
        walk.heading("Withdraw?")
        walk.page.locator("#reason-plans").check()
        walk.press("Withdraw")
        walk.is_told("alert")
        walk.well()
        assert trip.hosts.heard == []
        assert walk.page.locator("#reason-plans").is_checked()
        walk.page.locator("#sure").check()
        walk.press("Withdraw")
        assert "Your withdrawal is recorded" in walk.is_told("status")
        walk.well()
        assert walk.page.locator("main form").count() == 0

    (heard,) = trip.hosts.heard
    assert isinstance(heard, HostWithdrawal)
    assert heard.host == HOST
