"""JSON from the addresses of an identity provider: in time, of a bounded size, and from nowhere else."""

import json
import time
from collections.abc import Callable, Mapping
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from activities.identity import NotBelieved, ProviderAway

LARGEST = 256_000
"""Bytes of an answer; the keys of the largest providers are a tenth of it."""
PIECE = 16_384
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class ProviderWeb:
    """Asks; nothing is asked again. `seconds` is for each reply of the network, and twice that for all."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock

    def get(self, address: str) -> dict[str, Any]:
        """Raises ProviderAway."""
        try:
            return self._asked(address, None, {})
        except HTTPError as answer:
            raise ProviderAway(f"it answers {answer.code}") from None

    def post(self, address: str, fields: Mapping[str, str], headers: Mapping[str, str]) -> dict[str, Any]:
        """Raises ProviderAway, and NotBelieved for what it refuses."""
        try:
            return self._asked(address, urlencode(fields).encode(), headers)
        except HTTPError as answer:
            if answer.code in (400, 401, 403):
                raise NotBelieved(f"it refuses the code with {answer.code}") from None
            raise ProviderAway(f"it answers {answer.code}") from None

    def _asked(self, address: str, body: bytes | None, headers: Mapping[str, str]) -> dict[str, Any]:
        """Raises HTTPError for what is no 200."""
        until = self._clock() + 2 * self._seconds
        asked = Request(address, body, {"Accept": "application/json", **headers})  # noqa: S310 - https, by checked()
        try:
            with _opener(address).open(asked, timeout=self._seconds) as answer:
                said = json.loads(self._read(answer, until))
        except HTTPError:
            raise
        except (OSError, HTTPException, ValueError) as reason:
            raise ProviderAway(type(reason).__name__) from None
        if not isinstance(said, dict):
            raise ProviderAway("it answers with something else than an object")
        return said

    def _read(self, answer: HTTPResponse, until: float) -> bytes:
        content = b""
        while piece := answer.read1(PIECE):
            content += piece
            if len(content) > LARGEST or self._clock() > until:
                raise ProviderAway("its answer is too long, or takes too long")
        return content


def checked(address: object, beside: str) -> str:
    """An address the provider names: https, and http only where the provider itself is on this computer.

    Raises ProviderAway.
    """
    parts = urlsplit(address) if isinstance(address, str) else urlsplit("")
    is_here = parts.hostname in LOOPBACK and beside.startswith("http://")
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and is_here)):
        raise ProviderAway("it names an address that is not https")
    return str(address)


class _Stays(HTTPRedirectHandler):
    """Follows nobody elsewhere: a redirect is an answer that is no 200."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


def _opener(address: str) -> OpenerDirector:
    """By the proxy of this computer, as HTTPS_PROXY names it; not to this computer itself."""
    if urlsplit(address).hostname in LOOPBACK:
        return build_opener(_Stays, ProxyHandler({}))
    return build_opener(_Stays)
