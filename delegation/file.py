"""The delegation file: everything an organiser decides beforehand, as one model."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal, Self, TypeVar

from pydantic import Field, model_validator

from delegation.calendar_rules import CalendarRules
from delegation.call import Call, Holidays
from delegation.cooperation_rules import CooperationRules
from delegation.document import DocumentDates
from delegation.eligibility_rules import Eligibility
from delegation.evaluation import Evaluation
from delegation.exchange_rules import ExchangeRules
from delegation.fact import Fact
from delegation.follow_up import FollowUpRules
from delegation.hosting import HostRules
from delegation.ids import ItemId, Slug
from delegation.itinerary import ItineraryItem, ItineraryRules, Place
from delegation.leg import Leg
from delegation.mail_rules import MailRules
from delegation.matchmaking_rules import MatchmakingRules
from delegation.meeting import Host, MeetingRules
from delegation.meeting_sections import by_date
from delegation.offer import OfferRules
from delegation.person import Line, Person
from delegation.registration import RegistrationRules
from delegation.selection_rules import SelectionRules
from delegation.zoned import ZoneName, instant


class Phase(StrEnum):
    """The phases a delegation may have, in this order."""

    CALL = "call"
    REGISTRATION = "registration"
    """Who registers is taken on arrival while there are places; in place of the four that surround it."""
    EVALUATION = "evaluation"
    SELECTION = "selection"
    OFFERS = "offers"
    ITINERARY = "itinerary"
    TRIP = "trip"
    EXCHANGES = "exchanges"
    """Visits between two organisations, arranged one by one while the call is open."""
    FOLLOW_UP = "follow-up"
    COOPERATION = "cooperation"
    """Agreements between organisations, kept in view over years."""
    CLOSED = "closed"
    CANCELLED = "cancelled"


USUAL_PHASES = (
    Phase.CALL,
    Phase.EVALUATION,
    Phase.SELECTION,
    Phase.OFFERS,
    Phase.ITINERARY,
    Phase.TRIP,
    Phase.FOLLOW_UP,
)
"""Those of a delegation whose file names none."""

SECTIONS_OF: dict[Phase, tuple[str, ...]] = {
    Phase.REGISTRATION: ("registration",),
    Phase.EVALUATION: ("evaluation",),
    Phase.SELECTION: ("evaluation", "selection"),
    Phase.OFFERS: ("selection", "offers"),
    Phase.ITINERARY: ("legs", "itinerary_dates"),
    Phase.TRIP: ("legs",),
    Phase.EXCHANGES: ("exchanges",),
    Phase.FOLLOW_UP: ("follow_up",),
    Phase.COOPERATION: ("cooperation",),
}
"""What the file must say for a delegation to have a phase."""


class Organiser(Fact):
    """Who runs the delegation. `mailbox` is From and ORGANIZER of everything sent, constant for the trip."""

    name: Line
    mailbox: str = Field(pattern=r"^[a-z0-9.+-]+@[a-z0-9.-]+$")
    zone: ZoneName
    website: Line = ""
    signatory: ItemId
    """Who signs letters, by id of `people`."""
    language: Literal["en", "de", "fr"] = "en"
    """Of documents that several share."""


class Theme(Fact):
    """A field of interest applications, hosts and visits may share."""

    id: ItemId
    title: Line
    mark: str = ""
    """In examples: sourced, inferred or made-up."""


class DelegationFile(Fact):
    """One delegation, from call to follow-up, as its organiser describes it.

    Times are local to the zone of their section: the organiser's, or the leg's for itinerary items.
    Where a section or item names no zone, it takes that one over.
    """

    slug: Slug
    title: Line
    purpose: str = ""
    organiser: Organiser
    phases: tuple[Phase, ...] = USUAL_PHASES
    people: tuple[Person, ...] = ()
    """Evaluators, hosts and staff. Kept in the vault; workflows see their ids only."""
    themes: tuple[Theme, ...] = ()
    holidays: tuple[Holidays, ...] = ()
    legs: tuple[Leg, ...] = ()
    places: tuple[Place, ...] = ()
    call: Call
    eligibility: Eligibility = Eligibility()
    registration: RegistrationRules | None = None
    evaluation: Evaluation | None = None
    selection: SelectionRules | None = None
    offers: OfferRules | None = None
    hosts: tuple[Host, ...] = ()
    hosting: HostRules | None = None
    itinerary: tuple[ItineraryItem, ...] = ()
    itinerary_dates: ItineraryRules | None = None
    meetings: MeetingRules | None = None
    more_meetings: tuple[MeetingRules, ...] = ()
    """Meetings in further cities, one section per leg, each with slot ids of its own."""
    matchmaking: MatchmakingRules | None = None
    """Meetings of delegates with each other."""
    calendar: CalendarRules = CalendarRules()
    documents: DocumentDates = DocumentDates()
    mail: MailRules = MailRules()
    exchanges: ExchangeRules | None = None
    follow_up: FollowUpRules | None = None
    cooperation: CooperationRules | None = None
    translations: dict[str, dict[str, str]] = Field(default_factory=dict)
    """By language (two letters): what this file says, and how that language says it."""

    @model_validator(mode="before")
    @classmethod
    def _hand_zones_down(cls, raw: Any) -> Any:  # Any: what the file holds is not known yet
        """Give each section the organiser's zone and each item its leg's, where they name none."""
        return _with_zones(raw) if isinstance(raw, dict) else raw

    @model_validator(mode="after")
    def _phases_in_order(self) -> Self:
        order = list(Phase)
        if list(self.phases) != sorted(set(self.phases), key=order.index):
            raise ValueError("List each phase once, in the order " + ", ".join(Phase) + ".")
        return self

    @model_validator(mode="after")
    def _phases_have_their_sections(self) -> Self:
        for phase in self.phases:
            for section in SECTIONS_OF.get(phase, ()):
                if not getattr(self, section):
                    raise ValueError(
                        f"The phase {phase.value!r} needs the section {section!r}; add it, or leave it out."
                    )
        return self

    @model_validator(mode="after")
    def _meetings_are_told_apart(self) -> Self:
        sections = self.meeting_sections
        legs = [one.leg for one in sections]
        slots = [slot.id for one in sections for slot in one.slots]
        for kind, names in (("meetings in", legs), ("the slot", slots) if len(sections) > 1 else ("", [])):
            for name in names:
                if names.count(name) > 1:
                    raise ValueError(f"The file gives {kind} {name!r} twice; keep one, or rename one.")
        return self

    @property
    def meeting_sections(self) -> tuple[MeetingRules, ...]:
        """The meetings of every city, in order of their first slot."""
        return by_date((self.meetings, *self.more_meetings))

    @property
    def first_meetings(self) -> MeetingRules | None:
        """The meetings that come first: their dates hold for the wishes of all cities."""
        return next(iter(self.meeting_sections), None)

    @property
    def evaluation_rules(self) -> Evaluation:
        """Of a delegation that evaluates; raises LookupError for another."""
        return _given(self.evaluation, "evaluation", self.slug)

    @property
    def selection_rules(self) -> SelectionRules:
        """Of a delegation that selects; raises LookupError for another."""
        return _given(self.selection, "selection", self.slug)

    @property
    def offer_rules(self) -> OfferRules:
        """Of a delegation that offers places; raises LookupError for another."""
        return _given(self.offers, "offers", self.slug)

    @property
    def itinerary_rules(self) -> ItineraryRules:
        """Of a delegation with an itinerary; raises LookupError for another."""
        return _given(self.itinerary_dates, "itinerary_dates", self.slug)

    @property
    def follow_up_rules(self) -> FollowUpRules:
        """Of a delegation that is followed up; raises LookupError for another."""
        return _given(self.follow_up, "follow_up", self.slug)

    @property
    def registration_rules(self) -> RegistrationRules:
        """Of a delegation one registers for; raises LookupError for another."""
        return _given(self.registration, "registration", self.slug)

    @property
    def exchange_rules(self) -> ExchangeRules:
        """Of a programme of exchanges; raises LookupError for another."""
        return _given(self.exchanges, "exchanges", self.slug)

    @property
    def cooperation_rules(self) -> CooperationRules:
        """Of an arrangement with agreements; raises LookupError for another."""
        return _given(self.cooperation, "cooperation", self.slug)

    def has(self, phase: Phase) -> bool:
        return phase in self.phases

    @property
    def capacity(self) -> int:
        """How many may travel: as the selection or the registration says; 0 where nobody does."""
        rules = self.selection or self.registration
        return rules.places if rules else 0

    @property
    def has_choices(self) -> bool:
        """Whether items take place side by side, so that delegates say which they would like."""
        return any(item.block for item in self.itinerary)

    @property
    def starts_on(self) -> date:
        """The first day in the first city; without cities, the day the call opens."""
        if not self.legs:
            return self.call.opens.date()
        return min(leg.arrives for leg in self.legs)

    @property
    def ends_on(self) -> date:
        """The last day in the last city; without cities, the day the programme ends."""
        if not self.legs:
            return self._programme_ends.date()
        return max(leg.leaves for leg in self.legs)

    @property
    def ends_at(self) -> datetime:
        """Midnight after the last day, in the zone of the last leg; without legs, when the programme ends."""
        if not self.legs:
            return instant(self._programme_ends, self.organiser.zone)
        last = max(self.legs, key=lambda leg: leg.leaves)
        return instant(datetime(last.leaves.year, last.leaves.month, last.leaves.day, 23, 59), last.zone)  # noqa: DTZ001 - made aware by instant()

    @property
    def starts_at(self) -> datetime:
        if not self.legs:
            return self.call.opens_at
        first = min(self.legs, key=lambda leg: leg.arrives)
        return instant(datetime(first.arrives.year, first.arrives.month, first.arrives.day), first.zone)  # noqa: DTZ001 - made aware by instant()

    @property
    def _programme_ends(self) -> datetime:
        programme = self.exchanges or self.cooperation
        return programme.ends if programme else self.call.cut_offs[-1].closes

    def without_people(self) -> "DelegationFile":
        """What may enter a workflow: ids instead of names and addresses."""
        return self.model_copy(update={"people": ()})

    def host(self, host_id: str) -> Host | None:
        return next((host for host in self.hosts if host.id == host_id), None)

    def knows(self, someone: str) -> bool:
        """Whether that is the id of a host, or of one of the people."""
        hosts, people = (host.id for host in self.hosts), (person.id for person in self.people)
        return someone in hosts or someone in people

    def leg(self, leg_id: str) -> Leg | None:
        return next((leg for leg in self.legs if leg.id == leg_id), None)

    def place(self, place_id: str | None) -> Place | None:
        return next((place for place in self.places if place.id == place_id), None)

    def holidays_named(self, calendar: str | None) -> frozenset[date]:
        found = next((one for one in self.holidays if one.id == calendar), None)
        return frozenset(found.days if found else ())

    def at(self, local: datetime) -> datetime:
        """The instant of a time written in the organiser's zone."""
        return instant(local, self.organiser.zone)


Section = TypeVar("Section")


def _given(section: Section | None, name: str, slug: str) -> Section:
    if section is None:
        raise LookupError(f"{slug} has no section {name!r}, so nothing can be done that goes by it.")
    return section


SECTIONS_IN_ORGANISERS_ZONE = (
    "call",
    "registration",
    "evaluation",
    "offers",
    "hosting",
    "itinerary_dates",
    "matchmaking",
    "exchanges",
    "follow_up",
    "cooperation",
)


def _with_zones(raw: dict[str, Any]) -> dict[str, Any]:
    organiser = raw.get("organiser")
    home = organiser.get("zone") if isinstance(organiser, dict) else None
    zoned = dict(raw)
    for name in SECTIONS_IN_ORGANISERS_ZONE:
        if name in raw:
            zoned[name] = _with_zone(raw[name], "zone", home)
    zones = {str(leg.get("id")): leg.get("zone") for leg in _dicts(raw.get("legs"))}
    if "itinerary" in raw and isinstance(raw["itinerary"], list | tuple):
        zoned["itinerary"] = [
            _with_zone(item, "zone", zones.get(str(item.get("leg"))) if isinstance(item, dict) else None)
            for item in raw["itinerary"]
        ]
    meetings = raw.get("meetings")
    if isinstance(meetings, dict):
        zoned["meetings"] = _with_meeting_zones(meetings, zones, home)
    if isinstance(more := raw.get("more_meetings"), list | tuple):
        zoned["more_meetings"] = [_with_meeting_zones(one, zones, home) for one in more]
    if isinstance(matchmaking := zoned.get("matchmaking"), dict):
        zoned["matchmaking"] = _with_round_zones(matchmaking, zones)
    return zoned


def _with_meeting_zones(section: Any, zones: dict[str, Any], home: Any) -> Any:
    leg = str(section.get("leg")) if isinstance(section, dict) else ""
    return _with_zone(_with_zone(section, "zone", zones.get(leg)), "wishes_zone", home)


def _with_round_zones(section: dict[str, Any], zones: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(rounds := section.get("rounds"), list | tuple):
        return section
    placed = [(one, zones.get(str(one.get("leg"))) if isinstance(one, dict) else None) for one in rounds]
    return {**section, "rounds": [_with_zone(one, "zone", zone) for one, zone in placed]}


def _with_zone(section: Any, key: str, zone: Any) -> Any:
    if isinstance(section, dict) and key not in section and zone is not None:
        return {**section, key: zone}
    return section


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list | tuple) else []
