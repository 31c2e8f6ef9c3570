"""What the direct ways of making a change have in common: how it is said, looked at, and made."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter
from cyclopts.validators import Number

from portal.commands.parameters import SLUG, Author, Reason

if TYPE_CHECKING:
    from delegation.change import Change, ChangeKind, ChangePreview, Effect
    from portal.client import Legation

LONGEST_ID = 60
Item = Annotated[str, Parameter(name="ITEM", help="An item of the itinerary by its id, as in visit-singh.")]
HostName = Annotated[str, Parameter(name="HOST", help="A host by its id, as in penn-state.")]
Moves = Annotated[
    int,
    Parameter(
        validator=Number(gte=0, lte=50),
        help="How many meetings of others may be moved in time to win meetings back.",
    ),
]


@Parameter(name="*")
@dataclass(frozen=True)
class How:
    """What stands in the record of every change."""

    author: Author
    reason: Reason
    urgent: Annotated[
        bool, Parameter(negative="", help="Tell everybody at once instead of gathering changes.")
    ] = False
    moves_at_most: Moves = 0
    id: Annotated[
        str, Parameter(help="Name of the change; made from what it is about unless given.", negative="")
    ] = ""


async def carry_out(
    legation: "Legation",
    slug: str,
    fields: dict[str, Any],
    how: How,
    *,
    dry_run: bool,  # Any: as typed
) -> None:
    """Make the change with these fields, or say what it would do. Raises Refused with every mistake."""
    change = await _change(legation, slug, kind_of(fields), how)
    if dry_run:
        await foresee(legation, slug, change)
    else:
        await make(legation, slug, change)


def kind_of(fields: dict[str, Any]) -> "ChangeKind":  # Any: as typed
    """What was typed as a change. Raises Refused that names the option and what is wrong with it."""
    from pydantic import TypeAdapter, ValidationError

    from delegation.change import ChangeKind
    from portal.errors import Refused

    try:
        kind: ChangeKind = TypeAdapter(ChangeKind).validate_python(fields)
    except ValidationError as error:
        said = [
            f"{_option(one['loc'])}: {one['msg'].removeprefix('Value error, ')}" for one in error.errors()
        ]
        raise Refused(" ".join(dict.fromkeys(said))) from None
    return kind


def _option(place: tuple[int | str, ...]) -> str:
    """`--new-slots 1` for ('add-slots', 'new_slots', 0, 'starts')."""
    name, *rest = place[1:] or ("change",)
    number = next((f" {one + 1}" for one in rest if isinstance(one, int)), "")
    return f"--{str(name).replace('_', '-')}{number}"


async def _change(legation: "Legation", slug: str, kind: "ChangeKind", how: How) -> "Change":
    from delegation.change import Change, Urgency
    from delegation.change_naming import change_id
    from portal.errors import Refused

    if how.id and (SLUG.fullmatch(how.id) is None or len(how.id) > LONGEST_ID):
        raise Refused(
            f"{how.id!r} cannot be the id of a change; use up to {LONGEST_ID} lower-case letters, digits and "
            "single hyphens, as in late-train, or leave --id out."
        )
    known = [one.change.id for one in (await legation.ledger(slug)).changes]
    return Change(
        id=how.id or change_id(kind, known),
        change=kind,
        author=how.author,
        reason=how.reason,
        urgency=Urgency.URGENT if how.urgent else Urgency.NORMAL,
        moves_at_most=how.moves_at_most,
    )


async def make(legation: "Legation", slug: str, change: "Change") -> None:
    from delegation.change import counted
    from portal import show

    record = await legation.change(slug, change)
    show.say(
        f"Change {change.id} is made: itinerary version {record.version}; told: {counted(record.effects)}."
    )


async def foresee(legation: "Legation", slug: str, change: "Change") -> None:
    """Effects, proposals and letters. Raises Refused where the change is not possible."""
    from portal import show
    from portal.errors import Refused
    from portal.foresight import change_letters
    from portal.letters_shown import show_letters

    hosts = {host.id: host.organisation for host in (await legation.file(slug)).hosts}
    seen = await legation.preview_change(slug, change)
    if seen.problems and not seen.effects:
        raise Refused(" ".join(seen.problems))
    show.say(f"Change {change.id}:")
    await show_preview(legation, slug, seen)
    show_letters(change_letters(seen, hosts), await legation.roster(slug), hosts)


async def show_preview(legation: "Legation", slug: str, seen: "ChangePreview") -> None:
    from delegation.change import counted
    from portal import show

    names = await names_of(legation, slug)
    lines = [line for effect in seen.effects for line in _lines(effect, names)]
    if lines:
        show.rows(("who", "organisation", "item", "now", "then"), lines)
    if len(seen.proposals) > 1 or any(one.disturbance.dropped for one in seen.proposals):
        _show_proposals(seen)
    show.say(
        f"Would be told: {counted(seen.effects)}; {seen.moved_appointments} appointments moved.",
        *(f"- problem: {problem}" for problem in seen.problems),
    )


def _show_proposals(seen: "ChangePreview") -> None:
    from portal import show

    show.rows(
        ("proposal", "#dropped", "#regained", "#moved", "#points lost", "#told", "proven"),
        [
            (
                "nobody else is moved" if not one.moves_at_most else f"--moves-at-most {one.moves_at_most}",
                one.disturbance.dropped,
                one.disturbance.regained,
                one.disturbance.moved,
                one.disturbance.value_lost,
                len(one.effects),
                "yes" if one.disturbance.proven else "no",
            )
            for one in seen.proposals
        ],
    )


async def names_of(legation: "Legation", slug: str) -> dict[str, str]:
    """Organisations by participant and host id."""
    names = {one.participant: one.organisation for one in (await legation.roster(slug)).everyone}
    return names | {host.id: host.organisation for host in (await legation.file(slug)).hosts}


def _lines(effect: "Effect", names: dict[str, str]) -> list[tuple[str, ...]]:
    """A line per difference; who it is for stands in the first."""
    found: list[tuple[str, ...]] = []
    for position, one in enumerate(effect.differences):
        who = (effect.recipient, names.get(effect.recipient, "")) if not position else ("", "")
        found.append((*who, one.title or one.item, one.old or "-", one.new or "-"))
    return found
