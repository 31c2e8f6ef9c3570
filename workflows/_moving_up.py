"""Moving up: a place that becomes free goes to who waits first and can use it, confirmed at once."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from delegation.application import ApplicationStatus
    from delegation.change import Change, Join
    from delegation.change_naming import next_number
    from delegation.letter import LetterName
    from delegation.news import News
    from delegation.registering import holding, next_to_move_up, passed_on_until, waiting
    from delegation.registration_letters import place_given
    from delegation.status import PassOn, Promotion

from workflows._changes import make_change
from workflows._desk import Desk
from workflows._places import keep_status

BY_THE_RULES = "the rules"
FREE = "A place became free, and they waited first of those who can use it."
TOO_LATE = (
    "A place stays free: the time for passing places on is over. "
    "To give it to who waits, move them up by hand: offers pass-on"
)


async def move_up(desk: Desk) -> tuple[str, ...]:
    """Give what is free to those who wait, in the caller's turn. Returns who has a place now.

    Nobody moves up by the rules once places are no longer passed on; that is a task then.
    """
    moved: list[str] = []
    while (first := next_up(desk)) is not None:
        if _is_too_late(desk):
            desk.note_task("place-free", TOO_LATE)
            break
        _take_up(desk, first, FREE)
        moved.append(first)
        if desk.state.plan is not None:
            await _join(desk, first, BY_THE_RULES, "A place became free.")
    if moved and desk.state.plan is None:
        await _tell(desk, moved)
    return tuple(moved)


async def move_up_by_hand(desk: Desk, order: PassOn) -> str:
    """Give a free place to who waits first, or to who is named. Returns what happened, a sentence."""
    who = order.participant or next_up(desk)
    if who is None:
        return "Nobody waits who could use a free place."
    _take_up(desk, who, FREE if order.participant is None else "Moved up by hand.", order)
    if desk.state.plan is not None:
        await _join(desk, who, order.author, order.reason)
    else:
        await _tell(desk, [who])
    return f"{who} has the place now."


def next_up(desk: Desk) -> str | None:
    """Who would get the next place that is free."""
    rules, state = desk.file.registration, desk.state
    if rules is None or state.cancelled:
        return None
    found = next_to_move_up(
        holding(state.applied, state.delegates, rules), waiting(state.applied, state.delegates, rules), rules
    )
    return found.participant if found else None


def _is_too_late(desk: Desk) -> bool:
    until = passed_on_until(desk.file)
    return until is not None and desk.clock.now() >= until


def _take_up(desk: Desk, participant: str, reason: str, order: PassOn | None = None) -> None:
    """They have the place from now on; who is told of it comes afterwards."""
    record = Promotion(
        at=desk.clock.now(),
        participants=(participant,),
        reason=reason,
        override=order.reason if order else "",
        author=order.author if order else "",
    )
    keep_status(desk, {participant: ApplicationStatus.SELECTED})
    desk.set(promotions=(*desk.state.promotions, record))
    if desk.state.plan is None:
        desk.set(delegates=(*desk.state.delegates, participant))
    desk.drop_task("place-free")


async def _join(desk: Desk, participant: str, author: str, reason: str) -> None:
    """Once there is a programme, the newcomer joins it as everybody does who comes later."""
    name = f"moved-up-{next_number('moved-up', desk.state.changes)}"
    await make_change(
        desk, Change(id=name, change=Join(participant=participant), author=author, reason=reason)
    )


async def _tell(desk: Desk, moved: list[str]) -> None:
    now, news = desk.clock.now(), dict[str, News]()
    for participant in moved:
        if (applied := desk.applied(participant)) is not None:
            news[participant] = place_given(LetterName.PLACE_FREE, applied, desk.file, now)
    await desk.tell(news, "Moved up from the reserve list")
