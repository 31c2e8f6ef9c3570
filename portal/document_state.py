"""Whether documents still say what is so: their facts are put together anew here and compared."""

from collections.abc import Container, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import Field

from delegation.document import DocumentRef, Wanted, newest
from delegation.fact import Fact
from delegation.papers.needed import OF_A_PROGRAMME

if TYPE_CHECKING:
    from delegation.papers.programme import Programme
    from portal.client import Legation


class Truth(StrEnum):
    """How a document stands to what is so now."""

    UP_TO_DATE = "up to date"
    OUT_OF_DATE = "out of date"
    REPLACED = "replaced"
    """A newer one was made."""
    NOT_NEEDED = "no longer needed"
    ON_ITS_DATE = "as of its date"
    """Made once, for a date: an offer, a certificate, a report."""


class DocumentsShown(Fact):
    """All documents of a delegation, in the order they were made."""

    version: int = 0
    """Of the programme by now."""
    documents: tuple[DocumentRef, ...] = ()
    states: dict[str, Truth] = Field(default_factory=dict)
    """By key of the document."""
    missing: tuple[Wanted, ...] = ()
    """What the programme needs and was not made yet."""


def compared(
    legation: "Legation",
    slug: str,
    programme: "Programme",
    documents: Sequence[DocumentRef],
    now: datetime,
) -> DocumentsShown:
    """Every document made with its state, and those that the programme needs and that are not there.

    Reads everybody's particulars from the vault; about a second. Raises Missing for a delegation that was
    never opened, OSError when the vault is away.
    """
    from activities.dossiers import Dossiers
    from activities.refresher import out_of_date
    from activities.refreshing import RefreshOrder

    made, newest_of = tuple(documents), newest(documents)
    if not programme.itinerary.version:
        return DocumentsShown(documents=made, states={ref.key: Truth.ON_ITS_DATE for ref in made})
    known = tuple(ref for wanted, ref in newest_of.items() if wanted.kind in OF_A_PROGRAMME)
    order = RefreshOrder(delegation=slug, programme=programme, known=known, made_at=now)
    dossiers = Dossiers(legation.store, legation.register)
    due, others = out_of_date(order, dossiers.file(slug), dossiers)
    standing = {ref.key: _state(one, ref, due, others.gone) for one, ref in newest_of.items()}
    return DocumentsShown(
        version=programme.itinerary.version,
        documents=made,
        states={ref.key: standing.get(ref.key, Truth.REPLACED) for ref in made},
        missing=tuple(one for one in due if one not in newest_of),
    )


def _state(wanted: Wanted, ref: DocumentRef, due: Container[Wanted], gone: Container[str]) -> Truth:
    """Of the newest of its kind and owner."""
    if wanted.kind not in OF_A_PROGRAMME:
        return Truth.ON_ITS_DATE
    if ref.key in gone:
        return Truth.NOT_NEEDED
    return Truth.OUT_OF_DATE if wanted in due else Truth.UP_TO_DATE
