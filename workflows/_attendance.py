"""Attendance: what is recorded at the door, kept as the last word about each who is named."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from delegation.attendance import AttendanceView, CheckIn, with_check_in
    from delegation.attendance_rules import why_not_check_in
    from delegation.status import Acknowledged

from workflows._clock import Clock
from workflows._desk import Desk
from workflows._refusal import refuse


class Attendance:
    """Base of the delegation; it sets its clock and its desk when it begins."""

    _clock: Clock
    _desk: Desk

    @workflow.update(description="Record who came to an item or to the event, and who did not.")
    def check_in(self, check_in: CheckIn) -> Acknowledged:
        self._clock.hear(check_in)
        sheets = with_check_in(self._desk.state.attendance, check_in, self._clock.time_of(check_in))
        self._desk.set(attendance=sheets)
        what = check_in.item or "the event"
        return Acknowledged(
            text=f"Recorded for {what}: {len(check_in.present)} present, {len(check_in.absent)} absent."
        )

    @check_in.validator
    def _may_check_in(self, check_in: CheckIn) -> None:
        now = self._clock.time_of(check_in)
        refuse(why_not_check_in(check_in, self._desk.file, self._desk.state, now))

    @workflow.query(description="Who came to what, as recorded at the door.")
    def attendance(self) -> AttendanceView:
        return AttendanceView(sheets=self._desk.state.attendance)
