"""Ports: is one free, who wants it, and which block nobody uses."""

import secrets
import socket
from collections.abc import Iterable
from typing import NamedTuple

from embedded.errors import PortTaken, StackError

_FIRST, _LAST, _BLOCK = 20_000, 32_000, 20
"""Below the ports that the system hands out for outgoing connections."""

_claims: list[int] = []
"""Descriptors of the blocks that this process chose: the first port of each stays bound until it ends."""


class Port(NamedTuple):
    number: int
    purpose: str
    setting: str
    """Name of the environment variable that chooses another port."""


def is_free(host: str, port: int) -> bool:
    """True when a server could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def is_listening(host: str, port: int) -> bool:
    """True when something accepts connections there."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def refuse_taken(host: str, ports: Iterable[Port]) -> None:
    """Raises PortTaken for the first port on which something else listens."""
    for port in ports:
        if not is_free(host, port.number):
            raise PortTaken(
                f"port {port.number} ({port.purpose}) is taken; "
                f"stop the other program or choose another with {port.setting}"
            )


def choose_block(host: str, size: int) -> int:
    """The first of `size` free ports in a row, kept from other processes that choose in the same way.

    Raises:
        StackError: no such block is left.
    """
    blocks = range(_FIRST, _LAST, _BLOCK)
    start = secrets.randbelow(len(blocks))
    for base in (*blocks[start:], *blocks[:start]):
        if _claim_block(host, base, size):
            return int(base) + 1
    raise StackError(f"no {size} free ports in a row between {_FIRST} and {_LAST}; stop some programs")


def _claim_block(host: str, base: int, size: int) -> bool:
    claim = socket.socket()
    try:
        claim.bind((host, base))
    except OSError:
        claim.close()
        return False
    if all(is_free(host, base + 1 + offset) for offset in range(size)):
        _claims.append(claim.detach())
        return True
    claim.close()
    return False
