"""A form of the desk that cannot be acted on now: what was typed comes back, to be sent once more."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence

from fastapi import Response

from delegation.fact import Fact
from portal.errors import EngineAway
from portal.web.organising.desk_visit import DeskVisit
from portal.web.pages import Pages

log = logging.getLogger("portal.web")


class Unsent(Fact):
    """The facts of `desk/unsent.html`."""

    fields: tuple[tuple[str, str], ...]
    """Every value, in the order of the form."""


async def act_or_keep(
    pages: Pages,
    fields: Mapping[str, str] | Mapping[str, Sequence[str]],
    visiting: Awaitable[DeskVisit],
    act: Callable[[DeskVisit], Awaitable[Response]],
) -> Response:
    """What `act` answers; while engine or vault are away, a page that sends the same form again.

    The desk does nothing twice, so that what went through after all is no harm.
    """
    try:
        return await act(await visiting)
    except (EngineAway, OSError) as reason:
        log.warning("away: %s", type(reason).__name__)
        response = pages.shown("desk/unsent", Unsent(fields=_pairs(fields)), 503)
        response.headers["Retry-After"] = "30"
        return response


def _pairs(fields: Mapping[str, str] | Mapping[str, Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, value)
        for name, values in fields.items()
        for value in ([values] if isinstance(values, str) else values)
    )
