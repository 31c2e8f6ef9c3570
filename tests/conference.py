"""A conference of one day: parallel sessions with reserve lists, two contact points, six who registered."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from delegation.change import Change, ChangeKind
from delegation.file import DelegationFile
from delegation.itinerary import Itinerary, ItineraryRules, Place
from delegation.leg import Leg
from delegation.meeting import Host, MeetingRules, MeetingWish, Slot, VisitWish, Wish, Wishes
from delegation.planning.changing import apply_change
from delegation.planning.plan import Wishing, plan
from delegation.planning.plan_state import PlanState
from delegation.planning.refusals import problem_with_change
from delegation.zoned import instant

PEOPLE = ("R-1", "R-2", "R-3", "R-4", "R-5", "R-6")
BERLIN = "Europe/Berlin"
DAY_BEFORE = instant(datetime.fromisoformat("2015-03-25 12:00"), BERLIN)
SLOTS = {"t1": "10:30", "t2": "10:45", "t3": "12:30", "t4": "12:45"}


def item(name: str, kind: str, starts: str, ends: str, **more: object) -> dict[str, object]:
    return {
        "id": name, "kind": kind, "title": name.title(), "zone": BERLIN, "leg": "berlin",
        "starts": f"2015-03-26 {starts}", "ends": f"2015-03-26 {ends}", "place": "house", **more,
    }  # fmt: skip


def conference(**capacities: int) -> DelegationFile:
    """Only what an itinerary is composed from. Each of the sessions takes two and lets three wait."""
    sessions = [
        item(name, "session", "11:00", "12:30", block="morning", capacity=capacities.get(name, 2), reserve=3)
        for name in ("energy", "health", "digital")
    ]
    programme = [
        item("opening", "session", "09:30", "10:30"),
        item("coffee", "meal", "10:30", "11:00"),
        *sessions,
        item("lunch", "meal", "12:30", "13:30"),
        item("closing", "session", "15:00", "16:00"),
    ]
    return DelegationFile.model_construct(
        slug="go-cluster-2015",
        legs=(
            Leg(
                id="berlin", city="Berlin", country="DE", zone=BERLIN, latitude=52.5, longitude=13.4,
                arrives="2015-03-26", leaves="2015-03-26",
            ),
        ),
        places=(Place(id="house", name="Conference house"),),
        itinerary=tuple(Itinerary.model_validate({"items": programme}).items),
        hosts=tuple(
            Host(id=name, organisation=name.title(), person=f"{name}-desk", meets=True, at_most=4)
            for name in ("export", "funding")
        ),
        itinerary_dates=ItineraryRules(
            zone=BERLIN,
            visit_wishes_close="2015-03-10 18:00",
            preliminary="2015-03-13 12:00",
            final="2015-03-20 12:00",
        ),
        meetings=talks(),
    )  # fmt: skip


def talks() -> MeetingRules:
    return MeetingRules(
        leg="berlin", zone=BERLIN, place="house", room="Foyer", tables=2, at_most=2, only_if_asked=True,
        slots=tuple(Slot(id=name, starts=f"2015-03-26 {at}", minutes=15) for name, at in SLOTS.items()),
        wishes_open="2015-03-01 09:00", wishes_close="2015-03-10 18:00", wishes_zone=BERLIN,
    )  # fmt: skip


def sessions_wished(**rankings: Sequence[str]) -> dict[str, Wishes]:
    """`R_1=("energy", "health")`: the wishes of R-1 for the sessions of the morning."""
    return {
        who.replace("_", "-"): Wishes(visits=(VisitWish(block="morning", ranking=tuple(ranking)),))
        for who, ranking in rankings.items()
    }


def talk_wished(*hosts: str) -> Wishes:
    return Wishes(meetings=tuple(MeetingWish(host=host, wish=Wish.NICE) for host in hosts))


def planned(file: DelegationFile, wishes: Mapping[str, Wishes], people: Sequence[str] = PEOPLE) -> PlanState:
    """The first plan; who registered first stands first."""
    going = [Wishing(participant=one, organisation=one, wishes=wishes.get(one, Wishes())) for one in people]
    return plan(file, going)


def change(kind: ChangeKind, number: int = 1) -> Change:
    return Change(id=f"c-{number}", change=kind, author="desk", reason="as it happened")


def refusal(kind: ChangeKind, state: PlanState, file: DelegationFile, wishes=None, now=DAY_BEFORE):
    return problem_with_change(change(kind), state, file, wishes or {}, now)


def after(kind: ChangeKind, state: PlanState, file: DelegationFile, wishes=None, now=DAY_BEFORE) -> PlanState:
    """The plan after a change that is not refused."""
    assert refusal(kind, state, file, wishes, now) is None
    return apply_change(change(kind), state, file, wishes or {}, now)


def waiting(state: PlanState, item: str) -> list[str]:
    return [one.participant for one in state.waiting if one.item == item]


def attends(state: PlanState, who: str) -> str | None:
    return next((one.item for one in state.visits.of(who)), None)
