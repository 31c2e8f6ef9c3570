"""A selection from a file, on this computer alone."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.validators import Number
from cyclopts.validators import Path as PathRule

from portal.commands.parameters import Json

if TYPE_CHECKING:
    from delegation.selecting.solve_file.solved import Solved

SolveFile = Annotated[
    Path,
    Parameter(
        name="FILE",
        validator=PathRule(exists=True),
        help="A selection file in YAML or JSON, or a folder with categories.csv and respondents.csv.",
    ),
]


async def solve(
    file: SolveFile,
    /,
    *,
    places: Annotated[
        int | None, Parameter(validator=Number(gt=0), help="How many places, instead of the file's.")
    ] = None,
    reserve: Annotated[
        int | None, Parameter(validator=Number(gte=0), help="Length of the reserve list, instead.")
    ] = None,
    seed: Annotated[str | None, Parameter(help="Seed of the lot, instead of the file's.")] = None,
    no_reasons: Annotated[
        bool,
        Parameter(name="--no-reasons", negative="", help="Only the group: no reserve list, no reasons."),
    ] = False,
    json: Json = False,
) -> int:
    """Solve a selection file: the best group its quotas permit, with proof and reasons. Needs no server.

    Exit code 4 when the quotas permit no group; 1 when the file has mistakes.

    Example: `./legation selection solve call.yaml --json`
    """
    from delegation.selecting.solve_file.head import Instead
    from portal import show
    from portal.errors import Refused
    from portal.solving import solve_file

    solved = solve_file(file, Instead(places, reserve, seed), explain=not no_reasons)
    if json:
        show.json_object(solved)
    else:
        _show(solved)
    return 0 if solved.is_possible else Refused.exit_code


def _show(solved: "Solved") -> None:
    from portal import show
    from portal.clash_shown import show_clash

    if not solved.is_possible:
        show_clash(solved.clash, {one.rule: one.text for one in solved.rules}, solved.way_out)
        return
    show.rows(
        ("id", "decision", "#points", "#rank", "#missing"),
        [
            (one.id, show.word(one.status), _figure(one.score), one.rank, _figure(one.points_missing))
            for one in solved.decisions
        ],
    )
    if solved.explained:
        show.pairs((one.id, "\n".join(one.reasons)) for one in solved.decisions)
    _show_rules(solved)


def _show_rules(solved: "Solved") -> None:
    from portal import show

    show.rows(
        ("", "rule", "as it came out"),
        [(show.rule_mark(one), one.text, one.detail) for one in solved.rules],
    )
    proof = "no permitted group has more" if solved.optimal else f"not proven best, gap {solved.gap:.4%}"
    if not any(one.score for one in solved.decisions):
        show.say("All scores are 0: the lot decides among the groups that the quotas permit.")
    show.say(
        f"Total {_figure(solved.objective)} points, at most {_figure(solved.bound)} possible: {proof}.",
        f"Read in {solved.seconds.read:.2f} s, solved in {solved.seconds.solve:.2f} s, "
        f"explained in {solved.seconds.explain:.2f} s.",
    )


def _figure(points: float | None) -> str | None:
    return None if points is None else f"{points:.2f}"
