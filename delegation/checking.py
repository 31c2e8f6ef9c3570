"""Whether the parts of a delegation file fit together."""

from delegation.fact import Fact
from delegation.file import DelegationFile


class Finding(Fact):
    """One thing that does not fit, at its place in the file."""

    path: tuple[str | int, ...]
    message: str
    remedy: str


def check(file: DelegationFile) -> tuple[Finding, ...]:
    return ()
