"""Figures of a rehearsal that only some events have, and how they are told."""

from datetime import UTC, datetime

from delegation.attendance import AttendanceSheet
from delegation.itinerary import Itinerary
from delegation.planning.plan_state import PlanState
from delegation.status import Departure, Ledger, Promotion
from portal.rehearsals.own_figures import OWN_FIGURES, own_figures
from portal.rehearsals.summary import headlines
from portal.story_files import read_delegation_file
from tests.two_rooms import asked
from tests.usa import ROOT, usa_2017

NOTHING = PlanState(itinerary=Itinerary())
AT = datetime(2016, 4, 26, 12, tzinfo=UTC)


def figures(ledger: Ledger) -> dict[str, object]:
    return own_figures(read_delegation_file(ROOT / "examples" / "hannover-2016"), ledger, NOTHING)


def test_who_asks_back_has_accepted_and_a_rather_not_is_no_request() -> None:
    requests = (
        asked("A-01", "A-02", "must", None),
        asked("A-02", "A-01", "nice", None),
        asked("A-01", "A-03", "nice", "no"),
        asked("A-01", "A-04", "nice", None),
        asked("A-02", "A-03", "nice", "must"),
        asked("A-04", "A-02", "no", None),
    )

    found = figures(Ledger(requests=requests))["requests"]

    assert found == {"made": 5, "accepted": 3, "declined": 1, "expired": 1}


def test_places_given_back_and_taken_over_are_counted_and_who_came() -> None:
    ledger = Ledger(
        travelled=("A-01", "A-02", "A-03"),
        departures=(Departure(participant="A-09", left_at=AT, reason="ill"),),
        promotions=(
            Promotion(at=AT, participants=("A-03",), reason="free"),
            Promotion(at=AT, reason="nobody"),
        ),
        attendance=(AttendanceSheet(present=("A-01", "A-03"), absent=("A-02",), author="desk", at=AT),),
    )

    found = figures(ledger)

    assert found["registrations"] == {"places": 103, "delegates": 3, "gave_back": 1, "moved_up": 1}
    assert found["attendance"] == {"came": 2, "absent": 1, "lists": 1}


def test_an_event_without_registration_or_requests_has_none_of_these() -> None:
    assert own_figures(usa_2017(), Ledger(), NOTHING) == {}


def test_the_last_lines_say_how_good_the_schedule_is() -> None:
    told = headlines(
        {
            "applications": {"received": 109},
            "delegates": 102,
            "itinerary": {"meetings": 239, "objective": 16600, "bound": 16600},
            "requests": {"made": 5, "accepted": 3, "declined": 1, "expired": 1},
            "mails": {"registered": 100},
        }
    )

    assert told == [
        "109 applications, 102 delegates",
        "239 meetings, objective 16,600 of at most 16,600",
        "5 requests for meetings: 3 accepted, 1 declined, 1 expired",
        "100 mails",
    ]
    assert {"registrations", "attendance"} <= set(OWN_FIGURES)
