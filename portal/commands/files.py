"""The delegation file, before anything is started from it."""

from portal.commands.parameters import DelegationFolder, Json


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
        show.say(
            f"{file}: ok. {read.title}, {read.starts_on:%-d %b} to {read.ends_on:%-d %b %Y}: {cities}.",
            f"{read.selection.places} places, rules of balance: {len(read.selection.rules)}, "
            f"{len(read.evaluation.evaluators)} evaluators, {len(read.hosts)} hosts, "
            f"{len(read.itinerary)} points of the programme.",
        )
    return 0


async def schema() -> None:
    """Print the JSON Schema of delegation files; editors complete and check with it.

    Example: `./legation schema > docs/delegation.schema.json`
    """
    import json
    import sys

    from delegation.reading.schema import json_schema

    sys.stdout.write(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")
