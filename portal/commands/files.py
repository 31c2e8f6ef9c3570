"""The delegation file, before anything is started from it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from portal.commands.parameters import DelegationFolder, DryRun, Json

if TYPE_CHECKING:
    from delegation.file import DelegationFile

Slug = Annotated[str, Parameter(name="SLUG", help="Names the delegation for good: lakes-2027.")]
Like = Annotated[
    str,
    Parameter(
        help="Which kind of event, by an example: usa-2017 (a selection), hannover-2016 (matchmaking), "
        "go-cluster-2015 (a conference), clusterxchange-2020 (exchanges), or cooperation-arrangement."
    ),
]
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
        show.say(f"{file}: ok. {read.title}{_when(read)}.", _what_it_holds(read))
    return 0


def _when(file: "DelegationFile") -> str:
    """`, 15 May to 19 May 2017: Philadelphia, Boston`, or `, 26 Mar 2015: Berlin`; empty without legs."""
    if not file.legs:
        return ""
    cities = ", ".join(leg.city for leg in file.legs)
    begins = f"{file.starts_on:%-d %b} to " if file.starts_on != file.ends_on else ""
    return f", {begins}{file.ends_on:%-d %b %Y}: {cities}"


def _what_it_holds(file: "DelegationFile") -> str:
    """In a line: `19 places, rules of balance: 5, 8 evaluators, 22 hosts, 31 points of the programme.`"""
    rounds = file.matchmaking.rounds if file.matchmaking else ()
    counted = (
        (file.capacity or 0, "place", "places"),
        (len(file.evaluation.evaluators) if file.evaluation else 0, "evaluator", "evaluators"),
        (len(file.hosts), "host", "hosts"),
        (len(file.itinerary), "point of the programme", "points of the programme"),
        (len(rounds), "round of meetings", "rounds of meetings"),
        (len(file.exchanges.partnerships) if file.exchanges else 0, "partnership", "partnerships"),
        (len(file.themes) if file.cooperation else 0, "theme", "themes"),
    )
    held = [f"{number} {one if number == 1 else many}" for number, one, many in counted if number]
    held[1:1] = [f"rules of balance: {len(file.selection.rules)}"] if file.selection else []
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
