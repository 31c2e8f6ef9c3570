"""What somebody may read of what is known of them: their side of it, and nothing that names another."""

from datetime import UTC, datetime

from delegation.application import ApplicationStatus
from delegation.attendance import AttendanceSheet
from delegation.exchange import ExchangeStep
from delegation.exchange_state import ExchangeBook, ExchangeRecord, PaymentLine, PaymentRun
from delegation.journey import JourneyState
from delegation.meeting import Wish
from delegation.offer import OfferOutcome
from delegation.own_facts import OwnRecord
from delegation.own_record import Others, own_record
from delegation.requesting import MeetingRating, NoShow, RatingGiven, Requested, SaidOfMeetings
from delegation.selecting.selection import Decision, Selection
from delegation.status import Departure, Ledger, OfferRecord, RosterEntry

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
OTHERS = Others(organisations={"A-1": "Mälar", "A-2": "Tejo", "A-3": "Saimaa"}, staff=("eva-1",))


def record(state: JourneyState, ledger: Ledger, *, entry: RosterEntry | None = None) -> OwnRecord:
    return own_record("A-1", state=state, entry=entry, ledger=ledger, others=OTHERS)


def decided(*reasons: str) -> Ledger:
    decision = Decision(
        participant="A-1", status=ApplicationStatus.RESERVE, score=310, rank=2, reasons=reasons
    )
    other = Decision(participant="A-2", status=ApplicationStatus.SELECTED, score=400)
    return Ledger(selection=Selection(decisions=(other, decision)))


def test_a_decision_is_told_once_its_letter_was_and_not_before():
    ledger = decided("Rank 2, behind A-3 as eva-1 says.")

    before = record(JourneyState(status=ApplicationStatus.UNDER_EVALUATION, decided=1), ledger)
    after = record(JourneyState(status=ApplicationStatus.RESERVE, decided=1), ledger)

    assert before.decision is None
    assert after.decision is not None
    assert (after.decision.rank, after.decision.score) == (2, 310)
    assert after.decision.reasons == ("Rank 2, behind [id] as [id] says.",)


def test_who_is_not_eligible_reads_why():
    entry = RosterEntry(
        participant="A-1",
        organisation="Mälar",
        country="SE",
        received_at=NOON,
        status="ineligible",
        reasons=("No profile is given.",),
    )

    found = record(JourneyState(status=ApplicationStatus.INELIGIBLE), Ledger(), entry=entry).decision

    assert found is not None
    assert found.reasons == ("No profile is given.",)


def test_of_offers_and_departures_only_their_own_are_read_without_who_decided():
    offers = tuple(
        OfferRecord(participant=one, confirm_by=NOON, promoted=True, reason="For A-3, not A-2.")
        for one in ("A-1", "A-2")
    )
    left = Departure(participant="A-1", left_at=NOON, reason="Ill.", author="Liesbeth", substitute="A-3")
    state = JourneyState(status=ApplicationStatus.SELECTED, decided=1, outcome=OfferOutcome.CONFIRMED)

    found = record(state, Ledger(offers=offers, departures=(left,))).place

    assert found is not None
    assert [one.reason for one in found.offers] == ["For [id], not [id]."]
    assert found.left_because == ("Ill.",)
    assert "Liesbeth" not in found.model_dump_json()
    assert "A-3" not in found.model_dump_json()


def test_of_meetings_they_read_what_they_said_and_not_what_others_said_of_them():
    rating = MeetingRating(item="m-1", other="A-2", mark=5)
    said = SaidOfMeetings(requests=(Requested(whom="A-2", wish=Wish.MUST),), ratings=(rating,))
    of_them = RatingGiven(participant="A-2", rating=MeetingRating(item="m-1", other="A-1", mark=1))
    missed = NoShow(missing="A-1", waited="A-3", item="m-2", at=NOON)

    found = record(JourneyState(meetings=said), Ledger(ratings=(of_them,), no_shows=(missed,))).meetings

    assert found is not None
    assert [one.whom for one in found.requests] == ["Tejo"]
    assert [one.mark for one in found.ratings] == [5]
    assert found.missed == ("m-2",)
    assert not any(other in found.model_dump_json() for other in ("A-2", "A-3"))


def test_attendance_says_whether_they_came_and_nothing_of_others():
    sheets = (
        AttendanceSheet(item="visit", present=("A-1", "A-2"), author="Liesbeth", at=NOON),
        AttendanceSheet(item="dinner", present=("A-3",), absent=("A-1",)),
        AttendanceSheet(item="tour", present=("A-3",)),
    )

    found = record(JourneyState(), Ledger(attendance=sheets)).afterwards

    assert found is not None
    assert [(one.item, one.came) for one in found.attendance] == [("visit", True), ("dinner", False)]
    assert not any(other in found.model_dump_json() for other in ("A-2", "A-3", "Liesbeth"))


def test_of_an_exchange_the_host_does_not_read_what_the_visitor_is_paid():
    book = ExchangeBook(exchanges=(exchange("A-1", "A-2"), exchange("A-3", "A-1"), exchange("A-2", "A-3")))

    found = record(JourneyState(), Ledger(exchanges=book)).exchanges

    assert found is not None
    assert [(one.part, one.partner, one.cents) for one in found.exchanges] == [
        ("visitor", "Tejo", 50_000),
        ("host", "Saimaa", None),
    ]


def test_payments_are_those_to_them():
    lines = tuple(PaymentLine(exchange=f"x-{one.lower()}", visitor=one, cents=100) for one in ("A-1", "A-2"))
    run = PaymentRun(number=1, ordered_at=NOON, author="Liesbeth", lines=lines, left_out=("x-a-1",))

    found = record(JourneyState(), Ledger(exchanges=ExchangeBook(runs=(run,)))).payments

    assert found is not None
    assert [(one.exchange, one.left_out) for one in found.payments] == [("x-a-1", True)]


def exchange(visitor: str, host: str) -> ExchangeRecord:
    name = f"x-{visitor.lower()}-{host.lower()}"
    return ExchangeRecord(
        exchange=name,
        visitor=visitor,
        host=host,
        counts_for="north",
        step=ExchangeStep.PROPOSED,
        cents=50_000,
    )
