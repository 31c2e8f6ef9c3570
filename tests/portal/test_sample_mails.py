"""Sample mails, as three independent readers of calendars understand them."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from pathlib import Path

import icalendar
import pytest
import vobject
from ical.calendar_stream import IcsCalendarStream
from vobject.icalendar import registerTzid

from activities.ports import AddressRefused
from delegation.calendars.calendar_client import Calendar, Received
from portal.samples import write_samples

ROOT = Path(__file__).parents[2]
LETTERS = ROOT / "templates" / "letters"
Event = dict[str, object]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("samples")
    write_samples(made, LETTERS)
    return made


@pytest.fixture(scope="module")
def expected(folder: Path) -> list[Event]:
    return json.loads((folder / "expected.json").read_text(encoding="utf-8"))


def moment(value: date) -> str:
    if isinstance(value, datetime):
        assert value.tzinfo is not None, "A floating time means another hour to each reader."
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return f"{value:%Y-%m-%d}"


def read_by_icalendar(content: bytes) -> Iterable[Event]:
    calendar = icalendar.Calendar.from_ical(content)
    for event in calendar.walk("VEVENT"):
        yield {
            "method": str(calendar["METHOD"]),
            "uid": str(event["UID"]),
            "sequence": int(event["SEQUENCE"]),
            "start": moment(event.decoded("DTSTART")),
            "end": moment(event.decoded("DTEND")),
            "summary": str(event["SUMMARY"]),
            "location": str(event.get("LOCATION", "")),
            "description": str(event.get("DESCRIPTION", "")),
            "organizer": str(event["ORGANIZER"]),
            "attendee": str(event.get("ATTENDEE", "")),
        }


def read_by_ical(content: bytes) -> Iterable[Event]:
    calendar = IcsCalendarStream.calendar_from_ics(content.decode())
    for event in calendar.events:
        attendees = [str(one.uri) for one in event.attendees]
        assert len(attendees) <= 1
        yield {
            "method": calendar.method,
            "uid": event.uid,
            "sequence": event.sequence,
            "start": moment(event.dtstart),
            "end": moment(event.dtend),
            "summary": event.summary,
            "location": event.location or "",
            "description": event.description or "",
            "organizer": str(event.organizer.uri),
            "attendee": attendees[0] if attendees else "",
        }


def learn_zones(content: str) -> None:
    """Of several zones in one file vobject takes the first only."""
    for zone in re.findall(r"BEGIN:VTIMEZONE.*?END:VTIMEZONE\r\n", content, re.DOTALL):
        read = vobject.readOne(f"BEGIN:VCALENDAR\r\n{zone}END:VCALENDAR\r\n").vtimezone
        registerTzid(read.tzid.value, read.tzinfo)


def read_by_vobject(content: bytes) -> Iterable[Event]:
    learn_zones(content.decode())
    calendar = vobject.readOne(content.decode())
    for event in calendar.vevent_list:
        known = event.contents
        assert len(known.get("attendee", ())) <= 1
        yield {
            "method": calendar.method.value,
            "uid": event.uid.value,
            "sequence": int(event.sequence.value),
            "start": moment(event.dtstart.value),
            "end": moment(event.dtend.value),
            "summary": event.summary.value,
            "location": event.location.value if "location" in known else "",
            "description": event.description.value if "description" in known else "",
            "organizer": event.organizer.value,
            "attendee": event.attendee.value if "attendee" in known else "",
        }


READERS = (read_by_icalendar, read_by_ical, read_by_vobject)
ZONES = ("America/New_York", "Europe/Brussels", "Europe/London", "Europe/Dublin")


def blinded(content: bytes) -> bytes:
    """The same with zones of names that nobody knows: a reader can only go by our VTIMEZONE."""
    for zone in ZONES:
        content = content.replace(zone.encode(), f"X{zone[1:]}".encode())
    return content


@pytest.mark.parametrize("seen", [bytes, blinded], ids=["as sent", "blind"])
@pytest.mark.parametrize("reader", READERS)
def test_every_reader_gets_out_of_every_file_what_the_programme_says(
    folder: Path,
    expected: list[Event],
    reader: Callable[[bytes], Iterable[Event]],
    seen: Callable[[bytes], bytes],
):
    files = list(dict.fromkeys(str(one["file"]) for one in expected))
    for name in files:
        wanted = [one for one in expected if one["file"] == name]
        read = list(reader(seen((folder / name).read_bytes())))
        assert by_uid(read) == by_uid({key: one[key] for key in read[0]} for one in wanted), name

    assert len(files) == 28


def by_uid(events: Iterable[Event]) -> dict[object, Event]:
    return {one["uid"]: one for one in events}


def test_both_calendars_of_every_mail_are_the_file_beside_it(folder: Path, expected: list[Event]):
    for one in expected:
        if not one["mail"]:
            continue
        calendar = (folder / str(one["file"])).read_bytes()
        mail = message_from_bytes((folder / str(one["mail"])).read_bytes(), policy=policy.default)
        parts = {part.get_content_type(): part for part in mail.walk()}
        assert parts["text/calendar"].get_payload(decode=True) == calendar
        assert parts["application/ics"].get_payload(decode=True) == calendar
        assert parts["text/calendar"]["Content-Type"].params["method"] == one["method"]
        assert f"mailto:{mail['From'].addresses[0].addr_spec}" == one["organizer"]
        assert [f"mailto:{to.addr_spec}" for to in mail["To"].addresses] == [one["attendee"]]


def test_the_mails_of_one_item_take_a_calendar_through_its_life(folder: Path):
    calendar = Calendar("joerg.mueller@donau-cluster.example")

    received = [calendar.receive(one.read_bytes()) for one in sorted(folder.glob("0[1-5]-boston-*.ics"))]

    assert received == [
        Received.ADDED, Received.UPDATED, Received.UPDATED, Received.REMOVED, Received.ADDED,
    ]  # fmt: skip
    assert [event.sequence for event in calendar.events()] == [4]


def test_the_text_of_2_000_characters_comes_back_whole(folder: Path):
    content = (folder / "24-long-text.ics").read_bytes()
    texts = [
        str(icalendar.Calendar.from_ical(content).walk("VEVENT")[0]["DESCRIPTION"]),
        IcsCalendarStream.calendar_from_ics(content.decode()).events[0].description,
        vobject.readOne(content.decode()).vevent.description.value,
    ]

    assert {len(text) for text in texts} == {2000}
    assert len(set(texts)) == 1


def test_hostile_names_become_no_property_no_header_and_no_second_attendee(folder: Path):
    content = (folder / "25-hostile-names.ics").read_bytes()
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    mail = message_from_bytes((folder / "25-hostile-names.eml").read_bytes(), policy=policy.default)

    assert content.count(b"\r\nATTENDEE") == content.count(b"\r\nEND:VEVENT") == 1
    assert b"\r\nX-EVIL" not in content
    assert event["ATTENDEE"].params["ROLE"] == "REQ-PARTICIPANT"
    assert not event.subcomponents
    assert mail["Bcc"] is None
    assert len(mail["From"].addresses) == len(mail["To"].addresses) == 1


def test_the_conference_link_stands_in_the_calendar_as_it_was_written(folder: Path):
    (event,) = icalendar.Calendar.from_ical((folder / "27-conference-link.ics").read_bytes()).walk("VEVENT")

    link = "https://meet.delegations.example/new-england-2027?pwd=a1,b2"
    assert str(event["CONFERENCE"]) == link
    assert link in str(event["DESCRIPTION"])


def test_samples_can_be_addressed_to_real_clients(tmp_path: Path):
    write_samples(tmp_path, LETTERS, to="me@client.example", sender="trips@server.example")

    expected = json.loads((tmp_path / "expected.json").read_text())
    assert {one["attendee"] for one in expected if one["mail"]} == {"mailto:me@client.example"}
    assert {one["organizer"] for one in expected} == {"mailto:trips@server.example"}
    for mail in tmp_path.glob("*.eml"):
        parsed = message_from_bytes(mail.read_bytes(), policy=policy.default)
        assert parsed["To"].addresses[0].addr_spec == "me@client.example"
        assert parsed["From"].addresses[0].addr_spec == "trips@server.example"
    for ics in tmp_path.glob("*.ics"):
        read = list(read_by_icalendar(ics.read_bytes()))
        assert {one["organizer"] for one in read} == {"mailto:trips@server.example"}
        assert {one["attendee"] for one in read} <= {"mailto:me@client.example", ""}


def test_an_address_that_breaks_out_of_its_header_is_refused(tmp_path: Path):
    with pytest.raises(AddressRefused):
        write_samples(tmp_path, LETTERS, to="me@client.example\r\nBcc: you@client.example")


def test_another_process_writes_the_same_bytes(folder: Path, tmp_path: Path):
    write = (
        "import sys; from pathlib import Path; from portal.samples import write_samples; "
        "write_samples(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    command = [sys.executable, "-c", write, str(tmp_path), str(LETTERS)]

    subprocess.run(command, cwd=ROOT, env={"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}, check=True, timeout=60)

    again = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
    assert again == {one.name: one.read_bytes() for one in folder.iterdir()}


def test_the_folder_says_what_each_file_is(folder: Path):
    text = (folder / "README.txt").read_text()

    assert all(one.stem in text for one in folder.iterdir() if one.suffix in (".eml", ".ics"))
