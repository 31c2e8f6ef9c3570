"""The evaluation: who scores what, who still owes score sheets, handing them in, on paper too."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Path as PathRule

from portal.commands.connection import Connect
from portal.commands.parameters import (
    Author,
    Delegation,
    DryRun,
    Json,
    Participant,
    Reason,
    now,
)

if TYPE_CHECKING:
    from delegation.evaluation import ConflictOfInterest, Scoresheets
    from delegation.evaluation_state import EvaluationView, SheetsHeld
    from portal.client import Legation

app = App(name="evaluation", help="The evaluation: who owes score sheets, handing them in, conflicts, paper.")

Evaluator = Annotated[str, Parameter(name="EVALUATOR", help="The evaluator's id in the file, as in e1.")]
FilledFile = Annotated[
    Path,
    Parameter(
        name="FILE", validator=PathRule(exists=True, dir_okay=False), help="YAML or JSON, or a workbook."
    ),
]
Folder = Annotated[
    Path, Parameter(name="--save", validator=PathRule(file_okay=False), help="The folder to write to.")
]
CutOff = Annotated[str, Parameter(help="A later cut-off; each has an evaluation of its own.")]


@app.command
async def status(slug: Delegation, /, *, cut_off: CutOff = "", json: Json = False, connect: Connect) -> None:
    """Show who was asked for score sheets and still owes some, and how far opinions differ.

    Example: `./legation evaluation status usa-2017`
    """
    from portal import show
    from portal.evaluation_shown import show_applications, show_conflicts, show_evaluators

    legation = await connect()
    rules = (await legation.file(slug)).evaluation_rules
    view = await _view(legation, slug, cut_off)
    if json:
        show.json_object(view)
        return
    show_evaluators(view, rules)
    show_applications(view)
    show_conflicts(view, rules)
    due = f" Next date: {show.moment(view.waiting_until, rules.zone)}." if view.waiting_until else ""
    show.say(f"{show.amount(view.sheets, 'score sheet')} handed in.{due}")
    show.say(*(f"- {note}" for note in view.assignment.notes))


@app.command
async def hand_in(
    slug: Delegation, file: FilledFile, /, *, cut_off: CutOff = "", dry_run: DryRun = False, connect: Connect
) -> None:
    """Hand in an evaluator's score sheets; a later sheet replaces an earlier one.

    The file is a workbook of `evaluation sheets` that was filled in, or YAML or JSON that names the
    `evaluator` and lists `sheets`, each with `application`, `marks` by criterion and a `comment`.
    Nothing is taken if anything in it is wrong.

    Example: `./legation evaluation hand-in usa-2017 evaluator-3.yaml`
    """
    from delegation.selecting.score_sheets import problem_with
    from portal import show
    from portal.errors import Refused

    legation = await connect()
    rules = (await legation.file(slug)).evaluation_rules
    view = await _view(legation, slug, cut_off)
    sheets, conflicts = await _read(legation, slug, file, view)
    problem = problem_with(sheets, view.assignment, rules) if sheets else None
    if problem:
        raise Refused(problem)
    counted = show.amount(len(sheets.sheets) if sheets else 0, "score sheet")
    evaluator = sheets.evaluator if sheets else conflicts[0].evaluator
    if dry_run:
        show.say(f"{counted} of {evaluator} would be taken. No letter would be sent.")
        show.say(*(f"{_declared(one)} would go to somebody else, who is written to." for one in conflicts))
        show.say("Nothing was done.")
        return
    for one in conflicts:
        view = await legation.declare_conflict(slug, one, cut_off=cut_off)
    if sheets:
        view = await legation.hand_in(slug, sheets, cut_off=cut_off)
    show.say(f"{counted} of {evaluator} taken; {len(view.owed.get(evaluator, ()))} still owed.")
    show.say(*(f"{_declared(one)} goes to somebody else." for one in conflicts))


@app.command
async def conflict(
    slug: Delegation,
    evaluator: Evaluator,
    participant: Participant,
    /,
    *,
    reason: Reason,
    cut_off: CutOff = "",
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Declare a conflict of interest: the application goes to another evaluator, who is written to.

    A score sheet that was handed in for it no longer counts.

    Example: `./legation evaluation conflict usa-2017 e1 A-04 --reason "We share a project."`
    """
    from delegation.evaluation import ConflictOfInterest
    from delegation.selecting.score_sheets import why_not_declare
    from portal import show
    from portal.errors import Refused

    legation = await connect()
    rules = (await legation.file(slug)).evaluation_rules
    declared = ConflictOfInterest(evaluator=evaluator, application=participant, reason=reason)
    view = await _view(legation, slug, cut_off)
    refusal = why_not_declare(declared, view.assignment, rules)
    if refusal:
        raise Refused(refusal)
    if dry_run:
        show.say(f"{participant} would go to another evaluator than {evaluator}.", "Nothing was done.")
        return
    view = await legation.declare_conflict(slug, declared, cut_off=cut_off)
    assigned = view.assignment.of(participant)
    show.say(f"{participant} is now with {', '.join(assigned.evaluators) if assigned else 'nobody'}.")


@app.command
async def relieve(
    slug: Delegation,
    evaluator: Evaluator,
    /,
    *,
    author: Author,
    reason: Reason,
    cut_off: CutOff = "",
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Relieve an evaluator who cannot go on: the others share what is owed, and are written to.

    Example: `./legation evaluation relieve usa-2017 e3 --author "Jonas" --reason "No answer for a week."`
    """
    from delegation.evaluation import Relief
    from delegation.selecting.score_sheets import why_not_relieve
    from portal import show
    from portal.errors import Refused

    legation = await connect()
    rules = (await legation.file(slug)).evaluation_rules
    relief = Relief(evaluator=evaluator, author=author, reason=reason)
    view = await _view(legation, slug, cut_off)
    refusal = why_not_relieve(relief, rules, view.relieved)
    if refusal:
        raise Refused(refusal)
    theirs = view.owed.get(evaluator, ())
    if dry_run:
        show.say(f"{evaluator} owes {', '.join(theirs) or 'nothing'}; the others would share it.")
        show.say("Nothing was done.")
        return
    view = await legation.relieve(slug, relief, cut_off=cut_off)
    for name in theirs:
        assigned = view.assignment.of(name)
        show.say(f"{name} is now with {', '.join(assigned.evaluators) if assigned else 'nobody'}.")
    show.say(f"{evaluator} is relieved.")


@app.command
async def sheets(
    slug: Delegation,
    /,
    *,
    save: Folder,
    evaluator: Annotated[str | None, Parameter(help="One evaluator's id; all if not given.")] = None,
    cut_off: CutOff = "",
    json: Json = False,
    connect: Connect,
) -> None:
    """Write a workbook for each evaluator: what to read, what to fill in, and how.

    In blind mode it does not tell who applied. `evaluation hand-in` takes it back.

    Example: `./legation evaluation sheets usa-2017 --evaluator e1 --save sheets`
    """
    from composition import open_score_books
    from portal.files_shown import show_files
    from portal.score_papers import score_books, write_books

    legation = await connect()
    file = await legation.file(slug)
    held = await _held(legation, slug, cut_off)
    books = await score_books(legation, file, held, evaluator)
    show_files(save, write_books(books, open_score_books(), save, now()), json=json)


@app.command
async def table(
    slug: Delegation,
    /,
    *,
    save: Annotated[Path, Parameter(name="--save", help="The workbook to write, as in panel.xlsx.")],
    cut_off: CutOff = "",
    json: Json = False,
    connect: Connect,
) -> None:
    """Write the panel's workbook: totals, spread, rank, comments, and who still owes score sheets.

    Example: `./legation evaluation table usa-2017 --save panel.xlsx`
    """
    from composition import open_spreadsheets
    from portal.files_shown import show_files
    from portal.score_papers import panel_table, write_table

    legation = await connect()
    file = await legation.file(slug)
    made = await panel_table(legation, file, await _held(legation, slug, cut_off))
    write_table(made, open_spreadsheets(), save, now())
    show_files(save.parent, [save.name], json=json)


async def _read(
    legation: "Legation", slug: str, path: Path, view: "EvaluationView"
) -> "tuple[Scoresheets | None, tuple[ConflictOfInterest, ...]]":
    """The sheets and the conflicts of interest in a file."""
    from composition import open_score_books
    from portal.score_papers import handed_in, read_book
    from portal.typed_files import HandIn, typed

    if path.suffix.lower() not in (".xlsx", ".ods"):
        return typed(path, HandIn).scoresheets(), ()
    filled = read_book(path, open_score_books(), await legation.file(slug), view.assignment)
    return handed_in(filled), filled.conflicts


async def _view(legation: "Legation", slug: str, cut_off: str) -> "EvaluationView":
    from portal.errors import NotFound

    try:
        return await legation.evaluation(slug, cut_off=cut_off)
    except NotFound:
        raise NotFound(await _not_open(legation, slug, cut_off)) from None


async def _held(legation: "Legation", slug: str, cut_off: str) -> "SheetsHeld":
    from portal.errors import NotFound

    try:
        return await legation.score_sheets(slug, cut_off=cut_off)
    except NotFound:
        raise NotFound(await _not_open(legation, slug, cut_off)) from None


async def _not_open(legation: "Legation", slug: str, cut_off: str) -> str:
    from delegation.cut_offs import cut_off_named, evaluation_for
    from delegation.zoned import stamp

    file = await legation.file(slug)
    found = cut_off_named(file, cut_off) if cut_off else file.call.cut_offs[0]
    if found is None:
        known = ", ".join(one.id for one in file.call.cut_offs)
        return f"There is no cut-off {cut_off!r}; the call has {known}."
    later = (await legation.ledger(slug)).later_cut_offs
    ended = next((one.note for one in later if one.cut_off == found.id), None)
    if ended:
        return ended
    rules = evaluation_for(file, found)
    opens = stamp(rules.opens_at, rules.zone)
    if found.only_if_places_left:
        opens += ", if places are left then"
    return f"Nobody is asked for score sheets yet; the evaluation opens on {opens}."


def _declared(one: "ConflictOfInterest") -> str:
    return f"{one.application}, of which {one.evaluator} declares a conflict of interest,"
