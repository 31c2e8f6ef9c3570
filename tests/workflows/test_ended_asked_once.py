"""A delegation that has ended is asked each question once, one that runs every time."""

from typing import Any

from temporalio.client import Client, Interceptor, OutboundInterceptor, QueryWorkflowInput

from activities.register import Register
from delegation.file import Phase
from portal.client import Legation
from tests.workflows.trip import DAY_OF_APPLICATIONS, Trip


class Counting(Interceptor):
    """Counts the questions that reach the engine, by name."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:
        return _Counted(next, self.asked)


class _Counted(OutboundInterceptor):
    def __init__(self, next: OutboundInterceptor, asked: list[str]) -> None:
        super().__init__(next)
        self._asked = asked

    async def query_workflow(self, input: QueryWorkflowInput) -> Any:  # Any: as the interceptor's base says
        self._asked.append(input.query)
        return await super().query_workflow(input)


async def test_what_has_ended_is_asked_once_and_what_runs_each_time(trip: Trip, client: Client):
    await trip.reach(DAY_OF_APPLICATIONS)
    await trip.apply("A-1")
    counting = Counting()
    watched = Client(**{**client.config(), "interceptors": [counting]})
    legation = Legation(watched, trip.store, Register(trip.store))
    running = [await legation.status(trip.file.slug) for _ in range(2)]
    await trip.cancel()
    ended = [await legation.status(trip.file.slug) for _ in range(3)]
    rosters = [await legation.roster(trip.file.slug) for _ in range(2)]

    assert [one.phase for one in running] == [Phase.CALL] * 2
    assert [one.phase for one in ended] == [Phase.CANCELLED] * 3
    assert [len(one.entries) for one in rosters] == [1, 1]
    assert counting.asked == ["status", "status", "status", "roster"]
