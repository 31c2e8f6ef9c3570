"""Applications whose second step is missing are found and finished: none is lost, none is taken in twice."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.client import Client, WorkflowHandle

from activities.keys import INTAKE
from activities.sweeping import YOUNG, Slips, sweep
from delegation.application import Application
from delegation.ids import receipt_code, sweeper_workflow_id
from delegation.journey import Withdrawal
from delegation.sweeping import SweeperStart, SweeperState, Swept
from portal.client import Legation
from portal.errors import EngineAway, NotFound
from tests.workflows.trip import CUT_OFF, DAY_OF_APPLICATIONS, Trip, application
from workflows.sweeper import SweeperWorkflow

LATER = timedelta(minutes=10)


class Died(BaseException):
    """The program that handed in an application is gone."""


class DyingBefore(Legation):
    """Hands in applications, and dies once they are in the vault."""

    async def _start_with_submission(self, *_: object) -> object:  # type: ignore[override]
        raise Died


class DyingAfter(Legation):
    """Hands in applications, and dies once their journey has them, before the receipt is passed on."""

    async def _start_with_submission(self, *arguments: object) -> object:  # type: ignore[override]
        await super()._start_with_submission(*arguments)  # type: ignore[arg-type]
        raise Died


class OutOfReach(Legation):
    """Asks the engine whether applications are taken, and then it is away."""

    async def _start_with_submission(self, *_: object) -> object:  # type: ignore[override]
        raise EngineAway("Temporal does not answer.")


def like(kind: type[Legation], trip: Trip) -> Legation:
    return kind(trip.legation.client, trip.store, trip.legation.register, task_queue=trip.file.slug)


async def hands_in(trip: Trip, legation: Legation, one: Application) -> None:
    await legation.submit(trip.file.slug, one, trip.now, at=trip.now)


async def dies(trip: Trip, kind: type[Legation], one: Application) -> None:
    with pytest.raises(Died):
        await hands_in(trip, like(kind, trip), one)
    await at_rest(trip)


async def at_rest(trip: Trip) -> None:
    """Until nothing is under way, also of journeys that somebody else began."""
    for participant in ("A-1", "A-2", "A-3"):
        with suppress(NotFound):
            await trip.journey(participant)
            trip.stillness.watch(participant)
    await trip.settle()


async def swept(trip: Trip, after: timedelta = LATER, *, dry_run: bool = False) -> Swept:
    found = await sweep(
        Slips(trip.store),
        trip.legation,
        slug=trip.file.slug,
        now=datetime.now(UTC) + after,
        dry_run=dry_run,
    )
    await at_rest(trip)
    return found


def on_the_way(trip: Trip) -> list[str]:
    return list(trip.store.keys(INTAKE))


async def test_an_application_whose_client_died_after_writing_it_is_taken_in_as_the_client_would_have(
    trip: Trip,
):
    await trip.reach(DAY_OF_APPLICATIONS)
    await dies(trip, DyingBefore, application("A-1"))
    assert await trip.standing() == {}

    found = await swept(trip)

    view = await trip.journey("A-1")
    sha256 = view.state.sha256
    assert found == Swept(finished=1)
    assert view.state.receipt == receipt_code(trip.file.slug, "A-1", sha256)
    assert view.state.received_at == trip.now
    assert trip.letters_to("A-1") == ["application-received"]
    assert await trip.standing() == {"A-1": "submitted"}
    assert await trip.legation.application(trip.file.slug, "A-1") == application("A-1")
    assert on_the_way(trip) == []


async def test_one_that_its_journey_has_already_is_not_taken_in_again(trip: Trip):
    await trip.reach(DAY_OF_APPLICATIONS)
    await dies(trip, DyingAfter, application("A-1"))

    assert await swept(trip) == Swept(known=1)
    assert trip.letters_to("A-1") == ["application-received"]
    assert (await trip.journey("A-1")).state.revision == 1
    assert on_the_way(trip) == []


async def test_what_was_handed_in_just_now_is_left_alone(trip: Trip):
    await trip.reach(DAY_OF_APPLICATIONS)
    await dies(trip, DyingBefore, application("A-1"))

    assert await swept(trip, YOUNG - timedelta(minutes=1)) == Swept(young=1)
    assert await trip.standing() == {}
    assert len(on_the_way(trip)) == 1


async def test_trying_it_out_changes_nothing(trip: Trip):
    await trip.reach(DAY_OF_APPLICATIONS)
    await dies(trip, DyingBefore, application("A-1"))
    before = dict(trip.store.content)

    assert await swept(trip, dry_run=True) == Swept(finished=1)
    assert trip.store.content == before
    assert await trip.standing() == {}


async def test_the_same_application_again_has_the_same_receipt_and_leaves_nothing_to_sweep(trip: Trip):
    await trip.reach(DAY_OF_APPLICATIONS)
    await dies(trip, DyingBefore, application("A-1"))
    receipt = await trip.apply("A-1")

    assert await swept(trip) == Swept(known=1)
    assert (await trip.apply("A-1")).code == receipt.code
    assert trip.letters_to("A-1") == ["application-received"]


async def test_an_earlier_version_that_was_left_behind_never_replaces_a_later_one(trip: Trip):
    await trip.reach(DAY_OF_APPLICATIONS)
    await dies(trip, DyingBefore, application("A-1", cluster=False))
    await trip.wait(hours=1)
    later = await trip.apply("A-1", cluster=True)

    assert await swept(trip) == Swept(known=1)
    assert (await trip.journey("A-1")).state.receipt == later.code
    assert trip.letters_to("A-1") == ["application-received"]


async def test_a_sweep_that_comes_too_late_is_refused_by_the_journey_itself(trip: Trip):
    """Between the look of the sweeper and its update, the applicant hands in a later version."""
    await trip.reach(DAY_OF_APPLICATIONS)
    await dies(trip, DyingBefore, application("A-1", cluster=False))
    ((_, slip),) = Slips(trip.store).pending(trip.file.slug)
    await trip.wait(hours=1)
    later = await trip.apply("A-1", cluster=True)
    sweeping = like(Unaware, trip)

    assert await sweeping.bring_in(slip, application("A-1", cluster=False)) is None
    assert (await trip.journey("A-1")).state.receipt == later.code


class Unaware(Legation):
    """Looked before the later version came in."""

    looked = False

    async def has_taken(self, slip: object) -> bool:
        if not self.looked:
            self.looked = True
            return False
        return await super().has_taken(slip)  # type: ignore[arg-type]


async def test_a_later_version_that_was_left_behind_replaces_the_earlier(trip: Trip):
    await trip.reach(DAY_OF_APPLICATIONS)
    first = await trip.apply("A-1", cluster=False)
    await trip.wait(hours=1)
    await dies(trip, DyingBefore, application("A-1", cluster=True))

    assert await swept(trip) == Swept(finished=1)
    state = (await trip.journey("A-1")).state
    assert state.receipt != first.code
    assert state.revision == 2
    assert trip.letters_to("A-1") == ["application-received"] * 2


async def test_who_withdrew_meanwhile_does_not_apply_again_by_a_sweep(trip: Trip):
    await trip.reach(DAY_OF_APPLICATIONS)
    await dies(trip, DyingAfter, application("A-1"))
    await trip.legation.withdraw(trip.file.slug, "A-1", Withdrawal(at=trip.now))
    await trip.settle()

    assert await swept(trip) == Swept(known=1)
    assert await trip.standing() == {"A-1": "withdrawn"}


async def test_the_same_application_from_two_windows_at_once_is_one(trip: Trip):
    await trip.reach(DAY_OF_APPLICATIONS)
    one = application("A-1")
    slug = trip.file.slug

    receipts = await asyncio.gather(
        *(trip.legation.submit(slug, one, trip.now, at=trip.now) for _ in range(4))
    )
    await at_rest(trip)

    assert {receipt.code for receipt in receipts} == {(await trip.journey("A-1")).state.receipt}
    assert trip.letters_to("A-1") == ["application-received"]
    assert on_the_way(trip) == []


async def test_two_sweeps_at_once_take_an_application_in_once(trip: Trip):
    await trip.reach(DAY_OF_APPLICATIONS)
    for participant in ("A-1", "A-2", "A-3"):
        await dies(trip, DyingBefore, application(participant))

    both = await asyncio.gather(swept(trip), swept(trip))

    assert sum(one.finished + one.known for one in both) >= 3
    assert await trip.standing() == dict.fromkeys(("A-1", "A-2", "A-3"), "submitted")
    assert [trip.letters_to(one) for one in ("A-1", "A-2", "A-3")] == [["application-received"]] * 3


async def test_while_the_engine_is_away_it_is_said_that_nothing_is_lost_and_nothing_is(trip: Trip):
    await trip.reach(DAY_OF_APPLICATIONS)

    with pytest.raises(EngineAway, match=r"A-1 is in the vault and will be taken in once it does"):
        await hands_in(trip, like(OutOfReach, trip), application("A-1"))
    with pytest.raises(EngineAway):
        await sweep(Slips(trip.store), like(OutOfReach, trip), now=datetime.now(UTC) + LATER)
    still = len(on_the_way(trip))

    assert (still, await swept(trip)) == (1, Swept(finished=1))
    assert trip.letters_to("A-1") == ["application-received"]


async def test_an_application_that_was_never_written_is_no_application(trip: Trip):
    Slips(trip.store).note(trip.file.slug, application("A-1"), trip.now, now=datetime.now(UTC))

    assert await swept(trip) == Swept(empty=1)
    assert on_the_way(trip) == []


async def test_one_received_in_time_counts_as_in_time_however_late_it_is_found(trip: Trip):
    await trip.reach(trip.at(CUT_OFF) - timedelta(minutes=1))
    await dies(trip, DyingBefore, application("A-1"))
    received_at = trip.now
    await trip.reach(trip.at(CUT_OFF) + timedelta(hours=2))

    assert await swept(trip) == Swept(finished=1)
    (entry,) = (await trip.roster()).entries
    assert (entry.received_at, entry.own_cost) == (received_at, False)


async def test_what_no_journey_takes_becomes_a_task_until_it_is_settled(trip: Trip):
    """A replacement that was left behind, and found after the cut-off."""
    await trip.reach(DAY_OF_APPLICATIONS)
    await trip.apply("A-1", cluster=True)
    await trip.wait(hours=1)
    await dies(trip, DyingBefore, application("A-1", cluster=False))
    await trip.reach(trip.at(CUT_OFF) + timedelta(hours=2))
    make_old(trip)

    state = await look_once(trip)
    (task,) = [one for one in (await trip.status()).tasks if one.id.startswith("stuck")]

    (stuck,) = state.stuck
    assert stuck.participant == "A-1"
    assert "The call closed on" in stuck.reason
    assert task.id == "stuck-a-1"
    assert task.text.startswith("The application A-1 of 2027-01-20 12:00 UTC is in the vault")
    for key in on_the_way(trip):
        trip.store.delete(key)
    assert (await look_once(trip, state)).stuck == ()
    assert [one.id for one in (await trip.status()).tasks if one.id.startswith("stuck")] == []


async def test_the_sweeper_counts_what_it_found_and_starts_over_when_its_history_grows_long(
    trip_of_short_histories: Trip,
):
    trip = trip_of_short_histories
    await trip.reach(DAY_OF_APPLICATIONS)
    await dies(trip, DyingBefore, application("A-1"))
    make_old(trip)
    client = trip.legation.client
    handle = await start(client, trip, every_seconds=0.01)

    state = await handle.query(SweeperWorkflow.status)
    while state.sweeps < 10:
        await asyncio.sleep(0.05)
        state = await handle.query(SweeperWorkflow.status)
    runs = [one async for one in client.list_workflows(f"WorkflowId = '{handle.id}'")]
    await handle.terminate()
    await at_rest(trip)

    assert (state.finished, state.stuck) == (1, ())
    assert state.last_finished_at is not None
    assert len(runs) > 1
    assert trip.letters_to("A-1") == ["application-received"]


@pytest.mark.parametrize(("task_queue", "is_taken_in"), [("another-deployment", False), ("", True)])
async def test_what_another_deployment_on_the_same_vault_took_in_is_left_to_its_own_sweeper(
    trip: Trip, task_queue: str, is_taken_in: bool
):
    await trip.reach(DAY_OF_APPLICATIONS)
    await dies(trip, DyingBefore, application("A-1"))
    [(_, slip)] = Slips(trip.store).pending(trip.file.slug)
    make_old(trip, task_queue=task_queue)

    state = await look_once(trip)

    assert slip.task_queue == trip.file.slug, "A slip names the deployment that left it."
    assert state.finished == is_taken_in
    assert (await trip.standing() == {"A-1": "submitted"}) is is_taken_in
    assert (on_the_way(trip) == []) is is_taken_in
    assert await swept(trip) == (Swept() if is_taken_in else Swept(finished=1)), "By hand all are found."


def make_old(trip: Trip, **other: str) -> None:
    """As if they had been noted ten minutes ago."""
    for key, slip in Slips(trip.store).pending(trip.file.slug):
        older = slip.model_copy(update={"noted_at": slip.noted_at - LATER, **other})
        trip.store.content[key] = older.model_dump_json().encode()


async def start(
    client: Client, trip: Trip, *, every_seconds: float, state: SweeperState | None = None
) -> WorkflowHandle[SweeperWorkflow, None]:
    return await client.start_workflow(
        SweeperWorkflow.run,
        SweeperStart(sweep_every_seconds=every_seconds, state=state or SweeperState()),
        id=sweeper_workflow_id(trip.file.slug),
        task_queue=trip.file.slug,
    )


async def look_once(trip: Trip, before: SweeperState | None = None) -> SweeperState:
    """One look of the sweeper, which is then sent away."""
    handle = await start(trip.legation.client, trip, every_seconds=3600, state=before)
    looked = before.sweeps if before else 0
    state = await handle.query(SweeperWorkflow.status)
    while state.sweeps == looked:
        await asyncio.sleep(0.02)
        state = await handle.query(SweeperWorkflow.status)
    await handle.terminate()
    await at_rest(trip)
    return state
