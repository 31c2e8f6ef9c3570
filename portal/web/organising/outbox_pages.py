"""The outbox at the desk: `/desk/{slug}/outbox`. What waits, how it reads, and what is decided about it."""

import logging
from collections.abc import Sequence

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from activities.ledger import SendState
from activities.mail_desk import Verdict
from portal.errors import NotFound, Refused
from portal.mail_calls import fits
from portal.mail_shown import MailLine
from portal.web.desk import Desk
from portal.web.doors import Door
from portal.web.guarding import demand_own_form, posted_fields, posted_form
from portal.web.organising.desk_kept import act_or_keep
from portal.web.organising.desk_visit import DeskVisit, visit_desk
from portal.web.organising.outbox_mail import attachment_of, html_of, parts_of
from portal.web.organising.outbox_page import (
    FOR_GOOD,
    MANY,
    STATES,
    WAITING,
    DecidePage,
    MailPage,
    OutboxLines,
    mail_row,
    outbox_page,
    verdicts_for,
)
from portal.web.pages import Pages

HERE = "/outbox"
MOST_MAILS = 1_000
"""That can be chosen in one form."""
IN_A_FRAME = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; "
        "frame-ancestors 'self'; sandbox"
    ),
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
}
"""What a mail may do where it is shown: be read. No script, no form, nothing fetched from anywhere."""
log = logging.getLogger("portal.web")


def outbox_pages(desk: Desk, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=Door)

    @router.api_route("/desk/{slug}/outbox", methods=["GET", "HEAD"])
    async def listed(slug: str, request: Request) -> Response:
        return await _listed(pages, await visit_desk(desk, request, slug), request)

    @router.post("/desk/{slug}/outbox")
    async def decide_many(slug: str, request: Request) -> Response:
        """Several mails at once: shown once more first, then done."""
        demand_own_form(request, desk.address)
        fields = await posted_fields(request, most_fields=MOST_MAILS + 20, largest=100_000)
        visiting = visit_desk(desk, request, slug)
        return await act_or_keep(pages, fields, visiting, lambda visit: _many(pages, visit, fields))

    @router.api_route("/desk/{slug}/outbox/{send_id}", methods=["GET", "HEAD"])
    async def shown(slug: str, send_id: str, request: Request) -> Response:
        asked, said = request.query_params.get("ask", ""), request.query_params.get("done", "")
        return await _shown(pages, await visit_desk(desk, request, slug), send_id, asked=asked, said=said)

    @router.post("/desk/{slug}/outbox/{send_id}")
    async def decide(slug: str, send_id: str, request: Request) -> Response:
        demand_own_form(request, desk.address)
        fields = await posted_form(request)
        visiting = visit_desk(desk, request, slug)
        return await act_or_keep(pages, fields, visiting, lambda visit: _one(pages, visit, send_id, fields))

    @router.api_route("/desk/{slug}/outbox/{send_id}/html", methods=["GET", "HEAD"])
    async def framed(slug: str, send_id: str, request: Request) -> Response:
        """The HTML of a mail, for the frame of its page."""
        _, content = await _mail(await visit_desk(desk, request, slug), send_id)
        return HTMLResponse(html_of(content or b""), headers=IN_A_FRAME)

    @router.api_route("/desk/{slug}/outbox/{send_id}/attached/{number}", methods=["GET", "HEAD"])
    async def attached(slug: str, send_id: str, number: int, request: Request) -> Response:
        _, content = await _mail(await visit_desk(desk, request, slug), send_id)
        return _download(content or b"", number)

    return router


async def _listed(pages: Pages, visit: DeskVisit, request: Request) -> Response:
    asked = request.query_params
    state = asked.get("state", WAITING)
    if state not in STATES:
        raise HTTPException(404)
    lines = await visit.legation.mails(visit.slug, None if state == WAITING else SendState(state))
    names = await visit.names()
    rows = [mail_row(line, names, visit.zone) for line in _newest_first(lines, state)]
    if asked.get("format") == "json":
        found = OutboxLines(state=state, count=len(rows), mails=tuple(rows))
        return JSONResponse(found.model_dump(mode="json"))
    number = asked.get("page", "1")
    page = outbox_page(
        visit.facts(HERE),
        rows,
        state=state,
        purpose=asked.get("purpose", ""),
        number=int(number) if number.isdecimal() else 1,
    )
    counts = {name: int(asked[name]) for name in ("count", "late") if asked.get(name, "").isdecimal()}
    said = {"said": asked.get("done", ""), "done": counts.get("count", 0), "late": counts.get("late", 0)}
    return pages.shown("desk/outbox", page.model_copy(update=said))


def _newest_first(lines: Sequence[MailLine], state: str) -> Sequence[MailLine]:
    """What left, the latest first; what waits, the longest waiting first."""
    if state == WAITING:
        return lines
    return sorted(lines, key=lambda one: (one.sent_at is None, -_seconds(one), one.send_id))


def _seconds(line: MailLine) -> float:
    return line.sent_at.timestamp() if line.sent_at else 0.0


async def _many(pages: Pages, visit: DeskVisit, fields: dict[str, list[str]]) -> Response:
    verdict = _verdict((fields.get("verdict") or [""])[-1])
    if verdict not in MANY:
        raise HTTPException(400)
    lines = {line.send_id: line for line in await visit.legation.mails(visit.slug)}
    chosen = [lines[one] for one in dict.fromkeys(fields.get("mail", [])) if one in lines]
    possible = [one for one in chosen if fits(one, verdict)]
    if not possible:
        return await _nothing_chosen(pages, visit, list(lines.values()), verdict)
    if fields.get("sure", [""])[-1] != "yes":
        return await _once_more(pages, visit, verdict, possible, len(chosen) - len(possible))
    decided = await visit.legation.decide_mails(visit.slug, verdict, tuple(one.send_id for one in possible))
    log.info("mails decided: %s", verdict.value)
    late = len(chosen) - len(decided.done)
    return RedirectResponse(
        f"{visit.path}/outbox?done={verdict.value}&count={len(decided.done)}&late={late}", 303
    )


async def _nothing_chosen(
    pages: Pages, visit: DeskVisit, lines: Sequence[MailLine], verdict: Verdict
) -> Response:
    names = await visit.names()
    rows = [mail_row(line, names, visit.zone) for line in lines]
    page = outbox_page(visit.facts(HERE), rows, state=WAITING)
    return pages.shown("desk/outbox", page.model_copy(update={"problem": verdict.value}), 422)


async def _once_more(
    pages: Pages, visit: DeskVisit, verdict: Verdict, mails: Sequence[MailLine], left_out: int
) -> Response:
    names = await visit.names()
    rows = tuple(mail_row(line, names, visit.zone) for line in mails)
    page = DecidePage(**visit.facts(HERE), verdict=verdict.value, rows=rows, left_out=left_out)
    return pages.shown("desk/outbox-decide", page)


async def _shown(
    pages: Pages,
    visit: DeskVisit,
    send_id: str,
    status: int = 200,
    *,
    asked: str = "",
    said: str = "",
    problem: str = "",
) -> Response:
    line, content = await _mail(visit, send_id)
    row = mail_row(line, await visit.names(), visit.zone)
    verdicts = verdicts_for(line.state, line.reason)
    page = MailPage(
        **visit.facts(HERE),
        row=row,
        parts=parts_of(content) if content is not None else None,
        verdicts=verdicts,
        asked=asked if asked in verdicts else "",
        said=said if said in [one.value for one in Verdict] else "",
        problem=problem,
        is_participant=visit.file.host(row.owner) is None and row.name != "",
    )
    return pages.shown("desk/mail", page, status)


async def _one(pages: Pages, visit: DeskVisit, send_id: str, fields: dict[str, str]) -> Response:
    verdict = _verdict(fields.get("verdict", ""))
    line, _ = await _mail(visit, send_id)
    if not fits(line, verdict) or fields.get("state", line.state.value) != line.state.value:
        problem = f"In the meantime this mail is {line.state.value}; nothing was done. Look at it again."
        return await _shown(pages, visit, send_id, 409, problem=problem)
    if verdict in FOR_GOOD and fields.get("sure") != "yes":
        return RedirectResponse(f"{visit.path}/outbox/{send_id}?ask={verdict.value}#sure", 303)
    try:
        decided = await visit.legation.decide_mails(visit.slug, verdict, (send_id,))
    except (NotFound, Refused) as reason:
        return await _shown(pages, visit, send_id, 409, problem=str(reason))
    if not decided.done:
        problem = "The mail moved on while you decided; nothing was done. This is how it stands now."
        return await _shown(pages, visit, send_id, 409, problem=problem)
    log.info("mail decided: %s", verdict.value)
    return RedirectResponse(f"{visit.path}/outbox/{send_id}?done={verdict.value}", 303)


async def _mail(visit: DeskVisit, send_id: str) -> tuple[MailLine, bytes | None]:
    """Raises HTTPException 404."""
    try:
        return await visit.legation.mail_content(visit.slug, send_id)
    except NotFound:
        raise HTTPException(404) from None


def _verdict(said: str) -> Verdict:
    try:
        return Verdict(said)
    except ValueError:
        raise HTTPException(400) from None


def _download(content: bytes, number: int) -> Response:
    """Always to be kept, never to be opened here: whoever wrote it."""
    found = attachment_of(content, number)
    if found is None:
        raise HTTPException(404)
    part = parts_of(content).attachments[number - 1]
    name = "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in ".-_") else "-" for letter in part.name
    )
    headers = {"Content-Disposition": f'attachment; filename="{name}"', **IN_A_FRAME}
    return Response(found, media_type="application/octet-stream", headers=headers)
