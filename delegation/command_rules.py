"""What an organiser may order when: each refusal is a sentence that says why and what to do."""

from delegation.change import Change, DropOut
from delegation.correspondence import at_home
from delegation.file import DelegationFile, Phase
from delegation.planning.refusals import problem_with_change
from delegation.status import CancelDelegation, Decide, DelegationState, ReleasePlace

ENDED = (Phase.CLOSED, Phase.CANCELLED)


def why_not_decide(_decide: Decide, state: DelegationState) -> str | None:
    """The panel decides once, after the selection was solved."""
    if state.selection is None:
        return "There is no selection to decide on yet; it is solved on the day of the panel."
    if state.decision is not None:
        return f"The selection was decided by {state.decision.author} already."
    if state.selection.clash:
        rules = ", ".join(state.selection.clash)
        return f"No group keeps these rules together: {rules}. Change one of them in the delegation file."
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
    return None


def why_not_change(change: Change, file: DelegationFile, state: DelegationState) -> str | None:
    """A change needs a published itinerary, and must make sense in it."""
    if state.phase in ENDED:
        return "The delegation has ended; its programme can no longer be changed."
    if state.plan is None:
        date = at_home(file.itinerary_dates.preliminary_at, file)
        return f"There is no itinerary to change yet; the preliminary one is published on {date}."
    if any(record.change.id == change.id for record in state.changes):
        return f"The change {change.id!r} was made already; give a new change its own id."
    if isinstance(change.change, DropOut):
        leaving = change.change
        release = ReleasePlace(
            participant=leaving.participant,
            author=change.author,
            reason=change.reason,
            substitute=leaving.substitute,
        )
        return why_not_release(release, file, state)
    return problem_with_change(change, state.plan, file)


def why_not_cancel(_cancel: CancelDelegation, state: DelegationState) -> str | None:
    if state.phase in ENDED:
        return "The delegation has ended already."
    return None
