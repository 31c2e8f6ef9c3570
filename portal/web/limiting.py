"""How often one address may try: tokens that open nothing, and posts. Counted here, for this process."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address

from fastapi import Request

MOST_ADDRESSES = 10_000
"""Remembered at once; whoever was seen longest ago is forgotten first."""
OPEN_TO_ALL = ("/d/", "/api/")
"""Pages of calls: nothing in their addresses is a secret, so nobody guesses there."""
SHARED = 20
"""As often as anybody else for this computer itself: without a header, all stand behind its address."""

SIGN_IN = "/sign-in"


@dataclass(frozen=True)
class Limit:
    """So many in so many seconds."""

    most: int
    seconds: float


@dataclass(frozen=True)
class Limits:
    """What one address may do. `header` is the one in which a proxy of your own says who asks."""

    wrong: Limit = Limit(30, 3600)
    """Tokens that open nothing: mistyped once or twice, guessed a million times."""
    posts: Limit = Limit(60, 60)
    header: str = ""


class Window:
    """A sliding window for each address."""

    def __init__(self, limit: Limit, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, address: str) -> int:
        """Seconds until it may try again; 0: now."""
        times, now = self._current(address), self._clock()
        if times is None or len(times) < self._most(address):
            return 0
        return max(1, round(times[0] + self._limit.seconds - now + 0.5))

    def count(self, address: str) -> None:
        times = self._current(address)
        if times is None:
            times = self._seen[address] = deque()
        times.append(self._clock())
        self._seen.move_to_end(address)
        while len(self._seen) > MOST_ADDRESSES:
            self._seen.popitem(last=False)

    def _current(self, address: str) -> deque[float] | None:
        """When it was seen within the window, oldest first."""
        times, since = self._seen.get(address), self._clock() - self._limit.seconds
        while times and times[0] <= since:
            times.popleft()
        return times

    def _most(self, address: str) -> int:
        return self._limit.most * (SHARED if _is_here(address) else 1)


class Limiter:
    """Says who has to wait, and counts what they did."""

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self._header = limits.header
        self._wrong = Window(limits.wrong, clock)
        self._posts = Window(limits.posts, clock)

    def wait(self, request: Request) -> int:
        """Seconds until this request may be made; 0: now. A post is counted."""
        if _counts_itself(request):
            return 0
        address = self.address(request)
        guesses = _has_token(request) or request.url.path.endswith(SIGN_IN)
        wait = self._wrong.wait(address) if guesses else 0
        if request.method != "POST":
            return wait
        wait = max(wait, self._posts.wait(address))
        if not wait:
            self._posts.count(address)
        return wait

    def note(self, request: Request, status: int) -> None:
        """What came of it: tokens that open nothing count, and passwords that are not theirs."""
        if (status == 404 and _has_token(request)) or _is_wrong_password(request, status):
            self._wrong.count(self.address(request))

    def address(self, request: Request) -> str:
        """Who asks: the last hop in the header of the proxy, where one is set; else who is connected."""
        told = request.headers.get(self._header, "") if self._header else ""
        last = told.rpartition(",")[2].strip()
        return network_of(last or (request.client.host if request.client else ""))


def network_of(address: str) -> str:
    """The address; of IPv6 the /64, which is one customer's. Others count as one."""
    try:
        found = ip_address(address)
    except ValueError:
        return "?"
    return str(found) if found.version == 4 else ":".join(found.exploded.split(":")[:4])


def _is_here(address: str) -> bool:
    return address in ("127.0.0.1", "0000:0000:0000:0000")


def _is_wrong_password(request: Request, status: int) -> bool:
    return status == 422 and request.method == "POST" and request.url.path.endswith(SIGN_IN)


def _has_token(request: Request) -> bool:
    """All pages but the small ones have a secret in their path."""
    path = request.url.path
    return path.count("/") > 1 and not path.startswith(OPEN_TO_ALL) and not _counts_itself(request)


def _counts_itself(request: Request) -> bool:
    """A reader of payloads asks for hundreds (`portal/web/codec.py` counts them); style is no secret."""
    return request.url.path.startswith(("/codec/", "/static/"))
