"""Files of an application, out of the vault and onto a disk."""

from collections.abc import Mapping
from pathlib import Path

from activities.ports import Missing
from delegation.application import Value
from delegation.file import DelegationFile
from delegation.form import FieldType
from portal.client import Legation
from portal.document_files import make_private, write_private


async def write_uploads(
    legation: Legation,
    file: DelegationFile,
    participant: str,
    answers: Mapping[str, Value],
    directory: Path,
) -> list[str]:
    """Write each file as `cv-A-17.pdf`, readable by its owner alone. Returns the names of the files.

    What was erased since is left out.
    """
    make_private(directory)
    later = await legation.later_answers(file.slug, participant)
    given = {**answers, **later}
    written = []
    for field in file.call.fields:
        if field.type is not FieldType.FILE or field.id not in given:
            continue
        reference = str(given[field.id])
        name = f"{field.id}-{participant}.{reference.rpartition('.')[2]}"
        try:
            write_private(directory / name, await legation.upload(file.slug, participant, reference))
        except Missing:
            continue
        written.append(name)
    return written
