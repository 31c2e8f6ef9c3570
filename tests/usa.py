"""The example delegation, with made-up delegates and meetings, for tests of what is made from them."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from delegation.application import Application
from delegation.file import DelegationFile
from delegation.itinerary import ItemKind, Itinerary, ItineraryItem
from delegation.papers.paper import Delegate, Passport
from delegation.person import Person
from delegation.reading.delegation_file import read_delegation

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates" / "documents"
MADE_AT = datetime(2017, 5, 11, 9, 0, tzinfo=UTC)
PASSPORT = Passport(
    full_name="MALGORZATA WISNIEWSKA",
    nationality="PL",
    birth_date=date(1979, 3, 2),
    passport_number="XY0000000",
    passport_expires=date(2021, 4, 30),
)


@cache
def usa_2017() -> DelegationFile:
    path = ROOT / "examples" / "usa-2017" / "delegation.yaml"
    return read_delegation(path.read_text(encoding="utf-8"))


def a_person(participant: str, name: str, organisation: str = "Lubelska Medycyna") -> Person:
    return Person(
        id=participant,
        name=name,
        email=f"{participant.lower()}@cluster.example",
        organisation=organisation,
        position="Director",
        zone="Europe/Warsaw",
    )


def an_application(participant: str, name: str, *, consents: bool = True) -> Application:
    answers = {
        "country": "PL",
        "focus-areas": ("bio", "nano"),
        "offer": "A test bed for medical sensors.",
        "seek": "Partners for joint development.",
        "eccp-profile": "https://clusters.example/lubelska",
        "consent-profile": consents,
    }
    return Application(id=participant, person=a_person(participant, name), answers=answers)


def a_delegate(participant: str, name: str, *, consents: bool = True) -> Delegate:
    application = an_application(participant, name, consents=consents)
    return Delegate(participant=participant, person=application.person, answers=application.answers)


def with_meetings(*participants: str) -> Itinerary:
    """The programme of the example, version 3, with a meeting for each of these in the first slots."""
    file = usa_2017()
    rules = file.meetings
    assert rules is not None
    hosts = [host.id for host in file.hosts if host.meets]
    slot = rules.slots[0]
    meetings = tuple(
        ItineraryItem(
            id=f"meeting-{number}",
            kind=ItemKind.MEETING,
            title="One-to-one meeting",
            leg=rules.leg,
            zone=rules.zone,
            starts=slot.starts,
            ends=slot.starts + timedelta(minutes=slot.minutes),
            place=rules.place,
            hosts=(hosts[number],),
            attendees=(participant,),
            table=str(number + 1),
        )
        for number, participant in enumerate(participants)
    )
    return Itinerary(version=3, items=(*file.itinerary, *meetings))
