"""The evaluation: who scores what, who still owes score sheets, handing them in."""

from typing import TYPE_CHECKING

from cyclopts import App

from portal.commands.connection import Connect
from portal.commands.parameters import Delegation, DryRun, Json, TypedFile

if TYPE_CHECKING:
    from delegation.evaluation import Evaluation
    from delegation.status import EvaluationView
    from portal.client import Legation

app = App(name="evaluation", help="The evaluation: who owes score sheets, handing them in.")


@app.command
async def status(slug: Delegation, /, *, json: Json = False, connect: Connect) -> None:
    """Show who was asked for score sheets and who still owes some.

    Example: `./legation evaluation status usa-2017`
    """
    from portal import show

    legation = await connect()
    rules = (await legation.file(slug)).evaluation
    view = await _view(legation, slug, rules)
    if json:
        show.json_object(view)
        return
    load = view.assignment.load()
    show.rows(
        ("evaluator", "#asked", "#owed", "still to score"),
        [(name, load[name], len(_owed(view, name)), ", ".join(_owed(view, name))) for name in sorted(load)],
    )
    due = f" Next date: {show.moment(view.waiting_until, rules.zone)}." if view.waiting_until else ""
    show.say(f"{show.amount(view.sheets, 'score sheet')} handed in.{due}")
    show.say(*(f"- {note}" for note in view.assignment.notes))


@app.command
async def hand_in(slug: Delegation, file: TypedFile, /, *, dry_run: DryRun = False, connect: Connect) -> None:
    """Hand in an evaluator's score sheets; a later sheet replaces an earlier one.

    The file names the `evaluator` and lists `sheets`, each with `application`,
    `marks` by criterion and a `comment`, in YAML or JSON.

    Example: `./legation evaluation hand-in usa-2017 evaluator-3.yaml`
    """
    from delegation.selecting.score_sheets import problem_with
    from portal import show
    from portal.errors import Refused
    from portal.typed_files import HandIn, typed

    legation, sheets = await connect(), typed(file, HandIn).scoresheets()
    sent = show.amount(len(sheets.sheets), "score sheet")
    rules = (await legation.file(slug)).evaluation
    view = await _view(legation, slug, rules)
    if not dry_run:
        view = await legation.hand_in(slug, sheets)
        left = len(_owed(view, sheets.evaluator))
        show.say(f"{sent} of {sheets.evaluator} taken; {left} still owed.")
        return
    problem = problem_with(sheets, view.assignment, rules)
    if problem:
        raise Refused(problem)
    show.say(
        f"{sent} of {sheets.evaluator} would be taken. No letter would be sent.",
        "Nothing was done.",
    )


async def _view(legation: "Legation", slug: str, rules: "Evaluation") -> "EvaluationView":
    from delegation.zoned import stamp
    from portal.errors import NotFound

    try:
        return await legation.evaluation(slug)
    except NotFound:
        opens = stamp(rules.opens_at, rules.zone)
        raise NotFound(f"Nobody is asked for score sheets yet; the evaluation opens on {opens}.") from None


def _owed(view: "EvaluationView", evaluator: str) -> tuple[str, ...]:
    return view.owed.get(evaluator, ())
