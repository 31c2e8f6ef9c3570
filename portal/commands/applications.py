"""Applications: list, show, submit, withdraw; drafts, and what is asked after acceptance."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Path as PathRule

from portal.commands.connection import Connect
from portal.commands.drafts import app as drafts
from portal.commands.later_answers import provide
from portal.commands.parameters import Delegation, DryRun, Json, Participant, Someone, now
from portal.commands.sweeping import sweep

if TYPE_CHECKING:
    from delegation.application import Application, Value
    from delegation.status import RosterEntry
    from portal.client import Legation
    from portal.typed_files import TypedForm
    from portal.views import ApplicationShown

app = App(name="applications", help="Applications: list them, show one, draft, submit, withdraw.")
app.command(drafts)
app.command(provide)
app.command(sweep)

SubstituteFor = Annotated[
    Someone, Parameter(help="The delegate of the same organisation in whose place this person is to travel.")
]
SubmittedFile = Annotated[
    Path | None,
    Parameter(name="FILE", validator=PathRule(exists=True, dir_okay=False), help="YAML or JSON, in UTF-8."),
]
KeptDraft = Annotated[
    Someone, Parameter(help="Hand in the draft of this id instead of a file; it is cleared afterwards.")
]
Save = Annotated[
    Path | None,
    Parameter(validator=PathRule(file_okay=False), help="Write the files of the application there."),
]


@app.command(name="list")
async def list_applications(
    slug: Delegation,
    /,
    *,
    state: Annotated[str | None, Parameter(help="Only those in this state, as in reserve.")] = None,
    json: Json = False,
    connect: Connect,
) -> None:
    """List every application with its state, score and place on the reserve list. No names of people.

    Example: `./legation applications list usa-2017`
    """
    from delegation.status import Roster
    from portal import show

    legation = await connect()
    entries = (await legation.roster(slug)).entries
    wanted = state.replace(" ", "_").replace("-", "_") if state else None
    kept = tuple(one for one in entries if wanted in (None, one.status))
    if json:
        show.json_object(Roster(entries=kept))
        return
    zone = (await legation.file(slug)).organiser.zone
    show.rows(
        ("id", "organisation", "country", "received", "state", "#score", "#rank"),
        [_row(one, zone) for one in kept],
    )
    show.say(f"{len(kept)} of {len(entries)} applications.")


@app.command
async def show(
    slug: Delegation,
    participant: Participant,
    /,
    *,
    save: Save = None,
    json: Json = False,
    connect: Connect,
) -> None:
    """Show one application: who, from where, what was answered, and where its journey stands.

    Example: `./legation applications show usa-2017 A-17 --save A-17`
    """
    from portal.files_shown import show_files
    from portal.show import json_object
    from portal.upload_files import write_uploads

    legation = await connect()
    shown = await _shown(legation, slug, participant)
    if save is not None:
        file = await legation.file(slug)
        show_files(save, await write_uploads(legation, file, participant, shown.answers, save), json=json)
        return
    if json:
        json_object(shown)
        return
    file = await legation.file(slug)
    labels = {field.id: field.label for field in file.call.fields}
    _show_application(shown, file.organiser.zone, labels)


@app.command
async def submit(
    slug: Delegation,
    file: SubmittedFile = None,
    /,
    *,
    draft: KeptDraft = None,
    substitute_for: SubstituteFor = None,
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Take in an application that came another way, or a draft, and print its receipt code.

    The file holds `id`, `person` (name, email, organisation) and `answers` by field, in YAML or JSON. A field
    that asks for a file is answered with its name; it lies in the same folder. `together_with` names the
    application of a second person of the same organisation.

    Example: `./legation applications submit usa-2017 a-17.yaml`
    """
    from portal.show import say

    legation = await connect()
    form = await _form(legation, slug, file, draft)
    received_at = (await legation.intake(slug)).tempo.trip_time(now())
    application = await legation.read(await legation.file(slug), form, received_at)
    if dry_run:
        await _say_submission(legation, slug, application)
        return
    await legation.keep_uploads(slug, application.id, form.uploads)
    receipt = await legation.submit(slug, application, received_at, substitute_for=substitute_for)
    say(f"{receipt.participant} is received. Receipt code: {receipt.code}")


@app.command
async def withdraw(
    slug: Delegation,
    participant: Participant,
    /,
    *,
    reason: Annotated[str, Parameter(help="Why, if they said so.")] = "",
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Withdraw an application, or give a place back, on behalf of who applied.

    Example: `./legation applications withdraw usa-2017 A-17 --reason "Found another date."`
    """
    from delegation.journey import Withdrawal
    from delegation.journey_rules import travels, why_not_withdraw
    from portal.errors import Refused
    from portal.show import say

    legation, withdrawal = await connect(), Withdrawal(reason=reason)
    if not dry_run:
        await legation.withdraw(slug, participant, withdrawal)
        say(f"{participant} is withdrawn.")
        return
    state = (await legation.journey(slug, participant)).state
    refusal = why_not_withdraw(withdrawal, state)
    if refusal:
        raise Refused(refusal)
    say(
        f"{participant} would leave the delegation; the place would be passed on and everyone affected told."
        if travels(state)
        else f"{participant} would no longer be considered. No letter would be sent.",
        "Nothing was done.",
    )


def _row(one: "RosterEntry", zone: str) -> tuple[object, ...]:
    from portal.show import moment, points, word

    received = moment(one.received_at, zone)
    return (
        one.participant,
        one.organisation,
        one.country,
        f"{received}, late" if one.own_cost else received,
        word(one.status),
        points(one.score),
        one.rank,
    )


def _standing(one: "RosterEntry") -> str:
    return f"{one.cut_off}, late: at the applicant's own cost" if one.own_cost else one.cut_off


async def _shown(legation: "Legation", slug: str, participant: str) -> "ApplicationShown":
    from portal.views import ApplicationShown

    journey = await legation.journey(slug, participant)
    entries = (await legation.roster(slug)).entries
    person = await asyncio.to_thread(legation.register.person, slug, participant)
    application = await legation.application(slug, participant)
    return ApplicationShown(
        journey=journey,
        person=person,
        entry=next((one for one in entries if one.participant == participant), None),
        answers=application.answers if application else {},
    )


async def _form(legation: "Legation", slug: str, path: Path | None, draft: str | None) -> "TypedForm":
    """What is to be handed in: a file, or the draft of that id."""
    from portal.errors import LegationError
    from portal.typed_files import TypedForm, typed_form

    file = await legation.file(slug)
    if path is not None and draft is None:
        return typed_form(path, file)
    if draft is not None and path is None:
        kept = await legation.draft(file, draft, (await legation.intake(slug)).tempo.trip_time(now()))
        return TypedForm(kept.draft.typed)
    raise LegationError("Name either a file or, with --draft, the id of a draft.")


def _show_application(shown: "ApplicationShown", zone: str, labels: dict[str, str]) -> None:
    from portal.show import headline, moment, pairs, points, say, word

    state, person, entry = shown.journey.state, shown.person, shown.entry
    headline(f"{shown.journey.participant}  {person.organisation}")
    received = moment(state.received_at, zone) if state.received_at else None
    pairs(
        (
            ("person", ", ".join(part for part in (person.name, person.position) if part)),
            ("mail", f"{person.email}, refused by their server" if state.address_refused else person.email),
            ("state", word(entry.status if entry else state.status)),
            ("receipt", f"{state.receipt}, {received}" if received else None),
            ("cut-off", _standing(entry) if entry else None),
            ("together with", entry.together_with if entry else None),
            ("score", points(entry.score) if entry else None),
            ("reserve rank", entry.rank if entry else None),
            ("to be mended by", moment(state.fix_until, zone) if state.fix_until else None),
            ("offer until", moment(state.offer.confirm_by, zone) if state.offer else None),
            ("answer", state.outcome),
            ("handed in", ", ".join(state.provided)),
            ("programme", f"version {state.calendar.version}" if state.calendar.version else None),
        )
    )
    say(*(f"- {reason}" for reason in (entry.reasons if entry else ())))
    if shown.answers:
        headline("Answers")
        pairs((labels.get(name, name), _answer(value)) for name, value in shown.answers.items())


def _answer(value: "Value") -> str:
    """Parts of a table one a line, others on one line."""
    from delegation.application import words_of

    is_table = isinstance(value, tuple) and any(not isinstance(one, str) for one in value)
    return ("\n" if is_table else ", ").join(words_of(value))


async def _say_submission(legation: "Legation", slug: str, application: "Application") -> None:
    """What a submission would come to: refused when applications are not taken now."""
    import hashlib

    from delegation.ids import receipt_code
    from portal.errors import CallClosed
    from portal.show import say

    intake = await legation.intake(slug)
    if not intake.is_open:
        raise CallClosed(intake.refusal)
    sha256 = hashlib.sha256(application.model_dump_json().encode()).hexdigest()
    code = receipt_code(slug, application.id, sha256)
    say(
        f"The application is complete; {application.id} would be received with the code {code}.",
        f"The letter application-received would go to {application.person.email}. Nothing was done.",
    )
