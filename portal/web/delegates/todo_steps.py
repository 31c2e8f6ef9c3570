"""What a delegate still has to do, step by step, and until when: by the dates of the delegation file."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import AwareDatetime, Field

from delegation.application import Value
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.form import FormField, Stage
from delegation.journey import ChecklistItem, JourneyView
from delegation.journey_rules import travels
from delegation.reading.paper_answers import LATER_STAGES, PAPER_FIELDS
from delegation.zoned import instant, roll_to_working_day

TRAVEL = ("arrival", "departure", "flight", "travel")
"""How the ids of fields begin that ask for the journey there and back."""


class StepName(StrEnum):
    """The kinds of steps, in the order in which they are shown."""

    PASSPORT = "passport"
    ROOM = "room"
    TRAVEL = "travel"
    DIET = "diet"
    CONSENT = "consent"
    MORE = "more"
    """Whatever else the form asks after acceptance."""
    VISITS = "visits"
    MEETINGS = "meetings"
    SURVEY = "survey"
    AFTERWARDS = "afterwards"
    """What the form asks after the trip."""
    OUTCOMES = "outcomes"


PAPERS = (
    StepName.PASSPORT,
    StepName.ROOM,
    StepName.TRAVEL,
    StepName.DIET,
    StepName.CONSENT,
    StepName.MORE,
    StepName.AFTERWARDS,
)
"""Steps that are a part of the form of the delegation file."""
ITEM_OF = {
    StepName.PASSPORT: ChecklistItem.PASSPORT,
    StepName.ROOM: ChecklistItem.ROOM,
    StepName.DIET: ChecklistItem.DIET,
    StepName.CONSENT: ChecklistItem.CONSENT,
}


class StepState(StrEnum):
    DONE = "done"
    OPEN = "open"
    LATE = "late"
    """Its date has passed, and it is still taken."""
    AHEAD = "ahead"
    """It opens later."""
    MISSED = "missed"
    """Its date has passed, and only the organiser can help."""


class Handed(Fact):
    """What the vault keeps of what somebody handed in after acceptance."""

    answers: dict[str, Value] = Field(default_factory=dict)
    """By field of the form."""
    at: dict[str, AwareDatetime] = Field(default_factory=dict)
    """When a step was done last, by its key (trip time); only of those done on these pages."""


class Step(Fact):
    """One thing to do."""

    name: StepName
    key: str
    """Under `/o/{token}/`: `papers/room`, `outcomes/30`."""
    state: StepState
    due_at: AwareDatetime | None = None
    opens_at: AwareDatetime | None = None
    done_at: AwareDatetime | None = None
    day: int = 0
    """Of outcomes: how many days after the trip."""

    @property
    def is_to_do(self) -> bool:
        return self.state in (StepState.OPEN, StepState.LATE)

    @property
    def may_be_opened(self) -> bool:
        """Whether its page takes something now; what is done may be changed while it is still taken."""
        return self.is_to_do or self.state is StepState.DONE


def fields_of(name: StepName, file: DelegationFile) -> tuple[FormField, ...]:
    """The fields of the form that make this step, in the order of the form."""
    return tuple(field for field in file.call.fields if _step_of(field) is name)


def steps_of(file: DelegationFile, view: JourneyView, handed: Handed) -> tuple[Step, ...]:
    """Everything this person has to do or did; nothing for who holds no confirmed place."""
    if not travels(view.state):
        return ()
    found = [
        *_papers(file, view, handed),
        *_visits(file, view),
        *_meetings(file, view),
        *_survey(file, view),
        *_afterwards(file, view, handed),
        *_outcomes(file, view),
    ]
    return tuple(_dated(step, handed) for step in found)


def next_of(steps: Iterable[Step]) -> Step | None:
    """The first thing to do: what is late or due first; what has no date comes last."""
    open_now = [one for one in steps if one.is_to_do]
    return min(open_now, key=lambda one: (one.due_at is None, one.due_at), default=None)


def step_named(steps: Iterable[Step], key: str) -> Step | None:
    return next((one for one in steps if one.key == key), None)


def outcomes_asked_at(file: DelegationFile, day: int) -> datetime:
    """09:00 on that day after the trip, or on the next working day, in the zone of the follow-up."""
    rules = file.follow_up_rules
    date = roll_to_working_day(file.ends_on + timedelta(days=day), file.holidays_named(rules.holidays))
    return instant(datetime(date.year, date.month, date.day, 9), rules.zone)  # noqa: DTZ001 - made aware by instant()


# --- the parts of the form -------------------------------------------------------------------------


def _step_of(field: FormField) -> StepName | None:
    """None for what is asked with the application."""
    if field.stage not in LATER_STAGES:
        return None
    if field.stage is Stage.AFTER:
        return StepName.AFTERWARDS
    for name, item in ITEM_OF.items():
        if field.id in PAPER_FIELDS.get(item, ()):
            return name
    if field.id.startswith("consent"):
        return StepName.CONSENT
    return StepName.TRAVEL if field.id.startswith(TRAVEL) else StepName.MORE


def _papers(file: DelegationFile, view: JourneyView, handed: Handed) -> Iterable[Step]:
    due = file.documents.passport_due
    due_at = None if due is None else file.at(due)
    for name in PAPERS:
        fields = fields_of(name, file)
        if not fields or name is StepName.AFTERWARDS:
            continue
        item = ITEM_OF.get(name)
        is_done = _answered(fields, handed.answers) if item is None else item in view.state.provided
        state = _state(is_done, view, due_at=due_at, ends_at=file.ends_at, needed=_is_needed(fields))
        yield Step(name=name, key=f"papers/{name}", state=state, due_at=due_at)


def _afterwards(file: DelegationFile, view: JourneyView, handed: Handed) -> Iterable[Step]:
    fields = fields_of(StepName.AFTERWARDS, file)
    if fields:
        ends = file.follow_up.report_due_at if file.follow_up else None
        is_done = _answered(fields, handed.answers)
        state = _state(is_done, view, opens_at=file.ends_at, ends_at=ends)
        yield Step(
            name=StepName.AFTERWARDS, key="papers/afterwards", state=state, opens_at=file.ends_at, due_at=ends
        )


def _answered(fields: Iterable[FormField], answers: Mapping[str, Value]) -> bool:
    """Whether somebody answered, and everything that must be."""
    asked = tuple(fields)
    given = [field.id in answers for field in asked]
    required = (field.id in answers for field in asked if field.required and field.asked_if is None)
    return any(given) and all(required)


def _is_needed(fields: Iterable[FormField]) -> bool:
    """Whether anything in it must be answered; consents are wanted, whichever they are."""
    return any(field.required or field.id.startswith("consent") for field in fields)


# --- wishes and follow-up --------------------------------------------------------------------------


def _visits(file: DelegationFile, view: JourneyView) -> Iterable[Step]:
    if file.itinerary_dates is None or not file.has_choices:
        return
    until = file.itinerary_dates.visit_wishes_close_at
    state = _state(bool(view.state.wishes.visits), view, due_at=until, ends_at=until)
    yield Step(name=StepName.VISITS, key="visits", state=state, due_at=until)


def _meetings(file: DelegationFile, view: JourneyView) -> Iterable[Step]:
    rules = file.first_meetings
    if rules is None or not any(host.meets for host in file.hosts):
        return
    opens, until = rules.wishes_open_at, rules.wishes_close_at
    is_done = bool(view.state.wishes.meetings)
    state = _state(is_done, view, opens_at=opens, due_at=until, ends_at=until)
    yield Step(name=StepName.MEETINGS, key="wishes", state=state, opens_at=opens, due_at=until)


def _survey(file: DelegationFile, view: JourneyView) -> Iterable[Step]:
    rules = file.follow_up
    if rules is None or not rules.survey_questions:
        return
    until = rules.survey_at + timedelta(days=rules.outcomes_until_days)
    state = _state(
        view.state.survey is not None,
        view,
        opens_at=rules.survey_at,
        due_at=until,
        ends_at=rules.report_due_at,
    )
    yield Step(name=StepName.SURVEY, key="survey", state=state, opens_at=rules.survey_at, due_at=until)


def _outcomes(file: DelegationFile, view: JourneyView) -> Iterable[Step]:
    if file.follow_up is None:
        return
    reported = {one.day for one in view.state.outcomes}
    for day in file.follow_up.outcome_days:
        opens = outcomes_asked_at(file, day)
        until = opens + timedelta(days=file.follow_up.outcomes_until_days)
        ends = max(file.follow_up.report_due_at, until)
        state = _state(day in reported, view, opens_at=opens, due_at=until, ends_at=ends)
        yield Step(
            name=StepName.OUTCOMES,
            key=f"outcomes/{day}",
            state=state,
            opens_at=opens,
            due_at=until,
            day=day,
        )


# --- states ----------------------------------------------------------------------------------------


def _state(
    is_done: bool,
    view: JourneyView,
    *,
    opens_at: datetime | None = None,
    due_at: datetime | None = None,
    ends_at: datetime | None = None,
    needed: bool = True,
) -> StepState:
    """`due_at`: when it is wanted; `ends_at`: until when it is taken. What need not be given is not late."""
    now = view.now
    if is_done:
        return StepState.DONE
    if view.is_over or (ends_at is not None and now > ends_at):
        return StepState.MISSED
    if opens_at is not None and now < opens_at:
        return StepState.AHEAD
    return StepState.LATE if needed and due_at is not None and now > due_at else StepState.OPEN


def is_taken(step: Step, file: DelegationFile, view: JourneyView) -> bool:
    """Whether something new may be handed in for this step now, done or not."""
    if step.state is not StepState.DONE:
        return step.is_to_do
    if view.is_over:
        return False
    match step.name:
        case StepName.VISITS | StepName.MEETINGS:
            return step.due_at is None or view.now <= step.due_at
        case StepName.SURVEY | StepName.OUTCOMES | StepName.AFTERWARDS:
            ends = file.follow_up.report_due_at if file.follow_up else None
            return ends is None or view.now <= max(ends, step.due_at or ends)
        case _:
            return view.now <= file.ends_at


def _dated(step: Step, handed: Handed) -> Step:
    at = handed.at.get(step.key)
    return step if at is None or step.state is not StepState.DONE else step.model_copy(update={"done_at": at})
