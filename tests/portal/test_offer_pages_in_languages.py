"""The page of an application in the language of who applied: whole, and as guarded as in English."""

import re
import tomllib
from datetime import timedelta

import pytest

from activities.register import Register
from delegation.answering.offer_reply import OfferReading, read_offer_reply
from delegation.application import ApplicationStatus
from delegation.offer import OfferOutcome
from portal.web.offer_page import OfferStanding, key_of
from portal.web.words import WordBook
from tests.portal.invites_portal import JORG, SLUG, TEMPLATES
from tests.portal.offers_portal import Offered

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pl", "pt")
TRANSLATED = LANGUAGES[1:]
SAME = {("fact", "dates"), ("tab", "programme"), ("tab", "documents"), ("tab", "status")}
SHARED = ("bar", "journey", "tab")
"""Tables of `templates/portal/mine/`; other languages have them beside their own words."""
WORDS = TEMPLATES / "offer"
SLOT = re.compile(r"{(\w*)}")
ENGLISH = re.compile(r"\b(the|your|you|with|please|application|reply|until|from|are|this|that|and)\b", re.I)
EVIL = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'


def texts_in(language: str) -> dict[str, dict[str, str]]:
    """Those of the page, with what it shares with the rest of "My delegation" where that is translated."""
    own = tomllib.loads((WORDS / f"{language}.toml").read_text(encoding="utf-8"))
    shared = WORDS.parent / "mine" / f"{language}.toml"
    if not shared.exists():
        return own
    texts = tomllib.loads(shared.read_text(encoding="utf-8"))
    return {**{part: texts[part] for part in SHARED}, **own}


@pytest.fixture
def trip() -> Offered:
    return Offered()


def speaks(trip: Offered, language: str, **more: str) -> None:
    """The applicant with the offer reads this language."""
    Register(trip.store).keep(SLUG, JORG.model_copy(update={"language": language, **more}))


async def shown(trip: Offered, path: str) -> str:
    async with trip.browser() as browser:
        return (await browser.get(path)).text


def words_of(page: str, trip: Offered) -> str:
    """What a person reads on it, without what is a name."""
    body = re.sub(r"<style.*?</style>|<[^>]+>", " ", page)
    for name in (trip.file.title, trip.file.organiser.name, trip.file.organiser.mailbox):
        body = body.replace(name, "")
    return body


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_language_has_all_texts_of_the_page_with_the_same_slots(language: str):
    english, texts = texts_in("en"), texts_in(language)

    assert {part: set(names) for part, names in texts.items()} == {
        part: set(names) for part, names in english.items()
    }
    for part, names in english.items():
        for name, text in names.items():
            own = texts[part][name]
            assert set(SLOT.findall(own)) == set(SLOT.findall(text)), (part, name)
            assert (part, name) in SAME or own != text, (part, name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_standing_has_a_heading_and_something_to_say(language: str):
    texts = texts_in(language)

    for standing in OfferStanding:
        assert texts["heading"][key_of(standing)]
        assert texts["says"][key_of(standing)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_the_page_suggests_for_a_reply_are_understood(language: str):
    text = texts_in(language)["says"]["offered"]

    yes, no = re.findall(r"[„«“]([^„«“»”]+)[“»”]", text)

    assert read_offer_reply(yes.strip()) is OfferReading.ACCEPT
    assert read_offer_reply(no.strip()) is OfferReading.DECLINE


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("status", list(ApplicationStatus))
@pytest.mark.parametrize("outcome", [None, *OfferOutcome])
async def test_every_state_has_a_page_in_one_language(
    trip: Offered, language: str, status: ApplicationStatus, outcome: OfferOutcome | None
):
    speaks(trip, language, zone="Europe/Helsinki")
    offer = trip.state().offer if outcome or status is ApplicationStatus.SELECTED else None
    trip.stands("A-17", status, offer=offer, outcome=outcome, fix_until=trip.confirm_by)
    trip.journeys.ranks["A-17"] = 1

    page = await shown(trip, trip.offer_page())

    assert f'<html lang="{language}">' in page
    assert not re.search(r"[{}]", page)
    said = words_of(page, trip)
    assert not ENGLISH.findall(said)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "de",
            ("Philadelphia, Washington und Boston", "14.–19. Mai 2017", "noch 3 Tage", "12:00 Brüssel (CET"),
        ),
        (
            "fr",
            ("Philadelphia, Washington et Boston", "14–19 mai 2017", "il reste 3 jours", "12:00 Bruxelles"),
        ),
        (
            "pl",
            ("Philadelphia, Washington i Boston", "14–19 maja 2017", "pozostało: 3 dni", "12:00 Bruksela"),
        ),
        (
            "pt-PT",
            ("Philadelphia, Washington e Boston", "14–19 de maio de 2017", "ainda 3 dias", "12:00 Bruxelas"),
        ),
    ],
)
async def test_dates_and_places_are_said_as_the_language_says_them(
    trip: Offered, language: str, told: tuple[str, ...]
):
    speaks(trip, language, zone="Europe/Helsinki")

    page = (await shown(trip, trip.offer_page())).replace("\u00a0", " ")

    for text in (*told, "13:00 Hels"):
        assert text in page
    assert page.index("12:00") < page.index("13:00")


@pytest.mark.parametrize("language", ["fi", "xx", "", "../en", "de/../../style"])
async def test_a_language_we_do_not_write_is_answered_in_english(trip: Offered, language: str):
    speaks(trip, language)

    page = await shown(trip, trip.offer_page())

    assert '<html lang="en">' in page
    assert "Accept the place" in page
    assert "that is in 3 days" in page


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_cannot_be_done_is_said_in_the_same_language(trip: Offered, language: str):
    speaks(trip, language)
    problems = WordBook(WORDS).read_by(language)
    path = trip.offer_page()

    async with trip.browser() as browser:
        nothing = await browser.post(path, data={"answer": "perhaps"})
        long = await browser.post(path, data={"answer": "decline", "comment": "x" * 1001})
        await browser.post(path, data={"answer": "accept"})
        against = await browser.post(path, data={"answer": "decline"})
        unsure = await browser.post(path, data={"answer": "withdraw", "standing": "confirmed"})
        trip.stands("A-17", ApplicationStatus.SELECTED, offer=trip.state().offer)
        trip.journeys.now = trip.confirm_by + timedelta(minutes=1)
        late = await browser.post(path, data={"answer": "accept"})

    assert [one.status_code for one in (nothing, long, against, unsure, late)] == [422, 422, 409, 422, 409]
    for page, problem in ((nothing, "no-choice"), (against, "confirmed"), (unsure, "sure")):
        assert problems("problem", problem) in page.text.replace("&#39;", "'")
    assert re.search(r"1[.,\s\u00a0\u202f]?000", long.text)
    assert "12:00" in re.findall(r'role="alert">([^<]+)<', late.text)[0]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_while_the_engine_is_away_page_and_form_say_so_in_the_same_language(
    trip: Offered, language: str
):
    speaks(trip, language)
    words = WordBook(WORDS).read_by(language)
    path = trip.offer_page()
    trip.journeys.is_away = True

    async with trip.browser() as browser:
        looked = await browser.get(path)
        said = await browser.post(path, data={"answer": "decline", "comment": "I am ill"})
        trip.journeys.is_away = False
        trip.journeys.states.clear()
        gone = await browser.get(path)

    assert [one.status_code for one in (looked, said, gone)] == [503, 503, 410]
    for page, heading in ((looked, "wait"), (said, "heading")):
        assert words("away", heading) in page.text.replace("&#39;", "'")
        assert page.headers["retry-after"] == "30"
    assert words("gone", "heading") in gone.text.replace("&#39;", "'")
    assert all(f'<html lang="{language}"' in one.text for one in (looked, said, gone))
    assert "I am ill" in said.text


async def test_braces_and_markup_in_a_name_stay_what_they_are(trip: Offered):
    speaks(trip, "de", name="{organiser} " + EVIL)
    async with trip.browser() as browser:
        await browser.post(trip.offer_page(), data={"answer": "accept"})

    page = await shown(trip, f"{trip.offer_page()}/answered")

    assert "Danke, {organiser} &lt;script&gt;" in page
    assert "<script>" not in page
    assert "<img" not in page


async def test_the_band_ends_where_the_list_ends(trip: Offered):
    trip.stands("A-21", ApplicationStatus.SELECTED, offer=trip.state().offer)
    trip.journeys.ranks |= {"A-18": 4, "A-21": 5}

    page = await shown(trip, trip.offer_page("A-18"))

    assert "<strong>4 to 5</strong>" in page


async def test_what_comes_next_is_only_what_lies_ahead(trip: Offered):
    speaks(trip, "de")
    trip.stands(
        "A-17",
        ApplicationStatus.SELECTED,
        offer=trip.state().offer,
        outcome=OfferOutcome.CONFIRMED,
        answered_at=trip.journeys.now,
    )
    before = await shown(trip, trip.offer_page())
    trip.journeys.now = trip.file.itinerary_dates.preliminary_at
    after = await shown(trip, trip.offer_page())

    assert "Passdaten, Zimmer, Ernährung und Einverständnis: bis Fr. 24. März 2017" in before
    assert "Passdaten" not in after
    assert "Endgültiges Programm mit Kalendereinladungen" in after
