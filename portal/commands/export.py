"""Everything a delegation holds, as files."""

from portal.commands.connection import Connect
from portal.commands.parameters import Delegation, Directory, Json


async def export(slug: Delegation, directory: Directory, /, *, json: Json = False, connect: Connect) -> None:
    """Write all that a delegation holds into a new directory.

    The delegation file, the applications with their people, the programme, the
    ledger of decisions, the documents, the calendar of every delegate and host,
    and every mail. Readable by you alone: it names people.

    Example: `./legation export usa-2017 usa-2017-export`
    """
    from portal.exporting import export_delegation
    from portal.files_shown import show_files

    legation = await connect()
    written = await export_delegation(legation, slug, directory)
    show_files(directory, written, json=json)
