"""What the report to the funder counts, taken from a delegation's state."""

from collections import Counter
from collections.abc import Mapping, Sequence

from delegation.file import DelegationFile
from delegation.papers.funder_report import FunderReportFacts, RuleFinding, TravelledFacts, figures_by_country
from delegation.selecting.balance import RuleCheck, check_rules
from delegation.status import DelegationState


def report_facts(file: DelegationFile, state: DelegationState, mails: Mapping[str, int]) -> FunderReportFacts:
    """The figures of the report, counted from what happened; `mails` by purpose."""
    went = travelled(file, state)
    everyone = (*state.applied, *state.substitutes)
    known = {one.participant: one.facts for one in everyone}
    return FunderReportFacts(
        countries=figures_by_country(state.applied, places_of(went, state)),
        rules=tuple(
            RuleFinding(rule=check.rule, satisfied=check.satisfied, is_wish=check.is_wish, found=check.detail)
            for check in final_rules(file, state)
        ),
        delegates=tuple(
            TravelledFacts(
                participant=participant,
                organisation=known[participant].organisation,
                country=known[participant].country,
            )
            for participant in went
        ),
        offers=offers_by_outcome(state),
        outcomes=state.outcomes,
        mails=dict(mails),
    )


def offers_by_outcome(state: DelegationState) -> dict[str, int]:
    """How offers ended, and how many of them were promotions."""
    counted = Counter(one.outcome.value for one in state.offers if one.outcome is not None)
    return {**dict(sorted(counted.items())), "promoted": sum(one.promoted for one in state.offers)}


def final_rules(file: DelegationFile, state: DelegationState) -> tuple[RuleCheck, ...]:
    """Whether the group that travels, or travelled, keeps the balance rules, where there are any."""
    if file.selection is None:
        return ()
    scored = {one.participant: one for one in state.evaluated}
    group = [scored[place] for place in places_of(travelled(file, state), state) if place in scored]
    return check_rules(group, file.selection_rules)


def travelled(file: DelegationFile, state: DelegationState) -> tuple[str, ...]:
    """Who took part in the trip: also who had to leave it early, not whose place was taken over."""
    left_early = [
        one.participant
        for one in state.departures
        if one.left_at >= file.starts_at and one.substitute is None
    ]
    return (*state.delegates, *left_early)


def places_of(participants: Sequence[str], state: DelegationState) -> tuple[str, ...]:
    """In whose places they travel: a substitute sits in the place of the one who was selected."""
    place_of = {one.substitute: one.participant for one in state.departures if one.substitute}
    return tuple(_first(participant, place_of) for participant in participants)


def _first(participant: str, place_of: Mapping[str, str]) -> str:
    """Whose place it was, also where a substitute took over from a substitute."""
    while participant in place_of:
        participant = place_of[participant]
    return participant
