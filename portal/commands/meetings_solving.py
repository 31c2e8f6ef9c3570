"""Meetings from a file, on this computer alone."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.validators import Number
from cyclopts.validators import Path as PathRule

from portal.commands.parameters import Json

if TYPE_CHECKING:
    from delegation.cities.plan import CityPlan
    from delegation.matchmaking.solving import SolvedMeetings
    from delegation.selecting.solve_file.tree import Typed
    from delegation.timetabling.solved import SolvedTimetable

TIMETABLE = ".dzn"
LARGEST = 20_000_000
"""Bytes of a file; the largest public .dzn has ten thousand."""
SolveFile = Annotated[
    Path,
    Parameter(
        name="FILE",
        validator=PathRule(exists=True, dir_okay=False),
        help="Agreed meetings as MiniZinc data (.dzn), or wishes in YAML or JSON, also of several cities.",
    ),
]


async def solve(
    file: SolveFile,
    /,
    *,
    fairness: Annotated[
        int | None,
        Parameter(
            allow_leading_hyphen=True,
            help="By how many breaks two participants may differ, 2 if not said; below 0 for any. (.dzn)",
        ),
    ] = None,
    seconds: Annotated[
        float, Parameter(validator=Number(gt=0), show_default=True, help="How long to search at most.")
    ] = 55.0,
    json: Json = False,
) -> int:
    """Solve the meetings of a file: the best timetable, with proof. Needs no server.

    Exit code 4 when no timetable keeps the rules, or none was found in time; 1 when the file has mistakes.

    Example: `./legation meetings solve fair.dzn --json`
    """
    if file.suffix.lower() != TIMETABLE:
        return _solve_wishes(file, json=json)
    from delegation.timetabling.solving import solve_dzn
    from portal import show
    from portal.errors import Refused
    from portal.story_files import text_of

    solved = solve_dzn(text_of(file, LARGEST), str(file), fairness, seconds, _say)
    if json:
        show.json_object(solved)
    else:
        _show(solved)
    for reason in solved.reasons:
        show.complain(reason)
    return 0 if solved.objective is not None else Refused.exit_code


def _solve_wishes(file: Path, *, json: bool) -> int:
    from delegation.cities.solve_file import is_city_problem
    from delegation.matchmaking.solving import solve_typed
    from delegation.selecting.solve_file.tree import read_tree
    from portal import show
    from portal.story_files import text_of

    typed = read_tree(text_of(file, LARGEST), str(file))
    if is_city_problem(typed.content):
        return _solve_cities(typed, json=json)
    solved = solve_typed(typed)
    if json:
        show.json_object(solved)
    else:
        _show_wishes(solved)
    return 0


def _solve_cities(typed: "Typed", *, json: bool) -> int:
    from delegation.cities.solve_file import solve_typed
    from portal import show

    solution = solve_typed(typed)
    if json:
        show.json_object(solution)
        return 0
    _show_city_plan(solution.plan)
    for one in solution.proposals:
        moves = show.amount(one.moves_at_most, "meeting")
        show.say(
            f"After the cancellation, {f'at most {moves} moved' if one.moves_at_most else 'nobody moved'}:"
        )
        _show_city_plan(one.plan)
        show.say(
            f"{len(one.dropped)} dropped, {len(one.moved)} moved, {len(one.added)} new meetings, "
            f"{len(one.joined)} new places in visits."
        )
    for objection in solution.objections:
        show.complain(objection)
    return 0


def _show_city_plan(plan: "CityPlan") -> None:
    from portal import show

    show.rows(
        ("slot", "delegate", "host", "#table"),
        [(one.slot, one.participant, one.host, one.table) for one in plan.meetings],
    )
    if plan.visits:
        show.rows(
            ("delegate", "visit", "option"), [(one.participant, one.visit, one.option) for one in plan.visits]
        )
    show.say(*(f"- not possible: {who} with {host}, a must" for who, host in plan.unmet_musts))
    gap = "no plan can be better" if plan.proven else f"gap {plan.gap_percent:.2f} %"
    show.say(
        f"{show.amount(len(plan.meetings), 'meeting')}, {plan.score.musts} musts met, {plan.idle_slots} idle "
        f"slots, {plan.travel_slots} on the way; value {plan.value}, at most {plan.bound}: {gap}."
    )


def _show_wishes(solved: "SolvedMeetings") -> None:
    from portal import show

    schedule = solved.schedule
    show.rows(
        ("slot", "one", "other", "room", "#table"),
        [(one.slot, one.one, one.other, one.room, one.table or None) for one in schedule.meetings],
    )
    show.pairs((f"{one.asks} with {one.whom}", one.sentence) for one in schedule.unmet_musts)
    gap = "no schedule can be better" if schedule.proven else f"gap {schedule.gap_percent:.2f} %"
    show.say(
        f"{show.amount(len(schedule.meetings), 'meeting')}, {schedule.score.musts} musts met, "
        f"{schedule.idle_slots} idle slots; value {schedule.value}, at most {schedule.bound}: {gap}."
    )


def _say(text: str) -> None:
    import sys

    sys.stderr.write(f"{text} ...\n")
    sys.stderr.flush()


def _show(solved: "SolvedTimetable") -> None:
    from portal import show

    if solved.meetings:
        show.rows(
            ("#meeting", "#participant", "#with", "#slot"),
            [(one.meeting, *one.participants, one.slot) for one in solved.meetings],
        )
    show.say(*solved.remarks, f"{_verdict(solved)} ({solved.seconds:.1f} s, {solved.solver})")


def _verdict(solved: "SolvedTimetable") -> str:
    from delegation.timetabling.solved import Status

    breaks = f"{solved.objective} breaks in all"
    match solved.status:
        case Status.OPTIMAL:
            return f"{breaks}. Proven: no timetable has fewer breaks."
        case Status.FEASIBLE:
            return f"{breaks}. Not proven best: {solved.bound} may be possible; allow more --seconds."
        case Status.INFEASIBLE:
            return "Proven: no timetable keeps all the rules."
        case Status.UNKNOWN:
            return "No timetable was found in time, and no proof that there is none; allow more --seconds."
