"""Whatever people type into any field: refused with a sentence, or the text it is, in letters and invites."""

from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
import yaml

from activities.letters import LetterWriter
from activities.links import CalendarLinks
from activities.message import envelope, invite_message, letter_message
from activities.words_apart import drafted
from delegation.calendars import sample_trip as trip
from delegation.calendars.content_line import UnsafeCalendar
from delegation.calendars.rendering import CalendarParty, render_invite
from delegation.file import DelegationFile
from delegation.invite import Method, Revision
from delegation.letter import FactValue, Letter, LetterName
from delegation.person import Person
from delegation.reading.intake import ApplicationRefused, FieldProblem, read_application
from portal.story_files import read_story_folder
from tests.injection.mails_read import MailParts, PageParts, parts_of

HERE = Path(__file__).parent
CORPUS = yaml.safe_load((HERE / "values.yaml").read_text(encoding="utf-8"))
VALUES = [(what, value) for what, values in CORPUS.items() for value in values]
IDS = [f"{what}-{number}" for what, values in CORPUS.items() for number in range(len(values))]
AT = datetime(2027, 2, 1, 12, 0, tzinfo=UTC)
WRITER = LetterWriter(HERE.parents[1] / "templates" / "letters", portal=trip.PORTAL)
TRIP = trip.sample_file()
LINKS = CalendarLinks(answers={trip.RECEPTION.id: f"{trip.PORTAL}/a/1"})
FILE, STORY = read_story_folder(HERE.parents[1] / "examples" / "usa-2017")
GOOD = STORY.applications[0].application
TEXTS = ("text", "long-text")
TEXT_ANSWERS = [one.id for one in FILE.call.fields if one.id in GOOD["answers"] and one.type.value in TEXTS]


def reader(value: str) -> Person:
    """As if it had come past the front door: no rule of the model looks at it."""
    return trip.JOERG.model_copy(update={"name": value, "organisation": value, "position": value})


def the_trip(value: str) -> DelegationFile:
    organiser = TRIP.organiser.model_copy(update={"name": value})
    return TRIP.model_copy(update={"organiser": organiser, "title": value})


def invite(value: str) -> bytes:
    item = trip.RECEPTION.model_copy(update={"title": value, "description": value, "room": value})
    place = TRIP.place("statehouse")
    assert place is not None
    place = place.model_copy(update={"name": value, "address": value})
    file, person = the_trip(value), reader(value)
    file = file.model_copy(update={"places": (place,)})
    revision = Revision(item=item, method=Method.REQUEST, sequence=0, dtstamp=AT)
    written = WRITER.write_invite(revision, person, file, AT, LINKS)
    organiser = CalendarParty.model_construct(name=value, email=trip.MAILBOX)
    calendar = render_invite(
        revision, uid="u" * 32 + "@x.example", organiser=organiser, attendee=person, place=place
    )
    return invite_message(envelope(file, person, "s" * 26, AT), written, calendar, Method.REQUEST)


ROW = {"day": "Thu 11 March", "time": "18:30", "zone": "EST"}


def letters(value: str) -> list[Letter]:
    row = {**ROW, "title": value, "place": value, "remark": value}
    change = {"item": value, "old": value, "new": value}
    told: dict[LetterName, dict[str, FactValue]] = {
        LetterName.ITINERARY_CHANGED: {"version": "2", "reason": value, "changes": (change,), "rows": (row,)},
        LetterName.HOST_WITHDRAWN: {"reason": value, "host_url": f"{trip.PORTAL}/h"},
        LetterName.MEETING_REQUESTS: {
            "requests": ({"organisation": value, "person": value, "message": value},),
            "due": "Fri 12 March 2027, 12:00 Boston (EST, UTC-5)",
            "meetings_url": f"{trip.PORTAL}/m",
        },
    }
    return [Letter(name=name, recipient="A-07", facts=facts) for name, facts in told.items()]


def letter(value: str, one: Letter) -> bytes:
    file, person = the_trip(value), reader(value)
    written = WRITER.write(one, person, file, AT, LINKS)
    return letter_message(envelope(file, person, "s" * 26, AT), written)


@cache
def harmless() -> tuple[MailParts, ...]:
    return tuple(
        parts_of(raw)
        for raw in (invite("Harmless"), *(letter("Harmless", one) for one in letters("Harmless")))
    )


def demand_alike(found: MailParts, plain: MailParts) -> None:
    assert found.headers == plain.headers
    assert found.recipients == plain.recipients == (trip.JOERG.email,)
    assert found.sender == plain.sender == (trip.MAILBOX,)
    assert found.elements <= plain.elements
    assert set(found.links) <= set(plain.links)
    assert found.text_links <= plain.text_links
    counts = dict(plain.properties)
    assert all(number <= counts.get(name, 0) for name, number in found.properties)
    assert found.calendar_people == plain.calendar_people


def test_the_corpus_is_as_large_as_was_promised():
    assert len(VALUES) >= 300
    assert all(len(set(values)) == len(values) for values in CORPUS.values())


@pytest.mark.parametrize("value", [value for _, value in VALUES], ids=IDS)
def test_a_value_in_every_field_of_a_mail_adds_nothing_to_it(value: str):
    plain_invite, *plain_letters = harmless()
    with suppress(UnsafeCalendar):  # which ends the mail, and says so
        demand_alike(parts_of(invite(value)), plain_invite)
    for one, plain in zip(letters(value or "x"), plain_letters, strict=True):
        demand_alike(parts_of(letter(value, one)), plain)


@pytest.mark.parametrize("value", [value for _, value in VALUES], ids=IDS)
def test_an_application_with_it_in_any_field_is_refused_with_the_field_or_taken_as_it_is(value: str):
    for part in ("name", "organisation", "position", "email", "language", "zone"):
        demand_refused_or_kept({**GOOD, "person": {**GOOD["person"], part: value}}, f"person.{part}", value)
    for answer in TEXT_ANSWERS[:2]:
        demand_refused_or_kept(
            {**GOOD, "answers": {**GOOD["answers"], answer: value}}, f"answers.{answer}", value
        )
    demand_refused_or_kept({**GOOD, "id": value}, "id", value)
    demand_refused_or_kept({**GOOD, "together_with": value}, "together_with", value)


def demand_refused_or_kept(given: dict, field: str, value: str) -> None:
    problems: tuple[FieldProblem, ...] = ()
    try:
        taken = read_application(given, FILE)
    except ApplicationRefused as refused:
        problems = refused.problems
    if problems:
        assert [one.field for one in problems] == [field]
        assert problems[0].message[-1] in ".?"
        return
    place, _, name = field.partition(".")
    kept = (
        getattr(taken, place)
        if not name
        else (getattr(taken.person, name) if place == "person" else taken.answers.get(name))
    )
    if kept is None:
        assert not value.strip()
    elif field == "person.email":
        assert kept.casefold() in value.casefold()
    elif isinstance(kept, str) and value.strip():
        assert "".join(kept.split()).casefold() == "".join(value.split()).casefold()


def test_an_organiser_s_words_show_every_value_as_the_text_it_is():
    """Two hundred at once, in the process that writes such letters."""
    rows = [{"title": value[:300]} for what, value in VALUES if value.isprintable() and value.strip()]
    known = {"person": {"name": "Eve"}, "language": "en", "rows": rows}

    draft = drafted(
        "Hello", "{% for row in rows %}\n- x{{ row.title }}\n{% endfor %}", known, {}, portal=trip.PORTAL
    )

    page = PageParts(draft.content)
    assert {tag for tag, _ in page.elements} == {"ul", "li"}
    assert page.links == []
    assert draft.content.count("<li>") == len(rows) >= 200
    assert "://" not in draft.text
