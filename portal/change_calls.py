"""The way to changes: what one would do, making it, and what was told of it."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from activities.access_needs import ruled_out_for
from activities.mail import invite_send_id
from activities.outbox import when_sent
from activities.ports import DocumentStore
from delegation.change import Change, ChangePreview, ChangeRecord, Effect, Join
from delegation.file import DelegationFile
from delegation.ids import send_id
from delegation.invite import SentInvite
from delegation.letter import LetterName
from delegation.planning.changing import preview
from delegation.planning.plan_state import PlanState
from delegation.session_overview import SessionsView, sessions_view
from delegation.status import PlanView, Refusal
from portal.calendar_calls import CalendarCalls
from portal.change_shown import InviteTold, Told, revisions_since
from portal.errors import NotFound, Refused
from portal.wire import PATIENCE, named, patiently
from workflows.delegation import DelegationWorkflow

LETTERS = (
    LetterName.ITINERARY_CHANGED,
    LetterName.HOST_CHANGED,
    LetterName.AGENDA_FINAL,
    LetterName.HOST_AGENDA,
)


class ChangeCalls(CalendarCalls):
    """What concerns changes. Every method may be repeated without harm."""

    store: DocumentStore

    async def change(self, slug: str, change: Change) -> ChangeRecord:
        """Carry out a change, once: the same again gives the record of the first time.

        Raises Refused with the reason, also when its id was given to another change before.
        """
        once = f"change-{change.id}"
        delegation = self._delegation(slug)
        record: ChangeRecord = await self._update(delegation, DelegationWorkflow.change, change, once)
        if _typed(record.change, change) != change:
            raise Refused(f"The change {change.id!r} was made already; give a new change its own id.")
        return record

    async def preview_change(self, slug: str, change: Change) -> ChangePreview:
        """What the change would do; nothing is recorded or sent. Solved here, not in the workflow."""
        handle = self._delegation(slug)

        async def ask() -> Refusal:
            return await handle.query(DelegationWorkflow.refusal_of, change, rpc_timeout=PATIENCE)

        refusal = await patiently(ask, f"There is no {named(handle.id)}.")
        if refusal.text:
            return ChangePreview(problems=(refusal.text,))
        planned = await self._query(handle, DelegationWorkflow.plan)
        file = await self._query(handle, DelegationWorkflow.file)
        if planned.state is None:
            return ChangePreview(problems=("The programme is not planned yet.",))
        return await asyncio.to_thread(self._previewed, change, planned.state, file, planned)

    def _previewed(
        self, change: Change, state: PlanState, file: DelegationFile, planned: PlanView
    ) -> ChangePreview:
        """With what delegates need of places, as the change itself will be carried out."""
        ruled_out = ruled_out_for(self.store, file, sorted({*state.delegates, *planned.wishes}))
        return preview(change, state, file, planned.wishes, planned.now, ruled_out=ruled_out)

    async def sessions(self, slug: str) -> SessionsView:
        """Places and reserve lists of the parallel sessions. Raises NotFound while nothing is planned."""
        delegation = self._delegation(slug)
        planned = await self._query(delegation, DelegationWorkflow.plan)
        if planned.state is None:
            raise NotFound(f"The programme of {slug!r} is not planned yet.")
        file = await self._query(delegation, DelegationWorkflow.file)
        return sessions_view(planned.state, file, planned.wishes)

    async def told_of(self, slug: str, record: ChangeRecord, latest: int) -> tuple[Told, ...]:
        """Who was told what of a change, when it left, and what they answered.

        `latest` is the version published last: a letter may have waited for a later one.
        """
        return tuple([await self._told(slug, effect, record, latest) for effect in record.effects])

    async def _told(self, slug: str, effect: Effect, record: ChangeRecord, latest: int) -> Told:
        who, version = effect.recipient, record.version
        try:
            view = await self.calendar(slug, who)
        except NotFound:
            view = None
        sent = await asyncio.to_thread(self._letter_sent, slug, who, range(version, latest + 1))
        revisions = revisions_since(record.applied_at, effect, view)
        invites = await asyncio.to_thread(self._invites, slug, who, revisions)
        return Told(
            recipient=who,
            differences=effect.differences,
            heard=view is not None and view.version >= version,
            leaves_at=view.due if view and sent is None else None,
            letter_sent_at=sent,
            invites=invites,
        )

    def _letter_sent(self, slug: str, who: str, versions: Sequence[int]) -> datetime | None:
        """Of who left, the letter that says so: it bears the version they knew last."""
        letters = [(letter, version) for version in versions for letter in LETTERS]
        letters += [(LetterName.DELEGATE_LEFT, version) for version in range(versions[0], -1, -1)]
        names = (send_id(slug, who, letter.value, version) for letter, version in letters)
        return next((sent for name in names if (sent := when_sent(self.store, slug, who, name))), None)

    def _invites(self, slug: str, who: str, revisions: Sequence[SentInvite]) -> tuple[InviteTold, ...]:
        return tuple(self._invite(slug, who, one) for one in revisions)

    def _invite(self, slug: str, who: str, one: SentInvite) -> InviteTold:
        name = invite_send_id(slug, who, one.item.id, one.method, one.sequence)
        return InviteTold(
            item=one.item.id,
            method=one.method,
            sequence=one.sequence,
            wanted=one.item.rsvp,
            partstat=one.partstat,
            sent_at=when_sent(self.store, slug, who, name),
        )


def _typed(made: Change, typed: Change) -> Change:
    """The change as it was typed: its time and the newcomer's organisation are filled in when it is made."""
    same = made.model_copy(update={"at": typed.at})
    match same.change, typed.change:
        case Join() as joined, Join(organisation=organisation):
            kind = joined.model_copy(update={"organisation": organisation})
            return same.model_copy(update={"change": kind})
    return same
