"""What happens on the page of a delegate's meetings with others: `/m/{token}`."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tomllib import loads

import httpx
import pytest

from activities.request_records import keep_words, read_words
from delegation.application import Application
from delegation.meeting import Wish
from delegation.person import Person
from delegation.requesting import Met, RequestBook, Went
from portal.web.app import create_app
from portal.web.desk import Desk
from tests.portal.invites_portal import JORG, PORTAL, SLUG, Trip
from tests.portal.parties_portal import PartiesInMemory

OPENS = datetime(2017, 4, 3, 7, tzinfo=UTC)
CLOSES = datetime(2017, 4, 10, 15, tzinfo=UTC)
ANSWER_BY = datetime(2017, 4, 14, 15, tzinfo=UTC)
MEETS = datetime(2017, 5, 16, 18, tzinfo=UTC)
MEETING = "meeting-a-17-a-20"
PEOPLE = {
    "A-20": ("Ana Ilić", "Sava <b>Voda</b>"),
    "A-21": ("Bo Ek", "Skog"),
    "A-22": ("Cy Orr", "Ohio Light"),
}


class Meeting(Trip):
    """A trip on which A-17 may ask three others, and was asked by one."""

    def __init__(self) -> None:
        super().__init__()
        self.parties = PartiesInMemory(OPENS + timedelta(days=1))
        for participant, (name, organisation) in PEOPLE.items():
            person = Person(
                id=participant,
                name=name,
                email=f"{participant.lower()}@people.example",
                organisation=organisation,
                zone="Europe/Zagreb",
            )
            self.register.keep_application(
                SLUG, Application(id=participant, person=person, answers={"country": "HR"})
            )
        words = keep_words(self.store, SLUG, "A-20", "We clean the <i>same</i> river.")
        assert words is not None
        self.parties.books[JORG.id] = RequestBook(
            zone="Europe/Brussels",
            opens_at=OPENS,
            closes_at=CLOSES,
            answer_by=ANSWER_BY,
            at_most=2,
            partners=tuple(PEOPLE),
            asked_by=("A-20",),
            words={"A-20": words.key},
            meetings=(
                Met(item=MEETING, other="A-20", starts_at=MEETS, ends_at=MEETS + timedelta(minutes=20)),
            ),
        )

    def meetings_page(self) -> str:
        return self.links.meetings_link(SLUG, JORG.id).removeprefix(PORTAL)

    def desk(self) -> Desk:
        return replace(super().desk(), parties=self.parties)

    def browser(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(create_app(self.desk())), base_url=PORTAL)

    async def shown(self, tail: str = "") -> str:
        async with self.browser() as browser:
            return (await browser.get(self.meetings_page() + tail)).text

    async def press(self, part: str, **typed: str) -> httpx.Response:
        async with self.browser() as browser:
            return await browser.post(self.meetings_page(), data={"part": part, **typed})


@pytest.fixture
def trip() -> Meeting:
    return Meeting()


async def test_everybody_who_may_be_asked_is_shown_by_organisation_and_nobody_by_name(trip: Meeting):
    page = await trip.shown()

    assert "Sava &lt;b&gt;Voda&lt;/b&gt; (HR)" in page
    assert "until Mon 10 April 2017, 17:00 Brussels" in page
    assert "Up to 2 requests are possible." in page
    assert "Bo Ek" not in page
    assert "Ana Ilić" in page  # who asks says who they are
    assert "We clean the &lt;i&gt;same&lt;/i&gt; river." in page


async def test_looking_changes_nothing(trip: Meeting):
    before = dict(trip.store.content)
    path = trip.meetings_page()
    before |= trip.store.content
    async with trip.browser() as browser:
        for tail in ("", "/answered", "?part=ask&wish-A-20=must"):
            for method in ("GET", "HEAD"):
                assert (await browser.request(method, path + tail)).status_code == 200

    assert trip.parties.heard == []
    assert trip.store.content == before


async def test_who_asks_finds_it_again_with_the_words_that_lie_in_the_vault_alone(trip: Meeting):
    said = await trip.press("ask", **{"wish-A-21": "must", "words-A-21": "Shall we?", "wish-A-22": "no"})
    page = await trip.shown("/answered")

    assert said.status_code == 303
    (heard,) = trip.parties.heard
    assert "Shall we?" not in heard.model_dump_json()
    requests = {one.whom: one for one in trip.parties.said[JORG.id].requests}
    assert {whom: one.wish for whom, one in requests.items()} == {"A-21": Wish.MUST, "A-22": Wish.NO}
    message = requests["A-21"].message
    assert message is not None
    assert read_words(trip.store, message.key) == "Shall we?"
    assert "Shall we?</textarea>" in page
    assert "Thank you, Jörg Müller." in page


async def test_a_request_is_taken_back_by_choosing_nothing(trip: Meeting):
    await trip.press("ask", **{"wish-A-21": "must"})
    await trip.press("ask", **{"wish-A-21": "", "wish-A-22": "nice"})

    assert [one.whom for one in trip.parties.said[JORG.id].requests] == ["A-22"]


@pytest.mark.parametrize(
    ("part", "typed", "sentence"),
    [
        ("ask", {"wish-A-21": "perhaps"}, "Something changed"),
        ("ask", {"words-A-21": "Hello"}, "You wrote a message to somebody"),
        ("ask", {"wish-A-21": "nice", "words-A-21": "x" * 501}, "to 500 characters"),
        ("ask", dict.fromkeys(("wish-A-20", "wish-A-21", "wish-A-22"), "nice"), "These would be 3 requests"),
        ("answer", {"answer-A-20": "gladly"}, "Something changed"),
        ("rate", {f"went-{MEETING}": "missed", f"mark-{MEETING}": "3"}, "has no mark"),
        ("rate", {f"mark-{MEETING}": "6"}, "Something changed"),
    ],
)
async def test_what_makes_no_sense_is_refused_in_words_and_nothing_is_recorded(
    trip: Meeting, part: str, typed: dict[str, str], sentence: str
):
    said = await trip.press(part, **typed)

    assert said.status_code == 422
    assert sentence in said.text
    assert trip.parties.heard == []


async def test_after_the_closing_nobody_is_asked_any_more_and_requests_are_still_answered(trip: Meeting):
    await trip.press("ask", **{"wish-A-21": "must"})
    trip.parties.now = CLOSES + timedelta(minutes=1)
    late = await trip.press("ask", **{"wish-A-22": "must"})
    answered = await trip.press("answer", **{"answer-A-20": "nice"})
    page = await trip.shown()

    assert late.status_code == 422
    assert "Requests closed on Mon 10 April 2017, 17:00 Brussels" in late.text
    assert answered.status_code == 303
    assert 'name="wish-' not in page
    assert "Skog (HR)" in page
    assert "Ohio Light" not in page
    assert [(one.asks, one.wish) for one in trip.parties.said[JORG.id].answers] == [("A-20", Wish.NICE)]


async def test_after_the_last_date_answers_are_shown_and_no_longer_taken(trip: Meeting):
    await trip.press("answer", **{"answer-A-20": "must"})
    trip.parties.now = ANSWER_BY + timedelta(minutes=1)
    late = await trip.press("answer", **{"answer-A-20": "no"})
    page = await trip.shown()

    assert late.status_code == 422
    assert "Yes, gladly" in page
    assert 'name="answer-' not in page


async def test_a_meeting_is_rated_once_it_has_begun_and_a_no_show_is_said(trip: Meeting):
    early = await trip.shown()
    trip.parties.now = MEETS + timedelta(minutes=5)
    typed = {f"went-{MEETING}": "missed", f"remark-{MEETING}": "I waited ten minutes."}
    said = await trip.press("rate", **typed)
    page = await trip.shown()

    assert "went-" not in early
    assert said.status_code == 303
    (rating,) = trip.parties.said[JORG.id].ratings
    assert (rating.went, rating.mark, rating.other) == (Went.MISSED, None, "A-20")
    assert "I waited ten minutes." in page
    assert "Ana Ilić" in page


@pytest.mark.parametrize(
    ("language", "heading", "forbidden"),
    [
        ("de", "Wen möchten Sie treffen?", ("Save", "Whom", "optional")),
        ("fr-BE", "Qui souhaitez-vous rencontrer\u202f?", ("Save", "Whom", "optional")),
    ],
)
async def test_the_page_is_in_the_language_of_who_reads_it(
    trip: Meeting, language: str, heading: str, forbidden: tuple[str, ...]
):
    trip.register.keep(SLUG, JORG.model_copy(update={"language": language}))
    trip.parties.now = CLOSES - timedelta(days=1)
    page = await trip.shown()
    refused = await trip.press("ask", **{"words-A-21": "Hallo"})

    assert f'<html lang="{language[:2]}">' in page
    assert heading in page
    assert not [word for word in forbidden if word in page]
    assert "You wrote" not in refused.text


def test_the_three_languages_say_the_same_things():
    folder = Path("templates/portal/meetings")
    texts = {path.stem: loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.toml")}
    slots = {
        language: {
            (part, name): sorted(re.findall(r"{(\w+)}", text))
            for part, words in parts.items()
            for name, text in words.items()
        }
        for language, parts in texts.items()
    }

    assert set(slots) >= {"en", "de", "fr"}
    assert all(found == slots["en"] for found in slots.values())


async def test_nobody_else_opens_the_page_with_another_kind_of_link(trip: Meeting):
    offer = trip.links.offer_link(SLUG, JORG.id).rsplit("/", 1)[-1]
    async with trip.browser() as browser:
        answers = [await browser.get(f"/m/{token}") for token in (offer, "x", "eyJkIjoidXNhLTIwMTcifQ.x")]

    assert [one.status_code for one in answers] == [404, 404, 404]


async def test_another_sites_page_cannot_ask_for_a_delegate(trip: Meeting):
    async with trip.browser() as browser:
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
            said = await browser.post(trip.meetings_page(), data={"part": "ask"}, headers=headers)
            assert said.status_code == 403

    assert trip.parties.heard == []


async def test_what_was_typed_while_the_engine_is_away_can_be_sent_again(trip: Meeting):
    trip.parties.is_away = True
    said = await trip.press("ask", **{"wish-A-21": "must", "words-A-21": "Shall we?"})

    assert said.status_code == 503
    assert 'name="words-A-21" value="Shall we?"' in said.text
    assert 'name="part" value="ask"' in said.text


async def test_where_nobody_meets_there_is_nothing_to_answer(trip: Meeting):
    trip.parties.books.clear()
    async with trip.browser() as browser:
        assert (await browser.get(trip.meetings_page())).status_code == 410


async def test_every_field_of_the_page_has_a_label_and_the_page_is_not_kept_anywhere(trip: Meeting):
    pages = []
    async with trip.browser() as browser:
        for now in (OPENS + timedelta(days=1), MEETS + timedelta(minutes=1)):
            trip.parties.now = now
            pages.append(await browser.get(trip.meetings_page()))

    for page in pages:
        fields = re.findall(r'<(?:input|textarea) [^>]*id="([^"]+)"', page.text)
        assert fields
        assert set(fields) == set(re.findall(r'<label for="([^"]+)"', page.text))
        assert len(fields) == len(set(fields))
        assert page.headers["cache-control"] == "no-store"
        assert "<script>" not in page.text
