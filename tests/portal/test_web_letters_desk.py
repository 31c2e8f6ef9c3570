"""The letters at the desk: read, tried with made-up facts, worded anew, and taken back."""

import re

import pytest

from activities.letter_book import LetterBook, WordsChanged
from delegation.letter import LetterName
from delegation.letter_words import LetterWords
from tests.portal import stages
from tests.portal.forms_portal import fields_of
from tests.portal.invites_portal import SLUG
from tests.portal.organiser_portal import EVIL, SINCE, OrganisersDesk

OFFER = "/letters/offer"
BODY = """Dear {{ person.name }},

we keep a place for you until {{ confirm_by | strong }}.

{{ ours.answer }}
"""
SUBJECT = "Your place until {{ confirm_by }}"
WORDS = {"language": "en", "subject": SUBJECT, "body": BODY}


@pytest.fixture
def desk() -> OrganisersDesk:
    return OrganisersDesk(stages.offered())


def kept(desk: OrganisersDesk, language: str = "en") -> LetterWords | None:
    return LetterBook(desk.store).words(SLUG, LetterName.OFFER, language)


async def test_every_letter_stands_once_in_the_phase_in_which_it_is_sent(desk: OrganisersDesk):
    page = (await desk.get("/letters")).text

    assert 'href="/desk/usa-2017/letters"' in (await desk.get("/outbox")).text
    groups = re.findall(r"<h2 id=\"group-\d+\">([^<]+)", page)
    assert groups[:3] == ["Call", "Evaluation", "Selection and offers"]
    assert "Agreements" not in groups
    links = re.findall(r'href="/desk/usa-2017/letters/([a-z-]+)"', page)
    assert len(links) == len(set(links))
    assert {"offer", "reserve", "host-asked", "delegation-cancelled"} <= set(links)


async def test_a_letter_is_shown_in_our_words_with_what_may_stand_in_it(desk: OrganisersDesk):
    english, german = (await desk.get(OFFER)).text, (await desk.get(f"{OFFER}?language=de")).text

    assert "In our own words" in english
    assert "<code>person.name</code>" in english
    assert "Take our own words again" not in english
    assert fields_of(english)["body"] != fields_of(german)["body"]
    assert re.search(
        r'<iframe[^>]* sandbox[^>]* src="/desk/usa-2017/letters/offer/html\?language=de"', german
    )


async def test_it_is_tried_in_the_frame_with_made_up_facts_and_nothing_is_kept(desk: OrganisersDesk):
    ours, tried = await desk.get(f"{OFFER}/html"), await desk.post(OFFER, **WORDS, do="try", version="0")

    assert "Alex Example" in ours.text
    assert "<strong>Subject:</strong> Your place until Tue 14 March 2017" in tried.text
    assert "we keep a place for you" in tried.text
    for answer in (ours, tried):
        assert "sandbox" in answer.headers["content-security-policy"]
        assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert kept(desk) is None


async def test_words_that_cannot_be_written_say_why_in_the_frame_and_beside_the_field(desk: OrganisersDesk):
    wrong = {**WORDS, "body": f"Dear {{{{ persn.name }}}} {EVIL}"}

    tried = await desk.post(OFFER, **wrong, do="try")
    saved = await desk.post(OFFER, **wrong, do="save", version="0")

    assert "did you mean &#39;person&#39;?" in tried.text
    assert saved.status_code == 422
    assert '<a href="#body">The body, line 1' in saved.text
    assert fields_of(saved.text)["body"] == [wrong["body"]]
    assert EVIL not in tried.text + saved.text
    assert kept(desk) is None


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"subject": ""}, "subject"), ({"body": ""}, "body"), ({"body": "x" * 20_001}, "body")],
)
async def test_what_is_empty_or_too_long_is_said_beside_its_field(
    desk: OrganisersDesk, typed: dict[str, str], field: str
):
    answer = await desk.post(OFFER, **{**WORDS, **typed}, do="save", version="0")

    assert answer.status_code == 422
    assert f'<a href="#{field}">A subject has 1 to 1,000' in answer.text
    assert (await desk.post(OFFER, **{**WORDS, **typed}, do="try")).status_code == 200


async def test_saved_in_the_name_of_the_account_and_taken_back_each_once(desk: OrganisersDesk):
    typed = {**WORDS, "body": BODY.replace("\n", "\r\n")}
    saves = [await desk.post(OFFER, **typed, do="save", version="0") for _ in range(2)]
    words, page = kept(desk), (await desk.get(f"{OFFER}?done=saved")).text

    assert {one.headers["location"] for one in saves} == {
        f"/desk/{SLUG}/letters/offer?language=en&done=saved"
    }
    assert words is not None
    assert (words.author, words.body, words.version) == ("Anna Weber", BODY, 1)
    assert "Worded by Anna Weber" in page
    assert "en: worded by Anna Weber" in (await desk.get("/letters")).text

    resets = [await desk.post(OFFER, language="en", version="1", do="reset") for _ in range(2)]
    assert {one.status_code for one in resets} == {303}
    assert kept(desk) is None
    assert LetterBook(desk.store).index(SLUG).counting["offer/en"].version == 2


async def test_of_two_tabs_the_second_sees_both_texts_and_loses_none(desk: OrganisersDesk):
    await desk.post(OFFER, **WORDS, do="save", version="0")

    late = await desk.post(OFFER, **{**WORDS, "body": "Mine, {{ person.name }}\n"}, do="save", version="0")
    reset = await desk.post(OFFER, language="en", version="0", do="reset")

    assert (late.status_code, reset.status_code) == (409, 409)
    assert "Somebody else changed this letter" in late.text
    assert "we keep a place for you" in late.text
    assert fields_of(late.text)["body"] == ["Mine, {{ person.name }}\r\n"]
    words = kept(desk)
    assert words is not None
    assert words.body == BODY
    again = await desk.post(
        OFFER, **{name: values[0] for name, values in fields_of(late.text).items()}, do="save"
    )
    assert again.status_code == 303
    assert (kept(desk) or words).body == "Mine, {{ person.name }}\n"


def test_the_book_keeps_no_words_over_a_version_nobody_looked_at(desk: OrganisersDesk):
    book = LetterBook(desk.store)
    words = LetterWords(
        letter=LetterName.OFFER, language="fr", subject="A", body="B", author="Office", at=SINCE
    )
    book.save(SLUG, words, expected=0)

    with pytest.raises(WordsChanged):
        book.save(SLUG, words.model_copy(update={"body": "C"}), expected=0)
    with pytest.raises(WordsChanged):
        book.reset(SLUG, LetterName.OFFER, "fr", author="Office", at=SINCE, expected=2)
    book.reset(SLUG, LetterName.OFFER, "fr", author="Office", at=SINCE, expected=1)
    assert book.words(SLUG, LetterName.OFFER, "fr") is None


@pytest.mark.parametrize("path", ["/letters/unknown", "/letters/offer?language=klingon", "/letters/offer/x"])
async def test_there_is_no_other_letter_and_no_other_language(desk: OrganisersDesk, path: str):
    assert (await desk.get(path)).status_code == 404
