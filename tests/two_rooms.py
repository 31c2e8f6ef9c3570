"""A matchmaking of two days in two rooms: clusters with each other, then clusters with companies."""

from datetime import UTC, datetime
from random import Random

from delegation.change import Change
from delegation.encounters import Encounter, MeetingRequest
from delegation.file import DelegationFile
from delegation.itinerary import Itinerary, ItineraryRules, Place
from delegation.leg import Leg
from delegation.matchmaking_rules import MatchmakingRules, MeetingRound
from delegation.meeting import Wish, Wishes
from delegation.planning.changing import apply_change
from delegation.planning.encounter_events import Gathering
from delegation.planning.plan import Wishing, plan
from delegation.planning.plan_state import PlanState
from delegation.planning.refusals import problem_with_change

FIRST_DAY = ("10:00", "10:25", "10:50", "11:15", "11:40", "14:00", "14:25", "14:50")
SECOND_DAY = ("10:00", "10:25", "10:50", "11:15", "13:30", "13:55")
EVENING_BEFORE = datetime(2016, 4, 24, 18, tzinfo=UTC)


def round_of(name: str, day: int, starts: tuple[str, ...], *between: str, **more) -> MeetingRound:
    rooms = [
        {"id": "room-12", "name": "Room 12", "tables": 9},
        {"id": "room-13", "name": "Room 13", "tables": 9},
    ]
    return MeetingRound.model_validate(
        {
            "id": name, "title": name.title(), "leg": "hannover", "zone": "Europe/Berlin", "place": "hall-2",
            "between": between, "at_most": 6, "rooms": rooms,
            "slots": [
                {"id": f"d{day}-{n}", "starts": f"2016-04-{24 + day} {start}", "minutes": 20}
                for n, start in enumerate(starts, 1)
            ],
            **more,
        }
    )  # fmt: skip


CLUSTERS = round_of("clusters", 1, FIRST_DAY, "cluster", "cluster", at_least=1)
BUSINESS = round_of("business", 2, SECOND_DAY, "cluster", "company")

PROGRAMME = (
    ("opening", "session", "2016-04-25 09:00", "2016-04-25 09:45", "foyer"),
    ("round-table", "session", "2016-04-25 09:50", "2016-04-25 15:30", "hall-2"),
)


def fair_file(*rounds: MeetingRound) -> DelegationFile:
    """Only what an itinerary is composed from."""
    items = [
        {
            "id": name, "kind": kind, "title": name.title(), "leg": "hannover", "zone": "Europe/Berlin",
            "starts": starts, "ends": ends, "place": place,
        }
        for name, kind, starts, ends, place in PROGRAMME
    ]  # fmt: skip
    return DelegationFile.model_construct(
        slug="hannover-2016",
        legs=(
            Leg(
                id="hannover", city="Hannover", country="DE", zone="Europe/Berlin", latitude=52, longitude=9,
                arrives="2016-04-25", leaves="2016-04-26",
            ),
        ),
        places=(Place(id="hall-2", name="Hall 2"), Place(id="foyer", name="Foyer")),
        itinerary=tuple(Itinerary.model_validate({"items": items}).items),
        hosts=(),
        itinerary_dates=ItineraryRules(
            zone="Europe/Brussels",
            visit_wishes_close="2016-04-11 18:00",
            preliminary="2016-04-18 12:00",
            final="2016-04-22 12:00",
        ),
        matchmaking=MatchmakingRules.model_validate(
            {
                "zone": "Europe/Brussels", "requests_open": "2016-04-01 09:00",
                "requests_close": "2016-04-11 18:00", "answer_by": "2016-04-15 18:00",
                "rounds": rounds or (CLUSTERS, BUSINESS),
            }
        ),
    )  # fmt: skip


def asked(asks: str, whom: str, wish: str = "nice", answer: str | None = "nice") -> MeetingRequest:
    return MeetingRequest(asks=asks, whom=whom, wish=Wish(wish), answer=Wish(answer) if answer else None)


def fair(seed: int, clusters: int = 75, companies: int = 25, each: int = 6) -> Gathering:
    """A made-up fair: about `each` requests of everybody, a third of them musts, a tenth refused."""
    random = Random(seed)
    groups = {f"CL-{n:02}": "cluster" for n in range(1, clusters + 1)}
    groups |= {f"CO-{n:02}": "company" for n in range(1, companies + 1)}
    names = {group: [one for one in groups if groups[one] == group] for group in ("cluster", "company")}
    made: dict[tuple[str, str], MeetingRequest] = {}
    for asks, group in groups.items():
        for _ in range(each):
            company = group == "cluster" and random.random() < 0.4 and companies
            whom = random.choice(names["company" if company else "cluster"])
            answer = random.choices(("must", "nice", "no", None), (2, 4, 1, 3))[0]
            if whom != asks:
                made[asks, whom] = asked(asks, whom, random.choice(("must", "nice", "nice")), answer)
    return Gathering(
        rounds=(CLUSTERS, BUSINESS),
        delegates=tuple(groups),
        groups=groups,
        requests=tuple(made.values()),
        organisations={one: f"Organisation {one}" for one in groups},
    )


def planned(file: DelegationFile, *requests: MeetingRequest, **groups: str) -> PlanState:
    """The first plan of these people, e.g. `A="cluster"`; their organisations are `Org A` and so on."""
    people = [Wishing(participant=one, organisation=f"Org {one}", wishes=Wishes()) for one in groups]
    return plan(file, people, requests=requests, groups=groups)


def change(kind, **more) -> Change:
    told = {"at": EVENING_BEFORE, "id": "c-1", "author": "Office", "reason": "It has to be", **more}
    return Change(change=kind, **told)


def applied(kind, state: PlanState, file: DelegationFile, now: datetime | None = None, **more) -> PlanState:
    wanted = change(kind, **more)
    assert problem_with_change(wanted, state, file, {}, now) is None
    return apply_change(wanted, state, file, {}, now)


def refusal(kind, state: PlanState, file: DelegationFile, now: datetime | None = None) -> str | None:
    return problem_with_change(change(kind), state, file, {}, now)


def pairs(state: PlanState) -> set[tuple[str, str, str]]:
    return {(one.one, one.other, one.slot) for one in state.encounters.encounters}


def meeting_of(state: PlanState, one: str, other: str) -> Encounter:
    wanted = tuple(sorted((one, other)))
    return next(each for each in state.encounters.encounters if (each.one, each.other) == wanted)
