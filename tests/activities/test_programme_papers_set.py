"""Every paper of a programme on real paper: whatever people are called, however many they are."""

import io
import re
import zipfile
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from activities.adapters.spreadsheet import XlsxSpreadsheets
from activities.adapters.typesetting import TypstTypesetter
from activities.composing import Composed, Composer
from activities.dossiers import Dossiers
from activities.register import Register
from delegation.document import XLSX, DocumentKind, Wanted
from delegation.papers.guest_list import GuestList, guest_workbook
from delegation.papers.needed import documents_needed
from delegation.papers.rooming_list import RoomingList, rooming_workbook
from tests.usa import TEMPLATES, usa_2017
from tests.usa_programme import MADE_AT, a_vault, published

SET = (
    DocumentKind.BRIEFING_BOOK,
    DocumentKind.GUEST_LIST,
    DocumentKind.ROOMING_LIST,
    DocumentKind.TRANSFER_MANIFEST,
    DocumentKind.TABLE_CARDS,
    DocumentKind.DAY_SHEET,
    DocumentKind.ROUTE_MAP,
    DocumentKind.PROGRAMME_PICTURE,
)
TYPESETTER = TypstTypesetter(TEMPLATES)
ANY_TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=90)


@cache
def composed(many: int) -> dict[Wanted, Composed]:
    programme = published(many)
    store = a_vault(programme)
    composer = Composer(Dossiers(store, Register(store)), usa_2017(), programme, MADE_AT)
    made = {one: composer.compose(one) for one in documents_needed(usa_2017(), programme)}
    return {one: document for one, document in made.items() if document is not None}


def first_of(kind: DocumentKind, many: int = 19) -> Composed:
    """The one that says most."""
    found = [made for one, made in composed(many).items() if one.kind is kind and one.form != XLSX]
    return max(found, key=lambda one: len(one.facts.model_dump_json()))


def pages(kind: DocumentKind, facts: Composed) -> bytes:
    drawn = {name: draw(TYPESETTER.atlas()) for name, draw in (facts.drawings or {}).items()}
    return TYPESETTER.pdf(kind.value, facts.facts, made_at=MADE_AT, pictures=drawn).content


def in_other_words(shown: object, text: str) -> object:
    """The same facts with every text replaced; numbers and dates stay."""
    match shown:
        case dict():
            kept = ("starts", "ends", "arrives", "leaves", "language")
            return {
                name: value if name in kept else in_other_words(value, text) for name, value in shown.items()
            }
        case list():
            return [in_other_words(one, text) for one in shown]
        case str():
            return text
        case _:
            return shown


def emptied(shown: object) -> object:
    """The same facts with nothing in their lists."""
    if isinstance(shown, dict):
        return {name: emptied(value) for name, value in shown.items()}
    return [] if isinstance(shown, list) else shown


@pytest.mark.parametrize("kind", SET)
def test_each_is_an_accessible_archive_pdf_and_the_same_each_time(kind):
    first, second = pages(kind, first_of(kind)), pages(kind, first_of(kind))

    assert first == second
    assert b"pdfuaid:part" in first
    assert b"pdfaid:conformance>A<" in first


@pytest.mark.parametrize("kind", SET)
def test_each_can_be_set_when_there_is_nothing_to_say(kind):
    full = first_of(kind)
    facts = type(full.facts).model_validate(emptied(full.facts.model_dump(mode="json")))
    assert pages(kind, Composed(facts, full.drawings)).startswith(b"%PDF-")


@pytest.mark.parametrize("kind", SET)
@settings(max_examples=5, deadline=None)
@given(text=ANY_TEXT)
def test_each_can_be_set_whatever_everything_is_called(kind, text):
    full = first_of(kind, 3)
    facts = type(full.facts).model_validate(in_other_words(full.facts.model_dump(mode="json"), text))
    assert pages(kind, Composed(facts, full.drawings)).startswith(b"%PDF-")


@pytest.mark.parametrize("kind", SET)
def test_each_can_be_set_for_a_crowd_with_long_names(kind):
    full = first_of(kind, 40)
    long = "Verband der Präzisionsmechanik-Zulieferer und Werkstoffforschung Nordrhein-Westfalen e. V."
    facts = type(full.facts).model_validate(in_other_words(full.facts.model_dump(mode="json"), long))
    assert pages(kind, Composed(facts, full.drawings)).startswith(b"%PDF-")


def test_a_day_stays_on_one_sheet_of_paper():
    """Items in front, meetings at the back."""
    for one, made in composed(40).items():
        if one.kind is DocumentKind.DAY_SHEET:
            count = re.search(rb"/Type/Pages/Count (\d+)", pages(one.kind, made))
            has_meetings = one.about == "2017-05-16"
            assert count is not None
            assert int(count[1]) == (2 if has_meetings else 1), one.about


# --- workbooks -----------------------------------------------------------------------------------------


def lists() -> tuple[GuestList, RoomingList]:
    guests, rooms = first_of(DocumentKind.GUEST_LIST).facts, first_of(DocumentKind.ROOMING_LIST).facts
    assert isinstance(guests, GuestList)
    assert isinstance(rooms, RoomingList)
    return guests, rooms


FORMULAS = st.sampled_from(("=", "+", "-", "@", " =", "")).flatmap(
    lambda start: ANY_TEXT.map(lambda rest: start + rest)
)


@settings(max_examples=25, deadline=None)
@given(text=FORMULAS)
def test_no_name_on_a_list_can_become_a_formula(text):
    guests, rooms = lists()
    asked = GuestList.model_validate(in_other_words(guests.model_dump(mode="json"), text))
    slept = RoomingList.model_validate(in_other_words(rooms.model_dump(mode="json"), text))

    for workbook in (guest_workbook(asked), rooming_workbook(slept)):
        content = XlsxSpreadsheets().xlsx(workbook, made_at=MADE_AT)
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            sheets = [parts.read(name) for name in parts.namelist() if "worksheets/sheet" in name]
        assert sheets
        assert not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)


def test_a_guest_list_can_be_read_back_by_the_gate():
    guests, _ = lists()
    content = XlsxSpreadsheets().xlsx(guest_workbook(guests), made_at=MADE_AT)

    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Guests").to_python()
    heads, first = rows[3], rows[4]

    assert heads[:3] == ["Name", "Organisation", "Position"]
    assert first[0] in {
        one.name for received in (*guests.visits, *guests.meetings) for one in received.guests
    }
    assert first[6] == "America/New_York"
