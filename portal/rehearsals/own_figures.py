"""Figures of a summary that only some events have: registrations, sessions, exchanges, agreements."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from activities.organisations import Organisations
from delegation.agreement_figures import agreements_by_state
from delegation.attendance import who_came
from delegation.exchange import ExchangeStep
from delegation.exchange_state import ExchangeBook
from delegation.exchanging.bookkeeping import is_approved
from delegation.file import DelegationFile, Phase
from delegation.meeting import Wish
from delegation.organisations.import_plan import Outcome
from delegation.planning.plan_state import PlanState
from delegation.ratings import summary_of
from delegation.status import Ledger
from portal.client import Legation

Figures = dict[str, Any]
"""Plain values, ready for JSON."""


class Own(NamedTuple):
    """One key of the summary: who has it, how it is counted, and how it is told in a line."""

    applies: Callable[[DelegationFile], bool]
    figures: Callable[[DelegationFile, Ledger, PlanState], Figures]
    headline: Callable[[Mapping[str, Any]], str]


def _agreements(file: DelegationFile, ledger: Ledger, plan: PlanState) -> Figures:
    del file, plan
    return dict(agreements_by_state(ledger.agreements))


def _agreements_line(figures: Mapping[str, Any]) -> str:
    """`25 agreements: 7 evidenced, 2 signature`."""
    told = ", ".join(f"{count} {stage}" for stage, count in figures.items() if count)
    return f"{sum(figures.values())} agreements: {told}"


def _requests(file: DelegationFile, ledger: Ledger, plan: PlanState) -> Figures:
    """Who asks back has accepted. What rules a meeting out is told nobody, and counts as no request."""
    del file, plan
    made = {(one.asks, one.whom): one.answer for one in ledger.requests if one.wish is not Wish.NO}
    declined = sum(answer is Wish.NO for answer in made.values())
    expired = sum(answer is None and (whom, asks) not in made for (asks, whom), answer in made.items())
    return {
        "made": len(made),
        "accepted": len(made) - declined - expired,
        "declined": declined,
        "expired": expired,
    }


def _requests_line(figures: Mapping[str, Any]) -> str:
    return (
        f"{figures['made']} requests for meetings: {figures['accepted']} accepted, "
        f"{figures['declined']} declined, {figures['expired']} expired"
    )


def _registrations(file: DelegationFile, ledger: Ledger, plan: PlanState) -> Figures:
    """Who had a place in the end, who gave it back, and who moved up to it."""
    del plan
    return {
        "places": file.capacity,
        "delegates": len(ledger.travelled),
        "gave_back": len(ledger.departures),
        "moved_up": sum(len(one.participants) for one in ledger.promotions),
    }


def _registrations_line(figures: Mapping[str, Any]) -> str:
    return (
        f"{figures['delegates']} of {figures['places']} places taken: "
        f"{figures['gave_back']} given back, {figures['moved_up']} moved up"
    )


def _attendance(file: DelegationFile, ledger: Ledger, plan: PlanState) -> Figures:
    """Who came to anything at all; with how many lists were kept at doors."""
    del file, plan
    came = len(who_came(ledger.travelled, ledger.attendance))
    return {"came": came, "absent": len(ledger.travelled) - came, "lists": len(ledger.attendance)}


def _attendance_line(figures: Mapping[str, Any]) -> str:
    return f"{figures['came']} came, {figures['absent']} did not"


def _ratings(file: DelegationFile, ledger: Ledger, plan: PlanState) -> Figures:
    del file, plan
    found = summary_of(ledger.ratings, ledger.no_shows)
    return {"given": found.given, "mean": found.mean, "no_shows": found.no_shows}


def _ratings_line(figures: Mapping[str, Any]) -> str:
    mean = "no mark" if figures["mean"] is None else f"{figures['mean']:.2f} on average"
    return f"{figures['given']} ratings of meetings, {mean}; {figures['no_shows']} with somebody missing"


def _sessions(file: DelegationFile, ledger: Ledger, plan: PlanState) -> Figures:
    """Per session with a reserve list: what it takes, who sits in it, waits for it, and moved up to it."""
    del file, ledger
    return {
        item.id: {
            "capacity": item.capacity,
            "taken": 0 if item.cancelled else len(item.attendees or ()),
            "waiting": sum(one.item == item.id for one in plan.waiting),
            "moved_up": sum(one.item == item.id for one in plan.moved_up),
        }
        for item in plan.itinerary.items
        if item.block is not None
    }


def _sessions_line(figures: Mapping[str, Any]) -> str:
    """`7 sessions side by side: 488 places taken, 24 waits on reserve lists, 13 moved up`."""
    taken, waiting, moved = (
        sum(one[key] for one in figures.values()) for key in ("taken", "waiting", "moved_up")
    )
    return (
        f"{len(figures)} sessions side by side: {taken} places taken, {waiting} waits on reserve lists, "
        f"{moved} moved up"
    )


def _exchanges(file: DelegationFile, ledger: Ledger, plan: PlanState) -> Figures:
    """How far they came; money in cents; the indicator by partnership, each exchange in one."""
    del file, plan
    book = ledger.exchanges or ExchangeBook()
    steps = Counter(one.step for one in book.exchanges)
    approved = [one for one in book.exchanges if is_approved(one)]
    return {
        "requested": len(book.exchanges),
        "matched": sum(one.agreed_at is not None for one in book.exchanges),
        "completed": len(approved),
        "paid": sum(one.paid_at is not None for one in book.exchanges),
        "refused": steps[ExchangeStep.REFUSED],
        "withdrawn": steps[ExchangeStep.WITHDRAWN],
        "lapsed": steps[ExchangeStep.LAPSED],
        "approved_cents": sum(one.cents for one in approved),
        "lump_sums_cents": sum(run.cents for run in book.runs),
        "payment_runs": len(book.runs),
        "indicator": {row.partnership: len(row.exchanges) for row in book.indicator},
    }


def _exchanges_line(figures: Mapping[str, Any]) -> str:
    """`45 exchanges requested: 35 completed, 4 withdrawn, 3 lapsed; 27,300.00 paid in 9 runs`."""
    return (
        f"{figures['requested']} exchanges requested: {figures['completed']} completed, "
        f"{figures['withdrawn']} withdrawn, {figures['lapsed']} lapsed; "
        f"{figures['lump_sums_cents'] / 100:,.2f} ordered in {figures['payment_runs']} payment runs"
    )


def _has_places_for_registrations(file: DelegationFile) -> bool:
    return file.has(Phase.REGISTRATION)


def _has_reserve_lists(file: DelegationFile) -> bool:
    return any(item.reserve for item in file.itinerary)


OWN_FIGURES: dict[str, Own] = {
    "registrations": Own(_has_places_for_registrations, _registrations, _registrations_line),
    "sessions": Own(_has_reserve_lists, _sessions, _sessions_line),
    "requests": Own(lambda file: file.matchmaking is not None, _requests, _requests_line),
    "attendance": Own(_has_places_for_registrations, _attendance, _attendance_line),
    "ratings": Own(lambda file: file.matchmaking is not None, _ratings, _ratings_line),
    "exchanges": Own(lambda file: file.exchanges is not None, _exchanges, _exchanges_line),
    "agreements": Own(lambda file: file.cooperation is not None, _agreements, _agreements_line),
}
"""By key of the summary, in the order they are told."""


def imported_organisations(legation: Legation, slug: str) -> dict[str, int]:
    """How many are known in the end, and how many rows of lists were what; empty where none was imported."""
    seen = Organisations(legation.store).read(slug)
    if not seen.index.changes:
        return {}
    rows = sum((Counter(change.rows) for change in seen.index.changes), Counter[Outcome]())
    return {
        "known": sum(one.profile.merged_into is None for one in seen.organisations),
        "new": rows[Outcome.NEW],
        "changed": rows[Outcome.CHANGED],
        "same": rows[Outcome.SAME],
        "conflicts": rows[Outcome.CONFLICT],
        "duplicates": rows[Outcome.DUPLICATE],
        "refused": rows[Outcome.REFUSED],
    }


def organisations_line(figures: Mapping[str, int]) -> str:
    """`94 organisations known`."""
    return f"{figures['known']} organisations known, {figures['duplicates']} rows held back as doubled"


def own_figures(file: DelegationFile, ledger: Ledger, plan: PlanState) -> Figures:
    return {name: own.figures(file, ledger, plan) for name, own in OWN_FIGURES.items() if own.applies(file)}
