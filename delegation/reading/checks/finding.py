"""What a check finds."""

from collections.abc import Iterator

from delegation.fact import Fact


class Finding(Fact):
    """One thing that does not fit, at its place in the file."""

    path: tuple[str | int, ...]
    message: str
    """What is wrong, without a full stop."""
    remedy: str


Findings = Iterator[Finding]


def found(path: tuple[str | int, ...], message: str, remedy: str) -> Finding:
    return Finding(path=path, message=message, remedy=remedy)
