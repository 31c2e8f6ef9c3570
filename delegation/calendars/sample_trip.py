"""The made-up delegation of the sample mails: its file, its people and its items."""

from typing import Any

from delegation.file import DelegationFile
from delegation.itinerary import ItineraryItem, Place
from delegation.person import Person

SECRET = b"the secret of the samples is none"
"""UIDs of samples can be guessed by everyone; they protect nothing."""
MAILBOX = "new-england-2027@delegations.example"
PORTAL = "https://portal.delegations.example"

JOERG = Person(
    id="A-07",
    name="Jörg Müller-Łukasz",
    email="joerg.mueller@donau-cluster.example",
    organisation="Donau Werkstoffe",
    zone="Europe/Vienna",
)
HELEN = Person(
    id="mit-desk",
    name="Helen Whitfield",
    email="helen.whitfield@nano-lab.example",
    organisation="Charles River Nano Laboratory",
    zone="America/New_York",
)
HOST = "nano-lab"

_PLACE = ("id", "name", "address", "latitude", "longitude")
_PLACES = (
    ("nano-lab", "Charles River Nano Laboratory", "60 Vassar Row, Cambridge, MA", 42.3616, -71.0922),
    ("statehouse", "Harbor Conference Center", "1 Seaport Lane, Boston, MA", 42.3489, -71.0415),
    ("south-station", "South Station", "700 Atlantic Avenue, Boston, MA", 42.3519, -71.0552),
    ("jfk", "John F. Kennedy Airport, Terminal 8", "Queens, NY", 40.6466, -73.7889),
    ("brussels-office", "Cluster House Brussels", "Rue de la Science 12, Brussels", 50.8439, 4.3716),
    ("casablanca", "Technopark", "Route de Nouaceur, Casablanca", 33.5417, -7.6429),
    ("dublin", "Liffey Innovation Quay", "18 Sir John Rogerson's Quay, Dublin 2", 53.3453, -6.2389),
)
_LEG = ("id", "city", "country", "zone", "latitude", "longitude", "arrives", "leaves")
_LEGS = (
    ("boston", "Boston", "US", "America/New_York", 42.3601, -71.0589, "2027-03-11", "2027-03-19"),
    ("new-york", "New York", "US", "America/New_York", 40.7128, -74.006, "2027-03-13", "2027-03-27"),
    ("london", "London", "GB", "Europe/London", 51.5074, -0.1278, "2027-03-14", "2027-03-15"),
    ("brussels", "Brussels", "BE", "Europe/Brussels", 50.8503, 4.3517, "2027-03-26", "2027-03-29"),
    ("casablanca", "Casablanca", "MA", "Africa/Casablanca", 33.5731, -7.5898, "2027-03-10", "2027-03-18"),
    ("dublin", "Dublin", "IE", "Europe/Dublin", 53.3498, -6.2603, "2027-03-12", "2027-03-29"),
)


def sample_file() -> DelegationFile:
    """A whole and valid file; of the sections that no sample shows, only what they cannot do without."""
    raw: dict[str, Any] = {  # Any: as a file holds it before it is read
        "slug": "new-england-2027",
        "title": "European Cluster Delegation to New England 2027",
        "organiser": {
            "name": "European Cluster Programme",
            "mailbox": MAILBOX,
            "zone": "Europe/Brussels",
            "website": "https://delegations.example/new-england-2027",
            "signatory": "director",
        },
        "people": [
            {"id": "director", "name": "Liesbeth Wouters", "email": "liesbeth@delegations.example"},
            HELEN.model_dump(),
        ],
        "legs": [dict(zip(_LEG, one, strict=True)) for one in _LEGS],
        "places": [dict(zip(_PLACE, one, strict=True)) for one in _PLACES],
        "hosts": [{"id": HOST, "organisation": HELEN.organisation, "person": HELEN.id}],
        "call": {"opens": "2026-09-07 09:00", "cut_offs": [{"id": "only", "closes": "2026-10-16 17:00"}]},
        "evaluation": {
            "opens": "2026-10-19 09:00", "closes": "2026-10-30 17:00", "panel": "2026-11-02 10:00",
            "criteria": [{"id": "objectives", "text": "Clear objectives", "weight": 100}],
            "evaluators": [
                {"id": "e1", "person": "director", "organisation": "Cluster Programme", "country": "BE"}
            ],
        },
        "selection": {"places": 19},
        "offers": {
            "sent": "2026-11-04 10:00", "confirm_by": "2026-11-11 12:00",
            "replacement_ends": "2027-01-29 17:00",
        },
        "itinerary_dates": {
            "visit_wishes_close": "2027-01-22 17:00", "preliminary": "2027-02-01 12:00",
            "final": "2027-02-15 12:00",
        },
        "documents": {
            "visa_letters": "2027-01-11 09:00", "passport_due": "2027-01-08 17:00",
            "passport_purge": "2027-06-01 09:00",
        },
        "follow_up": {"survey": "2027-04-01 09:00", "report_due": "2027-06-30 17:00"},
    }  # fmt: skip
    return DelegationFile.model_validate(raw)


def item(name: str, title: str, starts: str, ends: str, **more: object) -> ItineraryItem:
    """An item in Boston unless `more` says otherwise; times as `2027-03-11 18:30`, local to its zone."""
    given = {
        "id": name, "kind": "session", "title": title, "leg": "boston", "zone": "America/New_York",
        "starts": starts, "ends": ends,
    }  # fmt: skip
    return ItineraryItem.model_validate({**given, **more})


RECEPTION = item(
    "opening-reception", "Opening reception with the Massachusetts clusters",
    "2027-03-11 18:30", "2027-03-11 20:30", kind="reception", place="statehouse", room="Harbor Room",
    rsvp=True,
    description="Short welcome by the hosts at 18:45, then drinks and a light buffet.\nDress: business.",
)  # fmt: skip
VISIT = item(
    "nano-visit", "Visit: Charles River Nano Laboratory", "2027-03-12 09:30", "2027-03-12 11:30",
    kind="visit", place="nano-lab", room="Lobby", hosts=(HOST,), rsvp=True,
    description="Clean room tour in two groups. Please bring a photo ID for the security desk.",
)  # fmt: skip

US_CHANGE = (
    item("us-friday", "Round table on advanced materials", "2027-03-12 14:00", "2027-03-12 16:00",
         place="statehouse", room="Room 210"),
    item("us-night-train", "Night train Washington - Boston", "2027-03-13 22:10", "2027-03-14 08:05",
         kind="travel", place="south-station", rsvp=True, decline_costs=True,
         description="Arrives at South Station. Clocks go forward during the journey."),
    item("us-first-minute", "Early arrival desk opens", "2027-03-14 03:00", "2027-03-14 04:30",
         place="statehouse", room="Lobby", description="The first minute after the clocks went forward."),
    item("us-sunday", "Walking tour of the Seaport", "2027-03-14 10:00", "2027-03-14 12:00", kind="visit",
         place="statehouse"),
    item("us-monday", "Matchmaking: first round", "2027-03-15 09:00", "2027-03-15 12:00",
         place="statehouse", room="Ballroom", rsvp=True),
)  # fmt: skip
"""The United States put their clocks forward on Sunday 14 March 2027 at 02:00."""

BRUSSELS: dict[str, object] = {"leg": "brussels", "zone": "Europe/Brussels", "place": "brussels-office"}
EU_CHANGE = (
    item("eu-friday", "Debriefing with the Commission", "2027-03-26 14:00", "2027-03-26 16:00", **BRUSSELS),
    item("eu-first-minute", "Night shift: transfer from the airport", "2027-03-28 03:00", "2027-03-28 03:45",
         kind="transfer", description="The first minute after the clocks went forward.", **BRUSSELS),
    item("eu-monday", "Evaluation workshop", "2027-03-29 09:30", "2027-03-29 12:30", **BRUSSELS),
)  # fmt: skip
"""The European Union follows on Sunday 28 March 2027 at 01:00 UTC."""

REPEATED_HOUR = (
    item("first-hour", "Late transfer: Logan Airport to the hotel", "2027-11-07 00:45", "2027-11-07 01:30",
         kind="transfer", description="Arrives at 01:30 daylight time, before clocks go back."),
    item("second-hour", "Second transfer: Logan Airport to the hotel", "2027-11-07 01:30",
         "2027-11-07 02:15", kind="transfer", starts_fold=True,
         description="Leaves at 01:30 standard time, an hour after the first 01:30."),
    item("night-coach", "Night coach New York - Boston", "2027-11-06 20:45", "2027-11-07 01:30",
         kind="travel", ends_fold=True, place="south-station", rsvp=True,
         description="Arrives the second time that clocks show 01:30: the journey takes 5 hours 45 minutes."),
)  # fmt: skip
"""New York goes back on Sunday 7 November 2027 at 02:00, so that 01:30 comes twice."""

FLIGHTS = (
    item("flight-london", "Flight JFK - London Heathrow", "2027-03-13 19:10", "2027-03-14 07:05",
         kind="travel", leg="new-york", ends_zone="Europe/London", place="jfk", rsvp=True, decline_costs=True,
         description="6 hours 55 minutes. Clocks in New York go forward while you are in the air."),
    item("flight-brussels", "Flight JFK - Brussels", "2027-03-27 19:35", "2027-03-28 08:40",
         kind="travel", leg="new-york", ends_zone="Europe/Brussels", place="jfk", rsvp=True,
         decline_costs=True,
         description="7 hours 5 minutes. Clocks in Brussels go forward while you are in the air."),
)  # fmt: skip

ALL_DAY = item(
    "study-days", "Study days: circular plastics", "2027-03-16 00:00", "2027-03-18 00:00", all_day=True,
    place="statehouse", description="Tuesday and Wednesday; the programme of each day follows.",
)  # fmt: skip

MOROCCO: dict[str, object] = {"leg": "casablanca", "zone": "Africa/Casablanca", "place": "casablanca"}
CASABLANCA = (
    item("technopark-ramadan", "Visit: Technopark Casablanca", "2027-03-10 10:00", "2027-03-10 12:00",
         kind="visit", **MOROCCO),
    item("technopark-after", "Follow-up at Technopark Casablanca", "2027-03-17 10:00", "2027-03-17 12:00",
         kind="visit", **MOROCCO),
)  # fmt: skip
"""Morocco changes its clocks around Ramadan, by no yearly rule."""

IRELAND: dict[str, object] = {"leg": "dublin", "zone": "Europe/Dublin", "place": "dublin"}
DUBLIN = (
    item("dublin-winter", "Breakfast with the Irish clusters", "2027-03-12 08:00", "2027-03-12 09:30",
         kind="meal", **IRELAND),
    item("dublin-summer", "Working lunch with the Irish clusters", "2027-03-29 12:30", "2027-03-29 14:00",
         kind="meal", **IRELAND),
)  # fmt: skip
"""In law, Irish Standard Time is that of summer; the data of the zone says so by a negative saving."""

ONLINE = item(
    "briefing-call", "Briefing call before departure", "2027-03-03 15:00", "2027-03-03 16:00",
    leg="brussels", zone="Europe/Brussels", link="https://meet.delegations.example/new-england-2027?pwd=a1,b2",
    description="Visa, insurance and the programme; questions are welcome.",
)  # fmt: skip

_PARAGRAPH = (
    "Grüezi, dobrý den, καλημέρα, добрий день! Übergabe der Förderbescheide in Łódź, Čadca und Győr; "
    "naïve façade, smørrebrød, þing. 👩\u200d🔬👨\u200d👩\u200d👧\u200d👦🏳\ufe0f\u200d🌈 "
    'Semicolons; commas, colons: and "quotes", 50 % off, a tab\there, a backslash C:\\New\\notes.\n'
)
LONG_TEXT = (_PARAGRAPH * (2000 // len(_PARAGRAPH))).ljust(2000, ".")
"""Exactly 2,000 characters, among them emoji of several joined signs."""
LONG = item(
    "uebergabe", "Übergabe der Förderbescheide: Zwölf Brücken über die Ästuare – 橋 🌉", "2027-03-16 15:00",
    "2027-03-16 17:00", place="statehouse", description=LONG_TEXT,
)  # fmt: skip

# --- hostile: what nobody may type, and what may still come from an old database ----------------------------

_HOSTILE_TITLE = (
    'Tea; "quoted", ^caret^ C:\\New\\notes\r\nATTENDEE:mailto:evil@attacker.example\r\nX-EVIL;P=1:yes'
)
_RIGHT_TO_LEFT = "\u05e9\u05dc\u05d5\u05dd \u202etxt.exe\u202c \u0645\u0631\u062d\u0628\u0627"
HOSTILE_PERSON = JOERG.model_copy(
    update={"name": f'O\'Neil "JJ"; ROLE=CHAIR:mailto:x@y^n {_RIGHT_TO_LEFT}\r\nBcc: evil@attacker.example'}
)
HOSTILE_PLACE = Place(id="hostile", name="Caf\u00e9", latitude=42.35, longitude=-71.06).model_copy(
    update={
        "name": 'Café "L\'Étoile"; Room=1\r\nEND:VEVENT',
        "address": "C:\\New Street 5, ^n Boston; MA\nBEGIN:VALARM",
    }
)
HOSTILE_ITEM = item(
    "hostile", "Tea", "2027-03-17 16:00", "2027-03-17 17:00", place="hostile", rsvp=True
).model_copy(
    update={
        "title": _HOSTILE_TITLE,
        "room": "R;1\\N",
        "description": f"{_RIGHT_TO_LEFT}\r\nEND:VCALENDAR\r\nliteral \\n, \\N, \\; bell \x07; =0D=0A %0D%0A",
    }
)
HOSTILE_ORGANISER = 'Cluster "Programme"; X=1, ^ & Söhne:mailto:evil@attacker.example'


def hostile(file: DelegationFile) -> DelegationFile:
    """The file with an organiser and a place that try to break out of their lines."""
    organiser = file.organiser.model_copy(update={"name": HOSTILE_ORGANISER})
    return file.model_copy(update={"organiser": organiser, "places": (*file.places, HOSTILE_PLACE)})
