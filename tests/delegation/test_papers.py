"""What the documents say, before they are set."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from delegation.itinerary import Itinerary
from delegation.papers.badge import badge_sheet, qr_code, vcard
from delegation.papers.booklet import booklet
from delegation.papers.catalogue import catalogue
from delegation.papers.offer_letter import OfferTold, offer_letter
from delegation.papers.paper import certificate, visa_invitation
from delegation.papers.workbook import is_formula_like
from tests.usa import MADE_AT, PASSPORT, a_delegate, a_person, usa_2017, with_meetings

DIRECTOR = a_person("director", "Helena Vermeulen", "European Cluster Collaboration Platform")
ANNA = a_delegate("A-1", "Anna Żak")
PIOTR = a_delegate("A-2", "Piotr Łoś", consents=False)


OFFERED_AT = datetime(2017, 3, 7, 9, 30, tzinfo=UTC)


def test_an_offer_letter_has_its_dates_and_countries_in_the_language_of_its_mail():
    letter = offer_letter(usa_2017(), ANNA, OfferTold(language="pl"), DIRECTOR, OFFERED_AT)

    assert (letter.language, letter.imprint.made_on) == ("pl", "7 marca 2017")
    assert letter.dates == "14–19 maja 2017"
    assert letter.recipient == ("Anna Żak", "Director", "Lubelska Medycyna", "Polska")
    assert (letter.next_steps[-1].code, letter.next_steps[-1].day) == ("starts", "14 maja 2017")


def test_an_offer_letter_says_nothing_of_dates_that_pass_before_the_answer():
    file = usa_2017()
    late = file.itinerary_dates.final_at

    letter = offer_letter(file, ANNA, OfferTold(), DIRECTOR, OFFERED_AT, after=late)

    assert [step.code for step in letter.next_steps] == ["starts"]


def test_an_offer_letter_counts_the_places_there_are_by_now():
    file = usa_2017()

    assert offer_letter(file, ANNA, OfferTold(), None, OFFERED_AT).places == file.selection.places
    assert offer_letter(file, ANNA, OfferTold(), None, OFFERED_AT, places=21).places == 21


def test_a_visa_letter_says_what_the_passport_says():
    letter = visa_invitation(usa_2017(), ANNA, PASSPORT, DIRECTOR, MADE_AT)

    assert (letter.full_name, letter.nationality) == ("MALGORZATA WISNIEWSKA", "Poland")
    assert (letter.birth_date, letter.passport_expires) == ("2 March 1979", "30 April 2021")
    assert [stop.city for stop in letter.stops] == ["Philadelphia", "Washington", "Boston"]


def test_a_certificate_counts_only_what_was_the_delegates_own():
    paper = certificate(usa_2017(), ANNA, with_meetings("A-1", "A-2"), DIRECTOR, MADE_AT)

    assert paper.cities == "Philadelphia, Washington and Boston"
    assert paper.programme.endswith("and 1 one-to-one meeting")
    assert not any("Singh" in title for title in paper.visited), "a parallel visit nobody was assigned to"


def test_a_certificate_without_a_programme_claims_none():
    paper = certificate(usa_2017(), ANNA, Itinerary(), None, MADE_AT)
    assert (paper.programme, paper.visited) == ("", ())
    assert paper.signature.name == usa_2017().organiser.name


def test_the_booklet_shows_every_day_of_every_leg_with_its_zone():
    made = booklet(usa_2017(), with_meetings("A-1", "A-2"), (ANNA, PIOTR), {}, MADE_AT)

    assert made.days[0].title == "Sunday 14 May 2017"
    assert len(made.days) == 6
    assert all(row.hours.split()[-1] == "EDT" for day in made.days for row in day.rows)
    assert all("CEST" in row.home_hours for day in made.days for row in day.rows)
    assert {city for day in made.days for city in day.city.split(" – ")} == {
        "Philadelphia",
        "Washington",
        "Boston",
    }


def test_the_meetings_of_a_day_are_one_row_and_stand_with_their_hosts():
    made = booklet(usa_2017(), with_meetings("A-1", "A-2"), (ANNA, PIOTR), {}, MADE_AT)

    rows = [row for day in made.days for row in day.rows if row.title == "One-to-one meetings"]
    assert [row.text for row in rows] == ["2 meetings; who meets whom stands with each host."]
    assert sum(len(host.meetings) for host in made.hosts) == 2


def test_what_was_cancelled_is_not_in_the_booklet():
    file = usa_2017()
    gone = file.itinerary[2].model_copy(update={"cancelled": True})
    itinerary = Itinerary(version=4, items=(*file.itinerary[:2], gone, *file.itinerary[3:]))

    made = booklet(file, itinerary, (), {}, MADE_AT)

    assert gone.title not in [row.title for day in made.days for row in day.rows]
    assert made.imprint.version == 4


def test_the_catalogue_names_people_only_with_their_consent():
    made = catalogue(usa_2017(), (ANNA, PIOTR), MADE_AT)

    with_consent, without = made.entries
    assert (with_consent.person, with_consent.email) == ("Anna Żak, Director", "a-1@cluster.example")
    assert (without.person, without.email) == ("", "")
    assert "Łoś" not in made.model_dump_json()
    assert with_consent.themes == ("Biotechnology and medical", "Nanotechnologies")
    assert [(one.country, one.organisations) for one in made.countries] == [("Poland", 2)]


def test_a_badge_carries_a_contact_and_the_address_only_with_consent():
    assert vcard(ANNA).splitlines() == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "N:Anna Żak;;;;",
        "FN:Anna Żak",
        "ORG:Lubelska Medycyna",
        "TITLE:Director",
        "EMAIL:a-1@cluster.example",
        "END:VCARD",
    ]
    assert "EMAIL" not in vcard(PIOTR)


def test_a_name_with_commas_and_semicolons_stays_one_name():
    odd = a_delegate("A-3", "Smith; John, PhD \\ MBA")
    assert "FN:Smith\\; John\\, PhD \\\\ MBA\r\n" in vcard(odd)


@settings(max_examples=30, deadline=None)
@given(st.text(st.characters(exclude_categories=("C",)), min_size=1, max_size=60).map(str.strip).filter(bool))
def test_every_name_fits_into_a_qr_code_and_cannot_add_a_line_to_the_contact(name):
    card = vcard(a_delegate("A-4", name))

    assert [line.split(":")[0] for line in card.split("\r\n")[:-1]] == [
        "BEGIN", "VERSION", "N", "FN", "ORG", "TITLE", "EMAIL", "END",
    ]  # fmt: skip
    assert qr_code(card).startswith("<svg")


def test_badges_lie_in_the_order_of_names():
    sheet = badge_sheet(usa_2017(), (PIOTR, ANNA), MADE_AT)
    assert [badge.name for badge in sheet.badges] == ["Anna Żak", "Piotr Łoś"]


def test_what_a_spreadsheet_might_run_is_known():
    assert [text for text in ("=1+1", " +4", "-x", "@sum", "a=b", "", "4") if is_formula_like(text)] == [
        "=1+1", " +4", "-x", "@sum",
    ]  # fmt: skip
