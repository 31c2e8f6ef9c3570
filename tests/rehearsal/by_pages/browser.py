"""A browser without JavaScript: it gets pages, fills in the forms that stand on them, and sends them."""

import asyncio
import html
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Self
from urllib.parse import urljoin, urlsplit

import httpx

from portal.errors import Refused
from tests.portal.forms_found import Field, PageForm, Pairs, forms_in

REFUSED, AWAY = (409, 422), 503
TRIES, PAUSE = 10, 2.0
"""Of a page that says it is away for a moment; seconds."""
ALERT = re.compile(r'<(p|div)[^>]*role="alert"[^>]*>(.*?)</\1>', re.DOTALL)
HEADING = re.compile(r"<(h1)[^>]*>(.*?)</h1>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")

KINDS = (
    ("{token}", r"^(/(?:a|e|h|o|draft|instead|sign-in)/)[^/]+"),
    ("{draft}/{page}", r"^(/desk/new/)[^/]+/(?!open)[^/]+"),
    ("{draft}", r"^(/desk/new/)[^/{]+"),
    ("{slug}", r"^(/(?:d|desk)/)(?!new)[^/{]+"),
    ("{host}", r"^(/desk/{slug}/hosts/)[^/]+"),
    ("{day}", r"(/outcomes/)\d+"),
    ("{id}", r"(/)[AW]-\w+"),
)
"""What stands for a part of a path, and where."""

Typed = Mapping[str, str | Sequence[str]]
"""What somebody types, chooses or ticks, by the name of the field; several for boxes to tick."""
Pressed = tuple[str, str]
"""Name and value of a button."""


class Page(NamedTuple):
    """What the browser shows."""

    url: str
    text: str

    def form(self, to: str = "", press: Pressed | None = None) -> PageForm:
        """The first form that goes to a path with this end and has this button. Raises LookupError."""
        found = forms_in(self.text, self.url)
        for one in found:
            if one.path.endswith(to) and (press is None or press in _buttons(one)):
                return one
        raise LookupError(
            f"{kind_of_page(self.url)} has no form to {to!r} with {press}: {[f.path for f in found]}"
        )

    def link(self, pattern: str) -> str:
        """Where the first link or field with such an address leads to. Raises LookupError."""
        found = re.search(rf'(?:href|value)="([^"]*{pattern}[^"]*)"', self.text)
        if found is None:
            raise LookupError(f"{kind_of_page(self.url)} leads to no {pattern}.")
        return urljoin(self.url, html.unescape(found[1]))

    @property
    def last_part(self) -> str:
        """Of its path."""
        return httpx.URL(self.url).path.rpartition("/")[2]

    @property
    def problem(self) -> str:
        """What the page says is wrong, in its own words; else what it is about."""
        said = ALERT.search(self.text) or HEADING.search(self.text)
        return " ".join(html.unescape(TAG.sub(" ", said[2])).split()) if said else ""

    def filled(self, form: PageForm, typed: Typed, press: Pressed | None) -> Pairs:
        """What goes out. Raises LookupError for a field, a choice or a button that the page does not have."""
        sent = [(one.name, one.value) for one in form.fields if one.is_sent and one.name not in typed]
        unsent = {one.name for one in form.fields if one.kind in ("submit", "button", "reset", "file")}
        pairs = [(name, value) for name, value in sent if name and name not in unsent]
        for name, said in typed.items():
            values = (said,) if isinstance(said, str) else said
            self._demand(form, name, values)
            pairs += [(name, value.replace("\n", "\r\n")) for value in values]
        if press is not None:
            pairs.append(press)
        return tuple(pairs)

    def _demand(self, form: PageForm, name: str, values: Sequence[str]) -> None:
        fields = [one for one in form.fields if one.name == name]
        if not fields or not all(self._offers(fields, value) for value in values):
            known = sorted({one.name for one in form.fields})
            raise LookupError(f"{kind_of_page(self.url)} does not ask {name} = {values!r}, but for {known}.")

    def _offers(self, fields: Sequence[Field], value: str) -> bool:
        match fields[0].kind:
            case "radio" | "checkbox":
                return value in [one.value for one in fields]
            case "select":
                return f'<option value="{html.escape(value, quote=True)}"' in self.text
            case _:
                return True


class Browser:
    """One person's browser at the portal `address`; `transport` where that is in this process."""

    def __init__(
        self, address: str, sent: Counter[str], transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        """`sent` counts the forms that were taken, by the kind of page they go to."""
        self.address = address
        self._sent = sent
        self._client = httpx.AsyncClient(
            base_url=address,
            transport=transport,
            follow_redirects=True,
            timeout=120,
            headers={"Accept-Language": "en"},
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Its window: the connections end."""
        await self._client.aclose()

    async def get(self, address: str) -> Page:
        """The page at an address of the portal, or below it. Raises RuntimeError where there is none."""
        assert address.startswith(("/", self.address)), "a link that leads elsewhere"
        shown = await self._patiently("GET", address, {"Sec-Fetch-Site": "same-origin"})
        return _page(shown)

    async def send(
        self, page: Page, typed: Typed | None = None, *, press: Pressed | None = None, to: str = ""
    ) -> Page:
        """Fill in a form of the page, press a button, and go where the answer leads.

        Raises Refused with what the page says is wrong; LookupError where there is no such form.
        """
        form = page.form(to, press)
        body, kind = form.sent(page.filled(form, typed or {}, press))
        return await self._post(form.action, body, kind)

    async def send_file(self, page: Page, typed: Typed, name: str, content: bytes, *, to: str) -> Page:
        """The same with a file that is chosen."""
        form = page.form(to)
        assert any((one.name, one.kind) == (name, "file") for one in form.fields)
        pairs = page.filled(form, typed, None)
        parts: list[tuple[str, tuple[str | None, bytes]]] = [(k, (None, v.encode())) for k, v in pairs]
        request = httpx.Request("POST", self.address, files=[*parts, (name, ("chosen", content))])
        return await self._post(form.action, request.read(), request.headers["content-type"])

    async def _post(self, action: str, body: bytes, kind: str) -> Page:
        head = {"Sec-Fetch-Site": "same-origin", "Origin": self.address, "Content-Type": kind}
        page = _page(await self._patiently("POST", action, head, body))
        self._sent[kind_of_page(action)] += 1
        return page

    async def _patiently(
        self, method: str, address: str, head: Mapping[str, str], body: bytes = b""
    ) -> httpx.Response:
        """Again where the page is away for a moment: sending twice is sending once."""
        for _ in range(TRIES):
            answer = await self._client.request(method, address, headers=dict(head), content=body)
            if answer.status_code != AWAY:
                return answer
            await asyncio.sleep(PAUSE)
        return answer


def _page(answer: httpx.Response) -> Page:
    page = Page(str(answer.url), answer.text)
    if answer.status_code in REFUSED:
        raise Refused(page.problem)
    if answer.status_code != 200:
        raise RuntimeError(f"{answer.status_code} at {kind_of_page(page.url)}: {page.problem}")
    return page


def _buttons(form: PageForm) -> list[Pressed]:
    return [(one.name, one.value) for one in form.fields if one.kind == "submit"]


def kind_of_page(address: str) -> str:
    """`/o/{token}/visits`: the path with a word for what differs from page to page."""
    path = urlsplit(address).path
    for name, pattern in KINDS:
        path = re.sub(pattern, rf"\1{name}", path)
    return path
