"""The way to a delegation's documents: what they are made from, and making those that are missing."""

from delegation.document import DocumentSet
from delegation.papers.asking import MakeDocuments
from delegation.papers.programme import Programme
from portal.calls import Calls
from portal.wire import unique
from workflows.delegation import DelegationWorkflow


class DocumentCalls(Calls):
    """What organisers ask of documents. Making is safe to repeat: what is true is not made again."""

    async def programme(self, slug: str) -> Programme:
        """The programme as its documents show it; of version 0 while nothing is planned."""
        return await self._query(self._delegation(slug), DelegationWorkflow.programme)

    async def make_documents(self, slug: str, order: MakeDocuments) -> DocumentSet:
        """Make what is missing or out of date. Raises Refused with what could be made instead."""
        delegation = self._delegation(slug)
        return await self._update(delegation, DelegationWorkflow.make_documents, order, unique("make"))
