"""The page of a registration in the language of who registered: nothing of applications or selections."""

import re
import tomllib

import pytest

from activities.keys import file_key
from activities.register import Register
from delegation.application import ApplicationStatus
from delegation.file import Phase
from delegation.registration import RegistrationRules
from tests.portal.invites_portal import JORG, SLUG, TEMPLATES
from tests.portal.offers_portal import Offered

SLOT = re.compile(r"{(\w*)}")
STRANGE = {
    "en": r"\b(application|applicant|selected|balanced|offer)",
    "de": r"\b(Bewerbung|ausgewählt|ausgewogen|Angebot)",
    "fr": r"\b(candidature|sélection|équilibr|offre)",
}
"""What only those who apply are told."""


def texts_in(folder: str, language: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((TEMPLATES / folder / f"{language}.toml").read_text(encoding="utf-8"))


@pytest.fixture
def trip() -> Offered:
    """The same event, for which one registers."""
    made = Offered()
    rules = RegistrationRules(zone="Europe/Brussels", places=20, reserve=10)
    phases = (Phase.REGISTRATION, Phase.ITINERARY, Phase.TRIP, Phase.FOLLOW_UP)
    changed = {"selection": None, "offers": None, "evaluation": None, "registration": rules, "phases": phases}
    made.file = made.file.model_copy(update=changed)
    made.store.delete(file_key(SLUG))
    Register(made.store).keep_file(made.file)
    return made


async def page_in(trip: Offered, language: str, status: ApplicationStatus) -> str:
    Register(trip.store).keep(SLUG, JORG.model_copy(update={"language": language}))
    trip.stands("A-17", status)
    trip.journeys.ranks["A-17"] = 3
    async with trip.browser() as browser:
        return (await browser.get(trip.offer_page())).text


@pytest.mark.parametrize("language", ["de", "fr"])
def test_what_is_said_of_registrations_has_the_same_slots_in_every_language(language: str):
    english, told = texts_in("registered", "en"), texts_in("registered", language)

    assert {part: {*texts} for part, texts in told.items()} == {
        part: {*texts} for part, texts in english.items()
    }
    for part, texts in english.items():
        for name, text in texts.items():
            assert SLOT.findall(told[part][name]) == SLOT.findall(text), (part, name)
            assert told[part][name] != text, (part, name)


def test_what_is_said_of_registrations_stands_in_place_of_something():
    usual = texts_in("offer", "en")

    for part, texts in texts_in("registered", "en").items():
        for name, text in texts.items():
            assert set(SLOT.findall(text)) <= set(SLOT.findall(usual[part][name])), (part, name)


@pytest.mark.parametrize("language", ["en", "de", "fr"])
@pytest.mark.parametrize(
    "status",
    [
        ApplicationStatus.SUBMITTED,
        ApplicationStatus.ASKED_TO_FIX,
        ApplicationStatus.RESERVE,
        ApplicationStatus.INELIGIBLE,
        ApplicationStatus.WITHDRAWN,
    ],
)
async def test_who_registered_reads_nothing_of_an_application(
    trip: Offered, language: str, status: ApplicationStatus
):
    page = await page_in(trip, language, status)

    assert f'<html lang="{language}">' in page
    assert not re.search(STRANGE[language], re.sub(r"<style.*?</style>|<[^>]+>", " ", page))


async def test_where_only_applications_have_words_a_registration_is_told_in_english(trip: Offered):
    page = await page_in(trip, "es", ApplicationStatus.RESERVE)

    assert '<html lang="en">' in page
    assert "it goes to who waits first" in page
