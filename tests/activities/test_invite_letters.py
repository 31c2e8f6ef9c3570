"""The words around an invite, in every language they are written in, to participants and to hosts."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.letters import LetterWriter, Written
from activities.links import CalendarLinks
from delegation.calendars.when import day_in, when_at_home, when_on_route
from delegation.file import DelegationFile
from delegation.invite import Method, PartStat, Revision
from delegation.itinerary import ItineraryItem
from delegation.person import Person
from tests.activities.conftest import PORTAL
from tests.activities.test_letters import HOSTILE, Page, assert_nothing_unrendered, one_line

TEMPLATES = Path(__file__).parents[2] / "templates" / "letters"
PREFIXES = {
    "en": ("Changed: ", "Cancelled: "),
    "de": ("Geändert: ", "Abgesagt: "),
    "es": ("Modificado: ", "Cancelado: "),
    "fr": ("Modifié\u00a0: ", "Annulé\u00a0: "),
    "it": ("Modificato: ", "Annullato: "),
    "nl": ("Gewijzigd: ", "Geannuleerd: "),
    "pl": ("Zmiana: ", "Odwołane: "),
    "pt": ("Alterado: ", "Cancelado: "),
}
LANGUAGES = tuple(PREFIXES)
INVITES = (path for path in sorted(TEMPLATES.glob("*invite/*.j2")) if path.name.count(".") == 2)
ENGLISH = (*INVITES, TEMPLATES / "closing.md.j2", TEMPLATES / "footer.txt.j2")
NOWHERE = CalendarLinks()
ANSWER = f"{PORTAL}/a/eyJkIjoidXNhIn0.abc-def_1"
EVERYBODY = pytest.mark.parametrize("host", [False, True], ids=["participant", "host"])


@pytest.fixture(scope="session")
def visit(usa_2017: DelegationFile) -> ItineraryItem:
    return next(item for item in usa_2017.itinerary if item.id == "visit-wistar")


@pytest.fixture(scope="session")
def train(usa_2017: DelegationFile) -> ItineraryItem:
    return next(item for item in usa_2017.itinerary if item.id == "train-washington")


@pytest.fixture(scope="session")
def linked(visit: ItineraryItem) -> CalendarLinks:
    return CalendarLinks(answers={visit.id: ANSWER})


class Post:
    """Writes revisions of items to one person."""

    def __init__(self, letters: LetterWriter, file: DelegationFile, person: Person, at: datetime) -> None:
        self._letters, self._file, self._person, self._at = letters, file, person, at

    def write(
        self,
        item: ItineraryItem,
        links: CalendarLinks = NOWHERE,
        language: str = "en",
        *,
        host: bool = False,
        **more: object,
    ) -> Written:
        usual = {"item": item, "method": Method.REQUEST, "sequence": 0, "dtstamp": self._at}
        revision = Revision.model_validate({**usual, **more})
        person = self._person.model_copy(update={"language": language})
        return self._letters.write_invite(revision, person, self._file, self._at, links, host=host)


@pytest.fixture(scope="session")
def post(letters: LetterWriter, usa_2017: DelegationFile, jorg: Person, written_at: datetime) -> Post:
    return Post(letters, usa_2017, jorg, written_at)


def moved(item: ItineraryItem) -> ItineraryItem:
    later = {"starts": item.starts.replace(hour=15), "ends": item.ends.replace(hour=17)}
    return item.model_copy(update={**later, "room": "Hall 2", "description": "Bring a coat."})


def test_an_invite_says_when_on_both_clocks_and_what_changed(post: Post, train: ItineraryItem):
    late = train.model_copy(update={"starts": train.starts.replace(hour=18, minute=45)})

    written = post.write(late, sequence=1, before=train)

    assert written.subject == "Changed: Train to Washington - Mon 15 May 2017"
    arrives = "Mon 15 May 2017, 19:58 Washington (EDT, UTC-4)"
    assert f"- When: Mon 15 May 2017, 18:45 Philadelphia (EDT, UTC-4) to {arrives}\n" in written.text
    assert "- On your clock at home: Tue 16 May 2017, 00:45 Vienna (CEST, UTC+2)\n" in written.text
    assert (
        f"- Time: Mon 15 May 2017, 18:05 Philadelphia (EDT, UTC-4) to {arrives} -> "
        f"Mon 15 May 2017, 18:45 Philadelphia (EDT, UTC-4) to {arrives}\n"
    ) in written.text
    assert_nothing_unrendered(written)


@EVERYBODY
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_tells_an_update_in_full(
    language: str,
    host: bool,
    post: Post,
    visit: ItineraryItem,
    usa_2017: DelegationFile,
    linked: CalendarLinks,
):
    after = moved(visit)

    written = post.write(after, linked, language, host=host, sequence=1, before=visit)

    assert written.subject.startswith(f"{PREFIXES[language][0]}{visit.title} - ")
    assert day_in(language, visit.starts.date()) in written.subject
    shown = one_line(Page(written.html).text)
    wanted = [
        when_on_route(visit, usa_2017.legs, language) + " -> ",
        when_on_route(after, usa_2017.legs, language),
        when_at_home(after, "Europe/Vienna", language),
        "Main entrance, The Wistar Institute, 3601 Spruce Street, Philadelphia, PA 19104 -> ",
        "Hall 2, The Wistar Institute, 3601 Spruce Street, Philadelphia, PA 19104",
        "Bring a coat.",
    ]
    for text in wanted:
        assert text in written.text
        assert text.strip() in shown
    assert ANSWER in written.text
    assert ANSWER in Page(written.html).links
    assert f'lang="{language}"' in written.html
    assert_nothing_unrendered(written)


@EVERYBODY
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_cancels_without_asking_for_anything(
    language: str, host: bool, post: Post, visit: ItineraryItem, linked: CalendarLinks
):
    written = post.write(visit, linked, language, host=host, sequence=3, before=visit, method=Method.CANCEL)

    assert written.subject.startswith(f"{PREFIXES[language][1]}{visit.title} - ")
    assert Page(written.html).links == []
    assert "->" not in written.text
    assert_nothing_unrendered(written)


@EVERYBODY
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_asked_of_people_depends_on_the_revision(
    language: str, host: bool, post: Post, visit: ItineraryItem, linked: CalendarLinks
):
    def text(links: CalendarLinks = linked, item: ItineraryItem = visit, **more: object) -> str:
        return post.write(item, links, language, host=host, **more).text

    retitled = visit.model_copy(update={"title": "Wistar"})
    minor = {"item": retitled, "before": visit, "sequence": 1, "material": False}
    letters = [
        text(),
        text(NOWHERE),
        text(item=visit.model_copy(update={"rsvp": False})),
        text(**minor, partstat=PartStat.ACCEPTED),
        text(**minor),
        text(sequence=2, material=True),
        text(sequence=2, before=visit, material=False),
    ]

    assert len(set(letters)) == len(letters)
    assert [ANSWER in letter for letter in letters] == [True, False, False, False, True, True, True]


def test_the_words_for_an_answer_fit_what_is_known_of_it(
    post: Post, visit: ItineraryItem, linked: CalendarLinks
):
    press = "press Accept, Maybe or Decline in your calendar"
    retitled = visit.model_copy(update={"title": "Wistar"})

    def text(links: CalendarLinks, item: ItineraryItem = visit, **more: object) -> str:
        return post.write(item, links, **more).text

    assert f"Please answer: {press}, use this link, or reply to this mail." in text(linked)
    assert f"Please answer: {press}, or reply to this mail." in text(NOWHERE)
    assert "No answer is needed." in text(linked, visit.model_copy(update={"rsvp": False}))
    kept = text(linked, retitled, before=visit, sequence=1, material=False, partstat=PartStat.DECLINED)
    assert "The answer you gave stays valid" in kept
    still_open = text(linked, retitled, before=visit, sequence=1, material=False)
    assert f"Your answer is still open: {press}" in still_open
    assert "takes place after all" in text(linked, sequence=2)
    assert "once more, as it stands now" in text(linked, sequence=2, before=visit, material=False)
    cancelled = text(linked, sequence=2, before=visit, method=Method.CANCEL)
    assert "Your calendar removes it with this mail; if it does not, please delete it yourself." in cancelled


def test_who_may_lose_money_by_declining_is_told_so(post: Post, train: ItineraryItem, visit: ItineraryItem):
    costly = train.model_copy(update={"rsvp": True, "decline_costs": True})
    costs = "Staying away costs money here: if you decline, we ask you to confirm it once more."

    assert costs in post.write(costly).text
    assert costs not in post.write(visit).text
    assert costs not in post.write(costly, sequence=1, method=Method.CANCEL).text


def test_a_host_is_thanked_for_receiving_the_delegation(post: Post, visit: ItineraryItem):
    written = post.write(visit, host=True)

    assert written.subject.endswith("(EU Cluster Delegation to the USA 2017)")
    assert "thank you for receiving the delegation that visits Philadelphia, Washington" in written.text
    assert "At this appointment it is your guest." in written.text
    assert "your programme" not in written.text


def test_whole_days_are_told_as_dates(post: Post, visit: ItineraryItem):
    days = {"all_day": True, "starts": "2017-05-18 00:00", "ends": "2017-05-20 00:00"}
    fair = ItineraryItem.model_validate({**visit.model_dump(), **days})

    written = post.write(fair, language="de")

    assert "- Wann: Do. 18. Mai 2017 – Fr. 19. Mai 2017, Philadelphia\n" in written.text
    assert "zu Hause" not in written.text
    assert "00:00" not in written.text


def test_the_link_to_join_by_video_may_lead_elsewhere_and_no_text_may(post: Post, visit: ItineraryItem):
    link = "https://meet.example/room_1?x=1&y=2"
    online = visit.model_copy(update={"link": link, "description": "See https://evil.example/x"})

    written = post.write(online)

    assert f"- Join by video: {link}\n" in written.text
    assert Page(written.html).links == [link]
    assert "https://evil" not in written.text + written.html


def test_a_link_to_join_that_is_no_address_is_shown_as_text(post: Post, visit: ItineraryItem):
    online = visit.model_copy(update={"link": "https://meet.example/(a)<b>"})

    assert Page(post.write(online).html).links == []


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_an_item_is_shown_as_text(text: str, post: Post, visit: ItineraryItem):
    def page(words: str) -> Page:
        changes = {"title": words, "room": words, "description": one_line(words), "link": words}
        return Page(post.write(visit.model_copy(update=changes), sequence=1, before=visit).html)

    def elements(words: str) -> list[tuple[str, list[str]]]:
        """Names of attributes only: one of them repeats the subject."""
        return [(tag, sorted(attributes)) for tag, attributes in page(words).elements]

    assert elements(text) == elements("usual")
    assert page(text).links == []
    assert one_line(page(text).text).count(one_line(text).replace("://", ": //")) == 6


@settings(max_examples=40, deadline=None)
@given(title=st.text(max_size=2000), language=st.sampled_from(LANGUAGES))
def test_a_subject_is_one_line_of_bearable_length(
    title: str, language: str, post: Post, visit: ItineraryItem
):
    written = post.write(visit.model_copy(update={"title": title}), language=language, sequence=1)

    assert len(written.subject) <= 200
    assert len(written.subject.splitlines()) == 1
    assert written.subject.startswith(PREFIXES[language][0].rstrip())


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_a_translation_shows_exactly_what_the_english_shows(language: str):
    def asks_for(path: Path) -> list[str]:
        """All it shows and decides on, without its own words."""
        source = path.read_text().replace(f".{language}.", ".")
        source = re.sub(r'link\("[^"]*"\)|set parts = \{[^}]*\}', "words", source)
        return sorted(re.findall(r"\{\{.*?\}\}|\{%.*?%\}", source))

    for english in ENGLISH:
        stem, rest = english.name.split(".", 1)
        translated = english.with_name(f"{stem}.{language}.{rest}")
        assert asks_for(translated) == asks_for(english), translated
