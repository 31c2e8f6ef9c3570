"""All meetings of delegates with each other: solved by the matchmaking engine, round by round.

A pair meets at most once over all rounds, and nobody is in two of them at the same time. Rounds that share
neither people's time nor pairs are independent, so that the sums of their figures and bounds hold for all.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from operator import add

from delegation.encounters import Encounter, EncounterSchedule, MeetingRequest
from delegation.matchmaking.choosing import best_pairs
from delegation.matchmaking.event import EventSchedule, Unmet
from delegation.matchmaking.numbered import Numbered
from delegation.matchmaking.reasons import quick_reason
from delegation.matchmaking.rescheduling import reschedule_event
from delegation.matchmaking.scheduling import described, schedule_event
from delegation.meeting import MeetingScore, Wish
from delegation.planning.encounter_events import Gathering, Rounds, as_encounter, as_meeting, event_of
from delegation.planning.encounter_requests import unmet_musts

Figures = tuple[int, ...]
"""Musts, mutual ones, towards the fewest, points."""


@dataclass(frozen=True)
class _Solved:
    """The meetings of rounds that were solved together."""

    schedule: EventSchedule
    bound: Figures

    @property
    def encounters(self) -> tuple[Encounter, ...]:
        return tuple(as_encounter(one) for one in self.schedule.meetings)


def schedule_encounters(
    gathering: Gathering, kept: Sequence[Encounter] = (), *, seed: int = 0, iterations: int | None = None
) -> EncounterSchedule:
    """Give the delegates their meetings in all rounds; `kept` ones stay in slot, room and table.

    Nobody is in two places, no limit of a round and no number of tables is exceeded, a `no` is never
    scheduled. Within that most musts, then most meetings both asked for, then most towards the fewest of
    everybody, then most points; then little waiting and few changes of room. The same input gives the same
    schedule.
    """
    done: list[_Solved] = []
    for rounds in gathering.events:
        mine, others = _split(rounds, kept)
        before = [one for solved in done for one in solved.encounters]
        event = event_of(gathering, rounds, mine, _each_once((*others, *before)))
        solved = schedule_event(event, seed=seed, iterations=iterations)
        free = event_of(gathering, rounds, mine, others)
        done.append(_Solved(solved, _bound(solved) if free == event else _best(Numbered(free))))
    return _together(gathering, done)


def reschedule_encounters(
    gathering: Gathering,
    kept: Sequence[Encounter],
    *,
    people: Collection[str],
    fixed: Sequence[Encounter] = (),
    moves_at_most: int = 0,
) -> EncounterSchedule:
    """The kept meetings after a change, and new ones of these `people` in time that is free.

    At most `moves_at_most` of the kept ones are held in another slot of their round, none of those `fixed`.
    """
    done: list[_Solved] = []
    for rounds in gathering.events:
        mine, others = _split(rounds, kept)
        before = [one for solved in done for one in solved.encounters]
        event = event_of(gathering, rounds, mine, _each_once((*others, *before)), people)
        pinned = tuple(as_meeting(one) for one in mine if one in fixed)
        proposal = reschedule_event(
            event.model_copy(update={"kept": pinned}), event.kept, moves_at_most=moves_at_most
        )
        moves_at_most -= proposal.moved
        done.append(_Solved(proposal.schedule, _bound(proposal.schedule)))
    return _together(gathering, done)


def valued_encounters(gathering: Gathering, encounters: Sequence[Encounter]) -> EncounterSchedule:
    """These meetings as they are, and what they are worth. Needs no solver."""
    done: list[_Solved] = []
    for rounds in gathering.events:
        mine, others = _split(rounds, encounters)
        numbered = Numbered(event_of(gathering, rounds, mine, others, ()))
        schedule = described(numbered, numbered.event.kept)
        done.append(_Solved(schedule, _bound(schedule)))
    return _together(gathering, done)


def _split(rounds: Rounds, encounters: Sequence[Encounter]) -> tuple[list[Encounter], list[Encounter]]:
    """Those in these rounds, and those in others."""
    names = {one.id for one in rounds}
    mine = [one for one in encounters if one.round in names]
    return mine, [one for one in encounters if one.round not in names]


def _each_once(encounters: Sequence[Encounter]) -> tuple[Encounter, ...]:
    """Where both lists name a pair, it stands as it was solved last."""
    return tuple({(one.one, one.other): one for one in encounters}.values())


def _bound(schedule: EventSchedule) -> Figures:
    best = schedule.best_score
    return best.musts, best.mutual, best.floor, best.points


def _best(numbered: Numbered) -> Figures:
    """What no schedule of these rounds can exceed, whatever the other rounds leave of it."""
    choice = best_pairs(numbered.market)
    if choice is None:
        raise LookupError("Only a wanted pair makes a market impossible, and this one wants none.")
    return choice.score


def _together(gathering: Gathering, done: Sequence[_Solved]) -> EncounterSchedule:
    score, best = (0, 0, 0, 0), (0, 0, 0, 0)
    for one in done:
        reached = one.schedule.score
        figures = (reached.musts, reached.mutual, reached.floor, reached.points)
        score, best = _sum(score, figures), _sum(best, one.bound)
    encounters = _in_order(gathering, [each for one in done for each in one.encounters])
    radix = 10 ** max(3, len(str(max(*score, *best))))
    unmet = unmet_musts(gathering.requests, encounters, gathering.cancelled)
    return EncounterSchedule(
        encounters=encounters,
        value=_as_score(score).as_number(radix),
        bound=_as_score(best).as_number(radix),
        score=_as_score(score),
        best_score=_as_score(best),
        idle_slots=sum(one.schedule.idle_slots for one in done),
        room_changes=sum(one.schedule.room_changes for one in done),
        unmet_musts=unmet,
        reasons=tuple(_why_unmet(gathering, one, encounters) for one in unmet),
    )


def _sum(one: Figures, other: Figures) -> tuple[int, int, int, int]:
    musts, mutual, floor, points = map(add, one, other)
    return musts, mutual, floor, points


def _as_score(figures: tuple[int, int, int, int]) -> MeetingScore:
    musts, mutual, floor, points = figures
    return MeetingScore(musts=musts, mutual=mutual, floor=floor, points=points)


def _in_order(gathering: Gathering, encounters: Sequence[Encounter]) -> tuple[Encounter, ...]:
    starts = {slot.id: one.hours(slot)[0] for one in gathering.rounds for slot in one.slots}
    return tuple(sorted(encounters, key=lambda one: (starts[one.slot], one.round, one.room, one.table)))


def _why_unmet(gathering: Gathering, must: MeetingRequest, encounters: Sequence[Encounter]) -> Unmet:
    """The first reason that applies in the first round between the groups of the two."""
    asker, other = (must.asks, must.whom) if must.wish is Wish.MUST else (must.whom, must.asks)
    for rounds in gathering.events:
        mine, others = _split(rounds, encounters)
        if gathering.may_meet_in(rounds, asker, other) and {asker, other} <= {*gathering.delegates}:
            numbered = Numbered(event_of(gathering, rounds, mine, others))
            told = quick_reason(numbered, numbered.event.kept, asker, other)
            return Unmet(asks=asker, whom=other, code=told.code, sentence=told.sentence)
    sentence = f"There is no round in which your group meets that of {other}."
    return Unmet(asks=asker, whom=other, code="no-round", sentence=sentence)
