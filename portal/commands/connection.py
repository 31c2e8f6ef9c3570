"""How a command reaches the workflows. Given to every command that needs it, so that tests give another."""

from typing import TYPE_CHECKING, Annotated, Protocol

from cyclopts import Parameter

if TYPE_CHECKING:
    from portal.client import Legation


class Opener(Protocol):
    """Connects when it is called, and not before."""

    async def __call__(self) -> "Legation":
        """Raises EngineAway when Temporal does not answer."""
        ...


Connect = Annotated[Opener, Parameter(parse=False)]
"""A parameter that nobody types: `portal/command_line.py` fills it in."""


async def opened() -> "Legation":
    """The way to the workflows that the settings name. Raises EngineAway when Temporal does not answer."""
    from composition import open_legation
    from portal.errors import EngineAway
    from settings import Settings

    try:
        return await open_legation(Settings())
    except (RuntimeError, OSError):
        raise EngineAway(
            "Temporal does not answer. Start the stack with './legation up'; './legation doctor' says more."
        ) from None
