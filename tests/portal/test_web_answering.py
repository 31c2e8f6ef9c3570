import re
from datetime import timedelta

import httpx
import pytest

from activities.answer_records import AnswerRecord
from delegation.invite import AnswerSource, Method, PartStat
from tests.portal.invites_portal import FLIGHT, JORG, PORTAL, VISIT, Trip


@pytest.fixture
def trip() -> Trip:
    return Trip()


def moved(hours: int = 1) -> object:
    later = {"starts": VISIT.starts + timedelta(hours=hours), "ends": VISIT.ends + timedelta(hours=hours)}
    return VISIT.model_copy(update=later)


def form_in(page: httpx.Response, **typed: str) -> dict[str, str]:
    """What a browser would post: the hidden fields of the page, and what somebody typed."""
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    return {**hidden, **typed}


async def answer(trip: Trip, path: str, choice: str, **typed: str) -> httpx.Response:
    """Open the page and press a button."""
    async with trip.browser() as browser:
        page = await browser.get(path)
        return await browser.post(path, data=form_in(page, answer=choice, **typed))


async def test_a_page_shows_what_where_and_when_on_both_clocks(trip: Trip):
    async with trip.browser() as browser:
        page = await browser.get(trip.page("wistar-visit"))

    assert page.status_code == 200
    for text in (
        "Visit: The Wistar Institute",
        trip.file.title,
        "Mon 15 May 2017, 14:00-16:00 Philadelphia (EDT, UTC-4)",
        "Mon 15 May 2017, 20:00 Vienna (CEST, UTC+2)",
        "Bring a photo ID.",
        "You have not answered yet.",
    ):
        assert text in page.text
    assert '<html lang="en">' in page.text


async def test_a_journey_shows_both_of_its_ends(trip: Trip):
    async with trip.browser() as browser:
        page = await browser.get(trip.page("flight-home"))

    assert "Sat 20 May 2017, 18:30 Boston (EDT, UTC-4)" in page.text
    assert "Sun 21 May 2017, 07:45 Brussels (CEST, UTC+2)" in page.text


async def test_looking_changes_nothing(trip: Trip):
    path = trip.page("wistar-visit")
    before = dict(trip.store.content)

    async with trip.browser() as browser:
        for _ in range(3):
            await browser.get(path)
            await browser.head(path)
            await browser.get(f"{path}/answered")
            await browser.get(f"{path}?answer=decline")

    assert trip.books.heard == []
    assert trip.store.content == before


@pytest.mark.parametrize(
    ("choice", "partstat", "words"),
    [
        ("accept", PartStat.ACCEPTED, "You have accepted."),
        ("maybe", PartStat.TENTATIVE, "You have answered maybe."),
        ("decline", PartStat.DECLINED, "You have declined."),
    ],
)
async def test_a_button_is_an_answer(trip: Trip, choice: str, partstat: PartStat, words: str):
    path = trip.page("wistar-visit")

    said = await answer(trip, path, choice)

    assert said.status_code == 303
    async with trip.browser() as browser:
        thanks = await browser.get(httpx.URL(PORTAL + path).join(said.headers["location"]))
    assert words in thanks.text
    assert trip.sent("wistar-visit").partstat is partstat
    assert trip.books.heard[0].source is AnswerSource.LINK


async def test_a_comment_is_kept_in_the_vault_and_nowhere_else(trip: Trip):
    await answer(trip, trip.page("wistar-visit"), "accept", comment="I use a wheelchair.\r\nThank you")

    heard = trip.books.heard[0]
    record = AnswerRecord.model_validate_json(trip.store.read(heard.record))
    assert record.comment == "I use a wheelchair.\nThank you"
    assert heard.record.startswith("delegations/usa-2017/answers/a-17/")
    assert "wheelchair" not in heard.model_dump_json()


async def test_the_last_word_counts_even_within_the_same_second(trip: Trip):
    for choice in ("accept", "decline", "maybe", "decline", "accept"):
        await answer(trip, trip.page("wistar-visit"), choice)

    assert trip.sent("wistar-visit").partstat is PartStat.ACCEPTED


async def test_a_host_answers_like_everybody(trip: Trip):
    await answer(trip, trip.page("wistar-visit", trip.host.id), "accept")

    assert trip.sent("wistar-visit", trip.host.id).partstat is PartStat.ACCEPTED
    assert trip.sent("wistar-visit").partstat is PartStat.NEEDS_ACTION


async def test_a_decline_that_costs_money_needs_a_tick_and_loses_nothing_typed(trip: Trip):
    path = trip.page("flight-home")

    asked = await answer(trip, path, "decline", comment="My mother is ill")

    assert asked.status_code == 422
    assert "Declining may cost money" in asked.text
    assert "My mother is ill" in asked.text
    assert trip.books.heard == []

    await answer(trip, path, "decline", costs="yes")
    assert trip.sent("flight-home").partstat is PartStat.DECLINED
    assert [report.is_confirmed for report in trip.books.reports] == [True]


async def test_an_old_link_shows_what_changed_and_answers_what_is_there_now(trip: Trip):
    old = trip.page("wistar-visit")
    trip.mail_leaves("wistar-visit")
    trip.publish(JORG.id, moved(), FLIGHT)

    async with trip.browser() as browser:
        page = await browser.get(old)
    assert "This has changed since the mail whose link you opened." in page.text
    assert "Mon 15 May 2017, 15:00-17:00 Philadelphia" in page.text
    assert "<s>Mon 15 May 2017, 14:00-16:00 Philadelphia (EDT, UTC-4)</s>" in page.text

    await answer(trip, old, "accept")
    assert trip.sent("wistar-visit").partstat is PartStat.ACCEPTED
    assert trip.books.heard[0].sequence == 1


async def test_an_answer_to_what_the_page_showed_does_not_count_for_what_came_since(trip: Trip):
    path = trip.page("wistar-visit")
    async with trip.browser() as browser:
        page = await browser.get(path)
        trip.publish(JORG.id, moved(), FLIGHT)
        said = await browser.post(path, data=form_in(page, answer="accept", comment="See you"))

    assert said.status_code == 409
    assert "The programme changed while you were answering" in said.text
    assert "See you" in said.text
    assert trip.sent("wistar-visit").partstat is PartStat.NEEDS_ACTION


async def test_a_cancelled_item_says_so_and_cannot_be_answered(trip: Trip):
    path = trip.page("wistar-visit")
    trip.publish(JORG.id, FLIGHT)
    assert trip.sent("wistar-visit").method is Method.CANCEL

    said = await answer(trip, path, "accept")

    assert said.status_code == 409
    assert "This is cancelled." in said.text
    assert "<form" not in said.text


async def test_what_is_over_cannot_be_answered(trip: Trip):
    path = trip.page("wistar-visit")
    trip.books.now = VISIT.ends_at

    said = await answer(trip, path, "accept")

    assert "This is over." in said.text
    assert trip.books.heard == []


async def test_somebody_whose_journey_has_ended_is_told_whom_to_ask(trip: Trip):
    path = trip.page("wistar-visit")
    del trip.books.books["usa-2017", "A-17"]

    async with trip.browser() as browser:
        page = await browser.get(path)

    assert page.status_code == 410
    assert trip.file.organiser.mailbox in page.text


@pytest.mark.parametrize("spoilt", [lambda t: t[:-1], lambda t: t + "A", lambda t: t[5:], lambda _: "x"])
async def test_a_link_that_was_tampered_with_opens_nothing(trip: Trip, spoilt):
    path = "/a/" + spoilt(trip.page("wistar-visit").removeprefix("/a/"))

    async with trip.browser() as browser:
        shown = await browser.get(path)
        said = await browser.post(path, data={"answer": "accept"})

    assert (shown.status_code, said.status_code) == (404, 404)
    assert trip.books.heard == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": PORTAL}, 303),
        ({"Origin": PORTAL, "Sec-Fetch-Site": "same-origin"}, 303),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 303),
        ({}, 303),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": PORTAL, "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": PORTAL, "Sec-Fetch-Site": "same-site"}, 403),
    ],
)
async def test_only_our_own_page_may_post(trip: Trip, headers: dict[str, str], status: int):
    async with trip.browser() as browser:
        said = await browser.post(trip.page("wistar-visit"), data={"answer": "accept"}, headers=headers)

    assert said.status_code == status
    assert len(trip.books.heard) == (status == 303)


async def test_more_than_a_form_holds_is_not_read(trip: Trip):
    path = trip.page("wistar-visit")

    async with trip.browser() as browser:
        long = await browser.post(path, data={"answer": "accept", "comment": "x" * 2001})
        huge = await browser.post(path, data={"answer": "accept", "comment": "x" * 50_000})
        file = await browser.post(path, files={"answer": b"accept"})

    assert (long.status_code, huge.status_code, file.status_code) == (422, 413, 415)
    assert "Please shorten your comment to 2,000 characters." in long.text
    assert trip.books.heard == []


@pytest.mark.parametrize(
    "fields", [{"comment": "Hello"}, {"answer": "perhaps"}, {"answer": "accept", "sequence": "7"}]
)
async def test_a_form_of_another_make_changes_nothing(trip: Trip, fields: dict[str, str]):
    async with trip.browser() as browser:
        said = await browser.post(trip.page("wistar-visit"), data=fields)

    assert said.status_code in (409, 422)
    assert trip.books.heard == []


async def test_text_of_others_never_becomes_markup(trip: Trip):
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
    trip.register.keep("usa-2017", JORG.model_copy(update={"name": evil}))
    hostile = VISIT.model_copy(update={"title": evil, "description": evil})
    trip.publish(JORG.id, hostile, FLIGHT)

    async with trip.browser() as browser:
        path = trip.page("wistar-visit")
        shown = await browser.get(path)
        again = await browser.post(path, data={"answer": "nothing", "comment": evil})
        await browser.post(path, data={"answer": "accept", "sequence": "1", "comment": evil})
        thanks = await browser.get(f"{path}/answered")

    for page in (shown, again, thanks):
        assert "<script>" not in page.text
        assert "<img" not in page.text
    assert "script-src 'self';" in shown.headers["content-security-policy"]
    assert "unsafe" not in shown.headers["content-security-policy"]


async def test_while_the_engine_is_away_nothing_typed_is_lost(trip: Trip):
    path = trip.page("wistar-visit")
    async with trip.browser() as browser:
        page = await browser.get(path)
        trip.books.is_away = True
        looked = await browser.get(path)
        said = await browser.post(path, data=form_in(page, answer="decline", comment='I am "ill" <today>'))
        trip.books.is_away = False
        again = await browser.post(path, data=form_in(said, comment="I am ill"))

    assert (looked.status_code, said.status_code, again.status_code) == (503, 503, 303)
    assert "I am &#34;ill&#34; &lt;today&gt;" in said.text
    assert trip.sent("wistar-visit").partstat is PartStat.DECLINED


async def test_pages_are_kept_from_other_sites_and_from_caches(trip: Trip):
    async with trip.browser() as browser:
        page = await browser.get(trip.page("wistar-visit"))

    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert "set-cookie" not in page.headers
