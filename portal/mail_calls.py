"""What people ask and decide about mails: read and written in the ledger; the dispatch then sends."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from email.parser import BytesHeaderParser
from email.policy import SMTP
from functools import cached_property
from typing import TYPE_CHECKING

from temporalio.client import Client

from activities.dispatching import DispatchOrder
from activities.headers import PURPOSE_HEADER
from activities.ledger import LedgerEntry, SendState
from activities.mail_desk import AT_ONCE, POSSIBLE, LedgerLine, MailDesk, Verdict
from activities.ports import DocumentStore
from activities.register import Register
from delegation.ids import dispatch_workflow_id
from delegation.status import DelegationStatus
from portal.errors import NotFound
from portal.intake_calls import attributes_of
from portal.mail_shown import (
    MailLine,
    MailPreview,
    MailsDecided,
    MailTo,
    line_of,
    preview_of,
    with_mail_tasks,
)
from portal.wire import patiently
from workflows.dispatch import DispatchWorkflow

if TYPE_CHECKING:
    from collections.abc import Iterator


class MailCalls:
    """The outbox seen by organisers. Every method may be repeated without harm."""

    client: Client
    store: DocumentStore
    register: Register
    _task_queue: str

    async def mails(self, slug: str, state: SendState | None = None) -> tuple[MailLine, ...]:
        """Mails in that state, by owner; without one, those that wait, the longest waiting first."""
        return await asyncio.to_thread(self._mails, slug, state)

    async def mail(self, slug: str, send_id: str) -> MailPreview:
        """A mail as it left or would leave. Raises NotFound."""
        return await asyncio.to_thread(self._preview, slug, send_id)

    async def mail_content(self, slug: str, send_id: str) -> tuple[MailLine, bytes | None]:
        """The same with its bytes; None where it is written anew when it leaves. Raises NotFound."""
        return await asyncio.to_thread(self._content, slug, send_id)

    async def mails_to(self, slug: str, owner: str) -> tuple[MailTo, ...]:
        """Every mail to one participant, host or person: what left, and what waits."""
        return await asyncio.to_thread(self._mails_to, slug, owner)

    async def with_mail_tasks(self, status: DelegationStatus) -> DelegationStatus:
        """With what there is to do about mails that wait."""
        lines = await asyncio.to_thread(self._desk().waiting, status.delegation)
        return with_mail_tasks(status, lines)

    async def decide_mails(self, slug: str, verdict: Verdict, send_ids: tuple[str, ...]) -> MailsDecided:
        """Write down what was decided about mails that wait; then what may leave, leaves.

        Raises NotFound for an id under which no mail waits.
        """
        decided = await asyncio.to_thread(self._decide, slug, verdict, send_ids)
        if decided.done:
            await self.wake_dispatch(slug)
        return decided

    async def wake_dispatch(self, slug: str) -> None:
        """Have the waiting mails looked at, beginning the workflow where there is none."""
        await patiently(
            lambda: self.client.start_workflow(
                DispatchWorkflow.run,
                DispatchOrder(dispatch_of=slug),
                id=dispatch_workflow_id(slug),
                task_queue=self._task_queue,
                start_signal="mail_decided",
                start_signal_args=[DispatchOrder(dispatch_of=slug)],
                search_attributes=attributes_of(slug, "dispatch"),
                static_summary="Mails that waited leave",
            ),
            not_found=f"The mails of {slug!r} cannot be sent.",
        )

    def _desk(self) -> MailDesk:
        return MailDesk(self.store, self.register, self._ended)

    @cached_property
    def _ended(self) -> dict[str, LedgerEntry]:
        """Ledger entries that do not change any more, by key."""
        return {}

    @cached_property
    def _purposes(self) -> dict[str, str]:
        """Why mails were sent that are not waiting, by send id; a mail is written once."""
        return {}

    def _mails(self, slug: str, state: SendState | None) -> tuple[MailLine, ...]:
        desk = self._desk()
        found: Iterator[LedgerLine] = iter(desk.waiting(slug))
        if state is not None and state not in (SendState.HELD, SendState.UNKNOWN):
            found = (line for line in desk.every(slug) if line.entry.state is state)
        elif state is not None:
            found = (line for line in found if line.entry.state is state)
        lines = list(found)
        with ThreadPoolExecutor(AT_ONCE) as readers:
            purposes = readers.map(lambda line: self._purpose(desk, slug, line), lines)
            return tuple(line_of(line, purpose) for line, purpose in zip(lines, purposes, strict=True))

    def _mails_to(self, slug: str, owner: str) -> tuple[MailTo, ...]:
        desk = self._desk()
        return tuple(
            MailTo(
                line=line_of(line, self._purpose(desk, slug, line)),
                subject=subject_of(desk.message(slug, line.owner, line.send_id)),
            )
            for line in desk.of_owner(slug, owner)
        )

    def _preview(self, slug: str, send_id: str) -> MailPreview:
        return preview_of(*self._content(slug, send_id))

    def _content(self, slug: str, send_id: str) -> tuple[MailLine, bytes | None]:
        desk = self._desk()
        waiting = (line for line in desk.waiting(slug) if line.send_id == send_id)
        line = next(waiting, None) or desk.find(slug, send_id)
        if line is None:
            raise NotFound(
                f"{slug} has no mail {send_id!r}; './legation mail list {slug}' shows their names."
            )
        content = desk.message(slug, line.owner, send_id)
        return line_of(line, self._purpose(desk, slug, line)), content

    def _decide(self, slug: str, verdict: Verdict, send_ids: tuple[str, ...]) -> MailsDecided:
        desk = self._desk()
        waiting = {line.send_id: line for line in desk.waiting(slug)}
        for send_id in send_ids:
            if send_id not in waiting:
                raise NotFound(
                    f"No mail {send_id!r} of {slug} waits; './legation mail list {slug}' shows them."
                )
        done: list[str] = []
        for send_id in send_ids:
            mail = waiting[send_id].waiting
            if mail is not None and desk.decide(mail, verdict):
                done.append(send_id)
        left_out = tuple(one for one in send_ids if one not in done)
        return MailsDecided(verdict=verdict.value, done=tuple(done), not_possible=left_out)

    def _purpose(self, desk: MailDesk, slug: str, line: LedgerLine) -> str:
        if line.waiting is not None:
            return line.waiting.purpose
        known = self._purposes.get(line.send_id)
        if known is None:
            content = desk.message(slug, line.owner, line.send_id) or b""
            known = str(BytesHeaderParser(policy=SMTP).parsebytes(content)[PURPOSE_HEADER] or "other")
            if content:
                self._purposes[line.send_id] = known
        return known


def subject_of(content: bytes | None) -> str:
    """Empty where the mail is written anew when it leaves."""
    return str(BytesHeaderParser(policy=SMTP).parsebytes(content or b"")["Subject"] or "")


def fits(line: MailLine, verdict: Verdict) -> bool:
    """Whether that can be decided about the mail as it is."""
    return line.state in POSSIBLE[verdict]
