"""Taking in what somebody sent: read by the rules of the form, safe in the vault, then on its way."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fastapi import HTTPException, Request

from activities.ports import Missing
from delegation.file import DelegationFile
from delegation.form import USUAL_LARGEST_FILE, FieldType
from delegation.reading.field_problem import FieldProblem, problem
from delegation.reading.upload_content import Upload, read_upload
from portal.client import Legation
from portal.errors import NotFound
from portal.typed_files import TypedForm
from portal.web.applying.entrance import Entrance
from portal.web.applying.opening import Opening
from portal.web.applying.posted import ANSWER, asked_fields, parts_of
from portal.web.applying.submission import is_submission, new_submission, participant_of
from portal.web.guarding import PostedFile, posted_fields, posted_parts

PER_CHARACTER = 12
"""Bytes of one character as forms are sent, percent-encoded; text of four bytes is the longest."""
AROUND = 64_000
"""Bytes of names and of what forms add."""
MOST_FIELDS = 900
DRAINED = 32_000_000
"""Bytes that are read and forgotten of a form that is too large, so that the browser hears the answer."""


class Sent(NamedTuple):
    """What a browser sent, before anybody looked into it."""

    fields: Mapping[str, Sequence[str]]
    files: Mapping[str, Sequence[PostedFile]]

    def last(self, name: str) -> str:
        values = self.fields.get(name)
        return values[-1] if values else ""


class Taken(NamedTuple):
    """An application that is safe."""

    participant: str
    code: str = ""
    """The receipt code; empty while the engine is away or has too much to do: it comes by mail then."""


async def sent_form(request: Request, file: DelegationFile) -> Sent:
    """The fields and files of a posted form. Raises HTTPException 400, 413 or 415."""
    files = [one for one in asked_fields(file) if one.type is FieldType.FILE]
    largest = file.call.largest_application * 3 + AROUND
    try:
        if request.headers.get("content-type", "").lower().startswith("multipart/"):
            largest += sum(one.largest or USUAL_LARGEST_FILE for one in files)
            parts = await posted_parts(request, most_fields=MOST_FIELDS, largest=largest)
            return Sent(parts.fields, parts.files)
        return Sent(await posted_fields(request, most_fields=MOST_FIELDS, largest=largest), {})
    except HTTPException as reason:
        if reason.status_code == 413:
            await _drain(request)
        raise


def typed_form(sent: Sent, file: DelegationFile, participant: str) -> TypedForm:
    """The application with the files that came with it; what is wrong with these is said."""
    parts = parts_of(sent.fields, file, participant)
    answers = parts["answers"]
    given = dict(answers) if isinstance(answers, Mapping) else {}
    uploads: list[Upload] = []
    problems: list[FieldProblem] = []
    for field in asked_fields(file):
        chosen = sent.files.get(f"{ANSWER}{field.id}.file", ()) if field.type is FieldType.FILE else ()
        if not chosen:
            continue
        try:
            upload = read_upload(field, chosen[-1].content)
        except ValueError as reason:
            problems.append(problem(ANSWER + field.id, str(reason)))
            given.pop(field.id, None)
            continue
        uploads.append(upload)
        given[field.id] = upload.reference
    return TypedForm({**parts, "answers": given}, tuple(uploads), tuple(problems))


async def participant_by(legation: Legation, slug: str, submission: str) -> tuple[str, str]:
    """The submission, a new one where this is none, and the id of who sends it. Raises OSError."""
    kept = submission if is_submission(submission) else new_submission()
    secret = await asyncio.to_thread(legation.register.secret, slug)
    return kept, participant_of(secret, kept)


async def take(
    legation: Legation,
    entrance: Entrance,
    opening: Opening,
    form: TypedForm,
    *,
    substitute_for: str | None = None,
) -> Taken:
    """Check it, keep it, and bring it to its journey. `substitute_for`: the delegate who cannot travel.

    Raises:
        ApplicationRefused: something is wrong with it; nothing was kept.
        Refused: it can no longer be handed in or replaced.
        OSError: the vault is away; nothing was kept.
    """
    slug = opening.file.slug
    application = await legation.read(opening.file, form, opening.now)
    await legation.keep_uploads(slug, application.id, form.uploads)
    noted = await legation.note(slug, application, opening.now, substitute_for=substitute_for)
    receipt = await entrance.brought(noted, opening.file)
    return Taken(application.id, receipt.code if receipt else "")


async def typed_before(
    legation: Legation, opening: Opening, participant: str
) -> tuple[Mapping[str, object], str] | None:
    """What this person typed so far, and when the draft was kept (ISO 8601; empty: it is the application).

    None where there is neither. Raises OSError.
    """
    file = opening.file
    try:
        shown = await legation.draft(file, participant, opening.now)
        return shown.draft.typed, shown.draft.kept_at.isoformat()
    except NotFound:
        pass
    except Missing:
        return None
    application = await legation.application(file.slug, participant)
    if application is None:
        return None
    return application.model_dump(mode="json", include={"person", "answers"}), ""


async def _drain(request: Request) -> None:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > DRAINED:
            return
