"""Pictures of a programme on disk: which one is wanted, drawn as SVG, or set on a page as PDF."""

import asyncio
import os
import tempfile
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.itinerary import Itinerary
from portal.errors import NotFound, Refused
from portal.itinerary_versions import itinerary_of

if TYPE_CHECKING:
    from activities.ports import Typesetter
    from portal.client import Legation

SVG, PDF = ".svg", ".pdf"
TEMPLATE, NAME = "programme-picture", "programme"


class Wanted(Fact):
    """Which picture: days, of one person, of rooms, or of the meetings."""

    participant: str | None = None
    host: str | None = None
    day: date | None = None
    rooms: bool = False
    meetings: Literal["host", "delegate"] | None = None
    cancelled: bool = False

    def file_name(self, slug: str) -> str:
        """`usa-2017-a-17-2017-05-16.svg`: what it is called where nobody says."""
        kind = "rooms" if self.rooms else f"meetings-by-{self.meetings}" if self.meetings else ""
        whose = (self.participant or self.host or kind or "programme").lower()
        day = f"-{self.day:%Y-%m-%d}" if self.day else ""
        return f"{slug}-{whose}{day}{SVG}"


class Programme(Fact):
    """A programme to draw, with what its delegates' organisations are called."""

    file: DelegationFile
    itinerary: Itinerary
    organisations: dict[str, str] = Field(default_factory=dict)
    delegates: tuple[str, ...] = ()


async def published_programme(legation: "Legation", slug: str, version: int | None = None) -> Programme:
    """As last published, or in one `version`. Raises NotFound when there is none."""
    roster, itinerary = await legation.roster(slug), await itinerary_of(legation, slug, version)
    if not itinerary.version:
        raise NotFound(
            f"There is no itinerary of {slug} yet; draw the plan from its file: "
            f"'./legation itinerary picture FILE'."
        )
    return Programme(
        file=await legation.file(slug),
        itinerary=itinerary,
        organisations={one.participant: one.organisation for one in roster.entries},
        delegates=(await legation.ledger(slug)).travelled,
    )


def programme_of_file(path: Path) -> Programme:
    """As it is planned in a delegation file. Raises UnreadableFile or DelegationFileError."""
    from portal.story_files import read_delegation_file

    file = read_delegation_file(path)
    return Programme(file=file, itinerary=Itinerary(items=file.itinerary))


def drawn(programme: Programme, wanted: Wanted) -> str:
    """The picture as SVG. Raises NotFound or Refused with the remedy where there is nothing to draw."""
    _demand_one_kind(wanted)
    _demand_known(programme, wanted)
    try:
        return _drawn(programme.file, programme.itinerary, wanted, programme.organisations)
    except ValueError as error:
        raise NotFound(str(error)) from None


def _drawn(
    file: DelegationFile, itinerary: Itinerary, wanted: Wanted, organisations: Mapping[str, str]
) -> str:
    from delegation.papers.meeting_grid import draw_meeting_grid
    from delegation.papers.programme_picture import draw_programme
    from delegation.papers.room_picture import draw_rooms

    if wanted.rooms and wanted.day:
        return draw_rooms(file, itinerary, wanted.day, organisations=organisations, struck=wanted.cancelled)
    if wanted.meetings:
        return draw_meeting_grid(
            file, itinerary, by=wanted.meetings, day=wanted.day, organisations=organisations
        )
    return draw_programme(
        file,
        itinerary,
        participant=wanted.participant,
        host=wanted.host,
        day=wanted.day,
        organisations=organisations,
        struck=wanted.cancelled,
    )


def _demand_one_kind(wanted: Wanted) -> None:
    asked = [wanted.participant, wanted.host, wanted.rooms or None, wanted.meetings]
    if sum(one is not None for one in asked) > 1:
        raise Refused("Choose one of --participant, --host, --rooms and --meetings for a picture.")
    if wanted.rooms and wanted.day is None:
        raise Refused("The rooms are drawn day by day; name one with --day, as in --day 2017-05-16.")


def _demand_known(programme: Programme, wanted: Wanted) -> None:
    from delegation.reading.suggestion import suggestion

    file = programme.file
    if wanted.host is not None and file.host(wanted.host) is None:
        names = [one.id for one in file.hosts]
        raise NotFound(f"There is no host {wanted.host!r}; {suggestion(wanted.host, names)}")
    if wanted.participant is None or wanted.participant in programme.delegates:
        return
    if not programme.delegates:
        raise NotFound(f"A delegation file names no delegates; leave out --participant {wanted.participant}.")
    raise NotFound(f"{wanted.participant} is no delegate; './legation offers list {file.slug}' lists them.")


def as_pdf(svg: str, programme: Programme, wanted: Wanted, typesetter: "Typesetter", at: datetime) -> bytes:
    """The picture on a page of its own, for print."""
    from delegation.papers.paper import imprint
    from delegation.papers.picture_page import PicturePage

    page = PicturePage(
        imprint=imprint(programme.file, at, programme.itinerary.version),
        title=_title(programme, wanted),
        description=f"{len(programme.itinerary.items)} items, hour by hour.",
    )
    return typesetter.pdf(TEMPLATE, page, made_at=at, pictures={NAME: svg}).content


def _title(programme: Programme, wanted: Wanted) -> str:
    if wanted.rooms or wanted.meetings:
        return "Rooms of a day" if wanted.rooms else "One-to-one meetings"
    host = programme.file.host(wanted.host or "")
    whose = host.organisation if host else programme.organisations.get(wanted.participant or "", "")
    return f"Programme of {whose}" if whose else "The programme at a glance"


async def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that at no time half of it is there. Raises OSError that names it."""
    await asyncio.to_thread(_write_whole, path, content)


def _write_whole(path: Path, content: bytes) -> None:
    if not path.parent.is_dir():
        raise Refused(f"There is no folder {path.parent}; make it first, or write somewhere else with --out.")
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    half = Path(name)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
        half.chmod(0o644)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
