"""The small delegation with meetings in both its cities, and at the premises of a host."""

from pathlib import Path

from delegation.file import DelegationFile
from delegation.reading.delegation_file import read_delegation

SMALL = Path(__file__).parent / "workflows" / "small.yaml"
HOSTS = ("harbour-lab", "lake-institute", "tower-house", "rail-yard")
CHANGED = {
    "places:\n": """places:
  - {id: pier, name: Pier Hall, address: "Pier Street, Toronto", minutes_to: {institute: 25, harbour: 15}}
  - {id: institute, name: Lake Institute, address: "Lake Street, Toronto", minutes_to: {harbour: 40}}
""",
    "people:\n": """people:
  - {id: lake-desk, name: Laura Finch, email: laura@lake.example, zone: America/Toronto}
  - {id: rail-desk, name: Rufus Dale, email: rufus@rail.example, zone: America/Chicago}
""",
    "hosts:\n": """hosts:
  - id: lake-institute
    organisation: Lake Institute
    person: lake-desk
    meets: true
    at_most: 3
    receives_at: institute
  - {id: rail-yard, organisation: Rail Yard, person: rail-desk, meets: true, at_most: 2, meets_in: chicago}
""",
    "person: tower-desk, meets: true,": "person: tower-desk, meets: true, meets_in: chicago,",
    "itinerary:\n": """itinerary:
  - id: fair
    kind: session
    title: Meetings in Toronto
    leg: toronto
    starts: 2027-05-11 10:00
    ends: 2027-05-11 13:00
    place: pier
    room: Long room
  - id: talks
    kind: session
    title: Meetings in Chicago
    leg: chicago
    starts: 2027-05-13 14:00
    ends: 2027-05-13 15:30
    place: tower
    room: Tables
""",
    "documents:\n": """more_meetings:
  - leg: toronto
    place: pier
    room: Long room
    tables: 2
    slots:
      - {id: t1, starts: 2027-05-11 10:00, minutes: 30}
      - {id: t2, starts: 2027-05-11 10:30, minutes: 30}
      - {id: t3, starts: 2027-05-11 11:00, minutes: 30}
      - {id: t4, starts: 2027-05-11 11:30, minutes: 30}
      - {id: t5, starts: 2027-05-11 12:00, minutes: 30}
    at_most: 2
    wishes_open: 2027-04-05 09:00
    wishes_close: 2027-04-12 17:00

documents:
""",
}


def two_cities_text() -> str:
    text = SMALL.read_text()
    for before, after in CHANGED.items():
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return text


def two_cities() -> DelegationFile:
    return read_delegation(two_cities_text(), "two-cities.yaml")
