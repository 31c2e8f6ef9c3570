"""Applications before and beside their journeys: what was typed, drafts, files, and later answers."""

import asyncio
from collections.abc import Iterable
from datetime import datetime

from pydantic import TypeAdapter

from activities.keys import (
    afterwards_key,
    afterwards_upload_key,
    applications_prefix,
    draft_key,
    paper_upload_key,
    papers_key,
    profile_key,
    upload_key,
    uploads_prefix,
)
from activities.ports import DocumentStore, Missing
from activities.swapping import current
from delegation.application import Application, Value
from delegation.file import DelegationFile
from delegation.form import MEDIA_TYPES, FieldType, MediaType, Stage
from delegation.reading.drafts import Draft, Lacking, draft_of, lacking
from delegation.reading.field_problem import FieldProblem, problem
from delegation.reading.intake import ApplicationRefused, read_application, read_identity
from delegation.reading.paper_answers import read_later_answers
from delegation.reading.upload_content import UPLOAD, Upload
from portal.errors import NotFound
from portal.typed_files import TypedForm
from portal.views import DraftShown, LaterAnswers

JSON = "application/json"
_ANSWERS: TypeAdapter[dict[str, Value]] = TypeAdapter(dict[str, Value])
ANSWERS = "answers"
"""The paper with what was answered after acceptance by field, beside those of the checklist."""
GONE = "The file is not in the vault; hand it in again."


class ApplicationCalls:
    """What the vault keeps of applications that no workflow need know. Every method may be repeated."""

    store: DocumentStore

    # --- what was typed --------------------------------------------------------------------------

    async def application(self, slug: str, participant: str) -> Application | None:
        """The application as it stands; None before the first, and once it was erased."""
        content = await asyncio.to_thread(current, self.store, profile_key(slug, participant))
        return None if content is None else Application.model_validate_json(content)

    async def read(self, file: DelegationFile, form: TypedForm, now: datetime) -> Application:
        """The application that was typed, at `now` of the trip's calendar. Nothing is kept of it yet.

        Raises ApplicationRefused: with one sentence for each field that is wrong.
        """
        before = await self._before(file, form)
        problems = list(form.problems)
        try:
            application = read_application(form.parts, file, now=now, before=before)
        except ApplicationRefused as refused:
            raise ApplicationRefused(_merged(problems, refused.problems)) from None
        problems += await asyncio.to_thread(self._lost_files, file, application, form.uploads)
        if problems:
            raise ApplicationRefused(problems)
        return application

    async def keep_uploads(self, slug: str, participant: str, uploads: Iterable[Upload]) -> None:
        """Keep files of an application; before the application that refers to them."""
        for one in uploads:
            key = upload_key(slug, participant, one.sha256, one.kind.value)
            await asyncio.to_thread(self.store.create, key, one.content, MEDIA_TYPES[one.kind])

    async def upload(self, slug: str, participant: str, reference: str) -> bytes:
        """The file that stands in an application as `reference`. Raises Missing once it was erased."""
        found = UPLOAD.fullmatch(reference)
        if found is None:
            raise Missing(f"{reference!r} is no file of an application.")
        for key_of in (upload_key, paper_upload_key, afterwards_upload_key):
            key = key_of(slug, participant, found["sha256"], found["kind"])
            content = await asyncio.to_thread(current, self.store, key)
            if content is not None:
                return content
        raise Missing(f"The file {reference!r} of {participant} is not in the vault.")

    # --- drafts ----------------------------------------------------------------------------------

    async def save_draft(self, file: DelegationFile, form: TypedForm, now: datetime) -> DraftShown:
        """Keep what was typed so far, in place of what was kept before.

        Raises ApplicationRefused where it has no usable id or is too large.
        """
        draft = draft_of(form.parts, file, now)
        await self.keep_uploads(file.slug, draft.participant, form.uploads)
        key, content = draft_key(file.slug, draft.participant), draft.model_dump_json().encode()
        await asyncio.to_thread(self._put, key, content)
        shown = await self._shown(file, draft, now)
        return shown.model_copy(update={"wrong": _merged(list(form.problems), shown.wrong)})

    async def draft(self, file: DelegationFile, participant: str, now: datetime) -> DraftShown:
        """The draft and what it still lacks. Raises NotFound."""
        content = await asyncio.to_thread(current, self.store, draft_key(file.slug, participant))
        if content is None:
            raise NotFound(f"There is no draft {participant!r} of delegation {file.slug!r}.")
        return await self._shown(file, Draft.model_validate_json(content), now)

    async def discard_draft(self, slug: str, participant: str) -> None:
        """Forget a draft, with the files that belong to no application. Nothing there is no error."""
        await asyncio.to_thread(self._discard, slug, participant)

    # --- after acceptance ------------------------------------------------------------------------

    async def later_answers(self, slug: str, participant: str) -> dict[str, Value]:
        """What was answered after acceptance, as far as it was not erased with the travel papers."""
        found: dict[str, Value] = {}
        for key in (papers_key(slug, participant, ANSWERS), afterwards_key(slug, participant)):
            content = await asyncio.to_thread(current, self.store, key)
            found |= {} if content is None else _ANSWERS.validate_json(content)
        return found

    async def read_later(self, file: DelegationFile, participant: str, form: TypedForm) -> LaterAnswers:
        """All answers after acceptance, those typed now and those from before. Nothing is kept yet.

        Raises ApplicationRefused where one is wrong; what is missing is said instead.
        """
        application = await self.application(file.slug, participant)
        given = form.parts.get("answers")
        if application is None or not isinstance(given, dict):
            raise ApplicationRefused([problem("answers", "Write the answers by field under 'answers'.")])
        before = await self.later_answers(file.slug, participant)
        values, problems = read_later_answers(given, file, application.answers, before)
        wrong = _merged(list(form.problems), [one for one in problems if not one.is_missing])
        if wrong:
            raise ApplicationRefused(wrong)
        missing = tuple(one for one in problems if one.is_missing)
        return LaterAnswers(participant=participant, answers=values, missing=missing)

    async def keep_later(self, file: DelegationFile, later: LaterAnswers, uploads: Iterable[Upload]) -> None:
        """Keep answers of `read_later`, with their files: for the trip with its papers, others for good."""
        afterwards, travel = _by_purpose(file, later.answers)
        who = file.slug, later.participant
        for one in uploads:
            key_of = afterwards_upload_key if one.reference in afterwards.values() else paper_upload_key
            key = key_of(*who, one.sha256, one.kind.value)
            await asyncio.to_thread(self.store.create, key, one.content, MEDIA_TYPES[one.kind])
        for key, answers in ((papers_key(*who, ANSWERS), travel), (afterwards_key(*who), afterwards)):
            if answers:
                await asyncio.to_thread(self._put, key, _ANSWERS.dump_json(answers))

    # --- inside ----------------------------------------------------------------------------------

    async def _before(self, file: DelegationFile, form: TypedForm) -> Application | None:
        participant = read_identity(form.parts.get("id"), file, [])
        return await self.application(file.slug, participant) if participant else None

    def _lost_files(
        self, file: DelegationFile, application: Application, uploads: Iterable[Upload]
    ) -> list[FieldProblem]:
        """References to files that are neither handed in now nor kept."""
        new = {one.reference for one in uploads}
        files = (
            one.id for one in file.call.fields if one.type is FieldType.FILE and one.stage is Stage.APPLY
        )
        given = [(name, str(application.answers[name])) for name in files if name in application.answers]
        if all(reference in new for _, reference in given):
            return []
        kept = set(self.store.keys(uploads_prefix(file.slug, application.id)))
        return [
            problem(f"answers.{name}", GONE)
            for name, reference in given
            if reference not in new and _key(file.slug, application.id, reference) not in kept
        ]

    async def _shown(self, file: DelegationFile, draft: Draft, now: datetime) -> DraftShown:
        before = await self.application(file.slug, draft.participant)
        found: Lacking = lacking(draft.typed, file, now=now, before=before)
        return DraftShown(draft=draft, missing=found.missing, wrong=found.wrong)

    def _put(self, key: str, content: bytes) -> None:
        """Replace whatever is there; the last to write counts."""
        while not self.store.replace(key, content, JSON, instead_of=current(self.store, key)):
            pass

    def _discard(self, slug: str, participant: str) -> None:
        key = draft_key(slug, participant)
        if current(self.store, key) is None:
            return
        versions = (profile_key(slug, participant), *self.store.keys(applications_prefix(slug, participant)))
        applied = b"".join(current(self.store, version) or b"" for version in versions)
        for upload in list(self.store.keys(uploads_prefix(slug, participant))):
            sha256 = upload.rsplit("/", 1)[1].partition(".")[0]
            if sha256.encode() not in applied:
                self.store.delete(upload)
        self.store.delete(key)  # last: as long as it is there, its files are found again


def _by_purpose(file: DelegationFile, answers: dict[str, Value]) -> tuple[dict[str, Value], dict[str, Value]]:
    """What was answered after the trip, and what was answered for it."""
    after = {field.id for field in file.call.fields if field.stage is Stage.AFTER}
    afterwards = {name: value for name, value in answers.items() if name in after}
    return afterwards, {name: value for name, value in answers.items() if name not in after}


def _key(slug: str, participant: str, reference: str) -> str:
    sha256, _, kind = reference.removeprefix("upload:").partition(".")
    return upload_key(slug, participant, sha256, MediaType(kind).value)


def _merged(own: list[FieldProblem], others: Iterable[FieldProblem]) -> tuple[FieldProblem, ...]:
    """What is wrong with a file says more than that its field has no usable answer."""
    fields = {one.field for one in own}
    return (*own, *(one for one in others if one.field not in fields))
