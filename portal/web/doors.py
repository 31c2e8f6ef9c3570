"""The one place at which routes come into the portal: each needs a row in `delegation/access.py`."""

from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from delegation.access import route_row


class Door(APIRoute):
    """A route somebody decided about. Raises LookupError for others when it is made: nothing starts."""

    def __init__(self, path: str, *arguments: Any, **named: Any) -> None:  # Any: as FastAPI passes them on
        super().__init__(path, *arguments, **named)
        for method in sorted(self.methods or ()):
            route_row(method, self.path)


def admit(app: FastAPI, pages: APIRouter) -> None:
    """Let these pages be served. Raises LookupError for those that have no door."""
    app.router.routes.extend(pages.routes)
    demand_doors(app)


def demand_doors(app: FastAPI) -> None:
    """Whatever is served must have come in by a door. Raises LookupError for mounts and other routes."""
    for route in app.router.routes:
        if not isinstance(route, Door):
            raise LookupError(f"{route} did not come in by portal/web/doors.py, so nobody may use it.")
