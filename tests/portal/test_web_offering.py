"""What happens on the page of an application: `/o/{token}`."""

import asyncio
import logging
import re
from datetime import timedelta

import httpx
import pytest

from delegation.application import ApplicationStatus
from delegation.offer import Answer, OfferAnswer, OfferOutcome, OfferSource
from delegation.zoned import stamp
from tests.portal.invites_portal import JORG, PORTAL, SLUG
from tests.portal.offers_portal import Offered

EVIL = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'


@pytest.fixture
def trip() -> Offered:
    return Offered()


def form_in(page: httpx.Response, **typed: str) -> dict[str, str]:
    """What a browser would post: the hidden fields of the page, and what somebody typed."""
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    return {**hidden, **typed}


async def press(trip: Offered, path: str, choice: str, **typed: str) -> httpx.Response:
    """Open the page and press a button."""
    async with trip.browser() as browser:
        page = await browser.get(path)
        return await browser.post(path, data=form_in(page, answer=choice, **typed))


async def shown(trip: Offered, path: str) -> str:
    async with trip.browser() as browser:
        return (await browser.get(path)).text


async def test_the_page_of_an_offer_says_what_it_is_and_until_when_it_stands(trip: Offered):
    page = await shown(trip, trip.offer_page())

    for text in (
        "A place is kept for you",
        trip.file.title,
        "Jörg Müller",
        "Philadelphia, Washington and Boston",
        stamp(trip.confirm_by, "Europe/Brussels", place="Brussels"),
        "that is in 3 days",
        "Accept the place",
        "Decline the place",
        '<html lang="en">',
    ):
        assert text in page


async def test_who_lives_on_another_clock_sees_the_date_on_both(trip: Offered):
    trip.register.keep(SLUG, JORG.model_copy(update={"zone": "Europe/Helsinki"}))

    page = await shown(trip, trip.offer_page())

    assert page.index("Brussels (") < page.index(stamp(trip.confirm_by, "Europe/Helsinki", place="Helsinki"))


async def test_looking_changes_nothing_so_that_scanners_of_mail_may_open_every_link(trip: Offered):
    path = trip.offer_page()
    before = dict(trip.store.content)

    async with trip.browser() as browser:
        for _ in range(3):
            await browser.get(path)
            await browser.head(path)
            await browser.get(f"{path}/answered")
            await browser.get(f"{path}?answer=accept")

    assert trip.journeys.heard == []
    assert trip.store.content == before


async def test_accepting_by_link_confirms_the_place_and_says_what_comes_next(trip: Offered):
    path = trip.offer_page()

    said = await press(trip, path, "accept")

    assert said.status_code == 303
    thanks = await shown(trip, str(httpx.URL(PORTAL + path).join(said.headers["location"])))
    assert "Thank you, Jörg Müller. Your answer is recorded: " in thanks
    assert "Passport data, room, diet and consent: by Fri 24 March 2017" in thanks
    assert trip.state().outcome is OfferOutcome.CONFIRMED
    assert [(one.answer, one.source) for one in trip.journeys.heard] == [(Answer.ACCEPTED, OfferSource.LINK)]


async def test_the_link_opened_again_shows_when_the_place_was_confirmed(trip: Offered):
    answered_at = trip.journeys.now
    await press(trip, trip.offer_page(), "accept")
    trip.journeys.now += timedelta(days=10)

    page = await shown(trip, trip.offer_page())

    assert "Your place is confirmed" in page
    assert stamp(answered_at, "Europe/Brussels", place="Brussels") in page
    assert "Accept the place" not in page


async def test_a_reason_for_declining_is_kept_in_the_vault_and_nowhere_else(trip: Offered):
    await press(trip, trip.offer_page(), "decline", comment="My mother is ill.\r\nSorry")

    heard = trip.journeys.heard[0]
    assert heard.answer is Answer.DECLINED
    assert trip.record(heard.record).words == "My mother is ill.\nSorry"
    assert heard.record.startswith("delegations/usa-2017/offers/a-17/")
    assert "mother" not in heard.model_dump_json()
    assert heard.at is None  # what somebody presses must not move the clock of a rehearsal


async def test_who_accepts_from_two_devices_at_once_has_answered_once(trip: Offered):
    path = trip.offer_page()

    said = await asyncio.gather(*(press(trip, path, "accept") for _ in range(2)))

    assert [one.status_code for one in said] == [303, 303]
    assert len(trip.journeys.heard) == 1
    assert (await press(trip, path, "accept")).status_code == 303
    assert len(trip.journeys.heard) == 1


async def test_a_second_answer_that_contradicts_the_first_is_told_why_it_cannot_count(trip: Offered):
    async with trip.browser() as browser:
        other_device = await browser.get(trip.offer_page())
        await press(trip, trip.offer_page(), "accept")
        said = await browser.post(trip.offer_page(), data=form_in(other_device, answer="decline"))

    assert said.status_code == 409
    assert "The place is already confirmed." in said.text
    assert "Give the place back" in said.text
    assert trip.state().outcome is OfferOutcome.CONFIRMED


async def test_an_answer_that_is_overtaken_on_its_way_is_told_so(trip: Offered):
    path = trip.offer_page()
    answer = trip.journeys.answer

    async def faster(slug: str, participant: str, said: OfferAnswer) -> OfferOutcome:
        trip.stands("A-17", ApplicationStatus.SELECTED, offer=trip.state().offer, outcome="expired")
        return await answer(slug, participant, said)

    trip.journeys.answer = faster  # type: ignore[method-assign]

    said = await press(trip, path, "accept")

    assert said.status_code == 409
    assert "The offer was not answered in time and has been passed on." in said.text


async def test_after_the_confirm_by_date_the_page_says_that_the_place_is_gone(trip: Offered):
    async with trip.browser() as browser:
        page = await browser.get(trip.offer_page())
        trip.journeys.now = trip.confirm_by + timedelta(minutes=1)
        said = await browser.post(trip.offer_page(), data=form_in(page, answer="accept"))

    assert said.status_code == 409
    assert "The place was kept free until" in said.text
    assert "The place was not confirmed in time" in said.text
    assert "<form" not in said.text
    assert trip.journeys.heard == []


async def test_a_confirmed_place_is_given_back_only_by_who_knows_what_that_means(trip: Offered):
    await press(trip, trip.offer_page(), "accept")

    asked = await press(trip, trip.offer_page(), "withdraw")
    assert (asked.status_code, trip.journeys.withdrawn) == (422, [])

    await press(trip, trip.offer_page(), "withdraw", sure="yes")
    assert trip.journeys.withdrawn == ["A-17"]
    assert "You gave the place back" in await shown(trip, trip.offer_page())


async def test_nobody_gives_a_place_back_once_the_trip_has_begun(trip: Offered):
    await press(trip, trip.offer_page(), "accept")
    trip.journeys.now = trip.confirm_by + timedelta(days=90)

    said = await press(trip, trip.offer_page(), "withdraw", sure="yes", standing="confirmed")

    assert said.status_code == 409
    assert trip.journeys.withdrawn == []


async def test_who_is_on_the_reserve_list_sees_the_band_and_may_leave(trip: Offered):
    path = trip.offer_page("A-18")

    page = await shown(trip, path)
    assert "You are on the reserve list" in page
    assert "<strong>1 to 2</strong>" in page
    assert page.count("<button") == 1

    assert (await press(trip, path, "withdraw")).status_code == 303
    assert (await press(trip, path, "withdraw")).status_code == 303
    assert trip.journeys.withdrawn == ["A-18"]
    assert trip.state("A-18").status is ApplicationStatus.WITHDRAWN


async def test_who_is_promoted_while_leaving_the_list_sees_the_offer_first(trip: Offered):
    path = trip.offer_page("A-18")
    async with trip.browser() as browser:
        page = await browser.get(path)
        trip.stands("A-18", ApplicationStatus.SELECTED, offer=trip.state().offer)
        said = await browser.post(path, data=form_in(page, answer="withdraw"))

    assert said.status_code == 409
    assert "Something changed while you were looking at this page." in said.text
    assert "Accept the place" in said.text
    assert trip.journeys.withdrawn == []


async def test_somebody_without_an_offer_cannot_accept_one(trip: Offered):
    said = await press(trip, trip.offer_page("A-18"), "accept")

    assert said.status_code == 409
    assert "No place has been offered to this applicant" in said.text


async def test_nobody_waits_on_a_list_that_is_closed(trip: Offered):
    trip.journeys.now = trip.file.offers.replacement_ends_at

    page = await shown(trip, trip.offer_page("A-18"))

    assert "The reserve list is closed" in page
    assert "<form" not in page


async def test_an_application_under_evaluation_can_be_withdrawn(trip: Offered):
    trip.stands("A-18", ApplicationStatus.UNDER_EVALUATION)
    path = trip.offer_page("A-18")
    assert "Your application is being evaluated" in await shown(trip, path)

    await press(trip, path, "withdraw", sure="yes")

    assert "You withdrew your application" in await shown(trip, path)


@pytest.mark.parametrize("status", list(ApplicationStatus))
@pytest.mark.parametrize("outcome", [None, *OfferOutcome])
@pytest.mark.parametrize("is_over", [False, True])
async def test_every_state_has_a_page(
    trip: Offered, status: ApplicationStatus, outcome: OfferOutcome | None, is_over: bool
):
    offer = trip.state().offer if outcome or status is ApplicationStatus.SELECTED else None
    trip.stands("A-17", status, offer=offer, outcome=outcome)
    trip.journeys.over |= {"A-17"} if is_over else set()

    async with trip.browser() as browser:
        page = await browser.get(trip.offer_page())

    assert page.status_code == 200
    assert re.search(r"<h1>[A-Z][^<]+</h1>", page.text)
    assert not is_over or "<form" not in page.text


async def test_a_journey_that_is_gone_leaves_a_page_that_says_whom_to_ask(trip: Offered):
    trip.journeys.states.clear()

    async with trip.browser() as browser:
        page = await browser.get(trip.offer_page())
        said = await browser.post(trip.offer_page(), data={"answer": "accept"})

    assert (page.status_code, said.status_code) == (410, 410)


async def test_a_cancelled_delegation_takes_no_answers(trip: Offered):
    trip.journeys.over.add("A-17")

    said = await press(trip, trip.offer_page(), "accept")

    assert said.status_code == 409
    assert "This journey has ended" in said.text
    assert trip.journeys.heard == []


@pytest.mark.parametrize("spoilt", [lambda t: t[:-1], lambda t: t + "A", lambda t: t[5:], lambda _: "x"])
async def test_a_link_that_was_tampered_with_opens_nothing(trip: Offered, spoilt):
    path = "/o/" + spoilt(trip.offer_page().removeprefix("/o/"))

    async with trip.browser() as browser:
        looked = await browser.get(path)
        said = await browser.post(path, data={"answer": "accept"})

    assert (looked.status_code, said.status_code) == (404, 404)
    assert trip.journeys.heard == []


async def test_the_link_of_an_invite_opens_no_offer_and_the_other_way_round(trip: Offered):
    invite, offer = trip.page("wistar-visit"), trip.offer_page()

    async with trip.browser() as browser:
        for path in (invite.replace("/a/", "/o/"), offer.replace("/o/", "/a/")):
            assert (await browser.get(path)).status_code == 404
            assert (await browser.post(path, data={"answer": "accept"})).status_code == 404


async def test_one_persons_link_answers_for_nobody_else(trip: Offered):
    trip.stands("A-18", ApplicationStatus.SELECTED, offer=trip.state().offer)

    await press(trip, trip.offer_page("A-18"), "accept", participant="A-17")

    assert trip.state("A-18").outcome is OfferOutcome.CONFIRMED
    assert trip.state("A-17").outcome is None


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": PORTAL}, 303),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 303),
        ({}, 303),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": PORTAL, "Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
async def test_only_our_own_page_may_post(trip: Offered, headers: dict[str, str], status: int):
    async with trip.browser() as browser:
        said = await browser.post(trip.offer_page(), data={"answer": "accept"}, headers=headers)

    assert said.status_code == status
    assert len(trip.journeys.heard) == (status == 303)


async def test_more_than_a_form_holds_is_not_read(trip: Offered):
    async with trip.browser() as browser:
        path = trip.offer_page()
        long = await browser.post(path, data={"answer": "decline", "comment": "x" * 1001})
        huge = await browser.post(path, data={"answer": "decline", "comment": "x" * 50_000})
        file = await browser.post(path, files={"answer": b"decline"})
        none = await browser.post(path, data={"answer": "perhaps"})

    assert [one.status_code for one in (long, huge, file, none)] == [422, 413, 415, 422]
    assert "Please shorten your comment to 1,000 characters." in long.text
    assert trip.journeys.heard == []


async def test_text_of_others_never_becomes_markup(trip: Offered):
    trip.register.keep(SLUG, JORG.model_copy(update={"name": EVIL}))
    trip.stands("A-17", ApplicationStatus.SELECTED, offer=trip.state().offer, next_steps=(EVIL,))

    looked = await shown(trip, trip.offer_page())
    again = await press(trip, trip.offer_page(), EVIL, comment=EVIL)
    await press(trip, trip.offer_page(), "accept")
    thanks = await shown(trip, f"{trip.offer_page()}/answered")

    for page in (looked, again.text, thanks):
        assert "<script>" not in page
        assert "<img" not in page


async def test_while_the_engine_is_away_nothing_typed_is_lost(trip: Offered):
    path = trip.offer_page()
    async with trip.browser() as browser:
        trip.journeys.is_away = True
        looked = await browser.get(path)
        said = await browser.post(path, data={"answer": "decline", "comment": 'I am "ill" <today>'})
        trip.journeys.is_away = False
        again = await browser.post(path, data=form_in(said, comment="I am ill"))

    assert (looked.status_code, said.status_code, again.status_code) == (503, 503, 303)
    assert "I am &#34;ill&#34; &lt;today&gt;" in said.text
    assert trip.state().outcome is OfferOutcome.DECLINED


async def test_pages_are_kept_from_other_sites_and_from_caches(trip: Offered):
    async with trip.browser() as browser:
        page = await browser.get(trip.offer_page())

    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "same-origin"
    assert page.headers["x-robots-tag"] == "noindex, nofollow"
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert "set-cookie" not in page.headers
    assert "<script>" not in page.text


async def test_logs_name_nobody(trip: Offered, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG, logger="portal")
    await press(trip, trip.offer_page(), "decline", comment="My mother is ill.")

    assert "offer answered by link: declined" in caplog.text
    for word in ("jörg", "a-17", "mother", trip.offer_page().removeprefix("/o/").lower()):
        assert word not in caplog.text.lower()
