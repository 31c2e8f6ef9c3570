"""Documents: what was made and whether it is still true, making what is missing, getting it onto a disk."""

import asyncio
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from portal.commands.connection import Connect
from portal.commands.parameters import Delegation, Directory, DryRun, Json

if TYPE_CHECKING:
    from delegation.document import DocumentKind, DocumentRef, Wanted
    from delegation.papers.asking import MakeDocuments
    from portal.client import Legation
    from portal.document_state import DocumentsShown

app = App(name="documents", help="Documents: list, make and fetch.")

Which = Annotated[
    str, Parameter(name="KIND", help="A kind, as in programme-booklet, or the key of one document.")
]


@app.command(name="list")
async def list_documents(
    slug: Delegation,
    /,
    *,
    every: Annotated[
        bool, Parameter(name="--every", negative="", help="Also those that a newer one replaced.")
    ] = False,
    json: Json = False,
    connect: Connect,
) -> None:
    """List the documents: of which version of the programme each is, and whether it still says what is so.

    A document of an older version is up to date as long as nothing it says has changed.

    Example: `./legation documents list usa-2017`
    """
    from portal import show
    from portal.document_state import Truth

    legation = await connect()
    shown = await _compared(legation, slug)
    if json:
        show.json_object(shown)
        return
    zone = (await legation.file(slug)).organiser.zone
    listed = [one for one in shown.documents if every or shown.states[one.key] is not Truth.REPLACED]
    rows = [_row(one, shown.states[one.key], zone) for one in listed]
    rows += [(one.kind.value, _about(one), None, None, "not made", None, None) for one in shown.missing]
    show.rows(("kind", "about", "#version", "made", "state", "#bytes", "key"), rows)
    if shown.version:
        show.say(f"The programme is at version {shown.version}.")


@app.command(name="make")
async def make_documents(
    slug: Delegation,
    kind: Annotated[str, Parameter(name="KIND", help="A kind, as in guest-list.")],
    /,
    *,
    about: Annotated[
        str, Parameter(help="Only for this delegate, host, leg, item or date, as in A-17, mit or 2017-05-16.")
    ] = "",
    dry_run: DryRun = False,
    connect: Connect,
) -> None:
    """Make the documents of a kind that are missing or out of date; those that are true stay.

    Example: `./legation documents make usa-2017 guest-list --about mit-host`
    """
    from delegation.papers.asking import MakeDocuments
    from portal import show

    legation = await connect()
    order = MakeDocuments(kind=_kind_named(kind), about=about)
    if dry_run:
        due = await _due(legation, slug, order)
        would = "Nothing would be made" if not due else f"{show.amount(len(due), 'document')} would be made"
        names = f": {', '.join(f'{_about(one)} ({one.form})' for one in due)}" if due else ""
        show.say(f"{would}{names}. Nothing was done.")
        return
    made = await legation.make_documents(slug, order)
    show.say(*(one.key for one in made.documents))
    show.say(
        f"{show.amount(len(made.documents), 'document')} made." if made.documents else "All are up to date."
    )


def _kind_named(name: str) -> "DocumentKind":
    """Raises NotFound with what was probably meant."""
    from delegation.document import DocumentKind
    from delegation.reading.suggestion import suggestion
    from portal.errors import NotFound

    kinds = [kind.value for kind in DocumentKind]
    if name not in kinds:
        raise NotFound(f"There is no kind of document {name!r}; {suggestion(name, kinds)}")
    return DocumentKind(name)


def _row(one: "DocumentRef", state: str, zone: str) -> tuple[str | int | None, ...]:
    from delegation.document import wanted_by
    from portal import show

    wanted = wanted_by(one)
    return (
        one.kind.value if one.kind else None,
        _about(wanted) if wanted else "everybody",
        one.version or None,
        show.moment(one.made_at, zone) if one.made_at else None,
        str(state),
        f"{one.size:,}",
        one.key,
    )


def _about(one: "Wanted") -> str:
    return one.participant or one.about or "everybody"


async def _compared(legation: "Legation", slug: str) -> "DocumentsShown":
    """With what is so by the delegation's own clock."""
    from portal.document_state import compared

    documents = (await legation.ledger(slug)).documents
    programme, now = await legation.programme(slug), (await legation.status(slug)).now
    return await asyncio.to_thread(compared, legation, slug, programme, documents, now)


async def _due(legation: "Legation", slug: str, order: "MakeDocuments") -> "tuple[Wanted, ...]":
    """What an order would make. Raises Refused where it would be refused."""
    from delegation.document import newest
    from delegation.papers.asking import asked_for, why_not_make
    from portal.document_state import Truth
    from portal.errors import Refused

    programme = await legation.programme(slug)
    planned = programme if programme.itinerary.version else None
    if (reason := why_not_make(order, await legation.file(slug), planned)) is not None:
        raise Refused(reason)
    shown = await _compared(legation, slug)
    old = [one for one, ref in newest(shown.documents).items() if shown.states[ref.key] is Truth.OUT_OF_DATE]
    return asked_for(order, (*old, *shown.missing))


@app.command
async def fetch(
    slug: Delegation, which: Which, directory: Directory, /, *, json: Json = False, connect: Connect
) -> None:
    """Fetch documents into a directory: all of a kind, or one by its key.

    Example: `./legation documents fetch usa-2017 programme-booklet booklets`
    """
    from delegation.reading.suggestion import suggestion
    from portal.document_files import write_documents
    from portal.errors import NotFound
    from portal.files_shown import show_files

    legation = await connect()
    documents = (await legation.ledger(slug)).documents
    chosen = [one for one in documents if which in (one.kind, one.key)]
    if not chosen:
        kinds = {one.kind.value for one in documents if one.kind}
        raise NotFound(f"No document {which!r} was made for {slug}; {suggestion(which, kinds)}")
    written = await asyncio.to_thread(write_documents, legation.store, chosen, directory)
    show_files(directory, written, json=json)
