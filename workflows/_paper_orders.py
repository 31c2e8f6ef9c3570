"""What organisers ask of a delegation's documents: making those of a kind, and what they are made from."""

from collections.abc import Callable
from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from delegation.document import DocumentSet
    from delegation.itinerary import Itinerary
    from delegation.papers.asking import MakeDocuments, is_asked_for, why_not_make
    from delegation.papers.programme import Programme, programme_in

from workflows._clock import Clock
from workflows._desk import Desk
from workflows._documents import refresh_documents
from workflows._refusal import refuse, refuse_now


class PaperOrders:
    """Base of the delegation; it sets its clock and its desk when it begins."""

    _clock: Clock
    _desk: Desk
    _show: Callable[[datetime | None], None]

    @workflow.update(description="Make the documents of a kind that are missing or out of date.")
    async def make_documents(self, order: MakeDocuments) -> DocumentSet:
        self._clock.hear(order)
        async with self._desk.turn:
            refuse_now(self._why_not_make(order))
            made = await refresh_documents(self._desk, lambda one: is_asked_for(order, one))
        self._show(self._clock.next_deadline)
        return DocumentSet(documents=made.documents, left_out=made.left_out, imperfect=made.imperfect)

    @make_documents.validator
    def _may_make_documents(self, order: MakeDocuments) -> None:
        refuse(self._why_not_make(order))

    @workflow.query(description="The programme as its documents show it, with rooms and open tasks.")
    def programme(self) -> Programme:
        """Of version 0 while nothing is planned."""
        return programme_in(self._desk.file, self._desk.state) or Programme(itinerary=Itinerary())

    def _why_not_make(self, order: MakeDocuments) -> str | None:
        file = self._desk.file
        return why_not_make(order, file, programme_in(file, self._desk.state))
