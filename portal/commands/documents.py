"""Documents: what was made, and getting it onto a disk."""

import asyncio
from typing import Annotated

from cyclopts import App, Parameter

from portal.commands.connection import Connect
from portal.commands.parameters import Delegation, Directory, Json

app = App(name="documents", help="Documents: list and fetch.")

Which = Annotated[
    str, Parameter(name="KIND", help="A kind, as in programme-booklet, or the key of one document.")
]


@app.command(name="list")
async def list_documents(slug: Delegation, /, *, json: Json = False, connect: Connect) -> None:
    """List the documents that were made, with the key of each.

    Example: `./legation documents list usa-2017`
    """
    from portal import show
    from portal.views import Documents

    legation = await connect()
    documents = (await legation.ledger(slug)).documents
    if json:
        show.json_object(Documents(documents=documents))
        return
    zone = (await legation.file(slug)).organiser.zone
    show.rows(
        ("kind", "for", "#version", "made", "#bytes", "key"),
        [
            (
                one.kind.value if one.kind else None,
                one.participant or "everybody",
                one.version or None,
                show.moment(one.made_at, zone) if one.made_at else None,
                f"{one.size:,}",
                one.key,
            )
            for one in documents
        ],
    )


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
