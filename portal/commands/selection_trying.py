"""What if: the selection with other places, rules or weights, tried out here or ordered."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from portal.commands.connection import Connect
from portal.commands.parameters import PARTICIPANT, Author, Delegation, DryRun, Json, Reason

if TYPE_CHECKING:
    from delegation.panel import Adjustment
    from delegation.selecting.what_if import WhatIf
    from delegation.status import Roster
    from portal.client import Legation


def _are_figures(_kind: object, values: tuple[str, ...]) -> None:
    for value in values:
        name, divider, figure = value.partition("=")
        if not (name and divider and figure.isascii() and figure.isdigit() and len(figure) < 7):
            raise ValueError(f"{value!r} says no figure; write it as per-country=4.")


def _are_participants(_kind: object, values: tuple[str, ...]) -> None:
    for value in values:
        if not PARTICIPANT.fullmatch(value.upper()):
            raise ValueError(f"{value!r} is no id of a participant; it looks like A-17.")


Figures = Annotated[tuple[str, ...], Parameter(validator=_are_figures, negative="")]
Participants = Annotated[tuple[str, ...], Parameter(validator=_are_participants, negative="")]


@Parameter(name="*")
@dataclass(frozen=True)
class Change:
    """What is to be different; each may be given several times."""

    places: Annotated[int | None, Parameter(validator=Number(gt=0), help="How many places there are.")] = None
    reserve: Annotated[
        int | None, Parameter(validator=Number(gte=0), help="How long the reserve list is.")
    ] = None
    limit: Annotated[Figures, Parameter(help="A rule's new limit, as per-country=4.")] = ()
    drop: Annotated[
        tuple[str, ...], Parameter(negative="", help="A rule that no longer applies, by its id.")
    ] = ()
    weight: Annotated[Figures, Parameter(help="A criterion's new weight, as objectives=30.")] = ()
    threshold: Annotated[
        float | None,
        Parameter(validator=Number(gte=0, lte=5), help="Weighted mean, 0 to 5, that must be reached."),
    ] = None
    take: Annotated[Participants, Parameter(help="Who is in the group in any case, as A-05.")] = ()
    leave: Annotated[Participants, Parameter(help="Who is out of the group in any case.")] = ()
    free: Annotated[Participants, Parameter(help="About whom earlier rulings are taken back.")] = ()

    def adjustment(self) -> "Adjustment":
        from delegation.panel import Adjustment

        return Adjustment(
            places=self.places,
            reserve=self.reserve,
            limits=_figures(self.limit),
            dropped=self.drop,
            weights=_figures(self.weight),
            threshold=self.threshold,
            take=_ids(self.take),
            leave=_ids(self.leave),
            free=_ids(self.free),
        )


async def try_(
    slug: Delegation, /, change: Change | None = None, *, json: Json = False, connect: Connect
) -> int:
    """Show what a change would lead to: who moves, and what it costs. Nothing is recorded or sent.

    Exit code 4 when no group would be possible.

    Example: `./legation selection try usa-2017 --places 20 --limit per-country=4 --take A-05`
    """
    from portal import show
    from portal.errors import Refused

    legation = await connect()
    adjustment = (change or Change()).adjustment()
    tried = await _tried(legation, slug, adjustment)
    if json:
        show.json_object(tried)
    else:
        _show(tried, adjustment, await legation.roster(slug))
    return 0 if tried.is_possible else Refused.exit_code


async def adjust(
    slug: Delegation,
    /,
    change: Change | None = None,
    *,
    author: Author,
    reason: Reason,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Change what the selection is solved from, with author and reason; it is solved anew at once.

    Example: `./legation selection adjust usa-2017 --places 20 --author Panel --reason "A bed more" --dry-run`
    """
    from delegation.panel import Adjust, Adjustment
    from portal import show
    from portal.errors import Refused

    legation = await connect()
    adjustment = (change or Change()).adjustment()
    if adjustment == Adjustment():
        raise Refused("Nothing is changed; say what to change, as --places 20 or --take A-05.")
    if dry_run:
        _show(await _tried(legation, slug, adjustment), adjustment, await legation.roster(slug))
        show.say("Nothing was done.")
        return
    done = await legation.adjust(slug, Adjust(adjustment=adjustment, author=author, reason=reason))
    show.say(done.text)


async def _tried(legation: "Legation", slug: str, adjustment: "Adjustment") -> "WhatIf":
    import asyncio

    from delegation.panel import settled, why_not_adjust
    from delegation.selecting.what_if import what_if_of
    from portal.commands.selection import solved_selection
    from portal.errors import Refused

    await solved_selection(legation, slug)
    inputs = await legation.selection_inputs(slug)
    now = settled(inputs.rules, inputs.evaluation, inputs.adjustments)
    known = [one.participant for one in inputs.applications]
    known += [one.participant for one in inputs.earlier]
    refusal = why_not_adjust(adjustment, now.rules, now.evaluation, known)
    if refusal:
        raise Refused(refusal)
    return await asyncio.to_thread(what_if_of, inputs, adjustment)


def _show(tried: "WhatIf", adjustment: "Adjustment", roster: "Roster") -> None:
    from delegation.audit import changes_in
    from portal import show
    from portal.clash_shown import show_clash

    show.headline("; ".join(changes_in(adjustment)) or "as it stands")
    for when, one in (("now", tried.before), ("then", tried.after)):
        if one.clash:
            show.say(f"{when}: no group is possible.")
            show_clash(one.clash, {rule.rule: rule.text for rule in one.rules}, one.way_out)
        else:
            show.say(f"{when}: {show.points(one.objective)} points in total")
    if tried.cost is None:
        return
    _show_moves(tried, roster)
    rules = [
        (one.text, one.before.detail if one.before else None, one.after.detail if one.after else None)
        for one in tried.rules
    ]
    if rules:
        show.rows(("rule", "as it comes out now", "then"), rules)
    show.say(_cost(tried.cost))


def _cost(cost: int) -> str:
    from portal import show

    if cost == 0:
        return "It costs no points."
    return f"It costs {show.points(cost)} points." if cost > 0 else f"It gains {show.points(-cost)} points."


def _show_moves(tried: "WhatIf", roster: "Roster") -> None:
    from portal import show

    entries = {one.participant: one for one in roster.entries}
    if not tried.moves:
        show.say("Nobody moves.")
        return
    show.rows(
        ("id", "organisation", "country", "now", "then", "#points now", "#then"),
        [
            (
                one.participant,
                entries[one.participant].organisation if one.participant in entries else None,
                entries[one.participant].country if one.participant in entries else None,
                _place(one.before, one.rank_before),
                _place(one.after, one.rank_after),
                show.points(one.score_before),
                show.points(one.score_after),
            )
            for one in tried.moves
        ],
    )


def _place(status: str | None, rank: int | None) -> str | None:
    """`reserve 3`, `not selected`."""
    if status is None:
        return None
    word = status.replace("_", " ")
    return f"{word} {rank}" if rank else word


def _figures(values: Iterable[str]) -> dict[str, int]:
    pairs = (value.partition("=") for value in values)
    return {name: int(figure) for name, _, figure in pairs}


def _ids(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(value.upper() for value in values)
