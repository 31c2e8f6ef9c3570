"""What organisers order of a delegation: updates that are refused with a sentence, or carried out once."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from delegation.amending import why_not_move
    from delegation.change import Change, ChangeRecord
    from delegation.command_rules import (
        why_not_adjust_now,
        why_not_cancel,
        why_not_change,
        why_not_decide,
        why_not_override,
        why_not_pass_on,
        why_not_publish,
        why_not_release,
    )
    from delegation.panel import Adjust, Decide, Publish, why_not_adjust
    from delegation.status import (
        Acknowledged,
        CancelDelegation,
        MoveCutOff,
        OverrideEligibility,
        PassOn,
        ReleasePlace,
    )
    from delegation.tempo import Dated
    from delegation.zoned import stamp

from workflows._admitting import admit, move_cut_off
from workflows._changes import make_change, release_place
from workflows._clock import Clock
from workflows._desk import Desk
from workflows._moving_up import move_up, move_up_by_hand
from workflows._places import waiting
from workflows._promotions import pass_on_place
from workflows._refusal import refuse, refuse_now
from workflows._selection import TO_PUBLISH, adjust_selection, under_evaluation

Ordered = TypeVar("Ordered", bound=Dated)


class Orders:
    """Base of the delegation; it sets its clock and its desk when it begins."""

    _clock: Clock
    _desk: Desk
    _show: Callable[[datetime | None], None]

    # --- the call ----------------------------------------------------------------------------------

    @workflow.update(description="Set an unmet rule of eligibility aside for one application, with a reason.")
    async def override_eligibility(self, override: OverrideEligibility) -> Acknowledged:
        self._clock.hear(override)
        async with self._desk.turn:
            return Acknowledged(text=await admit(self._desk, self._dated(override)))

    @override_eligibility.validator
    def _may_override_eligibility(self, override: OverrideEligibility) -> None:
        now = self._clock.time_of(override)
        refuse(why_not_override(override, self._desk.file, self._desk.state, now))

    @workflow.update(description="Move a cut-off that lies ahead; everyone who applied for it is told.")
    async def move_cut_off(self, move: MoveCutOff) -> Acknowledged:
        self._clock.hear(move)
        async with self._desk.turn:
            return Acknowledged(text=await move_cut_off(self._desk, self._dated(move)))

    @move_cut_off.validator
    def _may_move_cut_off(self, move: MoveCutOff) -> None:
        refuse(why_not_move(move, self._desk.file, self._clock.time_of(move)))

    # --- the selection -----------------------------------------------------------------------------

    @workflow.update(description="Change places, rules, weights or rulings before deciding; solved anew.")
    async def adjust(self, adjust: Adjust) -> Acknowledged:
        self._clock.hear(adjust)
        async with self._desk.turn:
            return Acknowledged(text=await adjust_selection(self._desk, self._dated(adjust)))

    @adjust.validator
    def _may_adjust(self, adjust: Adjust) -> None:
        state, file = self._desk.state, self._desk.file
        refuse(why_not_adjust_now(state))
        known = [one.participant for one in under_evaluation(self._desk, self._desk.deciding)]
        known += waiting(self._desk)
        refuse(why_not_adjust(adjust.adjustment, file.selection_rules, file.evaluation_rules, known))

    @workflow.update(description="The panel decides on the group as solved. Nothing is sent yet.")
    def decide(self, decide: Decide) -> Acknowledged:
        self._clock.hear(decide)
        self._desk.set(decision=self._dated(decide))
        self._desk.drop_task("decide")
        self._desk.note_task("publish", TO_PUBLISH)
        self._show(self._clock.next_deadline)
        return Acknowledged(text="Decided. Nothing is sent before you publish it: selection publish.")

    @decide.validator
    def _may_decide(self, decide: Decide) -> None:
        refuse(why_not_decide(decide, self._desk.state))

    @workflow.update(description="Publish what was decided: letters go out on their day, or now.")
    def publish(self, publish: Publish) -> Acknowledged:
        self._clock.hear(publish)
        self._desk.set(publication=self._dated(publish))
        offers, now = self._desk.file.offer_rules, self._clock.now()
        if now >= offers.sent_at:
            return Acknowledged(text="Published. The letters go out now.")
        return Acknowledged(text=f"Published. Letters go out on {stamp(offers.sent_at, offers.zone)}.")

    @publish.validator
    def _may_publish(self, publish: Publish) -> None:
        del publish
        refuse(why_not_publish(self._desk.state))

    # --- places and the programme ------------------------------------------------------------------

    @workflow.update(description="A delegate cannot travel: pass the place on, or give it to a substitute.")
    async def release_place(self, release: ReleasePlace) -> Acknowledged:
        self._clock.hear(release)
        async with self._desk.turn:
            refuse_now(why_not_release(release, self._desk.file, self._desk.state))
            result = await release_place(self._desk, release)
            result += "".join(f" {one} moves up." for one in await move_up(self._desk))
        self._show(self._clock.next_deadline)
        return Acknowledged(text=result)

    @release_place.validator
    def _may_release_place(self, release: ReleasePlace) -> None:
        refuse(why_not_release(release, self._desk.file, self._desk.state))

    @workflow.update(description="Pass a free place on by hand, with rules set aside, or after the window.")
    async def pass_on(self, pass_on: PassOn) -> Acknowledged:
        self._clock.hear(pass_on)
        async with self._desk.turn:
            refuse_now(why_not_pass_on(pass_on, self._desk.file, self._desk.state))
            if self._desk.file.registration is not None:
                return Acknowledged(text=await move_up_by_hand(self._desk, self._dated(pass_on)))
            said = await pass_on_place(
                self._desk, override=pass_on.reason, author=pass_on.author, waived=pass_on.waived
            )
            offered = " and ".join(self._desk.state.promotions[-1].participants)
        self._show(self._clock.next_deadline)
        return Acknowledged(text=f"An offer goes to {offered}. {said}" if offered else said)

    @pass_on.validator
    def _may_pass_on(self, pass_on: PassOn) -> None:
        refuse(why_not_pass_on(pass_on, self._desk.file, self._desk.state))

    @workflow.update(description="Change the published itinerary; everyone it touches is told, once.")
    async def change(self, change: Change) -> ChangeRecord:
        self._clock.hear(change)
        async with self._desk.turn:
            now = self._clock.now()
            refuse_now(why_not_change(change, self._desk.file, self._desk.state, now))
            record = await make_change(self._desk, change)
            await move_up(self._desk)
        self._show(self._clock.next_deadline)
        return record

    @change.validator
    def _may_change(self, change: Change) -> None:
        now = self._clock.time_of(change)
        refuse(why_not_change(change, self._desk.file, self._desk.state, now))

    @workflow.update(description="Cancel the whole delegation: everyone is told, calendars are emptied.")
    def cancel(self, cancel: CancelDelegation) -> Acknowledged:
        self._clock.hear(cancel)
        self._desk.set(cancelled=cancel.reason)
        return Acknowledged(text="The delegation is cancelled; everyone is being told.")

    @cancel.validator
    def _may_cancel(self, cancel: CancelDelegation) -> None:
        refuse(why_not_cancel(cancel, self._desk.state))

    def _dated(self, order: Ordered) -> Ordered:
        """With the moment it was given, for the record."""
        return order.model_copy(update={"at": self._clock.time_of(order)})
