"""Documents made because somebody asks for them: which are meant, and why some cannot be made."""

from collections.abc import Iterable

from delegation.document import DocumentKind, Wanted
from delegation.file import DelegationFile
from delegation.papers.needed import OF_A_PROGRAMME, documents_needed
from delegation.papers.programme import Programme
from delegation.person import Line
from delegation.tempo import Dated


class MakeDocuments(Dated):
    """Make the documents of one kind that are missing or out of date; those that are true stay."""

    kind: DocumentKind
    about: Line = ""
    """The participant, host, leg, item or date, as in A-17, mit or 2017-05-16; empty: all of the kind."""


def is_asked_for(order: MakeDocuments, one: Wanted) -> bool:
    """Whether that document is meant; each form it has is."""
    return one.kind is order.kind and order.about.lower() in ("", one.owner)


def asked_for(order: MakeDocuments, needed: Iterable[Wanted]) -> tuple[Wanted, ...]:
    return tuple(one for one in needed if is_asked_for(order, one))


def why_not_make(order: MakeDocuments, file: DelegationFile, programme: Programme | None) -> str | None:
    """Why there is nothing that could be made; None where there is."""
    if order.kind not in OF_A_PROGRAMME:
        return (
            f"A {order.kind} is made on its date, not on demand; these can be: {', '.join(OF_A_PROGRAMME)}."
        )
    if programme is None:
        return "There is no programme yet; its documents are made from the day it is published."
    needed = documents_needed(file, programme)
    if asked_for(order, needed):
        return None
    owners = dict.fromkeys(one.owner for one in needed if one.kind is order.kind)
    if not owners:
        return f"This programme needs no {order.kind}."
    return f"There is no {order.kind} about {order.about!r}; there is one about {', '.join(owners)}."
