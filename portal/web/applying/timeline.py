"""What happens when: the dates of a call, for who looks at it now."""

from collections.abc import Iterator
from datetime import datetime

from delegation.calendars.when import city_of, dates_in, stamp_in
from delegation.cut_offs import decision_by
from delegation.fact import Fact
from delegation.file import DelegationFile, Phase
from delegation.zoned import instant
from portal.web.applying.opening import Opening
from portal.web.words import Words


class Step(Fact):
    """One date of the timeline."""

    text: str
    when: str
    is_past: bool
    is_next: bool = False


def timeline(opening: Opening, words: Words) -> tuple[Step, ...]:
    """In the order of the dates; the first that lies ahead is next."""
    dated = sorted(_dated(opening, words), key=lambda one: one[0])
    ahead = [moment for moment, _, _ in dated if moment > opening.now]
    first = ahead[0] if ahead else None
    return tuple(
        Step(text=text, when=when, is_past=moment <= opening.now, is_next=moment == first)
        for moment, text, when in dated
    )


def _dated(opening: Opening, words: Words) -> Iterator[tuple[datetime, str, str]]:
    """Moment, what happens, and when in words."""
    file = opening.file
    yield from (
        (moment, words("step", name), stamped(moment, file, words)) for moment, name in _moments(file)
    )
    if file.legs:
        name = "event" if file.registration else "trip"
        yield (file.starts_at, words("step", name), dates_in(words.language, file.starts_on, file.ends_on))


def _moments(file: DelegationFile) -> Iterator[tuple[datetime, str]]:
    call = file.call
    yield call.opens_at, "opens"
    for place, cut_off in enumerate(call.cut_offs):
        later = "closes-places-left" if cut_off.only_if_places_left else "closes-later"
        yield call.closes_at(cut_off), later if place else "closes"
        if cut_off.late_until is not None:
            yield instant(cut_off.late_until, call.zone), "late"
    if file.evaluation is not None and file.has(Phase.EVALUATION):
        yield file.evaluation.opens_at, "scored"
    if file.offers is not None and file.has(Phase.OFFERS):
        yield decision_by(file, call.cut_offs[0]), "told"
        yield file.offers.confirm_by_at(needs_visa=False), "confirm"


def stamped(moment: datetime, file: DelegationFile, words: Words) -> str:
    """On the clock of the call, with its place and zone."""
    zone = file.call.zone
    return stamp_in(words.language, moment, zone, city_of(zone, words.language))
