"""The documents of a delegation without servers: composed and made by the real rules, set as plain facts."""

from datetime import datetime

from temporalio.testing import ActivityEnvironment

from activities.refreshing import RefreshOrder
from delegation.document import DocumentSet, newest
from delegation.file import DelegationFile
from delegation.itinerary import Itinerary
from delegation.papers.asking import MakeDocuments, asked_for, why_not_make
from delegation.papers.needed import documents_needed
from delegation.papers.programme import Programme, programme_in
from delegation.status import DelegationState
from portal.document_calls import DocumentCalls
from portal.errors import Refused
from tests.fakes import MemoryStore
from tests.usa_programme import making
from tests.workflows.ports import PlainPress


class DocumentsInMemory(DocumentCalls):
    """Base of the whole client without servers, which keeps the file, the state and the vault."""

    state: DelegationState
    store: MemoryStore
    now: datetime
    _file: DelegationFile

    async def programme(self, slug: str) -> Programme:
        return programme_in(self._file, self.state) or Programme(itinerary=Itinerary())

    async def make_documents(self, slug: str, order: MakeDocuments) -> DocumentSet:
        programme = programme_in(self._file, self.state)
        if (reason := why_not_make(order, self._file, programme)) is not None or programme is None:
            raise Refused(reason or "")
        press, needed = PlainPress(), documents_needed(self._file, programme)
        refreshed = ActivityEnvironment().run(
            making(self.store, press, press, press).refresh_documents,
            RefreshOrder(
                delegation=slug,
                programme=programme,
                known=tuple(newest(self.state.documents).values()),
                made_at=self.now,
                only=asked_for(order, needed),
            ),
        )
        documents = (*self.state.documents, *refreshed.documents)
        self.state = self.state.model_copy(update={"documents": documents})
        return DocumentSet(documents=refreshed.documents)
