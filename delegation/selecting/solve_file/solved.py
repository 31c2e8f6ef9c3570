"""What comes out of a selection file, in the words of docs/selection-file.md."""

from collections.abc import Mapping

from delegation.application import ApplicationStatus
from delegation.fact import Fact
from delegation.selecting.balance import ONE_PER_ORGANISATION, RuleCheck
from delegation.selecting.reason import Reason
from delegation.selecting.selection import Decision, Selection
from delegation.selecting.solve_file.solvable import Solvable
from delegation.selecting.way_out import GivesWay


class Seconds(Fact):
    """What it took. All that may differ between two runs of one file."""

    read: float = 0
    solve: float = 0
    explain: float = 0


class SolvedDecision(Fact):
    """One candidate, by the id of the file. Figures are points of 100."""

    id: str
    status: ApplicationStatus
    score: float
    rank: int | None = None
    points_missing: float | None = None
    reasons: tuple[str, ...] = ()
    because: tuple[Reason, ...] = ()


class Solved(Fact):
    """The group, its proof, and what was decided about every candidate."""

    selected: tuple[str, ...] = ()
    """By score, highest first."""
    reserve: tuple[str, ...] = ()
    """By rank."""
    objective: float = 0
    """Total score of those selected, less what wishes cost that are not met."""
    total: float = 0
    """Total score of those selected."""
    bound: float = 0
    """What no permitted group of as many can exceed."""
    gap: float = 0
    """How much of the bound the objective falls short of: 0.01 is one percent."""
    optimal: bool = False
    explained: bool = True
    seconds: Seconds = Seconds()
    rules: tuple[RuleCheck, ...] = ()
    decisions: tuple[SolvedDecision, ...] = ()
    clash: tuple[str, ...] = ()
    """The fewest rules that cannot hold together."""
    way_out: tuple[GivesWay, ...] = ()
    """With a clash: the smallest change of the rules that permits a group."""

    @property
    def is_possible(self) -> bool:
        return not self.clash


def solved(solvable: Solvable, selection: Selection, seconds: Seconds, *, explained: bool = True) -> Solved:
    """The selection in the ids of the file."""
    names = solvable.names
    return Solved(
        selected=_named(selection, ApplicationStatus.SELECTED, names),
        reserve=_named(selection, ApplicationStatus.RESERVE, names),
        objective=selection.objective / 100,
        total=selection.total / 100,
        bound=selection.bound / 100,
        gap=(selection.bound - selection.objective) / selection.bound if selection.bound else 0,
        optimal=selection.is_optimal,
        explained=explained,
        seconds=seconds,
        rules=tuple(
            one for one in selection.rules if solvable.has_organisations or one.rule != ONE_PER_ORGANISATION
        ),
        decisions=tuple(_decision(one, names) for one in selection.decisions),
        clash=selection.clash,
        way_out=selection.way_out,
    )


def _named(selection: Selection, status: ApplicationStatus, names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(names[one] for one in selection.with_status(status))


def _decision(one: Decision, names: Mapping[str, str]) -> SolvedDecision:
    return SolvedDecision(
        id=names[one.participant],
        status=one.status,
        score=one.score / 100,
        rank=one.rank,
        points_missing=None if one.points_missing is None else one.points_missing / 100,
        reasons=one.reasons,
        because=one.because,
    )
