"""A problem of several cities as a file of its own, for `./legation meetings solve FILE`.

The file is the problem (`CityProblem`) as written, with a top key `cities`. Two things may be written
shorter: the slots of a city as days, and a plan that was published, with what was cancelled since.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from delegation.cities.checking import objections
from delegation.cities.choosing import Contradictory
from delegation.cities.plan import CityPlan
from delegation.cities.planning import plan_cities
from delegation.cities.problem import CityProblem
from delegation.cities.replanning import Cancelled, CityProposal, replan_cities, without
from delegation.fact import Fact
from delegation.reading.problem import FileError, Problem
from delegation.reading.wording import problems_of
from delegation.selecting.solve_file.tree import Typed, as_plain
from delegation.zoned import LocalTime


class CityDay(Fact):
    """A day of slots of one length, one after the other: from `first`, the last ending by `until`."""

    first: LocalTime
    until: LocalTime
    minutes: int = Field(gt=0, le=240)


class CitySolution(Fact):
    """What `meetings solve` prints of a problem of several cities."""

    plan: CityPlan
    proven: bool
    gap_percent: float
    objections: tuple[str, ...] = ()
    """What an independent check finds wrong with the plan; always empty."""
    proposals: tuple[CityProposal, ...] = ()
    """After what was cancelled: nobody moved, and at most `moves_at_most` moved."""


class _Asked(CityProblem):
    """The file: mistyped keys are refused."""

    model_config = ConfigDict(extra="forbid")
    published: CityPlan | None = None
    cancelled: Cancelled = Cancelled()
    moves_at_most: int = Field(default=3, ge=0)


def is_city_problem(content: object) -> bool:
    """Whether what a file holds is a problem of several cities."""
    return isinstance(content, Mapping) and "cities" in content


def solve(mapping: Mapping[str, Any], *, seed: int = 0) -> CitySolution:
    """The best plan of the file; with `cancelled`, the proposals for `published`, or for that best plan.

    Raises:
        ValueError: what is wrong in the file, where, and what to write instead.
    """
    try:
        return _solved(_asked(mapping), seed)
    except ValidationError as wrong:
        raise ValueError("\n".join(_told(wrong))) from None


def solve_typed(typed: Typed, *, seed: int = 0) -> CitySolution:
    """The same of a file that was read. Raises FileError with every mistake at its place."""
    content = as_plain(typed.content)
    if not isinstance(content, dict):
        raise FileError([typed.problem((), "this is no file of meetings", "begin with 'cities:'.")])
    try:
        return _solved(_asked(content), seed)
    except ValidationError as wrong:
        found = list(problems_of(wrong, typed.places, _Asked))
        raise FileError(found or [_whole(typed, one) for one in _told(wrong)]) from None
    except Contradictory as wrong:
        raise FileError([_whole(typed, str(wrong))]) from None


def _whole(typed: Typed, sentence: str) -> Problem:
    """Something wrong with the file as a whole: what, and after the semicolon what to do."""
    message, _, remedy = sentence.removeprefix("the file: ").rstrip(".").rpartition("; ")
    return typed.problem((), message or remedy, f"{remedy if message else 'correct it here'}.")


def _asked(mapping: Mapping[str, Any]) -> _Asked:
    cities = mapping["cities"]
    return _Asked.model_validate(
        {**mapping, "cities": [_with_slots(one) for one in cities] if isinstance(cities, list) else cities}
    )


def _solved(asked: _Asked, seed: int) -> CitySolution:
    problem = CityProblem.model_construct(**{name: getattr(asked, name) for name in CityProblem.model_fields})
    plan = asked.published or plan_cities(problem, seed=seed)
    found, proposals = objections(problem, plan), tuple[CityProposal, ...]()
    if asked.cancelled != Cancelled():
        proposals = replan_cities(
            problem, plan, asked.cancelled, moves_at_most=asked.moves_at_most, seed=seed
        )
        left = without(problem, asked.cancelled, plan)
        found += tuple(flaw for one in proposals for flaw in objections(left, one.plan))
    return CitySolution(
        plan=plan, proven=plan.proven, gap_percent=plan.gap_percent, objections=found, proposals=proposals
    )


def _with_slots(city: Any) -> Any:  # Any: what was typed is not known yet
    """The city with its `days` written out as slots, called `<city>-<month><day>-<time>`."""
    if not isinstance(city, Mapping) or "days" not in city:
        return city
    days = TypeAdapter(tuple[CityDay, ...]).validate_python(city["days"])
    rest = {key: value for key, value in city.items() if key != "days"}
    slots = [
        {"id": f"{city.get('id')}-{starts:%m%d-%H%M}", "starts": starts, "minutes": day.minutes}
        for day in days
        for starts in _starts(day)
    ]
    return {**rest, "slots": [*rest.get("slots", ()), *slots]}


def _starts(day: CityDay) -> Iterator[datetime]:
    starts, length = day.first, timedelta(minutes=day.minutes)
    while starts + length <= day.until:
        yield starts
        starts += length


def _told(wrong: ValidationError) -> Iterator[str]:
    for error in wrong.errors():
        where = ".".join(str(part) for part in error["loc"]) or "the file"
        yield f"{where}: {error['msg'].removeprefix('Value error, ')}"
