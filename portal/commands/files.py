"""The delegation file, before anything is started from it."""

from typing import TYPE_CHECKING

from portal.commands.parameters import DelegationFolder, Json

if TYPE_CHECKING:
    from delegation.file import DelegationFile


async def check(file: DelegationFolder, /, *, json: Json = False) -> int:
    """Check a delegation file: every mistake with its line, a caret and the remedy.

    Exit code 1 when there is one.

    Example: `./legation check examples/usa-2017/delegation.yaml`
    """
    from delegation.reading.delegation_file import DelegationFileError
    from portal import show
    from portal.story_files import read_delegation_file
    from portal.views import Checked

    try:
        read = read_delegation_file(file)
    except DelegationFileError as error:
        if json:
            show.json_object(Checked(source=str(file), is_valid=False, problems=error.problems))
        else:
            show.complain(str(error))
        return 1
    if json:
        show.json_object(Checked(source=str(file), is_valid=True, delegation=read.slug))
    else:
        cities = ", ".join(leg.city for leg in read.legs)
        when = f", {read.starts_on:%-d %b} to {read.ends_on:%-d %b %Y}: {cities}" if read.legs else ""
        show.say(
            f"{file}: ok. {read.title}{when}.",
            _what_it_holds(read),
        )
    return 0


def _what_it_holds(file: "DelegationFile") -> str:
    """In a line: `19 places, rules of balance: 5, 8 evaluators, 22 hosts, 31 points of the programme.`"""
    held = [f"{file.capacity} places"] if file.capacity else []
    held += [f"rules of balance: {len(file.selection.rules)}"] if file.selection else []
    held += [f"{len(file.evaluation.evaluators)} evaluators"] if file.evaluation else []
    held += [f"{len(file.hosts)} hosts"] if file.hosts else []
    held += [f"{len(file.itinerary)} points of the programme"] if file.itinerary else []
    held += [f"{len(file.exchanges.partnerships)} partnerships"] if file.exchanges else []
    held += [f"{len(file.themes)} themes"] if file.cooperation else []
    return f"{', '.join(held)}."


async def schema() -> None:
    """Print the JSON Schema of delegation files; editors complete and check with it.

    Example: `./legation schema > docs/delegation.schema.json`
    """
    import json
    import sys

    from delegation.reading.schema import json_schema

    sys.stdout.write(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")
