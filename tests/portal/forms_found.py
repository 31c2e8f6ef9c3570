"""The forms that pages show, as a browser would send them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

Pairs = tuple[tuple[str, str], ...]
TYPED_INTO = ("text", "search", "email", "url", "tel", "password", "number", "textarea")
"""Kinds of fields into which one types whatever one likes."""
FREE = ("text", "search", "textarea")
UNSENT = ("submit", "button", "reset", "image", "file")
BOUNDARY = "----fields"


class Field(NamedTuple):
    name: str
    kind: str
    """Of an input its type, or `readonly`; else `textarea`, `select` or `button`."""
    value: str = ""
    is_sent: bool = True
    """Whether it is part of what is posted when nobody touches the form."""


class PageForm(NamedTuple):
    """One form that posts: `page` is the path it stands on, `action` the path with query it goes to."""

    page: str
    action: str
    enctype: str
    fields: tuple[Field, ...]

    @property
    def path(self) -> str:
        return urlsplit(self.action).path

    def typed(self) -> tuple[str, ...]:
        """The names of the fields one types into."""
        return tuple(dict.fromkeys(one.name for one in self.fields if one.kind in TYPED_INTO))

    def free(self) -> tuple[str, ...]:
        """The names of those that take any letters."""
        return tuple(dict.fromkeys(one.name for one in self.fields if one.kind in FREE))

    def written(self) -> tuple[str, ...]:
        """The names of the fields for more than a line."""
        return tuple(dict.fromkeys(one.name for one in self.fields if one.kind == "textarea"))

    def untouched(self) -> Pairs:
        """What goes out when its first button is pressed at once."""
        pressed = [one for one in self.fields if one.kind == "submit" and one.name][:1]
        sent = [one for one in self.fields if one.is_sent and one.name and one.kind not in UNSENT]
        return tuple((one.name, one.value) for one in (*sent, *pressed))

    def filled(self, typed: Mapping[str, str] | None = None) -> Pairs:
        """What goes out when somebody filled it in: the first of each choice, a word in each field."""
        sent = dict(self.untouched())
        for field in self.fields:
            if field.kind == "radio" and field.name not in sent:
                sent[field.name] = field.value
        words = {name: sent.get(name) or "Because it rains." for name in self.typed()}
        said = {**sent, **words, **(typed or {})}
        return tuple((name, value) for name, value in said.items())

    def with_text(self, name: str, text: str) -> Pairs:
        """The same with this text in one field."""
        return (*(pair for pair in self.untouched() if pair[0] != name), (name, text))

    def sent(self, pairs: Sequence[tuple[str, str]]) -> tuple[bytes, str]:
        """The body, and its Content-Type."""
        if self.enctype != "multipart/form-data":
            said = urlencode(pairs, encoding="utf-8", errors="surrogatepass")
            return said.encode("ascii"), "application/x-www-form-urlencoded"
        parts = b"".join(_part(name, value) for name, value in pairs)
        return parts + f"--{BOUNDARY}--\r\n".encode(), f"multipart/form-data; boundary={BOUNDARY}"


def forms_in(text: str, page: str) -> tuple[PageForm, ...]:
    """Every form of a page that posts, with the fields that name it by `form=`."""
    found = _Forms(page)
    found.feed(text)
    return tuple(found.forms())


def typed_back(text: str) -> tuple[str, ...]:
    """Every value that stands in a field of the page."""
    found = _Forms("")
    found.feed(text)
    return tuple(field.value for field in found.every_field())


def _part(name: str, value: str) -> bytes:
    said = value.encode("utf-8", "surrogatepass")
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
    return head.encode() + said + b"\r\n"


class _Forms(HTMLParser):
    """Reads forms the way browsers do: fields belong to the form around them, or to the one they name."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self._page = page
        self._heads: list[dict[str, str]] = []
        self._fields: list[tuple[int | str, Field]] = []
        self._elsewhere: dict[int | str, list[str]] = {}
        self._around: int | str = ""
        self._area: tuple[int | str, str, list[str]] | None = None
        self._select: tuple[int | str, str, list[Field]] | None = None

    def forms(self) -> Iterator[PageForm]:
        for at, head in enumerate(self._heads):
            if head.get("method", "").lower() != "post":
                continue
            mine = tuple(field for owner, field in self._fields if owner in (at, head.get("id", at)))
            target = urlsplit(urljoin(self._page, head.get("action", "")))
            action = target.path + (f"?{target.query}" if target.query else "")
            yield PageForm(self._page, action, head.get("enctype", ""), mine)
            for elsewhere in self._elsewhere.get(at, ()):
                yield PageForm(self._page, urljoin(self._page, elsewhere), head.get("enctype", ""), mine)

    def every_field(self) -> Iterator[Field]:
        return (field for _, field in self._fields)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        owner = given.get("form") or self._around
        match tag:
            case "form":
                self._heads.append(given)
                self._around = len(self._heads) - 1
                self._notes(self._around, given)
            case "input" | "button":
                self._fields.append((owner, _field(tag, given)))
                self._notes(owner, given)
            case "textarea":
                self._area = (owner, given.get("name", ""), [])
            case "select":
                self._select = (owner, given.get("name", ""), [])
            case "option" if self._select:
                chosen = "selected" in given
                self._select[2].append(Field(self._select[1], "select", given.get("value", ""), chosen))

    def _notes(self, owner: int | str, given: dict[str, str]) -> None:
        """Where else the form is sent: by another button, or by the script while one types."""
        others = [given[name] for name in ("formaction", "hx-post") if name in given]
        self._elsewhere.setdefault(owner, []).extend(others)

    def handle_data(self, data: str) -> None:
        if self._area:
            self._area[2].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._around = ""
        elif tag == "textarea" and self._area:
            owner, name, written = self._area
            value = re.sub(r"\A\r?\n", "", "".join(written))
            self._fields.append((owner, Field(name, "textarea", value)))
            self._area = None
        elif tag == "select" and self._select:
            owner, _, options = self._select
            chosen = [one for one in options if one.is_sent] or options[:1]
            self._fields += [(owner, one._replace(is_sent=True)) for one in chosen]
            self._select = None


def _field(tag: str, given: dict[str, str]) -> Field:
    kind = (
        "readonly"
        if "readonly" in given
        else given.get("type", "submit" if tag == "button" else "text").lower()
    )
    ticks = kind in ("radio", "checkbox")
    value = given.get("value", "on" if ticks else "")
    return Field(given.get("name", ""), kind, value, not ticks or "checked" in given)
