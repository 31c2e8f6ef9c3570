"""Which cut-off an application counts for, and by when it may still be replaced."""

from datetime import datetime, timedelta

from delegation.call import CutOff
from delegation.decision_letters import home_of
from delegation.evaluation import Evaluation
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.terms import Terms
from delegation.zoned import add_working_days, instant, zone_named

PANEL_AFTER_WORKING_DAYS = 5
"""For a later cut-off whose panel is not dated in the file."""


class Counted(Fact):
    """Where an application stands by the time it arrived."""

    cut_off: str
    """Empty for who steps in for a delegate: no cut-off is asked then."""
    late: bool = False
    own_cost: bool = False


def counted(file: DelegationFile, received_at: datetime) -> Counted | None:
    """The cut-off an application that arrived at `received_at` counts for; None after the last one.

    Usually the next one to close. Within `late_until` it still counts for the one before, at the
    applicant's own cost. If the next one only opens when places are left, a late application is held
    against the one before until its eligibility is checked: so it is told why it failed, and may be
    handed in again.
    """
    before: CutOff | None = None
    for cut_off in file.call.cut_offs:
        if received_at <= file.call.closes_at(cut_off):
            late = before and _held_late(file, before, cut_off, received_at)
            return late or Counted(cut_off=cut_off.id)
        before = cut_off
    return None if before is None else _held_late(file, before, None, received_at)


def _held_late(
    file: DelegationFile, before: CutOff, following: CutOff | None, received_at: datetime
) -> Counted | None:
    if before.late_until and received_at <= instant(before.late_until, file.call.zone):
        return Counted(cut_off=before.id, late=True, own_cost=True)
    is_first = before == file.call.cut_offs[0]
    has_alternative = following is not None and not following.only_if_places_left
    if is_first and not has_alternative and received_at <= checked_at(file):
        return Counted(cut_off=before.id, late=True)
    return None


def checked_at(file: DelegationFile) -> datetime:
    """When the eligibility of the first applications is checked."""
    first = file.call.cut_offs[0]
    late = first.late_until and instant(first.late_until, file.call.zone)
    checked = file.eligibility.checked and instant(file.eligibility.checked, file.call.zone)
    return max(moment for moment in (file.call.first_closes_at, late, checked) if moment)


def cut_off_named(file: DelegationFile, name: str) -> CutOff | None:
    return next((one for one in file.call.cut_offs if one.id == name), None)


def is_first(file: DelegationFile, name: str) -> bool:
    """Whether it is the one the dates of the evaluation belong to; histories from before have no name."""
    return name in ("", file.call.cut_offs[0].id)


def next_to_close(file: DelegationFile, now: datetime) -> CutOff | None:
    """The cut-off for which one may apply or apply again at `now`."""
    return next((one for one in file.call.cut_offs if now <= file.call.closes_at(one)), None)


def panel_at(file: DelegationFile, cut_off: CutOff) -> datetime:
    """When the panel meets about the applications of a cut-off."""
    if is_first(file, cut_off.id):
        return file.evaluation_rules.panel_at
    if cut_off.panel is not None:
        return instant(cut_off.panel, file.call.zone)
    holidays = file.holidays_named(file.eligibility.holidays)
    day = add_working_days(cut_off.closes.date(), PANEL_AFTER_WORKING_DAYS, holidays)
    return instant(datetime.combine(day, cut_off.closes.time()), file.call.zone)


def decision_by(file: DelegationFile, cut_off: CutOff) -> datetime:
    """When applicants for a cut-off hear the result; where nobody is evaluated, no later than it closes."""
    if file.evaluation is None:
        return file.call.closes_at(cut_off)
    return file.offer_rules.sent_at if is_first(file, cut_off.id) else panel_at(file, cut_off)


def confirm_by_of(file: DelegationFile, cut_off: CutOff, now: datetime) -> datetime:
    """Until when the offers of a later cut-off stand."""
    if cut_off.confirm_by is not None:
        return instant(cut_off.confirm_by, file.call.zone)
    return now + timedelta(days=file.offer_rules.answer_days_when_promoted)


def evaluation_for(file: DelegationFile, cut_off: CutOff) -> Evaluation:
    """The evaluation with the dates of a cut-off: later ones are scored from their close until their panel.

    Sheets are due a day before the panel, where that leaves any time.
    """
    if is_first(file, cut_off.id):
        return file.evaluation_rules
    opens, panel = file.call.closes_at(cut_off), panel_at(file, cut_off)
    due = panel - timedelta(days=1)
    dates = {"opens": opens, "closes": due if due > opens else panel, "panel": panel}
    zone = zone_named(file.evaluation_rules.zone)
    local = {name: moment.astimezone(zone).replace(tzinfo=None) for name, moment in dates.items()}
    return file.evaluation_rules.model_copy(update=local)


def terms_of(file: DelegationFile, now: datetime) -> Terms:
    """What an applicant's journey must know of the call at `now`: the cut-off that closes next.

    After the last one, the terms are still those of the last.
    """
    standing = counted(file, now)
    named = standing and cut_off_named(file, standing.cut_off)
    cut_off = named or file.call.cut_offs[-1]
    closes = file.call.closes_at(cut_off)
    return Terms(
        zone=file.organiser.zone,
        place=home_of(file),
        closes_at=closes,
        decision_by=decision_by(file, cut_off),
        cut_off=cut_off.id,
        only_if_places_left=cut_off.only_if_places_left,
        own_cost=standing is not None and standing.own_cost,
        registers=file.registration is not None,
    )
