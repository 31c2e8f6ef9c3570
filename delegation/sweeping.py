"""Applications that are in the vault and not yet in their journeys: what is noted and found of them."""

from collections.abc import Iterable
from datetime import UTC

from pydantic import AwareDatetime

from delegation.document import DocumentRef
from delegation.fact import Fact
from delegation.ids import ParticipantId, Slug
from delegation.tempo import Dated

MOST_TOLD = 100
"""Applications that are named; the others are counted."""
STUCK = "stuck-"
"""How the ids of their tasks begin."""


class Slip(Fact):
    """Noted before an application is written, and thrown away once its journey took it. Nothing personal."""

    delegation: Slug
    participant: ParticipantId
    document: DocumentRef
    """Where the application lies; its hash is what the receipt is made of."""
    received_at: AwareDatetime
    """Of the trip's calendar."""
    noted_at: AwareDatetime
    """Of the clock on the wall: how old the slip is."""
    substitute_for: ParticipantId | None = None
    task_queue: str = ""
    """Of the deployment that took it in, which finishes it; empty: whoever finds it does."""


class StuckApplication(Fact):
    """An application that its journey does not take: a person must decide."""

    delegation: Slug
    participant: ParticipantId
    received_at: AwareDatetime
    reason: str


class ApplicationsStuck(Dated):
    """All of one delegation that are stuck now; none: those of before were settled."""

    stuck: tuple[StuckApplication, ...] = ()


class Sweep(Fact):
    """What to sweep. `known` are those stuck before, so that nobody is told twice."""

    known: tuple[StuckApplication, ...] = ()


class Swept(Fact):
    """What one sweep came to, in applications."""

    finished: int = 0
    """Taken in by their journeys now."""
    known: int = 0
    """Taken in before, or replaced by a later application."""
    empty: int = 0
    """Never written, or erased: there is nothing to take in."""
    young: int = 0
    """Handed in just now, and left to whoever is at it."""
    stuck: tuple[StuckApplication, ...] = ()


class SweeperState(Fact):
    """All that the sweeper carries from one run to the next."""

    sweeps: int = 0
    finished: int = 0
    known: int = 0
    empty: int = 0
    stuck: tuple[StuckApplication, ...] = ()
    """Now, the first of them."""
    last_at: AwareDatetime | None = None
    last_finished_at: AwareDatetime | None = None


class SweeperStart(Fact):
    """How the sweeper starts."""

    sweep_every_seconds: float = 300
    state: SweeperState = SweeperState()


def after_sweep(state: SweeperState, swept: Swept, at: AwareDatetime) -> SweeperState:
    """The figures with one sweep more."""
    return SweeperState(
        sweeps=state.sweeps + 1,
        finished=state.finished + swept.finished,
        known=state.known + swept.known,
        empty=state.empty + swept.empty,
        stuck=swept.stuck[:MOST_TOLD],
        last_at=at,
        last_finished_at=at if swept.finished else state.last_finished_at,
    )


def sweeper_card(state: SweeperState) -> str:
    """What the Temporal UI shows of it."""
    looked = f"{state.last_at:%Y-%m-%d %H:%M} UTC" if state.last_at else "not yet"
    lines = [
        "### Applications whose second step was missing",
        f"- **Looked** {state.sweeps} times, last {looked}",
        f"- **Taken in** {state.finished}",
        f"- **Were in already** {state.known}; never written or erased: {state.empty}",
        f"- **Stuck** {len(state.stuck)}",
    ]
    return "\n".join([*lines, *(f"  - {stuck_line(one)}" for one in state.stuck)])


def stuck_line(one: StuckApplication) -> str:
    return f"{one.participant} of {one.delegation}: {one.reason}"


def stuck_task_id(participant: str) -> str:
    return f"{STUCK}{participant.lower()}"


def stuck_task(one: StuckApplication) -> str:
    """What the organiser is asked to do."""
    received = f"{one.received_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return (
        f"The application {one.participant} of {received} is in the vault and was not taken in: {one.reason} "
        f"Settle that; './legation applications sweep {one.delegation}' then takes it in, or tells why not."
    )


def by_delegation(stuck: Iterable[StuckApplication]) -> dict[str, tuple[StuckApplication, ...]]:
    found: dict[str, tuple[StuckApplication, ...]] = {}
    for one in stuck:
        found[one.delegation] = (*found.get(one.delegation, ()), one)
    return found
