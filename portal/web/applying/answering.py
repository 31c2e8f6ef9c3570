"""What a form that was sent is answered with: the receipt, the form again, or why it cannot be."""

import asyncio
import logging

from fastapi import Response
from fastapi.responses import RedirectResponse

from delegation.reading.intake import ApplicationRefused
from portal.errors import EngineAway, NotFound, Refused
from portal.typed_files import TypedForm
from portal.web.applying.counter import Counter
from portal.web.applying.form_pages import State, form_page
from portal.web.applying.keeping import keep_and_mail, keep_files
from portal.web.applying.opening import Opening
from portal.web.applying.posted import parts_of
from portal.web.applying.taking import Sent, take, typed_form
from portal.web.words import Words

log = logging.getLogger("portal.web")


async def answered(
    counter: Counter, opening: Opening, words: Words, sent: Sent, state: State, participant: str, asker: str
) -> Response:
    """Send it in, or keep it as a draft, as the button says. `state` is how the form would come back."""
    try:
        form = typed_form(sent, opening.file, participant)
        try:
            if sent.last("do") == "keep":
                kept = await keep_and_mail(counter, opening, form, words, asker)
                said = "mail" if kept.is_mailed else "here"
                return see(f"{counter.root}/draft/{kept.token}?kept={said}&lang={words.language}")
            return await sent_in(counter, opening, form, words)
        except ApplicationRefused as refused:
            await keep_files(counter, opening, form)
            state = state._replace(typed=form.parts, problems=refused.problems)
            return again(counter, opening, words, state, 422)
    except (EngineAway, OSError) as reason:
        log.warning("away: %s", type(reason).__name__)
        return away(counter, opening, words, state._replace(typed=parts_of(sent.fields, opening.file, "")))


async def sent_in(
    counter: Counter, opening: Opening, form: TypedForm, words: Words, substitute_for: str | None = None
) -> Response:
    """To the receipt, or to why it cannot be. Raises ApplicationRefused, EngineAway or OSError."""
    try:
        taken = await take(counter.legation, counter.entrance, opening, form, substitute_for=substitute_for)
    except (Refused, NotFound) as reason:
        log.info("application refused: %s", type(reason).__name__)
        said = words("problem", "refused", reason=str(reason))
        return counter.pages.notice(409, words("problem", "not-taken"), said, words=words)
    log.info("application taken: %s", "received" if taken.code else "kept")
    return await to_receipt(counter, opening, taken.participant, words)


async def to_receipt(counter: Counter, opening: Opening, participant: str, words: Words) -> Response:
    link = await asyncio.to_thread(counter.desk.links.offer_link, opening.file.slug, participant)
    return see(f"{counter.root}/o/{link.rpartition('/')[2]}/received?lang={words.language}")


def again(counter: Counter, opening: Opening, words: Words, state: State, status: int) -> Response:
    """The form with everything that was typed, and what is wrong with it."""
    page = form_page(opening, words, words.language, state)
    return counter.pages.shown("apply-form", page, status, words=words)


def away(counter: Counter, opening: Opening, words: Words, state: State) -> Response:
    """The same while the vault is away: nothing was kept."""
    state = state._replace(
        trouble=words("problem", "vault-away"), trouble_says=words("problem", "vault-away-says")
    )
    response = again(counter, opening, words, state, 503)
    response.headers["Retry-After"] = "30"
    return response


def see(path: str) -> Response:
    """After a form that was sent, so that reloading sends nothing again."""
    return RedirectResponse(path, 303)
