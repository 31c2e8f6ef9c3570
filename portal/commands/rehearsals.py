"""Trying it out: whole delegations in a minute or two, on real servers."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Path as PathRule

EVENTS = (
    "A folder of examples/: usa-2017, hannover-2016, go-cluster-2015, clusterxchange-2020 or "
    "cooperation-arrangement."
)
Event = Annotated[str, Parameter(name="EVENT", help=EVENTS)]
Rehearsed = Annotated[
    Path,
    Parameter(
        name="DIRECTORY",
        validator=PathRule(exists=True, file_okay=False),
        help="Where delegation.yaml lies, with the files that say what people do.",
    ),
]


def demo(event: Event = "usa-2017", /) -> int:
    """Run a whole example delegation, from the call to the last outcome, with mails and documents to look at.

    Example: `./legation demo usa-2017`
    """
    from portal.rehearsals.demo import demo as run_demo

    return run_demo(event)


def rehearse(directory: Rehearsed, /) -> int:
    """Rehearse a delegation of your own: its file, and beside it what people are to do.

    Example: `./legation rehearse examples/usa-2017`
    """
    from portal.rehearsals.demo import rehearse as run_rehearsal

    return run_rehearsal(directory)
