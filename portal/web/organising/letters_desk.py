"""The letters at the desk: `/desk/{slug}/letters`. Their words, tried with made-up facts and saved."""

import asyncio
import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from typing import NamedTuple

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError

from activities.letter_book import WordsChanged
from activities.letters import Written
from delegation.letter import LetterName
from delegation.letter_words import LetterWords
from portal.errors import Refused
from portal.letter_desk import LetterDesk, opened_desk
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.guarding import demand_own_form, posted_form
from portal.web.organising.cancel_page import Problem
from portal.web.organising.desk_kept import act_or_keep
from portal.web.organising.desk_visit import DeskVisit, visit_desk
from portal.web.organising.letters_desk_page import (
    IN_ENGLISH,
    LetterPage,
    LettersPage,
    Theirs,
    TriedPage,
    groups_of,
    names_of,
    problems_of,
    title_of,
    worded,
)
from portal.web.organising.outbox_pages import IN_A_FRAME
from portal.web.pages import Pages

HERE = "/outbox"
LARGEST = 400_000
"""Bytes of a posted form: a body of 20,000 characters fits, percent-encoded."""
TOO_LONG = "A subject has 1 to 1,000 characters, a body 1 to 20,000."
CHANGED = (
    "Somebody else changed this letter in the meantime. Their words stand below; saving again replaces them."
)
log = logging.getLogger("portal.web")


class At(NamedTuple):
    """One letter in one language, at the desk."""

    visit: DeskVisit
    desk: LetterDesk
    name: LetterName
    language: str

    @property
    def address(self) -> str:
        return f"{self.visit.path}/letters/{self.name.value}?language={self.language}"


def letters_desk(desk: Desk, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.api_route("/desk/{slug}/letters", methods=["GET", "HEAD"])
    async def listed(slug: str, request: Request) -> Response:
        visit = await visit_desk(desk, request, slug)
        letters = await _opened(visit)
        found = await asyncio.to_thread(letters.listed)
        page = LettersPage(
            **visit.facts(HERE),
            slug=slug,
            groups=groups_of(visit.file, found),
            troubles=tuple(one.task for one in found.troubles),
        )
        return pages.shown("desk/letters", page)

    @router.api_route("/desk/{slug}/letters/{letter}", methods=["GET", "HEAD"])
    async def shown(slug: str, letter: str, request: Request) -> Response:
        at = await _at(await visit_desk(desk, request, slug), letter, request.query_params.get("language"))
        page = await asyncio.to_thread(_page, at)
        said = request.query_params.get("done", "")
        return pages.shown("desk/letter", page.model_copy(update={"said": said}))

    @router.api_route("/desk/{slug}/letters/{letter}/html", methods=["GET", "HEAD"])
    async def framed(slug: str, letter: str, request: Request) -> Response:
        """How the words that count read, with made-up facts, for the frame of the page."""
        at = await _at(await visit_desk(desk, request, slug), letter, request.query_params.get("language"))
        page = await asyncio.to_thread(_page, at)
        return await _tried(pages, at, page.subject, page.body)

    @router.post("/desk/{slug}/letters/{letter}")
    async def act(slug: str, letter: str, request: Request) -> Response:
        """`do`: `try` shows in the frame how it reads and keeps nothing; `save`; `reset`."""
        demand_own_form(request, desk.address)
        fields = await posted_form(request, largest=LARGEST)
        visiting = visit_desk(desk, request, slug)
        response = await act_or_keep(
            pages, fields, visiting, lambda visit: _act(pages, visit, letter, fields)
        )
        if fields.get("do") == "try":
            response.headers.update(IN_A_FRAME)
        return response

    return router


async def _opened(visit: DeskVisit) -> LetterDesk:
    desk = visit.desk
    templates = desk.templates.parent / "letters"
    return await asyncio.to_thread(
        opened_desk, desk.store, desk.register, visit.slug, templates, desk.address
    )


async def _at(visit: DeskVisit, letter: str, language: str | None) -> At:
    """Raises HTTPException 404 for a letter or a language there is none of."""
    language = language or IN_ENGLISH
    if letter not in [one.value for one in LetterName] or not re.fullmatch(r"[a-z]{2}", language):
        raise HTTPException(404)
    return At(visit, await _opened(visit), LetterName(letter), language)


def _page(at: At) -> LetterPage:
    version = at.desk.version(at.name, at.language)  # before the words: who is late is told, never the other
    shown = at.desk.shown(at.name, at.language)
    return LetterPage(
        **at.visit.facts(HERE),
        slug=at.visit.slug,
        letter=at.name.value,
        title=title_of(at.name),
        language=at.language,
        languages=_languages(at),
        subject=shown.subject,
        body=shown.body,
        version=version,
        worded=worded(shown, at.visit.zone),
        names=names_of(shown),
    )


def _languages(at: At) -> tuple[str, ...]:
    """English, those we have the letter in, and those somebody worded it in."""
    folder = at.visit.desk.templates.parent / "letters" / at.name.value
    ours = {path.name.split(".")[1] for path in folder.glob("body.*.md.j2")}
    counting = at.desk.book.index(at.visit.slug).counting
    own = {one.partition("/")[2] for one in counting if one.partition("/")[0] == at.name.value}
    return tuple(sorted({IN_ENGLISH, at.language, *ours, *own}, key=lambda one: (one != IN_ENGLISH, one)))


async def _act(pages: Pages, visit: DeskVisit, letter: str, fields: dict[str, str]) -> Response:
    at = await _at(visit, letter, fields.get("language"))
    subject = fields.get("subject", "").strip()
    body = fields.get("body", "").replace("\r\n", "\n")
    if fields.get("do") == "try":
        return await _tried(pages, at, subject, body)
    version = fields.get("version", "")
    expected = int(version) if version.isdecimal() and len(version) < 10 else None
    if fields.get("do") == "reset":
        return await _reset(pages, at, expected)
    return await _save(pages, at, subject, body, expected)


async def _tried(pages: Pages, at: At, subject: str, body: str) -> Response:
    try:
        words = _words(at, subject, body)
        written = await asyncio.to_thread(at.desk.demand_possible, words, words.at)
    except (Refused, ValidationError) as why:
        reasons = tuple(str(why).splitlines()) if isinstance(why, Refused) else (TOO_LONG,)
        response = pages.shown("desk/letter-refused", TriedPage(reasons=reasons))
        response.headers.update(IN_A_FRAME)
        return response
    return HTMLResponse(_with_subject(written), headers=IN_A_FRAME)


def _with_subject(written: Written) -> str:
    """The mail as it would be, its subject above it."""
    above = f"<p style='margin:0;padding:14px 20px'><strong>Subject:</strong> {escape(written.subject)}</p>"
    return re.sub(r"(<body[^>]*>)", lambda found: found[1] + above, written.html, count=1)


async def _save(pages: Pages, at: At, subject: str, body: str, expected: int | None) -> Response:
    typed = {"subject": subject, "body": body}
    try:
        await asyncio.to_thread(at.desk.save, _words(at, subject, body), expected=expected)
    except ValidationError:
        field = "body" if 0 < len(subject) <= 1_000 else "subject"
        return await _back(pages, at, 422, typed, (field, TOO_LONG))
    except Refused as why:
        return await _back(pages, at, 422, typed, *problems_of(str(why)))
    except WordsChanged:
        return await _changed(pages, at, typed)
    log.info("a letter was worded at the desk")
    return RedirectResponse(f"{at.address}&done=saved", 303)


async def _reset(pages: Pages, at: At, expected: int | None) -> Response:
    """Twice is once: where our own words count already, nothing is done."""
    now = await asyncio.to_thread(_page, at)
    if now.worded:
        try:
            await asyncio.to_thread(
                at.desk.book.reset,
                at.visit.slug,
                at.name,
                at.language,
                author=at.visit.account.name,
                at=datetime.now(UTC),
                expected=expected,
            )
        except WordsChanged:
            return await _changed(pages, at, {"subject": now.subject, "body": now.body})
        log.info("a letter is in our own words again")
    return RedirectResponse(f"{at.address}&done=reset", 303)


async def _changed(pages: Pages, at: At, typed: Mapping[str, str]) -> Response:
    """Both texts: what was typed in the form, what stands there now below it."""
    now = await asyncio.to_thread(at.desk.shown, at.name, at.language)
    theirs = Theirs(subject=now.subject, body=now.body, author=now.author)
    return await _back(pages, at, 409, {**typed, "theirs": theirs}, ("", CHANGED))


async def _back(
    pages: Pages, at: At, status: int, typed: Mapping[str, object], *problems: Problem
) -> Response:
    page = await asyncio.to_thread(_page, at)
    return pages.shown("desk/letter", page.model_copy(update={**typed, "problems": problems}), status)


def _words(at: At, subject: str, body: str) -> LetterWords:
    """Raises ValidationError."""
    return LetterWords(
        letter=at.name,
        language=at.language,
        subject=subject,
        body=body,
        author=at.visit.account.name,
        at=datetime.now(UTC),
    )
