"""Drafts: applications that are not finished yet."""

from typing import TYPE_CHECKING

from cyclopts import App

from portal.commands.connection import Connect
from portal.commands.parameters import Delegation, DryRun, Json, Participant, TypedFile, now

if TYPE_CHECKING:
    from delegation.file import DelegationFile
    from portal.views import DraftShown

app = App(name="draft", help="Applications that are not finished: keep, show, discard.")


@app.command
async def save(slug: Delegation, file: TypedFile, /, *, dry_run: DryRun = False, connect: Connect) -> None:
    """Keep an application that is not finished, in place of what was kept before, and say what it lacks.

    Nobody is told and nothing is evaluated. The file is written as for `applications submit`; only its `id`
    is needed.

    Example: `./legation applications draft save usa-2017 a-17.yaml`
    """
    from delegation.reading.drafts import draft_of
    from portal.show import say
    from portal.typed_files import typed_form

    legation = await connect()
    opened = await legation.file(slug)
    form, moment = typed_form(file, opened), (await legation.intake(slug)).tempo.trip_time(now())
    if dry_run:
        draft = draft_of(form.parts, opened, moment)
        say(f"The draft {draft.participant} would be kept. Nobody would be told. Nothing was done.")
        return
    shown = await legation.save_draft(opened, form, moment)
    say(f"The draft {shown.draft.participant} is kept.", *_lacks(shown, opened))


@app.command
async def show(
    slug: Delegation, participant: Participant, /, *, json: Json = False, connect: Connect
) -> None:
    """Show a draft and what it still lacks.

    Example: `./legation applications draft show usa-2017 A-17`
    """
    from portal.show import headline, json_object, moment, pairs, say

    legation = await connect()
    opened = await legation.file(slug)
    shown = await legation.draft(opened, participant, (await legation.intake(slug)).tempo.trip_time(now()))
    if json:
        json_object(shown)
        return
    headline(f"{participant}  draft of {moment(shown.draft.kept_at, opened.organiser.zone)}")
    answers = shown.draft.typed.get("answers")
    labels = {field.id: field.label for field in opened.call.fields}
    if isinstance(answers, dict):
        pairs((labels.get(name) or name, _typed(value)) for name, value in answers.items())
    say(*_lacks(shown, opened))


@app.command
async def discard(
    slug: Delegation, participant: Participant, /, *, dry_run: DryRun = False, connect: Connect
) -> None:
    """Forget a draft and its files.

    Example: `./legation applications draft discard usa-2017 A-17`
    """
    from portal.show import say

    legation = await connect()
    opened = await legation.file(slug)
    await legation.draft(opened, participant, (await legation.intake(slug)).tempo.trip_time(now()))
    if dry_run:
        say(f"The draft {participant} would be forgotten. Nobody would be told. Nothing was done.")
        return
    await legation.discard_draft(slug, participant)
    say(f"The draft {participant} is forgotten.")


def _lacks(shown: "DraftShown", file: "DelegationFile") -> list[str]:
    """`3 answers are missing: Country, Objectives, Offer.`, and a line for each mistake."""
    from delegation.reading.drafts import named_missing

    wrong = [f"{one.field}: {one.message}" for one in shown.wrong]
    said = [named_missing(shown.missing, file)] if shown.missing else []
    if not wrong and not said:
        participant = shown.draft.participant
        return [f"It is complete: applications submit {file.slug} --draft {participant} hands it in."]
    return [*said, *wrong]


def _typed(value: object) -> str:
    """What was typed, as it was typed."""
    match value:
        case list():
            return ", ".join(_typed(one) for one in value)
        case dict():
            return "; ".join(_typed(one) for one in value.values())
        case None:
            return ""
        case _:
            return str(value)
