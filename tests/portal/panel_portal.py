"""A delegation in memory whose panel may try, adjust, decide and publish."""

from activities.records import RecordActivities, RecordOrder
from activities.register import Register
from delegation.application import ApplicationStatus
from delegation.command_rules import why_not_adjust_now, why_not_decide, why_not_publish
from delegation.panel import Adjust, Decide, Publish, settled, why_not_adjust
from delegation.selecting.inputs import SelectionInputs
from delegation.selecting.record import Deed
from delegation.selecting.scoring import evaluate
from delegation.selecting.selection import select
from delegation.status import Acknowledged, Task
from portal.errors import Refused
from tests.portal import stages
from tests.portal.fakes_portal import LegationInMemory


class PanelInMemory(LegationInMemory):
    """Steps as the workflow takes them, with its rules; the record is kept by the real activity."""

    async def selection_inputs(self, slug: str) -> SelectionInputs:
        await self.file(slug)
        wanted = ApplicationStatus.UNDER_EVALUATION
        return SelectionInputs(
            applications=tuple(one for one in self.state.applied if one.status is wanted),
            sheets=self.state.sheets,
            evaluation=self._file.evaluation,
            rules=self._file.selection,
            adjustments=self.state.adjustments,
        )

    async def adjust(self, slug: str, adjust: Adjust) -> Acknowledged:
        inputs = await self.selection_inputs(slug)
        known = [one.participant for one in inputs.applications]
        _refuse(why_not_adjust_now(self.state))
        _refuse(why_not_adjust(adjust.adjustment, inputs.rules, inputs.evaluation, known))
        dated = adjust.model_copy(update={"at": self.now})
        self._set("adjust", adjustments=(*self.state.adjustments, dated), decision=None)
        self._solve(await self.selection_inputs(slug))
        return Acknowledged(text="Solved anew.")

    async def decide(self, slug: str, decide: Decide) -> Acknowledged:
        _refuse(why_not_decide(decide, self.state))
        task = Task(id="publish", text="Publish it.", since=self.now)
        self._set("decide", decision=decide.model_copy(update={"at": self.now}), tasks=(task,))
        return Acknowledged(text="Decided.")

    async def publish(self, slug: str, publish: Publish) -> Acknowledged:
        _refuse(why_not_publish(self.state))
        inputs, decision = await self.selection_inputs(slug), self.state.decision
        assert decision is not None
        after = settled(inputs.rules, inputs.evaluation, inputs.adjustments)
        order = RecordOrder(
            delegation=slug,
            made_at=self.now,
            decided=Deed(by=decision.author, at=decision.at, note=decision.note),
            published=Deed(by=publish.author, at=self.now),
            evaluated=evaluate(inputs.applications, inputs.sheets, after.evaluation),
            rules=after.rules,
            rulings=after.rulings,
            adjustments=inputs.adjustments,
            selection=self.state.selection,
        )
        kept = RecordActivities(self.store, Register(self.store)).keep_selection_record(order)
        dated = publish.model_copy(update={"at": self.now})
        self._set("publish", publication=dated, documents=kept.documents, tasks=())
        return Acknowledged(text="Published.")

    def _solve(self, inputs: SelectionInputs) -> None:
        after = settled(inputs.rules, inputs.evaluation, inputs.adjustments)
        evaluated = evaluate(inputs.applications, inputs.sheets, after.evaluation)
        solved = select(evaluated, after.rules, rulings=after.rulings)
        task = Task(id="decide", text="The panel decides.", since=self.now)
        self.state = self.state.model_copy(
            update={"evaluated": evaluated, "selection": solved, "tasks": (task,)}
        )


def panel_meets() -> PanelInMemory:
    """The example on the day of its panel."""
    file, _ = stages.example()
    before = stages.solved()
    legation = PanelInMemory(file, before.state, before.now)
    legation.journeys, legation.register, legation.store = before.journeys, before.register, before.store
    return legation


def _refuse(reason: str | None) -> None:
    if reason is not None:
        raise Refused(reason)
