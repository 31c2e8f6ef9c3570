"""The selection: look at it, explain it, decide it, publish it; what is tried and recorded is beside this."""

from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from portal.commands.connection import Connect
from portal.commands.parameters import Author, Delegation, DryRun, Json, Participant

if TYPE_CHECKING:
    from delegation.selecting.selection import Selection
    from delegation.status import Roster
    from portal.client import Legation

app = App(name="selection", help="The selection: try, decide, publish, explain, check the record.")
BESIDE = (
    ("try", "selection_trying:try_"),
    ("adjust", "selection_trying:adjust"),
    ("solve", "selection_solving:solve"),
    ("record", "selection_records:record"),
    ("key", "selection_records:key"),
    ("verify", "selection_records:verify"),
)
for _name, _place in BESIDE:
    app.command(f"portal.commands.{_place}", name=_name)
    app[_name]  # found now, so that the list of commands shows what each does


@app.command
async def preview(slug: Delegation, /, *, json: Json = False, connect: Connect) -> None:
    """Show the selection as solved: decisions with score, rank and reasons, and every rule of balance.

    Example: `./legation selection preview usa-2017`
    """
    from portal import show

    legation = await connect()
    selection = await solved_selection(legation, slug)
    if json:
        show.json_object(selection)
        return
    _show_decisions(selection, await legation.roster(slug))
    _show_rules(selection)


@app.command
async def decide(
    slug: Delegation,
    /,
    *,
    author: Author,
    note: Annotated[str, Parameter(help="What the panel wants on record.")] = "",
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Decide on the selection as solved. Nothing is sent before it is published.

    Example: `./legation selection decide usa-2017 --author "The panel" --dry-run`
    """
    from delegation.panel import Decide
    from portal import show
    from portal.foresight import decision_letters
    from portal.letters_shown import show_letters

    legation = await connect()
    if not dry_run:
        done = await legation.decide(slug, Decide(author=author, note=note))
        show.say(done.text)
        return
    selection = await _decidable(legation, slug)
    show.say("Once it is published would be sent:")
    show_letters(decision_letters(selection), await legation.roster(slug))


@app.command
async def publish(slug: Delegation, /, *, author: Author, dry_run: DryRun = False, connect: Connect) -> None:
    """Publish what was decided: letters go out on their day, or at once when that has passed.

    Example: `./legation selection publish usa-2017 --author "The panel" --dry-run`
    """
    from delegation.panel import Publish
    from portal import show
    from portal.foresight import decision_letters
    from portal.letters_shown import show_letters

    legation = await connect()
    if not dry_run:
        done = await legation.publish(slug, Publish(author=author))
        show.say(done.text)
        return
    selection = await _publishable(legation, slug)
    file, now = await legation.file(slug), (await legation.status(slug)).now
    moment = show.moment(max(file.offer_rules.sent_at, now), file.offer_rules.zone)
    show.say(f"On {moment} would be sent:")
    show_letters(decision_letters(selection), await legation.roster(slug))


@app.command
async def explain(
    slug: Delegation, participant: Participant, /, *, json: Json = False, connect: Connect
) -> None:
    """Explain one decision: every reason, as the letter gives it.

    Example: `./legation selection explain usa-2017 A-17`
    """
    from portal import show
    from portal.errors import NotFound
    from portal.views import DecisionShown

    legation = await connect()
    decision = (await solved_selection(legation, slug)).of(participant)
    entries = (await legation.roster(slug)).entries
    entry = next((one for one in entries if one.participant == participant), None)
    if decision is None or entry is None:
        raise NotFound(
            f"{participant} is not part of the selection; see './legation applications list {slug}'."
        )
    if json:
        shown = DecisionShown(decision=decision, organisation=entry.organisation, country=entry.country)
        show.json_object(shown)
        return
    show.headline(f"{participant}  {entry.organisation}, {entry.country}")
    show.pairs(
        (
            ("decision", show.word(decision.status)),
            ("points", show.points(decision.score)),
            ("reserve rank", decision.rank),
            ("points missing", show.points(decision.points_missing)),
        )
    )
    show.say(*(f"- {reason}" for reason in decision.reasons))


async def solved_selection(legation: "Legation", slug: str) -> "Selection":
    """The selection as it stands. Raises Refused before the panel meets."""
    from delegation.zoned import stamp
    from portal.errors import Refused

    selection = (await legation.ledger(slug)).selection
    if selection is None:
        rules = (await legation.file(slug)).evaluation_rules
        raise Refused(f"The selection is solved when the panel meets, {stamp(rules.panel_at, rules.zone)}.")
    return selection


async def _decidable(legation: "Legation", slug: str) -> "Selection":
    """The selection that waits for its decision."""
    from delegation.command_rules import why_not_decide
    from delegation.panel import Decide
    from delegation.status import DelegationState
    from portal.errors import Refused

    selection = await solved_selection(legation, slug)
    tasks = (await legation.status(slug)).tasks
    if any(task.id == "publish" for task in tasks):
        raise Refused("The selection was decided already; 'selection publish' comes next.")
    refusal = why_not_decide(Decide(author=""), DelegationState(selection=selection, tasks=tasks))
    if refusal:
        raise Refused(refusal)
    return selection


async def _publishable(legation: "Legation", slug: str) -> "Selection":
    """The selection that waits to be published."""
    from portal.errors import Refused

    selection = await solved_selection(legation, slug)
    if not any(task.id == "publish" for task in (await legation.status(slug)).tasks):
        raise Refused(
            "There is nothing to publish: the panel has not decided, or it was published. See 'audit'."
        )
    return selection


def _show_decisions(selection: "Selection", roster: "Roster") -> None:
    from portal import show

    entries = {one.participant: one for one in roster.entries}
    named = [(entries.get(one.participant), one) for one in selection.decisions]
    show.rows(
        ("id", "organisation", "country", "decision", "#points", "#rank", "#missing"),
        [
            (
                one.participant,
                entry.organisation if entry else None,
                entry.country if entry else None,
                show.word(one.status),
                show.points(one.score),
                one.rank,
                show.points(one.points_missing),
            )
            for entry, one in named
        ],
    )
    show.pairs((one.participant, "\n".join(one.reasons)) for one in selection.decisions)


def _show_rules(selection: "Selection") -> None:
    from portal import show
    from portal.clash_shown import show_clash

    show.rows(
        ("", "rule", "as it came out"),
        [(show.rule_mark(one), one.text, one.detail) for one in selection.rules],
    )
    if selection.clash:
        show_clash(selection.clash, {one.rule: one.text for one in selection.rules}, selection.way_out)
        return
    proof = "no permitted group has more" if selection.is_optimal else "not proven best"
    total, bound = show.points(selection.objective), show.points(selection.bound)
    show.say(f"Total {total} points, at most {bound} possible: {proof}.")
