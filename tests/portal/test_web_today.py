"""Today: now and next, what changed, whom to call, and how little of it crosses a bad network."""

import gzip
import re
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from delegation.attendance import AttendanceSheet
from portal.web.delegates.today_emergency import emergency_in
from portal.web.words import WordBook
from tests.portal import stages
from tests.portal.test_web_programme import words_of
from tests.portal.trips_portal import KATRIN, SLUG, Travelling

SMALL, PAGE = 30_000, 100_000
"""Bytes for Today, and for any page of a delegate, with all that they load besides pictures."""
PAGES = ("", "todo", "programme", "calendar", "today", "documents", "people", "mine", "mine/erase")


@pytest.fixture
def trip() -> Travelling:
    return Travelling(stages.invited(KATRIN)).speaks("en").at("2017-05-15 12:40")


def line_of(text: str, phase: str) -> str:
    """What stands in the card of that phase."""
    found = re.search(rf'<li class="stop {phase}".*?</li>', text, re.DOTALL)
    return words_of(f"<main{found[0]}") if found else ""


async def test_what_goes_on_and_what_comes_next_stand_open_and_on_top(trip: Travelling):
    text = await trip.text("today")
    now, following = line_of(text, "now"), line_of(text, "next")

    assert "Lunch at the Science Center" in now
    assert "3675 Market Street, Philadelphia" in now
    assert "Call +1 215 555 0105" in now
    assert "Visit A: The Wistar Institute" in following
    assert "at home 20:00–22:00 CEST" in following
    assert text.index("Lunch at the Science Center") < text.index("Earlier today") < text.index("Welcome by")
    assert len(re.findall(r"<details id=\"[^\"]+\" open", text)) == 2


async def test_between_two_items_nothing_is_now_and_the_next_one_is_next(trip: Travelling):
    text = await trip.at("2017-05-15 13:50").text("today")

    assert line_of(text, "now") == ""
    assert "Visit A" in line_of(text, "next")


async def test_what_changed_in_the_last_day_stands_above_with_what_it_was_before(trip: Travelling):
    trip.at("2017-05-15 11:10").moves("visit-wistar", "2017-05-15 15:00", "2017-05-15 17:00")
    trip.at("2017-05-15 11:30").cancels("coach-station").at("2017-05-15 12:40")
    text = await trip.text("today")
    changes = words_of("<main" + text.partition('id="changes"')[2].partition("</section>")[0])

    assert text.index("Cancelled:") < text.index("Changed:") < text.index('class="stop now"')
    assert "15:00–17:00 EDT" in changes
    assert "Before: Mon 15 May 2017, 14:00-16:00 Philadelphia (EDT, UTC-4)" in changes
    assert "Told Mon 15 May 2017, 11:30 Philadelphia (EDT, UTC-4)" in changes
    assert "Coach to 30th Street Station" not in text.partition('<ol class="stops today">')[2]


async def test_a_change_is_no_news_once_it_is_a_day_old_or_over(trip: Travelling):
    trip.at("2017-05-14 10:00").moves("visit-wistar", "2017-05-15 15:00", "2017-05-15 17:00")
    a_day_later = await trip.at("2017-05-15 12:40").text("today")
    trip.at("2017-05-15 13:00").moves("visit-wistar", "2017-05-15 13:10", "2017-05-15 14:00")
    once_over = await trip.at("2017-05-15 14:30").text("today")

    assert 'id="changes"' not in a_day_later
    assert 'id="changes"' not in once_over


async def test_a_coach_says_whether_it_runs_as_planned(trip: Travelling):
    planned = line_of(await trip.at("2017-05-15 16:10").text("today"), "next")
    trip.moves("coach-station", "2017-05-15 16:50", "2017-05-15 17:20")
    late = line_of(await trip.text("today"), "next")

    assert "Transfer: as planned" in planned
    assert "Transfer: Changed Mon 15 May 2017, 16:10 Philadelphia" in late
    assert "16:50–17:20 EDT" in late


async def test_who_was_noted_at_the_door_sees_that(trip: Travelling):
    sheet = AttendanceSheet(
        item="lunch-science-center",
        present=(KATRIN,),
        author="desk",
        at=datetime(2017, 5, 15, 16, 31, tzinfo=UTC),
    )
    trip.legation.state = trip.legation.state.model_copy(update={"attendance": (sheet,)})

    assert "You are checked in 12:31 (Philadelphia, EDT)" in line_of(await trip.text("today"), "now")


async def test_help_names_the_emergency_number_of_the_country_and_the_organiser(trip: Travelling):
    text = words_of(await trip.text("today")).partition("Help")[2]

    assert "Emergency, United States 911" in text
    assert "usa-2017@delegations.example" in text


def test_an_emergency_number_that_is_not_known_for_sure_is_not_shown():
    words = WordBook(Path("templates/portal/mine")).read_by("en")
    japan = emergency_in("JP", words)

    assert emergency_in("XX", words) is None
    assert japan is not None
    assert (japan.country, japan.police, japan.ambulance, japan.is_one) == ("Japan", "110", "119", False)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2017-05-11 12:00", "3 days until the trip starts."),
        ("2017-05-13 08:00", "The trip starts tomorrow."),
        ("2017-05-20 12:00", "The programme is over."),
    ],
)
async def test_before_and_after_the_trip_the_page_says_so(trip: Travelling, moment: str, said: str):
    assert said in words_of(await trip.at(moment).text("today"))


async def test_at_night_the_next_day_stands_there(trip: Travelling):
    text = words_of(await trip.at("2017-05-15 23:30").text("today"))

    assert "Today Tuesday, 16 May 2017" in text
    assert "Next 08:30–10:15 EDT TechConnect exhibition" in text


async def test_no_address_can_set_another_time(trip: Travelling):
    plain = await trip.text("today")
    async with trip.browser() as client:
        forged = await client.get(trip.path("today") + "?at=2017-05-18T09:00&now=1495112400")

    assert _still(forged.text) == _still(plain)


async def test_attendance_that_cannot_be_asked_takes_nothing_from_the_page(
    trip: Travelling, monkeypatch: pytest.MonkeyPatch
):
    from portal.errors import EngineAway

    async def away(slug: str) -> None:
        raise EngineAway(slug)

    monkeypatch.setattr(trip.legation, "attendance", away)

    assert "Lunch at the Science Center" in await trip.text("today")


# --- without a network -------------------------------------------------------------------------------------


async def test_the_worker_lies_below_the_address_and_only_for_an_address_that_counts(trip: Travelling):
    async with trip.browser() as client:
        script = await client.get(trip.path("worker.js"))
        unknown = await client.get("/o/unknown/worker.js")
        manifest = (await client.get(trip.path("app.webmanifest"))).json()
        icon = await client.get(manifest["icons"][0]["src"])
    page = await trip.text("today")

    assert script.headers["content-type"].startswith("text/javascript")
    assert "service-worker-allowed" not in script.headers
    assert unknown.status_code == 404
    assert (manifest["start_url"], manifest["scope"], manifest["lang"]) == ("today", "./", "en")
    assert icon.headers["content-type"] == "image/svg+xml"
    assert 'data-copy="no"' in page
    assert "This is as of Mon 15 May 2017, 12:40 Philadelphia (EDT, UTC-4)" in page


async def test_once_an_address_is_revoked_page_and_worker_are_gone_together(trip: Travelling):
    paths = [trip.path(page) for page in ("today", "programme", "worker.js")]
    trip.feeds.ring.bump(SLUG, KATRIN, trip.legation.now)
    async with trip.browser() as client:
        answers = [(await client.get(path)).status_code for path in paths]

    assert answers == [404, 404, 404]


async def fetched(client: httpx.AsyncClient, path: str) -> tuple[int, str]:
    """How many bytes cross the network, and what they say."""
    async with client.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as sent:
        raw = b"".join([chunk async for chunk in sent.aiter_raw()])
        is_packed = sent.headers.get("content-encoding") == "gzip"
    return len(raw), (gzip.decompress(raw) if is_packed else raw).decode()


async def loads(trip: Travelling, page: str) -> dict[str, int]:
    """By address, the bytes that come when the page is shown for the first time, pictures left out."""
    async with trip.browser() as client:
        size, text = await fetched(client, trip.path(page))
        weights = {page: size}
        for file in re.findall(r'(?:<link[^>]+rel="stylesheet"[^>]+href|<script src)="([^"]+)"', text):
            weights[file] = (await fetched(client, file))[0]
        if page == "today":
            weights["worker.js"] = (await fetched(client, trip.path("worker.js")))[0]
            weights["the copy of the worker"] = size
    return weights


async def test_today_comes_with_all_it_needs_in_less_than_30_kb(trip: Travelling):
    trip.at("2017-05-15 11:10").moves("visit-wistar", "2017-05-15 15:00", "2017-05-15 17:00")
    weights = await loads(trip, "today")

    assert len(weights) == 6, weights
    assert sum(weights.values()) < SMALL, weights


@pytest.mark.parametrize("page", PAGES)
async def test_no_page_of_a_delegate_weighs_more_than_100_kb(trip: Travelling, page: str):
    weights = await loads(trip, page)

    assert any(one.endswith("style.css") for one in weights)
    assert sum(weights.values()) < PAGE, weights


async def test_what_is_compressed_says_the_same_and_pages_that_take_typed_text_never_are(trip: Travelling):
    async with trip.browser() as client:
        style = re.search(r'href="(/static/[^"]+style\.css)"', (await client.get(trip.path("today"))).text)
        assert style is not None
        for path in (style[1], trip.path("worker.js"), trip.path("today")):
            plain = await client.get(path, headers={"Accept-Encoding": "identity"})
            packed = await client.get(path, headers={"Accept-Encoding": "gzip"})
            assert (plain.headers["vary"], packed.headers["vary"]) == ("Accept-Encoding", "Accept-Encoding")
            assert ("content-encoding" in plain.headers, packed.headers["content-encoding"]) == (
                False,
                "gzip",
            )
            assert _still(packed.text) == _still(plain.text)
        pages = [
            await client.get(trip.path(page), headers={"Accept-Encoding": "gzip"})
            for page in ("people", "programme", "mine/erase", "calendar")
        ]

    assert not any("content-encoding" in one.headers for one in pages)


def _still(text: str) -> str:
    """Without what tells only the time."""
    return re.sub(r'data-served="\d+"', "", text)
