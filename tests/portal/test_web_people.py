"""People: named only with their consent; and contacts that every address book reads as they were written."""

import re

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from delegation.calendars.calendar_text import clean_text
from portal.web.delegates.people_card import LONGEST_LINE, Card, vcards
from portal.web.delegates.people_page import AT_ONCE, found
from tests.portal import stages
from tests.portal.test_web_programme import words_of
from tests.portal.trips_portal import KATRIN, SLUG, Travelling


@pytest.fixture
def trip() -> Travelling:
    return Travelling(stages.published()).speaks("en").at("2017-05-12 12:00")


def consenting(trip: Travelling) -> dict[str, bool]:
    """By delegate, whether they agreed to be named, as their applications say."""
    register = trip.legation.register
    return {
        one: register.application(SLUG, one).answers.get("consent-profile") in (True, "yes")
        for one in trip.legation.state.delegates
        if one != KATRIN
    }


async def test_names_and_addresses_are_those_of_people_who_agreed_and_of_nobody_else(trip: Travelling):
    text = await trip.text("people")
    agreed = consenting(trip)
    people = {one: trip.legation.register.person(SLUG, one) for one in agreed}

    assert {True, False} == set(agreed.values())
    for one, does in agreed.items():
        assert (people[one].name in text) is does, one
        assert (str(people[one].email) in text) is does, one
    assert words_of(text).count("Prefers not to be named.") == list(agreed.values()).count(False)


async def test_who_took_their_consent_back_is_named_no_more(trip: Travelling):
    named = next(one for one, does in consenting(trip).items() if does)
    person = trip.legation.register.person(SLUG, named)
    key = f"delegations/{SLUG}/participants/{named.lower()}/consent.json"
    assert person.name in await trip.text("people")

    trip.legation.store.create(key, b'{"consent-profile": false}', "application/json")
    after, cards = await trip.text("people"), await trip.text("people.vcf")

    assert person.name not in after
    assert str(person.email) not in cards


async def test_my_own_consent_stands_on_top(trip: Travelling):
    assert "The others see your name, position and mail address." in await trip.text("people")
    key = f"delegations/{SLUG}/participants/a-01/consent.json"
    trip.legation.store.create(key, b'{"consent-profile": false}', "application/json")
    said = await trip.text("people")

    assert "The others see your organisation only." in said
    assert re.search(r'href="/o/[^"]+/todo">Show my name as well', said)


async def test_hosts_are_those_of_my_programme_with_the_number_to_call_and_no_mail_address(trip: Travelling):
    text = await trip.text("people")
    hosts = words_of("<main" + text.partition("Who receives you")[2].partition('id="fellows"')[0])

    assert "The Wistar Institute Amara Nwosu, Contact for the delegation +1 215 555 0107" in hosts
    assert "Singh Center" not in hosts  # of those who chose visit B
    assert "wistar.example" not in text


async def test_one_contact_or_all_come_as_a_file_with_consent_only(trip: Travelling):
    named = next(one for one, does in consenting(trip).items() if does)
    unnamed = next(one for one, does in consenting(trip).items() if not does)
    async with trip.browser() as client:
        one = await client.get(trip.path("people.vcf") + f"?of={named}")
        everybody = await client.get(trip.path("people.vcf"))
        nobody = [
            await client.get(trip.path("people.vcf") + f"?of={who}") for who in (unnamed, "Z-99", "ghost")
        ]
    person = trip.legation.register.person(SLUG, named)
    cards = list(vobject.readComponents(everybody.text))

    assert [card.fn.value for card in vobject.readComponents(one.text)] == [person.name]
    assert one.headers["content-disposition"].endswith(".vcf")
    assert {(each.status_code, each.headers["location"]) for each in nobody} == {(303, "people")}
    assert sum(hasattr(card, "email") for card in cards) == list(consenting(trip).values()).count(True)
    assert "Amara Nwosu" in {card.fn.value for card in cards}


async def test_the_list_is_searched_by_organisation_or_country(trip: Travelling):
    async with trip.browser() as client:
        by_country = await client.get(trip.path("people") + "?find=germany")
        strange = await client.get(trip.path("people") + "?find=%3Cscript%3E&page=abc")

    shown = by_country.text.partition('id="fellows"')[2]
    assert set(re.findall(r'<span class="hint">([A-Z][a-z]+)</span></h3>', shown)) == {"Germany"}
    assert "Nobody to show." in strange.text
    assert "&lt;script&gt;" in strange.text


def test_a_large_delegation_is_shown_page_by_page_and_nobody_is_left_out():
    delegates = [f"A-{number:03d}" for number in range(1, 200)]
    parts = [found(delegates, {}, "A-007", "", page) for page in range(1, 5)]

    assert [len(part.ids) for part in parts] == [AT_ONCE, AT_ONCE, AT_ONCE, 48]
    assert sorted(one for part in parts for one in part.ids) == [one for one in delegates if one != "A-007"]
    assert found(delegates, {}, "A-007", "", 99).page == 4


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200)


@given(st.lists(st.builds(Card, name=TEXTS, organisation=TEXTS, position=TEXTS, note=TEXTS), max_size=3))
def test_a_contact_reads_back_as_it_was_written_whatever_is_in_it(cards: list[Card]):
    written = vcards(cards).decode()
    read = list(vobject.readComponents(written))

    assert len(read) == len(cards)
    for card, back in zip(cards, read, strict=True):
        assert back.fn.value == clean_text(card.name or card.organisation)
        assert back.n.value.family == clean_text(card.name)
        assert [getattr(back, "title", None) and back.title.value] == [clean_text(card.position) or None]
        assert [getattr(back, "note", None) and back.note.value] == [clean_text(card.note) or None]
    assert all(len(line.encode()) <= LONGEST_LINE for line in written.split("\r\n"))


def test_what_somebody_typed_ends_no_line_and_begins_no_property():
    card = Card(name="Eve\r\nEMAIL:eve@evil.example", organisation="A;B,C\\D", email="a@b.example")
    written = vcards([card]).decode()

    assert [line for line in written.split("\r\n") if line.startswith("EMAIL")] == [
        "EMAIL;TYPE=internet:a@b.example"
    ]
    assert "ORG:A\\;B\\,C\\\\D" in written
