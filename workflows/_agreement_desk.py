"""What an arrangement hears of its agreements, and can be asked about them."""

from collections.abc import Callable
from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from delegation.agreement import AgreementRecord
    from delegation.agreement_book import (
        YearlyReports,
        overdue_task,
        overdue_task_id,
        unreached_task,
        unreached_task_id,
        with_record,
    )
    from delegation.agreement_deeds import AgreementMoved, Agreements

from workflows._clock import Clock
from workflows._desk import Desk


class AgreementDesk:
    """Base of the delegation; it sets its clock and its desk when it begins."""

    _clock: Clock
    _desk: Desk
    _show: Callable[[datetime | None], None]

    @workflow.signal(description="An agreement was opened, took a step, or is overdue: how it stands.")
    def agreement_moved(self, moved: AgreementMoved) -> None:
        self._clock.hear(moved)
        records = with_record(self._desk.state.agreements, moved.record)
        if records is None:
            return
        self._desk.set(agreements=records)
        self._bring_tasks_up_to(moved.record)
        self._show(self._clock.next_deadline)

    @workflow.query(description="Every agreement of the arrangement, as it stands.")
    def agreements(self) -> Agreements:
        return Agreements(agreements=self._desk.state.agreements)

    @workflow.query(description="The yearly reports made so far.")
    def yearly_reports(self) -> YearlyReports:
        return YearlyReports(reports=self._desk.state.yearly_reports)

    def _bring_tasks_up_to(self, record: AgreementRecord) -> None:
        desk, zone = self._desk, self._desk.file.organiser.zone
        if record.is_overdue:
            desk.note_task(overdue_task_id(record.id), overdue_task(record, desk.slug, zone))
        else:
            desk.drop_task(overdue_task_id(record.id))
        if record.is_unreached:
            desk.note_task(unreached_task_id(record.id), unreached_task(record, desk.slug))
        else:
            desk.drop_task(unreached_task_id(record.id))
