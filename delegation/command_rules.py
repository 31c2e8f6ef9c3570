"""What an organiser may order when: each refusal is a sentence that says why and what to do."""

from datetime import datetime

from delegation.application import ApplicationStatus, Applied
from delegation.change import Change, DropOut, Join
from delegation.correspondence import at_home
from delegation.cut_offs import cut_off_named, panel_at
from delegation.file import DelegationFile, Phase
from delegation.offer import OfferOutcome
from delegation.panel import Decide
from delegation.planning.refusals import problem_with_change
from delegation.registering import holding, next_to_move_up, waiting
from delegation.selecting.balance import ONE_PER_ORGANISATION
from delegation.status import CancelDelegation, DelegationState, OverrideEligibility, PassOn, ReleasePlace

ENDED = (Phase.CLOSED, Phase.CANCELLED)


def why_not_decide(_decide: Decide, state: DelegationState) -> str | None:
    """The panel decides once, after the selection was solved; an adjustment takes the decision back."""
    if state.selection is None:
        return "There is no selection to decide on yet; it is solved on the day of the panel."
    if state.decision is not None:
        return f"The selection was decided by {state.decision.author} already."
    if not any(task.id == "decide" for task in state.tasks):
        return "Nothing waits for a decision of the panel now."
    if state.selection.clash:
        rules = ", ".join(state.selection.clash)
        return (
            f"No group keeps these rules together: {rules}. Change one of them with 'selection adjust'; "
            "'selection try' shows what that leads to."
        )
    return None


def why_not_publish(state: DelegationState) -> str | None:
    """What was decided is published once."""
    if state.publication is not None:
        return f"The selection was published by {state.publication.author} already."
    if state.decision is None:
        return "The panel has not decided yet; 'selection decide' comes before 'selection publish'."
    return None


def why_not_adjust_now(state: DelegationState) -> str | None:
    """The panel may change what the selection is solved from until it is published."""
    if state.publication is not None:
        return f"The selection was published by {state.publication.author}; it can no longer be changed."
    if state.selection is None:
        return "There is no selection to change yet; it is solved on the day of the panel."
    return None


def why_not_override(
    override: OverrideEligibility, file: DelegationFile, state: DelegationState, now: datetime
) -> str | None:
    """A rule is set aside for an application that was handed in, until the panel meets."""
    applied = next((one for one in state.applied if one.participant == override.participant), None)
    rules = [rule.id for rule in file.eligibility.rules]
    if applied is None:
        return f"{override.participant} has not applied; see 'applications list {file.slug}'."
    if override.rule not in rules:
        return f"There is no rule {override.rule!r}; the rules are {', '.join(rules) or 'none'}."
    if applied.status is ApplicationStatus.WITHDRAWN:
        return f"{override.participant} withdrew; nothing can be set aside for the application."
    if file.evaluation is None and now > file.call.last_closes_at:
        return "Registration has closed; somebody can only join by a change: change join."
    if file.evaluation is not None and now > panel_of(applied, file):
        return "The panel has met; an application can no longer be admitted."
    return None if _may_be_unmet(override, state) else f"The rule {override.rule!r} is met as it is."


def _may_be_unmet(override: OverrideEligibility, state: DelegationState) -> bool:
    report = next((one for one in state.eligibility if one.participant == override.participant), None)
    return report is None or any(finding.criterion == override.rule for finding in report.unmet)


def panel_of(applied: Applied, file: DelegationFile) -> datetime:
    """When the panel meets about this application."""
    return panel_at(file, cut_off_named(file, applied.cut_off) or file.call.cut_offs[0])


def why_not_pass_on(pass_on: PassOn, file: DelegationFile, state: DelegationState) -> str | None:
    """A free place is passed on as long as the programme is not planned; of a registration also later."""
    if file.registration is not None:
        return _why_not_move_up(pass_on, file, state)
    rules = [*(rule.id for rule in file.selection_rules.rules), ONE_PER_ORGANISATION]
    for name in pass_on.waived:
        if name not in rules:
            return f"There is no rule {name!r}; the rules are {', '.join(rules)}."
    if state.published is None:
        return "No places were given yet; the selection is published first."
    if state.plan is not None:
        return "The programme is planned; a place is passed on only to a substitute of the same organisation."
    taken = len(state.delegates) + sum(one.outcome is None for one in state.offers)
    if taken >= file.capacity:
        return f"All {file.capacity} places are taken or offered."
    return None


def _why_not_move_up(pass_on: PassOn, file: DelegationFile, state: DelegationState) -> str | None:
    """Somebody who waits gets a place that is free for them."""
    rules, who = file.registration_rules, pass_on.participant
    if state.phase in ENDED:
        return "The delegation has ended; nobody moves up any more."
    if pass_on.waived:
        return "One registers by arrival here: there are no rules of balance to set aside."
    held, listed = (of(state.applied, state.delegates, rules) for of in (holding, waiting))
    if who is not None and not any(one.participant == who for one in listed):
        return f"{who} does not wait for a place; see 'applications list {file.slug}'."
    meant = [one for one in listed if who in (None, one.participant)]
    if next_to_move_up(held, meant, rules) is None:
        return f"No place is free for {who or 'anybody who waits'}; release one first with 'offers release'."
    return None


def why_not_release(release: ReleasePlace, file: DelegationFile, state: DelegationState) -> str | None:
    """A delegate leaves; a substitute must be of the same organisation and have handed in an application."""
    if release.participant not in state.delegates:
        return (
            f"{release.participant} holds no confirmed place in {file.slug}; "
            f"see 'applications list {file.slug}'."
        )
    if release.substitute is not None:
        return _why_not_substitute(release.participant, release.substitute, state)
    if state.plan is not None and release.override:
        return "The programme is planned; a place is passed on only to a substitute of the same organisation."
    return None


def _why_not_substitute(leaving: str, substitute: str, state: DelegationState) -> str | None:
    known = {one.participant: one for one in (*state.applied, *state.substitutes)}
    if substitute not in known:
        return f"{substitute} has not handed in their details; take them in first with 'applications submit'."
    if known[substitute].facts.organisation != known[leaving].facts.organisation:
        return (
            f"{substitute} is not of the same organisation as {leaving}; a place stays with its organisation."
        )
    if substitute in state.delegates:
        return f"{substitute} is a delegate already."
    return _why_not_free(substitute, state)


def _why_not_free(substitute: str, state: DelegationState) -> str | None:
    """Who is asked already, or said no, cannot step in."""
    offers = [one.outcome for one in state.offers if one.participant == substitute]
    withdrawn = [one.participant for one in state.applied if one.status is ApplicationStatus.WITHDRAWN]
    left = [one.participant for one in state.departures]
    if None in offers:
        return f"{substitute} is offered a place already; nobody holds two."
    if substitute in (*withdrawn, *left) or {OfferOutcome.DECLINED, OfferOutcome.EXPIRED} & {*offers}:
        return f"{substitute} declined, withdrew or left; name another person of the organisation."
    return None


def why_not_change(
    change: Change, file: DelegationFile, state: DelegationState, now: datetime | None = None
) -> str | None:
    """A change needs a published itinerary, and must make sense in it; `now` is trip time, where known."""
    if state.phase in ENDED:
        return "The delegation has ended; its programme can no longer be changed."
    if state.plan is None:
        date = at_home(file.itinerary_rules.preliminary_at, file)
        return f"There is no itinerary to change yet; the preliminary one is published on {date}."
    if any(record.change.id == change.id for record in state.changes):
        return f"The change {change.id!r} was made already; give a new change its own id."
    if isinstance(change.change, Join):
        return why_not_join(change.change, file, state) or problem_with_change(change, state.plan, file)
    if isinstance(change.change, DropOut):
        leaving = change.change
        release = ReleasePlace(
            participant=leaving.participant,
            author=change.author,
            reason=change.reason,
            substitute=leaving.substitute,
        )
        return why_not_release(release, file, state)
    return problem_with_change(change, state.plan, file, state.wishes, now)


def why_not_join(join: Join, file: DelegationFile, state: DelegationState) -> str | None:
    """Who joins a published programme applied, is not out, and takes a place that is free."""
    who = join.participant
    if state.plan is not None and who in state.plan.delegates:
        return f"{who} is in the programme already."
    if who in state.delegates:
        return None
    applied = next((one for one in (*state.applied, *state.substitutes) if one.participant == who), None)
    if applied is None:
        return f"{who} has not handed in their details; take them in first with 'applications submit'."
    return _why_not_ready(applied) or _why_not_free(who, state) or _why_full(file, state)


def _why_not_ready(applied: Applied) -> str | None:
    """Only who waits on the reserve list, or was named to step in, still hears of us."""
    who = applied.participant
    if applied.status is ApplicationStatus.INELIGIBLE:
        return f"{who} is not eligible; set the rule aside first with 'call admit'."
    if applied.status is ApplicationStatus.NOT_SELECTED:
        return f"{who} was not selected; only who waits on the reserve list or was named to step in may join."
    return None


def _why_full(file: DelegationFile, state: DelegationState) -> str | None:
    taken = len(state.delegates) + sum(one.outcome is None for one in state.offers)
    if taken < file.capacity:
        return None
    return f"All {file.capacity} places are taken or offered; one has to be released first."


def why_not_cancel(_cancel: CancelDelegation, state: DelegationState) -> str | None:
    if state.phase in ENDED:
        return "The delegation has ended already."
    return None
