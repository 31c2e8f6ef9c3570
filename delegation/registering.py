"""Registering: who has a place, who waits for one, and who comes too late. Nobody is compared with anybody.

The order is that of arrival: `received_at`, then the id. A place of a group with places of its own goes to
that group only; a place goes to who waits first and can use it.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from pydantic import AwareDatetime, Field

from delegation.application import ApplicationStatus, Applied, Facts
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import ItemId, ParticipantId
from delegation.registration import Group, RegistrationRules

ON_LIST = (ApplicationStatus.SELECTED, ApplicationStatus.RESERVE)
"""Who has a place or waits for one: what they change in the form changes nothing about that."""


class Registrant(Fact):
    """Somebody who may have a place, as far as the order of places goes."""

    participant: ParticipantId
    received_at: AwareDatetime
    group: ItemId | None = None
    """None: of no group with places of its own."""


class RegistrationOutcome(StrEnum):
    REGISTERED = "registered"
    WAITING = "waiting"
    FULL = "full"


class Registration(Fact):
    """What became of one registration, and why in a sentence."""

    participant: ParticipantId
    outcome: RegistrationOutcome
    position: int | None = Field(default=None, gt=0)
    """On the reserve list, by arrival; None for who does not wait."""
    waiting: int = Field(default=0, ge=0)
    """How many wait by then."""
    group: ItemId | None = None
    """The group whose places are taken; None where all places are, or where there is one."""
    reason: str

    @property
    def status(self) -> ApplicationStatus:
        match self.outcome:
            case RegistrationOutcome.REGISTERED:
                return ApplicationStatus.SELECTED
            case RegistrationOutcome.WAITING:
                return ApplicationStatus.RESERVE
            case RegistrationOutcome.FULL:
                return ApplicationStatus.NOT_SELECTED


# --- who is where ---------------------------------------------------------------------------------


def group_of(facts: Facts, rules: RegistrationRules) -> str | None:
    """The group somebody belongs to, as the form says."""
    answers = facts.values_of(rules.group_field) if rules.group_field else ()
    return next((one for one in answers if rules.group(one) is not None), None)


def registrant(applied: Applied, rules: RegistrationRules) -> Registrant:
    return Registrant(
        participant=applied.participant,
        received_at=applied.received_at,
        group=group_of(applied.facts, rules),
    )


def in_order(registrants: Iterable[Registrant]) -> tuple[Registrant, ...]:
    return tuple(sorted(registrants, key=lambda one: (one.received_at, one.participant)))


def holding(
    applied: Iterable[Applied], delegates: Collection[str], rules: RegistrationRules
) -> tuple[Registrant, ...]:
    """Who has a place."""
    return in_order(registrant(one, rules) for one in applied if one.participant in delegates)


def waiting(
    applied: Iterable[Applied], delegates: Collection[str], rules: RegistrationRules
) -> tuple[Registrant, ...]:
    """The reserve list, in the order of arrival."""
    reserve = ApplicationStatus.RESERVE
    listed = (one for one in applied if one.status is reserve and one.participant not in delegates)
    return in_order(registrant(one, rules) for one in listed)


def passed_on_until(file: DelegationFile) -> datetime | None:
    """Until when a place that becomes free goes to who waits; None: as long as there is a delegation."""
    if file.registration is None:
        return None
    given = file.registration.passed_on_until_at
    return given or (file.starts_at if file.legs else None)


# --- places ---------------------------------------------------------------------------------------


def free_for(group: str | None, holding: Collection[Registrant], rules: RegistrationRules) -> int:
    """How many places somebody of that group could have now."""
    free = rules.places - len(holding)
    limited = rules.group(group) if group else None
    if limited is not None and limited.places is not None:
        free = min(free, limited.places - sum(one.group == group for one in holding))
    return max(free, 0)


def next_to_move_up(
    holding: Collection[Registrant], waiting: Sequence[Registrant], rules: RegistrationRules
) -> Registrant | None:
    """Who waits first of those who can use a free place."""
    return next((one for one in waiting if free_for(one.group, holding, rules) > 0), None)


def take_in_order(
    arrivals: Iterable[Registrant],
    holding: Sequence[Registrant],
    waiting: Sequence[Registrant],
    rules: RegistrationRules,
) -> tuple[Registration, ...]:
    """What becomes of each arrival, in their order; nobody gets a place that somebody waits for already."""
    held, listed, answers = list(holding), list(waiting), []
    for one in in_order(arrivals):
        if _is_free_for(one, held, listed, rules):
            held.append(one)
            answers.append(_registered(one, len(held), rules))
        elif len(listed) < rules.reserve:
            listed = list(in_order((*listed, one)))
            answers.append(_waits(one, listed, held, rules))
        else:
            answers.append(_full(one, len(listed), held, rules))
    return tuple(answers)


def standing_again(
    one: Applied, applied: Iterable[Applied], delegates: Collection[str], rules: RegistrationRules
) -> Registration:
    """Where somebody stands who has a place or waits for one already."""
    everyone = tuple(applied)
    held, listed = holding(everyone, delegates, rules), waiting(everyone, delegates, rules)
    asking = registrant(one, rules)
    return _waits(asking, listed, held, rules) if asking in listed else _registered(asking, len(held), rules)


def _is_free_for(
    one: Registrant, holding: Sequence[Registrant], waiting: Sequence[Registrant], rules: RegistrationRules
) -> bool:
    """Whether a place is left once everybody has theirs who waits for it already."""
    held = list(holding)
    for earlier in waiting:
        if free_for(earlier.group, held, rules) > 0:
            held.append(earlier)
    return free_for(one.group, held, rules) > 0


# --- sentences ------------------------------------------------------------------------------------


def _registered(one: Registrant, number: int, rules: RegistrationRules) -> Registration:
    return Registration(
        participant=one.participant,
        outcome=RegistrationOutcome.REGISTERED,
        reason=f"A place was free when the registration arrived; {number} of {rules.places} are taken.",
    )


def _waits(
    one: Registrant, listed: Sequence[Registrant], holding: Sequence[Registrant], rules: RegistrationRules
) -> Registration:
    position = listed.index(one) + 1
    group = full_group(one.group, holding, rules)
    return Registration(
        participant=one.participant,
        outcome=RegistrationOutcome.WAITING,
        position=position,
        waiting=len(listed),
        group=group.id if group else None,
        reason=f"{_why_none(group, holding, rules)} Place {position} on the reserve list, by arrival.",
    )


def _full(
    one: Registrant, length: int, holding: Sequence[Registrant], rules: RegistrationRules
) -> Registration:
    listed = f"the reserve list is full with {length}" if rules.reserve else "there is no reserve list"
    group = full_group(one.group, holding, rules)
    return Registration(
        participant=one.participant,
        outcome=RegistrationOutcome.FULL,
        waiting=length,
        group=group.id if group else None,
        reason=f"{_why_none(group, holding, rules)} And {listed}.",
    )


def full_group(group: str | None, holding: Collection[Registrant], rules: RegistrationRules) -> Group | None:
    """The group, where its own places are taken and others are left."""
    found = rules.group(group) if group else None
    if found is None or len(holding) >= rules.places or free_for(found.id, holding, rules) > 0:
        return None
    return found


def _why_none(group: Group | None, holding: Sequence[Registrant], rules: RegistrationRules) -> str:
    if group is not None:
        return f"All {group.places} places of the group {group.title!r} were taken when it arrived."
    if len(holding) >= rules.places:
        return f"All {rules.places} places were taken when the registration arrived."
    return "The places that are free are for those who wait for them already."
