"""Documents that show the programme: made when it is published, made anew when a fact in them changes."""

from collections.abc import Callable

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.documents import DocumentActivities
    from activities.refreshing import Refreshed, RefreshOrder
    from delegation.document import DocumentRef, Wanted, newest
    from delegation.papers.needed import OF_A_PROGRAMME, documents_needed
    from delegation.papers.programme import programme_in
    from workflows._options import RENDER

from workflows._desk import Desk
from workflows._rooms import settle_rooms


async def refresh_documents(desk: Desk, wanted: Callable[[Wanted], bool] | None = None) -> Refreshed:
    """Bring the documents up to the plan as it is: those missing are made, those out of date made anew.

    `wanted`: of these alone; None: of all that the programme needs.
    """
    settle_rooms(desk)
    programme = programme_in(desk.file, desk.state)
    if programme is None:
        return Refreshed()
    known = newest(desk.state.documents)
    only = None
    if wanted is not None:
        only = tuple(one for one in documents_needed(desk.file, programme) if wanted(one))
    order = RefreshOrder(
        delegation=desk.slug,
        programme=programme,
        known=tuple(ref for one, ref in known.items() if one.kind in OF_A_PROGRAMME),
        made_at=desk.clock.now(),
        only=only,
    )
    version = programme.itinerary.version
    refreshed: Refreshed = await workflow.execute_activity_method(
        DocumentActivities.refresh_documents, order, summary=f"Documents of version {version}", **RENDER
    )
    _keep(desk, refreshed)
    return refreshed


def documents_of(desk: Desk, wanted: Callable[[Wanted], bool]) -> tuple[DocumentRef, ...]:
    """The newest of each that is wanted."""
    return tuple(ref for one, ref in newest(desk.state.documents).items() if wanted(one))


def _keep(desk: Desk, refreshed: Refreshed) -> None:
    """The newest of each; what went before it stays in the vault, and in the records of changes."""
    made = newest(refreshed.documents)
    left = tuple(
        ref
        for one, ref in newest(desk.state.documents).items()
        if one not in made and ref.key not in refreshed.gone
    )
    desk.set(documents=(*left, *made.values()))
