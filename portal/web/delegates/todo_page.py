"""The checklist as somebody reads it: what is missing, until when, what is done, and one thing to do next."""

from collections.abc import Sequence
from datetime import datetime

from delegation.calendars.when import city_of, stamp_in
from delegation.fact import Fact
from delegation.file import DelegationFile
from portal.web.delegates.todo_steps import Handed, Step, StepName, StepState, is_taken, next_of
from portal.web.delegates.visit import MinePage, Visit, mine
from portal.web.words import Words

BADGES = {
    StepState.DONE: "good",
    StepState.OPEN: "",
    StepState.LATE: "news",
    StepState.AHEAD: "quiet",
    StepState.MISSED: "bad",
}


class StepShown(Fact):
    """One line of the checklist."""

    key: str
    title: str
    state: StepState
    badge: str
    """How its state is coloured; the word says the same."""
    state_said: str
    says: str
    """Until when, since when, or what to do where it is too late."""
    may_open: bool
    ends: str = ""
    """The last two characters of a passport's number, so that its owner knows which one is there."""


class NextToDo(Fact):
    """The card that leads to the first missing thing."""

    key: str
    title: str
    why: str
    says: str


class TodoPage(MinePage):
    """The facts of `templates/portal/mine-todo.html`."""

    name: str
    is_delegate: bool
    next: NextToDo | None
    steps: tuple[StepShown, ...]
    ahead: tuple[StepShown, ...]
    """What opens later."""
    done: int
    of: int
    is_late: bool
    """Whether something can only be mended by the organiser."""
    just_done: str = ""
    """What was handed in just now."""
    may_choose: bool = False
    """Whether sessions may be changed and talks booked now."""


def todo_page(
    visit: Visit, steps: Sequence[Step], handed: Handed, just_done: str = "", *, may_choose: bool = False
) -> TodoPage:
    """`just_done` is the key of a step, as it stands in the address: only one that is done is thanked for."""
    now = [one for one in steps if one.state is not StepState.AHEAD]
    thanked = next((one for one in now if one.key == just_done and one.state is StepState.DONE), None)
    return TodoPage(
        **mine(visit, "/todo"),
        name=visit.person.name,
        is_delegate=bool(steps),
        next=next_to_do(visit, steps),
        steps=tuple(_shown(visit, one, handed) for one in now),
        ahead=tuple(_shown(visit, one, handed) for one in steps if one.state is StepState.AHEAD),
        done=sum(one.state is StepState.DONE for one in now),
        of=len(now),
        is_late=any(one.state is StepState.MISSED for one in now),
        just_done=title_of(thanked, visit.words) if thanked else "",
        may_choose=may_choose,
    )


def next_to_do(visit: Visit, steps: Sequence[Step]) -> NextToDo | None:
    step = next_of(steps)
    if step is None:
        return None
    return NextToDo(
        key=step.key,
        title=title_of(step, visit.words),
        why=visit.words("todo-why", step.name.value),
        says=_says(visit, step),
    )


def title_of(step: Step, words: Words) -> str:
    return words("todo-step", step.name.value, day=step.day)


def told(moment: datetime, file: DelegationFile, words: Words) -> str:
    """`Fri 24 March 2017, 18:00 Brussels (CET, UTC+1)`: on the organiser's clock."""
    zone = file.organiser.zone
    return stamp_in(words.language, moment, zone, city_of(zone, words.language))


def _shown(visit: Visit, step: Step, handed: Handed) -> StepShown:
    number = str(handed.answers.get("passport-number", ""))
    is_passport = step.name is StepName.PASSPORT and step.state is StepState.DONE
    return StepShown(
        key=step.key,
        title=title_of(step, visit.words),
        state=step.state,
        badge=BADGES[step.state],
        state_said=visit.words("todo-state", step.state.value),
        says=_says(visit, step),
        may_open=step.may_be_opened and (step.is_to_do or is_taken(step, visit.file, visit.view)),
        ends=number[-2:] if is_passport else "",
    )


def _says(visit: Visit, step: Step) -> str:
    """One sentence on its dates; empty where there is none to say."""
    words, file = visit.words, visit.file
    match step.state:
        case StepState.DONE if step.done_at is not None:
            return words("todo-says", "done-on", at=told(step.done_at, file, words))
        case StepState.AHEAD if step.opens_at is not None and step.due_at is not None:
            opens, due = (told(one, file, words) for one in (step.opens_at, step.due_at))
            return words("todo-says", "ahead", opens=opens, due=due)
        case StepState.OPEN | StepState.LATE | StepState.MISSED if step.due_at is not None:
            return words("todo-says", step.state.value, due=told(step.due_at, file, words))
        case _:
            return ""
