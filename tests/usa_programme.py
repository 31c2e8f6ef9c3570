"""The example's programme as published, with made-up delegates, meetings, rooms, and their vault."""

from datetime import UTC, datetime

from activities.adapters.spreadsheet import XlsxSpreadsheets
from activities.documents import DocumentActivities
from activities.keys import profile_key
from activities.letters import LetterWriter
from activities.ports import SpreadsheetWriter, Typesetter, WordProcessor
from activities.register import Register
from delegation.file import DelegationFile
from delegation.itinerary import Itinerary, ItineraryItem
from delegation.meeting import Meeting, MeetingSchedule, MeetingWish, Wish
from delegation.papers.paper import Delegate
from delegation.papers.programme import Programme
from delegation.planning.composing import meeting_items
from delegation.planning.visits import VisitAssignment, VisitPlan
from delegation.rooming import Room, Rooming, RoomKind
from tests.fakes import MemoryStore
from tests.usa import TEMPLATES, a_delegate, a_person, an_application, usa_2017

NAMES = (
    "Anna Żak", "Piotr Łoś", "Ștefan Țepeș", "Ελένη Παπαδοπούλου", "Małgorzata Wiśniewska", "Jürgen Groß",
    "Zoë Ångström", "Þórunn Ægisdóttir", "Nuria Valcárcel Íñiguez", "Đorđe Šćepanović",
)  # fmt: skip
ORGANISATIONS = (
    "Lubelska Medycyna", "Öresund MedTech", "Klaster Bioenergia dla Regionu i Województwa Łódzkiego",
    "Σύμπλεγμα Νανοτεχνολογίας Αττικής", "Cool Silicon", "Minho Têxtil Técnico", "Fyn Clean", "Norte Energía",
    "Rete Materiali Emilia-Romagna", "NanoRhône",
)  # fmt: skip
MADE_AT = datetime(2017, 5, 11, 9, 0, tzinfo=UTC)
"""When the final programme of the example is published."""


def ids(many: int) -> tuple[str, ...]:
    return tuple(f"A-{number:02d}" for number in range(1, many + 1))


def delegate_of(number: int) -> Delegate:
    """The delegate `A-{number}`: name and organisation come around after ten."""
    delegate = a_delegate(f"A-{number:02d}", NAMES[number % len(NAMES)], consents=number % 2 == 0)
    organisation = ORGANISATIONS[number % len(ORGANISATIONS)]
    return delegate.model_copy(
        update={"person": delegate.person.model_copy(update={"organisation": organisation})}
    )


def people_of(programme: Programme) -> dict[str, Delegate]:
    return {one: delegate_of(int(one.removeprefix("A-"))) for one in programme.delegates}


def published(many: int = 19, *, file: DelegationFile | None = None, version: int = 3) -> Programme:
    """Everybody meets four hosts, visits are shared out in turn, and the rooms are singles but one."""
    file = file or usa_2017()
    delegates = ids(many)
    schedule, visits = _schedule(file, delegates), _visits(file, delegates)
    assert file.meetings is not None
    items = tuple(_attended(item, visits) for item in file.itinerary)
    return Programme(
        itinerary=Itinerary(
            version=version, items=(*items, *meeting_items(file.meeting_sections, file.hosts, schedule))
        ),
        delegates=delegates,
        schedule=schedule,
        meeting_rules=file.meetings,
        visits=visits,
        wishes={
            one.participant: (MeetingWish(host=one.host, wish=Wish.MUST),) for one in schedule.meetings[::2]
        },
        rooming=_rooming(file, delegates),
    )


def _schedule(file: DelegationFile, delegates: tuple[str, ...]) -> MeetingSchedule:
    """In slot s delegate d meets host d + s, at the table of the host, where that is among the tables."""
    rules = file.meetings
    assert rules is not None
    hosts = [host.id for host in file.hosts if host.meets]
    meetings = tuple(
        Meeting(participant=one, host=hosts[(number + step) % len(hosts)], slot=slot.id, table=table + 1)
        for number, one in enumerate(delegates)
        for step, slot in enumerate(rules.slots)
        if (number // len(hosts) + step) % 2 == 0
        for table in [(number + step) % len(hosts)]
        if table < rules.tables
    )
    return MeetingSchedule(meetings=meetings)


def _visits(file: DelegationFile, delegates: tuple[str, ...]) -> VisitPlan:
    blocks: dict[str, list[ItineraryItem]] = {}
    for item in file.itinerary:
        if item.block is not None:
            blocks.setdefault(item.block, []).append(item)
    return VisitPlan(
        assignments=tuple(
            VisitAssignment(
                participant=one,
                block=block,
                item=items[number % len(items)].id,
                rank=1,
                reason=f"{items[number % len(items)].title!r} is your first wish.",
            )
            for block, items in blocks.items()
            for number, one in enumerate(delegates)
        )
    )


def _attended(item: ItineraryItem, visits: VisitPlan) -> ItineraryItem:
    return item if item.block is None else item.model_copy(update={"attendees": visits.attendees(item.id)})


def _rooming(file: DelegationFile, delegates: tuple[str, ...]) -> Rooming:
    groups = [delegates[:2], *((one,) for one in delegates[2:])] if len(delegates) > 1 else []
    return Rooming(
        rooms=tuple(
            Room(
                leg=leg.id,
                number=number,
                kind=RoomKind.SHARED if len(guests) > 1 else RoomKind.SINGLE,
                guests=guests,
                arrives=leg.arrives,
                leaves=leg.leaves,
            )
            for leg in file.legs
            for number, guests in enumerate(groups, start=1)
        )
    )


def a_vault(programme: Programme) -> MemoryStore:
    """The file of the example, and everybody of the programme."""
    store = MemoryStore()
    register = Register(store)
    register.keep_file(usa_2017())
    for one, delegate in people_of(programme).items():
        register.keep("usa-2017", delegate.person)
        application = an_application(one, delegate.person.name).model_dump_json().encode()
        store.create(profile_key("usa-2017", one), application, "application/json")
    return store


def rename(store: MemoryStore, participant: str, name: str) -> None:
    """A correction of the name that reaches the vault later."""
    Register(store).keep("usa-2017", a_person(participant, name))


def making(
    store: MemoryStore, press: Typesetter, word: WordProcessor, sheets: SpreadsheetWriter | None = None
) -> DocumentActivities:
    return DocumentActivities(
        store,
        Register(store),
        typesetter=press,
        word=word,
        spreadsheets=sheets or XlsxSpreadsheets(),
        letters=LetterWriter(TEMPLATES.parent / "letters"),
    )
