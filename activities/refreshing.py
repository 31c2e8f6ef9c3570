"""Documents that age: what is ordered to keep them true, and what comes of it."""

import hashlib

from pydantic import AwareDatetime

from activities.ports import DocumentStore, KeyTaken
from delegation.document import DocumentRef, Wanted
from delegation.fact import Fact
from delegation.ids import ParticipantId, Slug
from delegation.papers.programme import Programme


class RefreshOrder(Fact):
    """Bring the documents up to this programme. Names and consents are looked up in the vault."""

    delegation: Slug
    programme: Programme
    known: tuple[DocumentRef, ...] = ()
    """What was made so far: the newest of each is enough (`delegation.document.newest`)."""
    made_at: AwareDatetime
    """Trip time: the date the documents bear, and from when on what is over stays as it was."""
    only: tuple[Wanted, ...] | None = None
    """Of these alone; None: of all that the programme needs."""


class Refreshed(Fact):
    """What became of the documents."""

    documents: tuple[DocumentRef, ...] = ()
    """Made anew, because a fact in them changed or they were not there yet."""
    unchanged: int = 0
    """How many still say what is so."""
    gone: tuple[str, ...] = ()
    """Keys of those about something that no longer is: a host who receives nobody, a day without items."""
    left_out: tuple[ParticipantId, ...] = ()
    """Of whom the vault knows nothing (any more)."""
    imperfect: tuple[str, ...] = ()
    """Keys of documents in which characters had to be replaced."""


def refreshed_key(delegation: str, wanted: Wanted, version: int, made_at: AwareDatetime, facts: str) -> str:
    """The same for the same facts, version and date, however often it is tried."""
    identity = "|".join((facts, made_at.isoformat()))
    digest = hashlib.sha256(identity.encode()).hexdigest()[:12]
    return (
        f"delegations/{delegation}/documents/{wanted.kind.value}/"
        f"{wanted.owner}-v{version}-{digest}.{wanted.form}"
    )


def stored(store: DocumentStore, key: str, content: bytes, media_type: str) -> DocumentRef:
    """Create it. If the vault's facts changed since an earlier try, what that try made stays."""
    try:
        return store.create(key, content, media_type)
    except KeyTaken:
        kept = store.read(key)
        digest = hashlib.sha256(kept).hexdigest()
        return DocumentRef(key=key, sha256=digest, size=len(kept), media_type=media_type)
