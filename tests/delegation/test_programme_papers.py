"""What briefing books, lists, manifests, cards and sheets say, before they are set."""

from datetime import UTC, date, datetime, timedelta

from delegation.document import DocumentKind, DocumentRef, Wanted, file_name, newest
from delegation.itinerary import Itinerary, ItineraryItem
from delegation.meeting import MeetingWish, Wish
from delegation.papers.booklet import booklet
from delegation.papers.briefing_book import briefing_book
from delegation.papers.day_sheet import day_sheet
from delegation.papers.guest_list import guest_list, guest_workbook
from delegation.papers.needed import documents_needed, is_over
from delegation.papers.programme import OpenTask, Programme
from delegation.papers.rooming_list import rooming_list, rooming_workbook
from delegation.papers.table_cards import table_cards
from delegation.papers.transfer_manifest import transfer_manifest
from tests.usa import usa_2017
from tests.usa_programme import MADE_AT, delegate_of, people_of, published

FILE = usa_2017()
PROGRAMME = published()
PEOPLE = people_of(PROGRAMME)


def with_items(programme: Programme, *items: ItineraryItem) -> Programme:
    return programme.model_copy(update={"itinerary": Itinerary(version=3, items=items)})


def changed(programme: Programme, item_id: str, **update: object) -> Programme:
    items = tuple(
        one.model_copy(update=update) if one.id == item_id else one for one in programme.itinerary.items
    )
    return with_items(programme, *items)


# --- the briefing book ---------------------------------------------------------------------------------


def test_a_briefing_book_names_whom_one_meets_in_order_with_the_venues_time_first():
    book = briefing_book(FILE, PROGRAMME, PEOPLE["A-01"], MADE_AT)

    meetings = [one for one in book.encounters if one.kind == "one-to-one meeting"]
    assert [one.hours for one in meetings] == sorted(one.hours for one in meetings)
    assert len(meetings) == len(PROGRAMME.schedule.of("A-01"))
    assert all(one.hours.endswith("EDT") and one.home_hours.endswith("CEST") for one in meetings)
    assert all(one.table and one.place and one.contact and one.why for one in meetings)
    assert (book.name, book.home) == ("Piotr Łoś", "Warsaw")


def test_why_one_meets_somebody_is_said_from_ones_own_wishes_alone():
    meeting = PROGRAMME.schedule.of("A-01")[0]
    host = FILE.host(meeting.host)
    assert host is not None
    wishes = {**PROGRAMME.wishes, "A-01": (MeetingWish(host=host.id, wish=Wish.MUST),)}
    asked = PROGRAMME.model_copy(update={"wishes": wishes})

    def why(programme: Programme) -> str:
        book = briefing_book(FILE, programme, PEOPLE["A-01"], MADE_AT)
        return next(one.why for one in book.encounters if one.host == host.organisation and one.why)

    others = {**wishes, "A-02": (MeetingWish(host=host.id, wish=Wish.NO),)}
    assert "must" in why(asked)
    assert why(asked.model_copy(update={"wishes": others})) == why(asked)


def test_a_host_met_twice_is_described_once():
    book = briefing_book(FILE, PROGRAMME, PEOPLE["A-01"], MADE_AT)

    described = [one.host for one in book.encounters if one.profile]
    assert len(described) == len(set(described))
    assert {one.host for one in book.encounters} == set(described)


def test_a_delegate_who_meets_nobody_still_has_a_book():
    alone = with_items(PROGRAMME)
    book = briefing_book(FILE, alone, PEOPLE["A-01"], MADE_AT)
    assert (book.encounters, book.days) == ((), ())


def test_an_undecided_visit_is_in_the_programme_but_nobody_is_met_there_yet():
    block = next(item for item in FILE.itinerary if item.block is not None)
    open_visit = block.model_copy(update={"attendees": None})
    book = briefing_book(FILE, with_items(PROGRAMME, open_visit), PEOPLE["A-01"], MADE_AT)

    assert book.encounters == ()
    assert book.days[0].rows[0].note == "In parallel with others; where you go is not settled yet"


# --- lists for others ----------------------------------------------------------------------------------


def test_a_guest_list_holds_names_organisations_and_positions_and_nothing_else_of_a_person():
    made = guest_list(FILE, PROGRAMME, "penn-state", PEOPLE, MADE_AT)

    guests = [one for received in (*made.visits, *made.meetings) for one in received.guests]
    assert {field for one in guests for field in one.model_dump()} == {"name", "organisation", "position"}
    said = made.model_dump_json()
    assert not any(str(one.person.email) in said for one in PEOPLE.values())
    assert len(made.meetings) == sum(one.host == "penn-state" for one in PROGRAMME.schedule.meetings)


def test_whoever_gave_no_consent_to_be_published_is_still_on_the_list_of_who_receives_them():
    made = guest_list(FILE, PROGRAMME, "eda", PEOPLE, MADE_AT)
    assert made.people == len(PROGRAMME.delegates) == 19
    assert [len(one.guests) for one in made.visits] == [19]


def test_a_workbook_of_guests_has_a_row_for_each_guest_of_each_item():
    made = guest_list(FILE, PROGRAMME, "penn-state", PEOPLE, MADE_AT)
    (sheet,) = guest_workbook(made).sheets

    assert len(sheet.rows) == sum(len(one.guests) for one in (*made.visits, *made.meetings))
    assert [row[4] for row in sheet.rows] == sorted(row[4] for row in sheet.rows)
    assert {row[6] for row in sheet.rows} == {"America/New_York"}


def test_a_rooming_list_counts_the_rooms_and_guests_of_each_night():
    leg = FILE.legs[1]
    made = rooming_list(FILE, PROGRAMME, leg, PEOPLE, MADE_AT)

    assert [(one.rooms, one.guests) for one in made.nights] == [(18, 19), (18, 19)]
    assert (made.rooms[0].kind, len(made.rooms[0].guests), made.rooms[0].nights) == ("Twin", 2, 2)
    assert made.rooms[0].stay == "Mon 15 – Wed 17 May"
    assert len(rooming_workbook(made).sheets[0].rows) == 19


def test_a_night_counts_only_those_who_sleep_there():
    leg = FILE.legs[1]
    first, *others = PROGRAMME.rooming.rooms
    late = first.model_copy(update={"leg": leg.id, "arrives": leg.leaves - timedelta(days=1)})
    late = late.model_copy(update={"leaves": leg.leaves, "number": 1})
    rooms = (late, *(one for one in others if one.leg == leg.id and one.number != 1))
    rooming = PROGRAMME.rooming.model_copy(update={"rooms": rooms})

    made = rooming_list(FILE, PROGRAMME.model_copy(update={"rooming": rooming}), leg, PEOPLE, MADE_AT)

    assert [(one.rooms, one.guests) for one in made.nights] == [(17, 17), (18, 19)]


def test_a_manifest_names_who_travels_from_where_and_when_on_both_clocks():
    item = next(one for one in FILE.itinerary if one.id == "train-washington")
    made = transfer_manifest(FILE, PROGRAMME, item, PEOPLE, MADE_AT)

    assert len(made.passengers) == 19
    assert [one.name.casefold() for one in made.passengers] == sorted(
        one.name.casefold() for one in made.passengers
    )
    assert made.hours == "18:05–19:58 EDT"
    assert made.home_hours == "Brussels: 00:05 (+1 day)–01:58 CEST"
    assert made.facts[0].label == "Meeting point"


def test_table_cards_are_in_the_order_of_their_numbers_and_seat_every_meeting_once():
    made = table_cards(FILE, PROGRAMME, PEOPLE, MADE_AT)

    assert [card.table for card in made.cards] == [f"Table {number}" for number in range(1, 14)]
    assert sum(len(card.seatings) for card in made.cards) == len(PROGRAMME.schedule.meetings)
    for card in made.cards:
        assert [one.hours for one in card.seatings] == sorted(one.hours for one in card.seatings)


# --- the day sheet -------------------------------------------------------------------------------------


def test_a_day_sheet_says_who_comes_whom_to_call_and_what_is_open():
    tasks = (OpenTask(text="Ask for the gate.", day=date(2017, 5, 15)),)
    programme = PROGRAMME.model_copy(update={"tasks": tasks})
    phone = FILE.people[0].model_copy(update={"phone": "+1 215 555 0117"})
    people = tuple(
        one.model_copy(update={"phone": phone.phone}) if one.id == "contact-eda" else one
        for one in FILE.people
    )

    made = day_sheet(
        FILE.model_copy(update={"people": people}), programme, date(2017, 5, 15), PEOPLE, MADE_AT
    )
    next_day = day_sheet(FILE, programme, date(2017, 5, 16), PEOPLE, MADE_AT)

    assert made.tasks == ("Ask for the gate.",)
    assert next_day.tasks == ()
    assert made.rows[0].who == "everybody (19)"
    assert made.rows[0].hosts[0].phone == "+1 215 555 0117"
    assert {row.who for row in made.rows if row.kind == "visit" and "Visit" in row.title} == {
        "7 of 19",
        "6 of 19",
    }


def test_every_meeting_of_the_day_stands_once_in_the_timetable_of_its_sheet():
    made = day_sheet(FILE, PROGRAMME, date(2017, 5, 16), PEOPLE, MADE_AT)

    cells = [cell for slot in made.slots for cell in slot.cells if cell]
    assert sum(cell.count("Table") for cell in cells) == len(PROGRAMME.schedule.meetings)
    assert all(len(slot.cells) == len(made.receiving) for slot in made.slots)
    assert not any("Chesapeake" in cell for cell in cells), "one room for all is not repeated"


def test_a_meeting_in_another_room_says_so_on_the_sheet():
    meeting = next(item for item in PROGRAMME.items if item.kind == "meeting")
    made = day_sheet(
        FILE,
        changed(PROGRAMME, meeting.id, room="Maryland Ballroom"),
        date(2017, 5, 16),
        PEOPLE,
        MADE_AT,
    )
    cells = [cell for slot in made.slots for cell in slot.cells]
    assert sum("Maryland Ballroom" in cell for cell in cells) == 1


def test_one_meeting_in_another_room_does_not_move_all_of_them_in_the_booklet():
    meeting = next(item for item in PROGRAMME.items if item.kind == "meeting")
    moved = changed(PROGRAMME, meeting.id, room="Maryland Ballroom")
    everyone, people = tuple(PEOPLE.values()), {one.id: one for one in FILE.people}

    before, after = (booklet(FILE, one.itinerary, everyone, people, MADE_AT) for one in (PROGRAMME, moved))

    assert before == after


# --- which there are -----------------------------------------------------------------------------------


def test_a_programme_needs_a_book_for_each_delegate_two_lists_for_each_host_and_a_sheet_for_each_day():
    needed = documents_needed(FILE, PROGRAMME)

    def of(kind: DocumentKind) -> list[Wanted]:
        return [one for one in needed if one.kind is kind]

    assert len(needed) == len(set(needed))
    assert [one.participant for one in of(DocumentKind.BRIEFING_BOOK)] == list(PROGRAMME.delegates)
    assert [one.form for one in of(DocumentKind.GUEST_LIST)[:2]] == ["pdf", "xlsx"]
    assert len(of(DocumentKind.ROOMING_LIST)) == 2 * len(FILE.legs)
    assert [one.about for one in of(DocumentKind.DAY_SHEET)] == [f"2017-05-{day}" for day in range(14, 20)]
    assert len(of(DocumentKind.TRANSFER_MANIFEST)) == sum(
        item.kind in ("transfer", "travel") for item in FILE.itinerary
    )
    assert len(of(DocumentKind.TABLE_CARDS)) == len(of(DocumentKind.PROGRAMME_PICTURE)) == 1


def test_a_programme_without_meetings_rooms_or_days_needs_no_papers_about_them():
    empty = Programme(itinerary=Itinerary(version=1), delegates=("A-01",))
    kinds = {one.kind for one in documents_needed(FILE, empty)}
    assert kinds == {
        DocumentKind.PROGRAMME_BOOKLET,
        DocumentKind.PARTICIPANT_CATALOGUE,
        DocumentKind.BADGE_SHEET,
        DocumentKind.ROUTE_MAP,
        DocumentKind.BRIEFING_BOOK,
    }


def test_a_host_whose_items_were_all_cancelled_needs_no_list():
    gone = tuple(
        item.model_copy(update={"cancelled": "eda" in item.hosts or item.cancelled})
        for item in PROGRAMME.itinerary.items
    )
    assert not any(one.about == "eda" for one in documents_needed(FILE, with_items(PROGRAMME, *gone)))


def test_a_paper_is_over_with_the_last_thing_it_is_about():
    sheet = Wanted(kind=DocumentKind.DAY_SHEET, about="2017-05-15")
    rooms = Wanted(kind=DocumentKind.ROOMING_LIST, about="philadelphia")
    evening = datetime(2017, 5, 15, 23, 58, tzinfo=UTC)  # the train arrives at 19:58 EDT

    assert not is_over(sheet, FILE, PROGRAMME, evening - timedelta(seconds=1))
    assert is_over(sheet, FILE, PROGRAMME, evening)
    assert not is_over(rooms, FILE, PROGRAMME, datetime(2017, 5, 15, 3, 59, tzinfo=UTC))
    assert is_over(rooms, FILE, PROGRAMME, datetime(2017, 5, 15, 4, 0, tzinfo=UTC))
    assert not is_over(Wanted(kind=DocumentKind.BRIEFING_BOOK, participant="A-01"), FILE, PROGRAMME, evening)


def test_the_newest_of_each_document_is_the_one_made_last_whatever_its_form():
    def ref(key: str, **of: object) -> DocumentRef:
        return DocumentRef(key=key, sha256="", size=1, media_type="", kind=DocumentKind.GUEST_LIST, **of)

    first, sheet, second = (
        ref("a/mit-v1-1.pdf", about="mit"),
        ref("a/mit-v1-2.xlsx", about="mit"),
        ref("a/mit-v2-3.pdf", about="mit"),
    )
    assert list(newest((first, sheet, second)).values()) == [second, sheet]
    assert [file_name(one) for one in (sheet, second)] == ["guest-list-mit.xlsx", "guest-list-mit.pdf"]


def test_who_was_erased_is_on_no_list():
    known = {one: delegate for one, delegate in PEOPLE.items() if one != "A-03"}
    made = guest_list(FILE, PROGRAMME, "eda", known, MADE_AT)
    assert made.people == 18
    assert delegate_of(3).person.email not in made.model_dump_json()
