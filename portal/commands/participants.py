"""Participants: giving somebody their data, and erasing somebody, on request."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Path as PathRule

from portal.commands.connection import Connect
from portal.commands.parameters import Delegation, DryRun, Json, Participant

if TYPE_CHECKING:
    from activities.erasing import ErasureReceipt
    from portal.person_export import Exported

app = App(name="participants", help="Participants: give somebody their data, or erase them, on request.")
Archive = Annotated[
    Path | None,
    Parameter(
        name="--to",
        validator=PathRule(dir_okay=False, ext="zip"),
        help="Where to write the archive, as A-17.zip; without it, what would be in it is shown.",
    ),
]


@app.command
async def export(
    slug: Delegation, participant: Participant, /, *, to: Archive = None, json: Json = False, connect: Connect
) -> None:
    """Write all that is known of one person as one archive, for that person.

    Application, files, answers, papers, documents, mails, calendar, decisions, and
    what they said of meetings, exchanges and outcomes; nothing of other people.
    `index.html` is a page to read, `manifest.json` names every file with its
    SHA-256. Nothing is changed; the same state gives the same bytes.

    Example: `./legation participants export usa-2017 A-17 --to A-17.zip`
    """
    import asyncio

    from portal import show
    from portal.document_files import make_private, write_private
    from portal.errors import Refused
    from portal.person_export import Exported, archive, person_export

    if to is not None and to.exists():
        raise Refused(f"{to} is there already; name a file that is not.")
    legation = await connect()
    found = await person_export(legation, slug, participant)
    content = await asyncio.to_thread(archive, found)
    if to is not None:
        make_private(to.parent)
        write_private(to, content)
    said = Exported(path=str(to or ""), size=len(content), files=found.manifest.files)
    if json:
        show.json_object(said)
    else:
        _show_export(said)


@app.command
async def erase(
    slug: Delegation, participant: Participant, /, *, dry_run: DryRun = False, connect: Connect
) -> None:
    """Erase somebody for good, and say what was destroyed. It cannot be undone.

    They give up their application or place first. Then their key is destroyed
    with every version of everything that is theirs, and mails and documents of
    others that name them. Decisions, figures and payments stay, under the id
    alone; everything that runs goes on. What was cut off is finished by giving
    the command again.

    Example: `./legation participants erase usa-2017 A-17 --dry-run`
    """
    import asyncio

    from portal import erasing, show
    from settings import Settings
    from vault import compact_embedded

    legation = await connect()
    if dry_run:
        _show(await erasing.foreseen(legation, slug, participant))
        show.say("Nothing was done. Documents about many are compared when it is done.")
        return
    receipt = await erasing.erase(legation, slug, participant)
    await asyncio.to_thread(compact_embedded, Settings())
    _show(receipt)
    show.say(f"{participant} was erased. This receipt is kept with the delegation.")


def _show_export(said: "Exported") -> None:
    from collections import Counter

    from portal import show

    sections = Counter(one.name.partition("/")[0] for one in said.files if "/" in one.name)
    show.rows(("what", "#files"), sorted(sections.items()))
    size = f"{len(said.files)} files, {said.size / 1000:,.1f} kB"
    if said.path:
        show.say(f"{said.path}: {size}. It is readable by you alone; hand it to nobody but that person.")
    else:
        show.say(f"{size}. Nothing was written; name a file with --to.")


def _show(receipt: "ErasureReceipt") -> None:
    from portal import show

    own = [(f"their {folder}", count) for folder, count in sorted(receipt.objects.items())]
    others = [
        ("mails to others that name them", receipt.mails_of_others),
        ("mails received from them", receipt.mails_received),
        ("documents about many", receipt.documents),
        ("of which made anew", receipt.remade),
    ]
    show.rows(("what", "#destroyed"), [one for one in (*own, *others) if one[1]])
    show.say(*(f"Kept: {one}" for one in receipt.kept))
