"""Documents on paper: accessible, repeatable, and deaf to what people type into their names."""

import hashlib
import tomllib
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.adapters.typesetting import TypstTypesetter
from activities.ports import CannotBeSet
from delegation.itinerary import Itinerary
from delegation.papers.badge import badge_sheet, qr_code, vcard
from delegation.papers.booklet import booklet
from delegation.papers.catalogue import catalogue
from delegation.papers.offer_letter import OfferTold, offer_letter
from delegation.papers.paper import certificate
from delegation.papers.route_map import draw_route, stops_of
from tests.usa import MADE_AT, TEMPLATES, a_delegate, a_person, usa_2017, with_meetings

HOSTILE = (
    '#import "x.typ": *',
    "<b>Anna</b>",
    "*Anna* _Żak_ $x$",
    "\\",
    "`raw` @ref <label>",
    '")',
    "{{ x }}",
)
DIRECTOR = a_person("director", "Helena Vermeulen")


@pytest.fixture(scope="module")
def typesetter() -> TypstTypesetter:
    return TypstTypesetter(TEMPLATES)


def certificate_of(name: str):
    return certificate(usa_2017(), a_delegate("A-1", name), with_meetings("A-1"), DIRECTOR, MADE_AT)


def every_document(typesetter):
    file, itinerary = usa_2017(), with_meetings("A-1", "A-2")
    delegates = (a_delegate("A-1", "Anna Żak"), a_delegate("A-2", "Ștefan Țepeș", consents=False))
    told = OfferTold(language="pl", confirm_by="wt. 14 marca 2017, 12:00 Bruksela (CET, UTC+1)")
    people = {person.id: person for person in file.people}
    route = draw_route(stops_of(file.legs), typesetter.atlas(), title="Route")
    codes = {one.participant: qr_code(vcard(one)) for one in delegates}
    return {
        "offer-letter": (offer_letter(file, delegates[0], told, DIRECTOR, MADE_AT), {}),
        "certificate": (certificate(file, delegates[0], itinerary, DIRECTOR, MADE_AT), {}),
        "participant-catalogue": (catalogue(file, delegates, MADE_AT), {}),
        "badge-sheet": (badge_sheet(file, delegates, MADE_AT), codes),
        "programme-booklet": (booklet(file, itinerary, delegates, people, MADE_AT), {"route": route}),
    }


def test_every_document_is_an_accessible_archive_pdf_and_the_same_each_time(typesetter):
    for template, (facts, pictures) in every_document(typesetter).items():
        first = typesetter.pdf(template, facts, made_at=MADE_AT, pictures=pictures)
        second = TypstTypesetter(TEMPLATES).pdf(template, facts, made_at=MADE_AT, pictures=pictures)

        assert first == second, template
        assert first.replaced == 0
        assert first.content.startswith(b"%PDF-")
        assert b"pdfuaid:part" in first.content
        assert b"pdfaid:conformance>A<" in first.content


def test_documents_for_nobody_are_still_documents(typesetter):
    file = usa_2017()
    for template, facts in (
        ("participant-catalogue", catalogue(file, (), MADE_AT)),
        ("badge-sheet", badge_sheet(file, (), MADE_AT)),
    ):
        assert typesetter.pdf(template, facts, made_at=MADE_AT).content.startswith(b"%PDF-")


def test_an_empty_programme_is_still_a_booklet(typesetter):
    file = usa_2017()
    route = draw_route(stops_of(file.legs), typesetter.atlas(), title="Route")
    facts = booklet(file, Itinerary(), (), {}, MADE_AT)
    pdf = typesetter.pdf("programme-booklet", facts, made_at=MADE_AT, pictures={"route": route})
    assert pdf.content.startswith(b"%PDF-")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_full_of_commands_is_only_a_name(typesetter, name):
    assert typesetter.pdf("certificate", certificate_of(name), made_at=MADE_AT).replaced == 0


@pytest.mark.parametrize(
    ("name", "replaced"), [("東京 Anna", 2), ("Anna 😀", 1), ("👩‍🔬 Anna", 3), ("Анна Ελένη Đỗ ğ", 0)]
)
def test_a_character_without_a_glyph_is_replaced_visibly_and_counted(typesetter, name, replaced):
    """The certificate shows the name once; joiners that cannot be seen are counted too, and left out."""
    assert typesetter.pdf("certificate", certificate_of(name), made_at=MADE_AT).replaced == replaced


@settings(max_examples=20, deadline=None)
@given(
    st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=30).filter(
        str.strip
    )
)
def test_whatever_a_person_is_called_a_certificate_can_be_printed(name):
    typeset = TypstTypesetter(TEMPLATES).pdf("certificate", certificate_of(name), made_at=MADE_AT)
    assert typeset.content.startswith(b"%PDF-")


def test_facts_that_do_not_fit_the_template_are_refused_by_its_name(typesetter):
    with pytest.raises(CannotBeSet, match=r"certificate\.typ and its facts do not fit"):
        typesetter.pdf("certificate", DIRECTOR, made_at=MADE_AT)


def test_the_date_inside_the_file_is_the_one_of_the_trip(typesetter):
    facts = certificate_of("Anna Żak")
    early = typesetter.pdf("certificate", facts, made_at=datetime(2017, 5, 1, tzinfo=UTC))
    assert b"2017-05-01" in early.content


@pytest.mark.parametrize("folder", ["fonts", "map"])
def test_vendored_files_are_the_ones_we_named(folder):
    (package,) = tomllib.loads((TEMPLATES / folder / "VENDOR.toml").read_text())["package"]

    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (TEMPLATES / folder).iterdir()
        if path.name != "VENDOR.toml"
    }

    assert found == package["sha256"]
    assert package["licence"] in ("OFL-1.1", "ISC")
