"""The organiser's desk over a delegation in memory, with somebody signed in."""

from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

import httpx
from fastapi import Response

from activities.keys import ledger_key, outbox_key
from activities.ledger import HoldReason, LedgerEntry, SendState
from activities.waiting import WaitingMail, WaitingRoom
from delegation.papers.workbook import Workbook
from portal.web.app import create_app
from portal.web.organising.sessions import COOKIE
from tests.portal.desk_portal import desk_of
from tests.portal.fakes_portal import LegationInMemory
from tests.portal.invites_portal import PORTAL, SLUG

ANNA = "anna@platform.example"
SINCE = datetime(2017, 3, 7, 12, tzinfo=UTC)
NAMES = ("aaaaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbbbb", "cccccccccccccccccccccccccc")
EVIL = '<script>alert(1)</script><img src="https://tracker.example/x.png" onerror="alert(2)">'


class PlainSheets:
    """A SpreadsheetWriter whose workbooks can be read in a test."""

    def xlsx(self, workbook: Workbook, *, made_at: datetime) -> bytes:
        del made_at
        return workbook.model_dump_json().encode()


class OrganisersDesk:
    """One delegation in memory behind the real application. Anna sees all delegations."""

    def __init__(self, legation: LegationInMemory, *, delegations: tuple[str, ...] = ()) -> None:
        self.legation = legation
        self.store = legation.store
        self.desk = replace(desk_of(legation), spreadsheets=PlainSheets(), hosts=legation)
        assert self.desk.accounts is not None
        assert self.desk.sessions is not None
        accounts, self.sessions = self.desk.accounts, self.desk.sessions
        accounts.invite(ANNA, "Anna Weber", delegations, SINCE)
        self.app = create_app(self.desk)
        self._account = accounts.find(ANNA)

    def browser(self, *, signed_in: bool = True) -> httpx.AsyncClient:
        client = httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url=PORTAL)
        if signed_in:
            client.cookies.set(COOKIE, self.cookie(), domain="portal.legation.example")
        return client

    def cookie(self) -> str:
        """What a browser of somebody signed in sends along."""
        response = Response()
        assert self._account is not None
        self.sessions.begin(response, self._account)
        return response.headers["set-cookie"].partition("=")[2].partition(";")[0]

    async def get(self, path: str) -> httpx.Response:
        async with self.browser() as browser:
            return await browser.get(f"/desk/{SLUG}{path}")

    async def post(self, path: str, **fields: object) -> httpx.Response:
        async with self.browser() as browser:
            return await browser.post(f"/desk/{SLUG}{path}", data=fields)

    # --- mails -----------------------------------------------------------------------------------------

    def mail(
        self,
        name: str,
        state: SendState = SendState.HELD,
        reason: HoldReason | None = HoldReason.UNATTENDED,
        *,
        owner: str = "A-01",
        purpose: str = "offer",
        html: str = "",
        leaves_at: datetime | None = None,
    ) -> None:
        """A mail in the vault, as the outbox keeps it."""
        waits = state in (SendState.HELD, SendState.UNKNOWN, SendState.RELEASED)
        entry = LedgerEntry(
            state=state,
            nonce="a",
            deadline=SINCE,
            since=SINCE if waits else None,
            reason=reason if state is SendState.HELD else None,
            leaves_at=leaves_at,
            sent_at=SINCE if state is SendState.SENT else None,
        )
        self.store.create(ledger_key(SLUG, owner, name), entry.content(), "application/json")
        self.store.create(outbox_key(SLUG, owner, name), _written(purpose, html), "message/rfc822")
        if waits:
            waiting = WaitingMail(
                delegation=SLUG, owner=owner, person=owner, send_id=name, purpose=purpose,
                thread=purpose, kept_at=SINCE, written_at=SINCE,
            )  # fmt: skip
            WaitingRoom(self.store, self.legation.register).keep(waiting)


def _written(purpose: str, html: str) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = "office@platform.example", "Jorg <jorg@cluster.example>"
    message["Subject"] = "Your place"
    message["X-Delegation-Purpose"] = purpose
    message.set_content("Welcome.\n")
    if html:
        message.add_alternative(html, subtype="html")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="Liste für Gäste.pdf")
    return message.as_bytes()
