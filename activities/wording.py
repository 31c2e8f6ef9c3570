"""How the values of a letter read: in its plain text, and in the Markdown that becomes its HTML.

Both parts come from one template. A value can be anything a person typed, so in Markdown every
character that could mean something is escaped; only the filters below write Markdown or links.
"""

import re
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Protocol, Self
from urllib.parse import urlsplit

from activities.phrases import TableWords

Row = dict[str, str]
ANSWER = "answer"
"""In a row of a programme, where there is one: the page on which its invite is answered."""
PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
BACKSLASHED = r"\\\1"
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""Control characters, those that turn the direction of the text around, and what is no character."""
LINK = re.compile(r"(https?|webcal)://[A-Za-z0-9._~:/?#@!$&'*+,;=%-]+")


class Ready(str):
    """Text that a filter made ready for its part; it is not escaped again."""

    __slots__ = ()


class Told(str):
    """A moment in words, with the parts of it that subjects need."""

    __slots__ = ("clock", "day", "nearness")

    def __new__(cls, text: str, *, day: str, clock: str, nearness: str) -> Self:
        told = super().__new__(cls, text)
        told.day, told.clock, told.nearness = day, clock, nearness
        return told

    day: str
    clock: str
    """`12:00 Brussels`."""
    nearness: str
    """`today` or `tomorrow` as seen from the day the letter is written, else empty."""


class Rendition(Protocol):
    """One of the two parts of a letter."""

    def value(self, text: str) -> Ready: ...

    def strong(self, text: str) -> Ready: ...

    def link(self, url: str, label: str) -> Ready: ...

    def address(self, url: str) -> Ready: ...

    def video(self, url: str) -> Ready: ...

    def agenda(self, rows: Iterable[Row], words: TableWords) -> Ready: ...

    def changes(self, rows: Iterable[Row], words: TableWords) -> Ready: ...


def printable(value: object) -> str:
    """`value` on one line, without anything that cannot be seen: what a header can take."""
    return " ".join(UNPRINTABLE.sub("", str(value)).split())


def one_line(value: object) -> str:
    """`value` on one line, with addresses of web pages broken so that no mail program makes them a link."""
    return printable(value).replace("://", ": //")


def day(value: str) -> Ready:
    """The date of a stamp: `Tue 14 March 2017` of `Tue 14 March 2017, 12:00 Brussels (CET, UTC+1)`."""
    return Ready(one_line(value.day if isinstance(value, Told) else value.split(",", 1)[0]))


def clock(value: str) -> str:
    """`12:00 Brussels` of the same; empty for a moment that arrived in words."""
    return value.clock if isinstance(value, Told) else ""


def nearness(value: str) -> str:
    """`today` or `tomorrow`, where that is known."""
    return value.nearness if isinstance(value, Told) else ""


def own_link(portal: str) -> Callable[[str], str]:
    """A check that a link leads to the portal and nowhere else. It raises ValueError.

    `webcal://` leads there as well: to a calendar feed of the portal, opened by a calendar program.
    """
    own = urlsplit(portal)

    def checked(url: str) -> str:
        asked = urlsplit(url)
        leads_home = asked.netloc == own.netloc and asked.scheme in (own.scheme, "webcal")
        if LINK.fullmatch(url) is None or not leads_home:
            raise ValueError(f"A letter may only link to {own.scheme}://{own.netloc}; this leads elsewhere.")
        return url

    return checked


def video_link(url: str) -> str:
    """Where to join by video, if it is a plain https address; it is the only link that may lead elsewhere.

    It comes from the delegation file, never from what applicants type.
    """
    return url if LINK.fullmatch(url) and url.startswith("https://") else ""


class PlainText:
    """The text part: what is there, without any marks."""

    def __init__(self, check: Callable[[str], str]) -> None:
        self._check = check

    def value(self, text: str) -> Ready:
        return Ready(one_line(text))

    def strong(self, text: str) -> Ready:
        return self.value(text)

    def link(self, url: str, label: str) -> Ready:
        return Ready(f"{label}: {self._check(url)}")

    def address(self, url: str) -> Ready:
        return Ready(self._check(url))

    def video(self, url: str) -> Ready:
        return Ready(video_link(url) or one_line(url))

    def agenda(self, rows: Iterable[Row], words: TableWords) -> Ready:
        """The days one after the other, each item with its place, remark and answer link below its title."""
        lines: list[str] = []
        for name, items in groupby(rows, key=lambda row: row["day"]):
            lines += ["", one_line(name)]
            for row in items:
                hours = f"{one_line(row['time'])} {one_line(row['zone'])}".strip()
                lines.append(f"  {hours}  {one_line(row['title'])}")
                lines += [f"      {one_line(row[cell])}" for cell in ("place", "remark") if row[cell].strip()]
                lines += [f"      {self.link(row[ANSWER], words.answer)}"] if row.get(ANSWER) else []
        return Ready("\n".join(lines[1:]))

    def changes(self, rows: Iterable[Row], words: TableWords) -> Ready:
        return Ready("\n".join(line for row in rows for line in _changed_lines(row, words)))


class Markdown:
    """The Markdown of the HTML part."""

    def __init__(self, check: Callable[[str], str]) -> None:
        self._check = check

    def value(self, text: str) -> Ready:
        return Ready(PUNCTUATION.sub(BACKSLASHED, one_line(text)))

    def strong(self, text: str) -> Ready:
        value = self.value(text)
        return Ready(f"**{value}**") if value else value

    def link(self, url: str, label: str) -> Ready:
        return Ready(f"[{self.value(label)}](<{self._check(url)}>)")

    def address(self, url: str) -> Ready:
        """A link that shows where it leads, to be copied."""
        return _shown(self._check(url))

    def video(self, url: str) -> Ready:
        return _shown(video_link(url)) if video_link(url) else self.value(url)

    def agenda(self, rows: Iterable[Row], words: TableWords) -> Ready:
        """A table for each day."""
        parts: list[str] = []
        for name, items in groupby(rows, key=lambda row: row["day"]):
            head = f"| {words.time} | {words.programme} | {words.place} |"
            lines = [f"### {self.value(name)}", "", head, "|---|---|---|"]
            parts.append("\n".join([*lines, *(self._agenda_row(row, words) for row in items)]))
        return Ready("\n\n".join(parts))

    def changes(self, rows: Iterable[Row], words: TableWords) -> Ready:
        head = [f"| {words.what} | {words.until_now} | {words.new} |", "|---|---|---|"]
        cells = (
            (
                self.strong(row["item"]),
                self.value(row["old"]) or words.added,
                self.value(row["new"]) or words.cancelled,
            )
            for row in rows
        )
        return Ready("\n".join([*head, *(f"| {' | '.join(line)} |" for line in cells)]))

    def _agenda_row(self, row: Row, words: TableWords) -> str:
        remark = f" ({self.value(row['remark'])})" if row["remark"].strip() else ""
        answer = f" {self.link(row[ANSWER], words.answer)}" if row.get(ANSWER) else ""
        title, place = self.strong(row["title"]), self.value(row["place"])
        return f"| {self.value(row['time'] + ' ' + row['zone'])} | {title}{remark}{answer} | {place} |"


def _shown(url: str) -> Ready:
    return Ready(f"[{PUNCTUATION.sub(BACKSLASHED, url)}](<{url}>)")


def _changed_lines(row: Row, words: TableWords) -> tuple[str, ...]:
    item, old, new = one_line(row["item"]), one_line(row["old"]), one_line(row["new"])
    if not old:
        return f"- {item}", f"    {words.added_line}{new}"
    if not new:
        return f"- {item}", f"    {words.cancelled_line}{old}"
    return f"- {item}", f"    {words.until_now_line}{old}", f"    {words.new_line}{new}"
