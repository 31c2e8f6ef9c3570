"""Documents made for somebody, and those that all who travel get: which, and what they are called."""

import hashlib
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from delegation.calendars.when import long_date_in
from delegation.document import PDF, DocumentKind, DocumentRef, form_of, newest
from delegation.fact import Fact
from delegation.zoned import zone_named
from portal.web.delegates.programme_stops import Shown
from portal.web.delegates.visit import MinePage
from portal.web.words import Words

OWN = (
    DocumentKind.BRIEFING_BOOK,
    DocumentKind.OFFER_LETTER,
    DocumentKind.VISA_INVITATION,
    DocumentKind.CERTIFICATE,
    DocumentKind.APPLICATION,
    DocumentKind.COMMITMENT_TO_QUALITY,
    DocumentKind.FINANCIAL_AGREEMENT,
    DocumentKind.STAY_PROGRAMME,
    DocumentKind.EXCHANGE_CERTIFICATE,
)
"""Kinds of which somebody has one of their own, the most wanted first."""
SHARED = (DocumentKind.PROGRAMME_BOOKLET, DocumentKind.PARTICIPANT_CATALOGUE, DocumentKind.ROUTE_MAP)
"""Kinds that are made for all who travel. The others are for organisers, hosts and hotels."""
UNSAFE = set('\\/:*?"<>|\r\n\t')
"""Signs that no file name has on every disk."""


class Document(Fact):
    """One that can be fetched."""

    code: str
    """What it is asked for by: says nothing of whose it is."""
    title: str
    about: str
    made_on: str
    size: str
    """`84 kB`."""
    form: str
    """`PDF`."""


class DocumentsPage(MinePage):
    """The facts of `templates/portal/mine-documents.html`."""

    own: tuple[Document, ...]
    shared: tuple[Document, ...]
    is_gone: bool
    """Whether one was asked for that is no longer there."""


def mine_of(documents: Iterable[DocumentRef], participant: str) -> tuple[DocumentRef, ...]:
    """Of everything that was made what this delegate may have, the last of each."""
    last = newest(documents).values()
    own = (one for one in last if one.participant == participant and one.kind in OWN)
    shared = (one for one in last if one.participant is None and one.kind in SHARED)
    return (*sorted(own, key=_by_kind), *sorted((one for one in shared if form_of(one) == PDF), key=_by_kind))


def documents_shown(refs: Sequence[DocumentRef], shown: Shown) -> tuple[Document, ...]:
    return tuple(_document(one, shown) for one in refs)


def code_of(ref: DocumentRef) -> str:
    """The same for the same version, and another for every other."""
    return hashlib.sha256(ref.key.encode()).hexdigest()[:16]


def called(ref: DocumentRef, words: Words, delegation: str) -> str:
    """The name on the person's disk: `Certificate - Delegation to the USA.pdf`."""
    name = f"{title_of(ref, words)} - {delegation}"
    plain = "".join(" " if sign in UNSAFE else sign for sign in name)
    return f"{' '.join(plain.split())[:120].strip(' .')}.{form_of(ref)}"


def disposition(name: str) -> str:
    """The header that saves a file under `name`, for old programs too (RFC 6266)."""
    kept = "".join(sign for sign in name if sign.isprintable() and sign not in UNSAFE)
    plain = kept.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(kept, safe='')}"


def title_of(ref: DocumentRef, words: Words) -> str:
    return words("trip-document", ref.kind.value if ref.kind else "other")


def _document(ref: DocumentRef, shown: Shown) -> Document:
    made_at, zone = ref.made_at, zone_named(shown.file.organiser.zone)
    return Document(
        code=code_of(ref),
        title=title_of(ref, shown.words),
        about=shown.words("trip-document", f"{ref.kind.value if ref.kind else 'other'}-says"),
        made_on=long_date_in(shown.language, made_at.astimezone(zone).date()) if made_at else "",
        size=size_said(ref.size),
        form=form_of(ref).upper(),
    )


def size_said(size: int) -> str:
    """`84 kB`, `1.2 MB`."""
    return f"{max(1, round(size / 1000))} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"


def _by_kind(ref: DocumentRef) -> tuple[int, str]:
    order = (*OWN, *SHARED)
    return order.index(ref.kind) if ref.kind in order else len(order), ref.about
