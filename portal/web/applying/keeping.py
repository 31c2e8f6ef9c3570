"""Keeping a draft: sealed under the applicant's own key, and found again by a link that only they get."""

import asyncio
import logging
from datetime import UTC, datetime
from typing import NamedTuple

from activities.draft_ends import DraftEnds
from activities.ports import AddressRefused
from delegation.form import FieldType, FormField
from delegation.languages.tongue import file_in, tongue_of
from delegation.person import Person
from delegation.reading.field_problem import FieldProblem, problem
from delegation.reading.form_answers import answer_of
from delegation.reading.intake import ApplicationRefused
from portal.typed_files import TypedForm
from portal.views import DraftShown
from portal.web.applying.counter import Counter
from portal.web.applying.draft_sweep import ends_at
from portal.web.applying.opening import Opening
from portal.web.words import Words

EMAIL = FormField(id="email", label="E-mail", type=FieldType.EMAIL)
log = logging.getLogger("portal.web")


class Kept(NamedTuple):
    """A draft that is in the vault."""

    token: str
    kept_at: str
    """ISO 8601, of the trip's calendar."""
    is_mailed: bool = False


async def keep_draft(counter: Counter, opening: Opening, form: TypedForm) -> Kept:
    """Keep what was typed so far. Raises ApplicationRefused for what is too large, OSError."""
    shown = await _saved(counter, opening, form)
    participant = shown.draft.participant
    link = await asyncio.to_thread(counter.desk.links.draft_link, opening.file.slug, participant)
    return Kept(link.rpartition("/")[2], shown.draft.kept_at.isoformat())


async def keep_and_mail(
    counter: Counter, opening: Opening, form: TypedForm, words: Words, asked_by: str
) -> Kept:
    """The same, with a mail to the address that was typed.

    Raises ApplicationRefused where there is no such address; what was typed is kept all the same.
    """
    kept = await keep_draft(counter, opening, form)
    person = _addressed(form, words)
    link = await asyncio.to_thread(counter.desk.links.draft_link, opening.file.slug, person.id)
    if counter.post is None:
        return kept
    file = file_in(tongue_of(words.language, opening.file), opening.file)
    until = counter.until(opening, words)
    try:
        is_mailed = await asyncio.to_thread(
            counter.post.send, file, person, link, until, words, asked_by=asked_by
        )
    except AddressRefused:
        raise ApplicationRefused([_no_address(words)]) from None
    log.info("draft kept, mailed: %s", is_mailed)
    return kept._replace(is_mailed=is_mailed)


async def keep_files(counter: Counter, opening: Opening, form: TypedForm) -> None:
    """Files of an application that was not taken, so that they need not be chosen again."""
    if form.uploads:
        await _saved(counter, opening, form)


async def _saved(counter: Counter, opening: Opening, form: TypedForm) -> DraftShown:
    """Noted first when it goes, so that no draft is there without an end."""
    file = opening.file
    left = file.call.last_closes_at - opening.now
    end = ends_at(left, opening.speed, datetime.now(UTC))
    await asyncio.to_thread(DraftEnds(counter.desk.store).note, file.slug, end)
    return await counter.legation.save_draft(file, form, opening.now)


def _addressed(form: TypedForm, words: Words) -> Person:
    given = form.parts.get("person")
    person = given if isinstance(given, dict) else {}
    try:
        email = str(answer_of(EMAIL, person.get("email", "")))
        name = str(person.get("name", "")) or email.partition("@")[0]
        return Person(id=str(form.parts["id"]), name=name, email=email, language=words.language)
    except ValueError:
        raise ApplicationRefused([_no_address(words)]) from None


def _no_address(words: Words) -> FieldProblem:
    return problem("person.email", words("problem", "email-for-draft"))
