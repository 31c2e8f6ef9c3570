"""Places: who holds one, who is offered one, who waits for one, and how many are free."""

from collections.abc import Mapping

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from delegation import registering
    from delegation.application import ApplicationStatus
    from delegation.offer import OfferOutcome

from workflows._desk import Desk


def keep_status(desk: Desk, status: Mapping[str, ApplicationStatus]) -> None:
    """What became of applications, by participant id; the others stay as they are."""
    desk.set(
        applied=tuple(
            one.model_copy(update={"status": status[one.participant]}) if one.participant in status else one
            for one in desk.state.applied
        )
    )


def withdrawn(desk: Desk) -> set[str]:
    """Who withdrew an application; delegates who left are under the departures."""
    return {one.participant for one in desk.state.applied if one.status is ApplicationStatus.WITHDRAWN}


def open_offers(desk: Desk) -> tuple[str, ...]:
    return tuple(one.participant for one in desk.state.offers if one.outcome is None)


def free_places(desk: Desk) -> int:
    """Places neither confirmed nor under offer."""
    return desk.file.capacity - len(desk.state.delegates) - len(open_offers(desk))


def reserve_list(desk: Desk) -> tuple[str, ...]:
    """The reserve list as published, in the order of its ranks, also those who were offered a place since."""
    if desk.state.published is None:
        return ()
    listed = [d for d in desk.state.published.decisions if d.status is ApplicationStatus.RESERVE]
    return tuple(d.participant for d in sorted(listed, key=lambda decision: decision.rank or 0))


def had_their_offer(desk: Desk) -> set[str]:
    """Who was offered a place. Who withdrew before answering is not among them: they may apply again."""
    gave_up = OfferOutcome.WITHDRAWN
    return {one.participant for one in desk.state.offers if one.outcome is not gave_up}


def waiting(desk: Desk) -> tuple[str, ...]:
    """The reserve list without those who were offered a place since, stepped in, left or apply again.

    Of a registration those who wait, in the order of arrival.
    """
    if (rules := desk.file.registration) is not None:
        listed = registering.waiting(desk.state.applied, desk.state.delegates, rules)
        return tuple(one.participant for one in listed)
    left = {departure.participant for departure in desk.state.departures}
    gone = had_their_offer(desk) | left | {*desk.state.delegates} | _not_decided(desk)
    return tuple(one for one in reserve_list(desk) if one not in gone)


def _not_decided(desk: Desk) -> set[str]:
    """Who withdrew, also those who applied again since: an earlier rank is theirs no more."""
    reserve = ApplicationStatus.RESERVE
    return {one.participant for one in desk.state.applied if one.status is not reserve}
