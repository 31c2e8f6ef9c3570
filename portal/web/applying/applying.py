"""The application form: `/d/{slug}/apply`. GET shows it, POST sends it in or keeps it as a draft."""

from fastapi import APIRouter, Request, Response

from portal.web.applying.answering import answered, away
from portal.web.applying.counter import Counter, asked_language
from portal.web.applying.form_pages import State, form_page
from portal.web.applying.posted import parts_of
from portal.web.applying.submission import new_submission
from portal.web.applying.taking import participant_by, sent_form
from portal.web.doors import Door
from portal.web.guarding import demand_own_form

BLANK = {"Cache-Control": "private, no-cache", "Vary": "Accept-Language"}
"""Of a form without anything in it: the back button then finds what was typed, under the same submission."""


def form_pages(counter: Counter) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.api_route("/d/{slug}/apply", methods=["GET", "HEAD"])
    async def show(slug: str, request: Request) -> Response:
        """A form with a submission of its own; a closed call says until when it was open."""
        opening, words = await counter.opening(slug), counter.words(request)
        if not opening.is_open:
            return counter.closed(opening, words, 200)
        state = State({}, _address(counter, slug), submission=new_submission())
        page = form_page(opening, words, asked_language(request), state)
        response = counter.pages.shown("apply-form", page, words=words)
        response.headers.update(BLANK)
        return response

    @router.post("/d/{slug}/apply")
    async def send(slug: str, request: Request) -> Response:
        """The same submission again is the same application."""
        demand_own_form(request, counter.desk.address)
        opening = await counter.opening(slug)
        sent = await sent_form(request, opening.file)
        words = counter.words(request, sent.last("lang"))
        if not opening.is_open:
            return counter.closed(opening, words)
        state = State({}, _address(counter, slug), sent.last("submission"))
        try:
            submission, participant = await participant_by(counter.legation, slug, state.submission)
        except OSError:
            return away(
                counter, opening, words, state._replace(typed=parts_of(sent.fields, opening.file, ""))
            )
        state = state._replace(submission=submission)
        return await answered(counter, opening, words, sent, state, participant, counter.asker(request))

    return router


def _address(counter: Counter, slug: str) -> str:
    """Not that of the blank form: browsers forget a page whose own address is posted to, and going back
    would then find another form."""
    return f"{counter.root}/d/{slug}/apply?send"
