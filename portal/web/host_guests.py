"""Who comes to a host: the names it was sent in its guest list, and the list to download."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from activities.dossiers import Dossiers
from delegation.document import XLSX, DocumentKind, Wanted
from delegation.papers.programme import Programme
from delegation.papers.whereabouts import Guest, guests
from portal.errors import NotFound
from portal.web.desk import Desk
from portal.web.host_page import Visited

if TYPE_CHECKING:
    from delegation.papers.paper import Delegate
    from delegation.papers.workbook import Workbook

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def guests_of(desk: Desk, visited: Visited) -> Mapping[str, tuple[Guest, ...]]:
    """By item, who comes now; nothing before the host was sent its list, and nothing once it is over.

    Raises EngineAway or OSError.
    """
    programme = await _programme(desk, visited)
    if programme is None:
        return {}
    return await asyncio.to_thread(_by_item, desk, visited, programme)


async def guest_list_file(desk: Desk, visited: Visited) -> bytes | None:
    """The guest list as a workbook, as it is now; None where the host has none. Raises as `guests_of`."""
    programme = await _programme(desk, visited)
    if programme is None:
        return None
    return await asyncio.to_thread(_workbook_bytes, desk, visited, programme)


async def _programme(desk: Desk, visited: Visited) -> Programme | None:
    if desk.legation is None or not visited.has_guest_list:
        return None
    try:
        return await desk.legation.programme(visited.link.delegation)
    except NotFound:
        return None


def _by_item(desk: Desk, visited: Visited, programme: Programme) -> dict[str, tuple[Guest, ...]]:
    mine = [item for item in programme.items if visited.link.host in item.hosts]
    everyone = sorted({one for item in mine for one in programme.attending(item)})
    dossiers = Dossiers(desk.store, desk.register)
    found = {one: dossiers.delegate(visited.link.delegation, one) for one in everyone}
    known: dict[str, Delegate] = {one: delegate for one, delegate in found.items() if delegate is not None}
    return {item.id: guests(programme.attending(item), known) for item in mine}


def _workbook_bytes(desk: Desk, visited: Visited, programme: Programme) -> bytes | None:
    from composition import open_spreadsheets

    made = _workbook(desk, visited, programme)
    return None if made is None else open_spreadsheets().xlsx(made, made_at=visited.view.now)


def _workbook(desk: Desk, visited: Visited, programme: Programme) -> "Workbook | None":
    """As it is attached to the mail."""
    from activities.composing import Composer

    dossiers = Dossiers(desk.store, desk.register)
    wanted = Wanted(kind=DocumentKind.GUEST_LIST, about=visited.link.host, form=XLSX)
    composed = Composer(dossiers, visited.file, programme, visited.view.now).compose(wanted)
    return composed.workbook if composed else None
