"""The delegation file, before anything is started from it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from portal.commands.parameters import DelegationFolder, DryRun, Json

if TYPE_CHECKING:
    from delegation.file import DelegationFile

Slug = Annotated[str, Parameter(name="SLUG", help="Names the delegation for good: lakes-2027.")]
Like = Annotated[str, Parameter(help="Which kind of event: the name of an example.")]
Title = Annotated[str, Parameter(help="How it is called in letters; the slug if not given.")]
Into = Annotated[Path | None, Parameter(help="The folder to write; named like the delegation if not given.")]


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


def new(slug: Slug, /, *, like: Like, title: Title = "", into: Into = None, dry_run: DryRun = False) -> None:
    """Write a commented delegation file to begin with, and a small story to rehearse it by.

    It validates and rehearses as it is; its dates begin on a Monday at least two weeks ahead.

    Example: `./legation new lakes-2027 --like usa-2017`
    """
    from datetime import UTC, datetime

    from portal import show
    from portal.starting import first_day, starter_files, write_starter

    folder, first = into or Path(slug), first_day(datetime.now(UTC).date())
    files = starter_files(like, slug, title or slug.replace("-", " ").capitalize(), str(folder), first)
    if dry_run:
        show.say(f"Would write into {folder}: {', '.join(files)}.")
        return
    write_starter(files, folder)
    show.say(
        f"{folder} is there, with {', '.join(files)}.",
        f"Its first day is {first:%A %-d %B %Y}. Check it with './legation check {folder}', rehearse it with "
        f"'./legation rehearse {folder}', then replace what is in it by yours.",
    )


async def schema() -> None:
    """Print the JSON Schema of delegation files; editors complete and check with it.

    Example: `./legation schema > docs/delegation.schema.json`
    """
    import json
    import sys

    from delegation.reading.schema import json_schema

    sys.stdout.write(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")
