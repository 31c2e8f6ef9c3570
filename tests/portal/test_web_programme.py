"""My programme and its calendar, as the person who holds the link sees them."""

import re
from datetime import timedelta

import pytest

from delegation.invite import PartStat
from delegation.itinerary import ItineraryItem, Place
from portal.web.delegates.programme_stops import geo_of, map_of
from tests.portal import stages
from tests.portal.trips_portal import KATRIN, PORTAL, SLUG, Travelling


@pytest.fixture
def trip() -> Travelling:
    return Travelling(stages.invited(KATRIN)).speaks("en").at("2017-05-12 12:00")


def words_of(text: str) -> str:
    """What somebody reads, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", text.partition("<main")[2]).split())


def part(text: str, title: str) -> str:
    """What is said of one item."""
    return words_of("<main>" + next(one for one in text.split("<li class=") if title in one))


async def test_every_day_of_my_programme_stands_there_with_the_time_of_the_place_before_that_at_home(
    trip: Travelling,
):
    text = await trip.text("programme")
    visit = part(text, "Visit A: The Wistar Institute")

    assert re.findall(r'<h2 id="day-([0-9-]+)"', text) == [f"2017-05-{day}" for day in range(14, 20)]
    assert "14:00–16:00 EDT at home 20:00–22:00 CEST" in visit
    assert "3601 Spruce Street, Philadelphia" in visit
    assert "Amara Nwosu" in visit
    assert "01:00 (+1 day)–02:30 (+1 day) CEST" in part(text, "Briefing")
    assert "Visit B" not in text  # somebody else's


async def test_a_map_is_a_link_and_nothing_is_loaded_from_there(trip: Travelling):
    text = await trip.text("programme")
    loaded = re.findall(r'(?:src|<link[^>]+href)="([^"]+)"', text)

    assert 'href="https://www.openstreetmap.org/?mlat=' in text
    assert 'href="geo:39.' in text
    assert loaded
    assert all(one.startswith("/static/") for one in loaded)


def test_a_place_without_a_position_is_looked_up_by_its_address():
    place = Place(id="inn", name="Inn & Bar", address="1 Main Street")

    assert map_of(place).endswith("/search?query=Inn%20%26%20Bar%2C%201%20Main%20Street")
    assert (geo_of(place), map_of(None)) == ("", "")


async def test_what_changed_says_when_and_what_was_cancelled_is_struck_through(trip: Travelling):
    trip.at("2017-05-15 11:10").moves("visit-wistar", "2017-05-15 15:00", "2017-05-15 17:00")
    trip.cancels("coach-station")
    text = await trip.text("programme")

    moved, gone = part(text, "Visit A"), part(text, "Coach to 30th Street Station")
    assert "Changed Mon 15 May 2017, 11:10 Philadelphia (EDT, UTC-4)" in moved
    assert "15:00–17:00 EDT" in moved
    assert gone.startswith("Coach to 30th Street Station") or "Cancelled" in gone
    assert "<s>Coach to 30th Street Station</s>" in text
    assert "Map" not in gone
    assert "Changed" not in part(text, "Train to Washington")


async def test_the_answer_to_an_invite_stands_beside_it_with_the_page_on_which_it_is_given(trip: Travelling):
    text = await trip.text("programme")
    page = re.search(r'<a href="(/a/[^"]+)">Answer the invite<span class="hidden">: Visit A', text)
    assert page is not None
    async with trip.browser() as client:
        opened = await client.get(page[1])
        answered = await client.post(page[1], data={"answer": "accept", "sequence": "0"})
    after = part(await trip.text("programme"), "Visit A")

    assert (opened.status_code, answered.status_code) == (200, 303)
    assert "The Wistar Institute" in opened.text
    assert "You accepted Change my answer" in after
    book = trip.legation.book(KATRIN)
    assert book is not None
    assert [one.partstat for one in book.invites if one.item.id == "visit-wistar"] == [PartStat.ACCEPTED]


async def test_what_has_begun_is_no_longer_answered(trip: Travelling):
    text = await trip.at("2017-05-15 14:01").text("programme")

    assert "Answer the invite" not in part(text, "Visit A")
    assert "Answer the invite" in part(text, "Train to Washington")


async def test_before_it_is_published_the_page_says_when_that_will_be(trip: Travelling):
    journey = trip.legation.journeys[KATRIN]
    trip.legation.journeys[KATRIN] = journey.model_copy(update={"calendar": type(journey.calendar)()})

    text = words_of(await trip.text("programme"))

    assert "Your programme is not published yet. It is planned for " in text
    assert "Brussels (CEST, UTC+2)" in text


async def test_changes_that_are_being_put_together_are_announced(trip: Travelling):
    journey = trip.legation.journeys[KATRIN]
    due = trip.legation.now + timedelta(minutes=8)
    calendar = journey.calendar.model_copy(update={"due": due})
    trip.legation.journeys[KATRIN] = journey.model_copy(update={"calendar": calendar})

    assert "The programme is being changed." in await trip.text("programme")


@pytest.mark.parametrize(
    ("language", "said"), [("de", "Mein Programm"), ("fr", "Mon programme"), ("fi", "My programme")]
)
async def test_the_programme_is_in_the_language_of_who_opens_it(trip: Travelling, language: str, said: str):
    text = await trip.speaks(language).text("programme")

    assert f"<h1>{said}</h1>" in text
    assert ("Montag, 15. Mai 2017" in text) is (language == "de")


async def test_who_has_no_place_finds_no_programme(trip: Travelling):
    applied = next(one for one in trip.legation.journeys if one not in trip.legation.state.delegates)
    async with trip.browser() as client:
        pages = ("programme", "today", "calendar", "documents", "document", "people", "people.vcf")
        answers = [await client.get(trip.path(page, applied)) for page in pages]
        forged = await client.get(trip.path("programme")[:-12] + "/programme")

    assert {one.status_code for one in answers} == {404}
    assert forged.status_code == 404


# --- the calendar ------------------------------------------------------------------------------------------


async def test_the_calendar_is_subscribed_to_by_a_button_a_text_or_a_code(trip: Travelling):
    trip.links.calendar_links(SLUG, KATRIN)  # the letter with the programme tells it
    text = await trip.text("calendar")
    feed = re.search(r'value="(https://[^"]+\.ics)"', text)
    assert feed is not None
    async with trip.browser() as client:
        fetched = await client.get(feed[1])

    assert f'href="webcal{feed[1][len("https") :]}"' in text
    assert "<svg" in text
    assert "<title>" in text.partition("<svg")[2]
    assert "style=" not in text.partition("<svg")[2].partition("</svg>")[0]
    assert "The Wistar Institute" in fetched.text
    assert feed[1].startswith(PORTAL)


async def test_who_was_told_no_address_makes_one_by_a_form_and_looking_makes_none(trip: Travelling):
    path = trip.path("calendar")
    before = set(trip.legation.store.content)
    async with trip.browser() as client:
        looked = await client.get(path)
        after_looking = set(trip.legation.store.content)
        made = [await client.post(path) for _ in range(2)]
        elsewhere = await client.post(path, headers={"Sec-Fetch-Site": "cross-site"})
        shown = await client.get(path)

    assert "Make my address" in looked.text
    assert after_looking == before
    assert {(one.status_code, one.headers["location"]) for one in made} == {(303, "calendar")}
    assert elsewhere.status_code == 403
    assert len(set(re.findall(r"https://[^\"]+\.ics", shown.text))) == 1


async def test_before_there_is_a_programme_no_address_is_made(trip: Travelling):
    journey = trip.legation.journeys[KATRIN]
    trip.legation.journeys[KATRIN] = journey.model_copy(update={"calendar": type(journey.calendar)()})
    path = trip.path("calendar")
    before = set(trip.legation.store.content)
    async with trip.browser() as client:
        await client.post(path)
        text = (await client.get(path)).text

    assert "Your programme is not published yet." in text
    assert set(trip.legation.store.content) == before


async def test_reading_changes_nothing(trip: Travelling):
    pages = ("programme", "today", "calendar", "documents", "people", "people.vcf", "mine", "mine/erase")
    for page in pages:
        await trip.text(page)
    before, told = dict(trip.legation.store.content), list(trip.legation.writes)
    async with trip.browser() as client:
        for page in pages:
            await client.get(trip.path(page))
            await client.head(trip.path(page))

    assert (dict(trip.legation.store.content), trip.legation.writes) == (before, told)


# --- an item with two zones ---------------------------------------------------------------------------------


async def test_a_flight_tells_both_of_its_clocks(trip: Travelling):
    flight = ItineraryItem.model_validate(
        {
            "id": "flight-home", "kind": "travel", "title": "Flight home", "leg": "boston",
            "zone": "America/New_York", "starts": "2017-05-19 18:30", "ends": "2017-05-20 07:45",
            "ends_zone": "Europe/Brussels",
        }
    )  # fmt: skip
    plan = trip.legation.state.plan
    assert plan is not None
    trip._publishes(plan, (*plan.itinerary.items, flight))
    stages.tell(trip.legation, KATRIN)

    said = part(await trip.text("programme"), "Flight home")

    assert "18:30 EDT – 07:45 (+1 day) CEST" in said
    assert "New" in said  # it came after the rest was published
