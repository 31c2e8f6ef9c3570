"""A picture of the programme: of all days, one day, one person, one host, the rooms or the meetings."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter
from cyclopts.validators import Path as PathRule

from portal.commands.connection import Connect
from portal.commands.parameters import SLUG, Day, Json, OfVersion, Someone, now

if TYPE_CHECKING:
    from portal.programme_pictures import Programme, Wanted

Source = Annotated[
    str,
    Parameter(
        name="FILE-OR-SLUG",
        help="A delegation file, its folder, or the name of a delegation that was started.",
    ),
]
Out = Annotated[
    Path | None,
    Parameter(
        validator=PathRule(dir_okay=False, ext=("svg", "pdf")),
        help="Where to write, as .svg or .pdf. Without it a name that says what it is, in this folder.",
    ),
]


async def picture(
    source: Source,
    /,
    *,
    participant: Annotated[Someone, Parameter(help="What this delegate attends, as in A-17.")] = None,
    host: Annotated[str | None, Parameter(help="What this host receives, by its id.")] = None,
    day: Day = None,
    rooms: Annotated[
        bool, Parameter(name=("--rooms", "--room"), negative="", help="A column for each room; needs a day.")
    ] = False,
    meetings: Annotated[
        Literal["host", "delegate"] | None,
        Parameter(help="The one-to-one meetings as a grid, a row for each host or delegate."),
    ] = None,
    cancelled: Annotated[
        bool, Parameter(negative="", help="Show what was cancelled as well, struck through.")
    ] = False,
    of_version: OfVersion = None,
    out: Out = None,
    json: Json = False,
    connect: Connect,
) -> None:
    """Draw the programme as SVG, or as a PDF page for print; in the time of each place.

    Of a delegation that was started as last published; of a file as it is planned there. Delegates are
    called by their organisations.

    Example: `./legation itinerary picture usa-2017 --participant A-17 --out a-17.pdf`
    """
    from portal.files_shown import show_files
    from portal.programme_pictures import Wanted, write_whole

    wanted = Wanted(
        participant=participant, host=host, day=day, rooms=rooms, meetings=meetings, cancelled=cancelled
    )
    programme = await _programme(source, of_version, connect)
    path = out or Path(wanted.file_name(programme.file.slug))
    content = await asyncio.to_thread(_content, programme, wanted, path.suffix)
    await write_whole(path, content)
    show_files(path.parent, [path.name], json=json)


async def _programme(source: str, version: int | None, connect: Connect) -> "Programme":
    from portal.programme_pictures import programme_of_file, published_programme

    path = Path(source)
    if await asyncio.to_thread(path.exists) or SLUG.fullmatch(source) is None:
        return await asyncio.to_thread(programme_of_file, path)
    return await published_programme(await connect(), source, version)


def _content(programme: "Programme", wanted: "Wanted", suffix: str) -> bytes:
    from portal.programme_pictures import PDF, as_pdf, drawn

    svg = drawn(programme, wanted)
    if suffix.lower() != PDF:
        return svg.encode()
    from composition import open_typesetter

    return as_pdf(svg, programme, wanted, open_typesetter(), now())
