"""A small trip of two days, with visits and meetings, planned and ready to be changed."""

from delegation.change import (
    Change,
    SwapMeetings,
)
from delegation.file import DelegationFile
from delegation.itinerary import Itinerary, ItineraryRules, Place
from delegation.leg import Leg
from delegation.meeting import Host, MeetingParty, MeetingRules, MeetingWish, Slot, VisitWish, Wish, Wishes
from delegation.planning.changing import apply_change
from delegation.planning.matchmaking import schedule_meetings
from delegation.planning.plan_state import PlanState, first_plan
from delegation.planning.refusals import problem_with_change
from delegation.planning.visits import assign_visits

DELEGATES = ("A-1", "A-2", "A-3", "A-4", "A-5", "A-6")


ORGANISATIONS = {one: f"Cluster {one}" for one in DELEGATES}


def item(name: str, kind: str, day: int, starts: str, ends: str, **more) -> dict:
    return {
        "id": name, "kind": kind, "title": name.replace("-", " ").title(), "zone": "America/New_York",
        "leg": "philadelphia" if day == 15 else "washington",
        "starts": f"2017-05-{day} {starts}", "ends": f"2017-05-{day} {ends}", **more,
    }  # fmt: skip


PROGRAMME = (
    item("welcome", "session", 15, "09:00", "10:00", place="eda", room="Atrium"),
    item("wistar-visit", "visit", 15, "14:00", "16:00", block="mon-14", capacity=2, hosts=["wistar"]),
    item("singh-visit", "visit", 15, "14:00", "16:00", block="mon-14", capacity=3, hosts=["singh"]),
    item("penn-visit", "visit", 15, "14:00", "16:00", block="mon-14", hosts=["penn"]),
    item("train", "transfer", 15, "18:05", "20:00"),
    item("matchmaking", "session", 16, "13:30", "16:30", place="gaylord", room="Maryland Ballroom"),
    item("reception", "reception", 16, "18:00", "20:00", place="gaylord", room="Atrium"),
)


def small_file() -> DelegationFile:
    """Only what an itinerary is composed from; the other sections play no part here."""
    return DelegationFile.model_construct(
        slug="usa-2017",
        legs=legs(),
        places=places(),
        itinerary=tuple(Itinerary.model_validate({"items": PROGRAMME}).items),
        hosts=hosts(),
        itinerary_dates=ItineraryRules(
            zone="Europe/Brussels",
            visit_wishes_close="2017-03-24 18:00",
            preliminary="2017-05-08 12:00",
            final="2017-05-11 12:00",
        ),
        meetings=meeting_rules(),
    )


def legs() -> tuple[Leg, ...]:
    days = {"philadelphia": (14, 15), "washington": (15, 17)}
    return tuple(
        Leg(
            id=name, city=name.title(), country="US", zone="America/New_York", latitude=39, longitude=-75,
            arrives=f"2017-05-{arrives}", leaves=f"2017-05-{leaves}",
        )
        for name, (arrives, leaves) in days.items()
    )  # fmt: skip


def places():
    return (Place(id="eda", name="EDA Regional Office"), Place(id="gaylord", name="Gaylord National"))


def meeting_rules() -> MeetingRules:
    starts = ("13:30", "13:50", "14:10", "14:30", "14:50", "15:10")
    slots = tuple(
        Slot(id=f"s{n}", starts=f"2017-05-16 {start}", minutes=20) for n, start in enumerate(starts)
    )
    return MeetingRules(
        leg="washington", zone="America/New_York", place="gaylord", room="Maryland Ballroom", tables=4,
        slots=slots, at_least=2, at_most=4, wishes_open="2017-04-18 09:00", wishes_close="2017-05-03 17:00",
        wishes_zone="Europe/Brussels",
    )  # fmt: skip


def hosts() -> tuple[Host, ...]:
    names = ("wistar", "singh", "penn", "mit")
    return tuple(
        Host(
            id=name,
            organisation=name.title(),
            person=f"{name}-desk",
            meets=True,
            at_most=4,
            unavailable=("s5",),
        )
        for name in names
    )


def wishes() -> dict[str, Wishes]:
    visits = (VisitWish(block="mon-14", ranking=("singh-visit", "wistar-visit", "penn-visit")),)
    names = ("wistar", "singh", "penn", "mit")
    return {
        one: Wishes(
            visits=visits,
            meetings=tuple(
                MeetingWish(host=names[(number + step) % 4], wish=wish)
                for step, wish in enumerate((Wish.MUST, Wish.NICE, Wish.NICE))
            ),
        )
        for number, one in enumerate(DELEGATES)
    }


def first_version(file: DelegationFile) -> PlanState:
    stated = wishes()
    parties = [
        MeetingParty(participant=one, organisation=ORGANISATIONS[one], wishes=stated[one].meetings or ())
        for one in DELEGATES
    ]
    schedule = schedule_meetings(meeting_rules(), hosts(), parties, iterations=2_000)
    return first_plan(
        file, assign_visits(file.itinerary, DELEGATES, stated), schedule, DELEGATES, ORGANISATIONS
    )


def change(kind) -> Change:
    return Change(id="c-1", change=kind, author="organiser", reason="as it happened")


def appointments(state: PlanState, who: str) -> list[tuple[object, ...]]:
    return [(one.id, one.starts, one.place, one.room, one.table) for one in state.itinerary.of(who)]


def refusal(kind, plan, file) -> str | None:
    return problem_with_change(change(kind), plan, file)


def applied(kind, plan, file) -> PlanState:
    assert refusal(kind, plan, file) is None
    return apply_change(change(kind), plan, file, wishes())


def swappable(plan):
    """Two meetings whose delegates can exchange them."""
    for one in plan.schedule.meetings:
        for other in plan.schedule.meetings:
            swap = SwapMeetings(
                one=one.participant, one_slot=one.slot, other=other.participant, other_slot=other.slot
            )
            if (
                one.host != other.host
                and one.slot != other.slot
                and problem_with_change(change(swap), plan, None) is None
            ):
                return one, other, swap
    raise AssertionError("No two meetings can be swapped.")
