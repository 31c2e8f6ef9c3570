"""Where a letter in an organiser's words may lead: to our own portal, and to hosts of the delegation file."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from delegation.file import DelegationFile

ELEMENTS = frozenset(
    {
        *("a", "strong", "em", "br", "p", "hr", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("blockquote", "code", "pre", "li", "ol", "ul"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    }
)
"""Everything that Markdown becomes, without pictures: those would tell their owner who reads the mail."""
ATTRIBUTES = {("a", "href"), ("a", "class"), ("table", "class"), ("ol", "start"), ("code", "class")}
ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^\s<>\"')\]]*)")
NAMED = re.compile(r"https://[A-Za-z0-9.-]+(?::\d+)?(?:/[^\s]*)?")
BARE = re.compile(r"(?<![\w./@-])www\.[A-Za-z0-9-]+\.[A-Za-z]{2,}", re.IGNORECASE)


def hosts_named(file: DelegationFile) -> frozenset[str]:
    """Hosts of the https addresses that the delegation file itself names, in lower case."""
    texts = _texts(file.model_dump(mode="json"))
    return frozenset(urlsplit(text).netloc.lower() for text in texts if NAMED.fullmatch(text))


def why_not_linked(content: str, text: str, portal: str, hosts: frozenset[str]) -> str:
    """Why a letter with this HTML and this text may not leave, in a sentence; empty where it may."""
    page = _Page(content)
    if page.strange:
        return f"The letter has {page.strange}, which is not possible; write it in words."
    own = urlsplit(portal)
    for url in (*page.links, *(found[0].rstrip(".,;:!?") for found in ADDRESS.finditer(text))):
        if not _may_lead(url, own.scheme, own.netloc, hosts):
            return "The letter links to a page that is neither ours nor named in the delegation file."
    return ""


def bare_address(source: str, hosts: frozenset[str]) -> str:
    """An address without its `https://` that mail programs make a link of all the same; empty: none."""
    return next((found[0] for found in BARE.finditer(source) if found[0].lower() not in hosts), "")


def _may_lead(url: str, scheme: str, netloc: str, hosts: frozenset[str]) -> bool:
    try:
        asked = urlsplit(url)
    except ValueError:
        return False
    if "@" in asked.netloc or "\\" in url:
        return False
    if asked.netloc == netloc and netloc:
        return asked.scheme in (scheme, "webcal")
    return asked.scheme == "https" and asked.netloc.lower() in hosts


def _texts(value: Any) -> Iterator[str]:  # Any: as JSON has it
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


class _Page(HTMLParser):
    """Links, and the first element or attribute that Markdown does not make."""

    def __init__(self, content: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.strange = ""
        self.feed(content)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ELEMENTS:
            self.strange = self.strange or ("a picture" if tag == "img" else f"the element {tag!r}")
        for name, value in attrs:
            is_alignment = (tag, name) in {("td", "style"), ("th", "style")} and (value or "").startswith(
                "text-align:"
            )
            if (tag, name) not in ATTRIBUTES and not is_alignment:
                self.strange = self.strange or f"the attribute {name!r}"
            if name == "href":
                self.links.append(value or "")

    def handle_comment(self, _data: str) -> None:
        self.strange = self.strange or "a comment"

    def handle_decl(self, _decl: str) -> None:
        self.strange = self.strange or "a declaration"

    def handle_pi(self, _data: str) -> None:
        self.strange = self.strange or "an instruction"
