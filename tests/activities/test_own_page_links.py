"""Letters that ask a delegate for something lead to the page on which it is given."""

import pytest

from activities.feeds import Feeds
from activities.links import Links
from activities.mail_links import linked
from activities.register import Register
from delegation.letter import FactValue, Letter, LetterName
from tests.activities.conftest import PORTAL
from tests.fakes import MemoryStore
from tests.portal import stages


def letter_with_links(name: LetterName, portal: str = PORTAL, **facts: FactValue) -> tuple[Letter, str]:
    """The letter as it leaves, and the address of the person's application."""
    file, _ = stages.example()
    store = MemoryStore()
    register = Register(store)
    links = Links(portal, register, Feeds(store, register))
    register.keep_file(file)
    letter = Letter(name=name, recipient="A-17", facts=facts)
    return linked(links, file, letter), links.offer_link(file.slug, "A-17")


@pytest.mark.parametrize(
    ("name", "fact", "page"),
    [
        (LetterName.CHECKLIST, "checklist_url", "/todo"),
        (LetterName.CHECKLIST_REMINDER, "checklist_url", "/todo"),
        (LetterName.WISHES_OPEN, "wishes_url", "/todo"),
        (LetterName.SURVEY, "survey_url", "/survey"),
        (LetterName.OUTCOMES_WANTED, "outcomes_url", "/outcomes/90"),
    ],
)
def test_a_letter_that_asks_for_something_leads_to_its_page(name: LetterName, fact: str, page: str):
    letter, application = letter_with_links(name, day="90")

    assert letter.facts[fact] == f"{application}{page}"
    assert application.startswith(f"{PORTAL}/o/")


def test_without_a_portal_there_is_no_address_to_lead_to():
    letter, _ = letter_with_links(LetterName.SURVEY, portal="")

    assert letter.facts["survey_url"] == ""
