"""The portal in a real browser: the real application on a port of its own, and Debian's chromium."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from playwright.sync_api import BrowserContext, Page

from portal.web.app import create_app
from portal.web.desk import Desk
from portal.web.organising.sessions import COOKIE, Sessions
from tests.portal.desk_portal import account_at, cookie_of

CHROMIUM = Path("/usr/bin/chromium")
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


@contextmanager
def served(desk: Desk) -> Iterator[Desk]:
    """The portal of this desk on a port of its own; gives the desk with its true address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    sessions = None if desk.accounts is None else Sessions(desk.accounts, address)
    here = replace(desk, address=address, sessions=sessions)
    server = uvicorn.Server(
        uvicorn.Config(create_app(here), host="127.0.0.1", port=port, log_level="error", lifespan="on")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield here
    finally:
        server.should_exit = True
        thread.join(10)


def sign_in(context: BrowserContext, desk: Desk, *delegations: str) -> None:
    """Somebody of the organiser's is signed in, without the page for it."""
    cookie = cookie_of(desk, account_at(desk, *delegations))
    context.add_cookies([{"name": COOKIE, "value": cookie, "url": desk.address}])


class Watched:
    """A page and what went wrong on it: requests to elsewhere, errors on the console, scripts that broke."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.troubles: list[str] = []
        self._host = urlsplit(address).netloc
        page.on("request", lambda asked: self._requested(asked.url))
        page.on("console", lambda said: self._said(said.type, said.text))
        page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))

    def _requested(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc != self._host:
            self.troubles.append(f"asks {parts.netloc}")

    def _said(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and "the server responded with a status of" not in text:
            self.troubles.append(f"{kind}: {text}")


def findings(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA and best practice, a line each."""
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate(
        "tags => axe.run(document, {iframes: false, runOnly: {type: 'tag', values: tags}})", TAGS
    )
    return [
        f"{one['id']}: {node['target'][0]}: {node['failureSummary'].splitlines()[-1].strip()}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def too_wide(page: Page) -> int:
    """By how many pixels the page can be pushed aside; tables scroll in a frame of their own."""
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide
