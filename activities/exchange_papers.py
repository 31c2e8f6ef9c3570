"""The papers of exchanges: to sign, for the stay, and the certificate; each made once."""

import hashlib
from typing import TYPE_CHECKING

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.keys import exchange_document_key
from activities.lifesign import lifesign
from activities.ports import CannotBeSet, DocumentStore
from activities.refreshing import stored
from delegation.document import DocumentKind, DocumentRef, DocumentSet
from delegation.exchanging.papers import FOR_BOTH, FOR_VISITOR, ExchangePaperOrder
from delegation.ids import ParticipantId

if TYPE_CHECKING:  # needed by who makes papers, not by workflows that order them
    from activities.dossiers import People
    from activities.ports import Typesetter
    from delegation.papers.exchange_papers import ExchangePeople

PDF = "application/pdf"


class ExchangePaperActivities:
    """Makes the papers of an exchange from its order and the names in the vault."""

    def __init__(self, store: DocumentStore, people: "People", *, typesetter: "Typesetter") -> None:
        from activities.dossiers import Dossiers

        self._store = store
        self._dossiers = Dossiers(store, people)
        self._typesetter = typesetter

    @activity.defn(name="make_exchange_papers")
    def make_exchange_papers(self, order: ExchangePaperOrder) -> DocumentSet:
        """Make what is ordered; nothing of an exchange one of whose two is erased. A second at most.

        Safe to retry: keys are derived from the order, and each is created once.

        Raises:
            ApplicationError: type "DocumentCannotBeMade", not retried: a template does not fit.
            OSError: the store is away; Temporal retries.
        """
        people = self._people(order)
        if people is None:
            return DocumentSet(left_out=(order.visitor.participant, order.host.participant))
        try:
            with lifesign():
                made = [
                    self._made(order, people, kind, one)
                    for kind in order.kinds
                    for one in owners(order, kind)
                ]
        except CannotBeSet as reason:
            raise ApplicationError(str(reason), type="DocumentCannotBeMade", non_retryable=True) from reason
        return DocumentSet(documents=tuple(made))

    def _people(self, order: ExchangePaperOrder) -> "ExchangePeople | None":
        from delegation.papers.exchange_papers import ExchangePeople

        visitor = self._dossiers.delegate(order.delegation, order.visitor.participant)
        host = self._dossiers.delegate(order.delegation, order.host.participant)
        if visitor is None or host is None:
            return None
        return ExchangePeople(file=self._dossiers.file(order.delegation), visitor=visitor, host=host)

    def _made(
        self,
        order: ExchangePaperOrder,
        people: "ExchangePeople",
        kind: DocumentKind,
        owner: ParticipantId | None,
    ) -> DocumentRef:
        from delegation.papers.exchange_papers import exchange_paper

        paper = exchange_paper(kind, order, people, owner)
        content = self._typesetter.pdf(kind.value, paper, made_at=order.made_at).content
        ref = stored(self._store, _key(order, kind, owner), content, PDF)
        version = order.version if kind is DocumentKind.STAY_PROGRAMME else 0
        about = {"kind": kind, "participant": owner, "about": order.exchange, "version": version}
        return ref.model_copy(update={**about, "made_at": order.made_at})


def owners(order: ExchangePaperOrder, kind: DocumentKind) -> tuple[ParticipantId | None, ...]:
    """Whose paper it is; one for all who sign it."""
    if kind in FOR_BOTH:
        return order.visitor.participant, order.host.participant
    return (order.visitor.participant,) if kind in FOR_VISITOR else (None,)


def _key(order: ExchangePaperOrder, kind: DocumentKind, owner: ParticipantId | None) -> str:
    """The same for the same order, whatever else is made with it."""
    digest = hashlib.sha256(order.model_copy(update={"kinds": ()}).model_dump_json().encode()).hexdigest()
    name = f"{kind.value}-{owner.lower()}" if owner else kind.value
    return exchange_document_key(order.delegation, order.exchange, f"{name}-{digest[:12]}.pdf")
