"""Mails, calendars and pages read by others than those who wrote them: their parts, without the values."""

from collections import Counter
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from typing import NamedTuple

import icalendar

LEADING = ("href", "src", "action", "background")


class PageParts(HTMLParser):
    """The elements of a page with their attributes, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: set[tuple[str, frozenset[str]]] = set()
        self.links: list[tuple[str, str | None]] = []
        self.odd: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add((tag, frozenset(name for name, _ in attrs)))
        self.links += [
            (name, value) for name, value in attrs if name in ("href", "src", "action", "background")
        ]

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_pi(self, data: str) -> None:
        self.odd.append(data)


class MailParts(NamedTuple):
    """What a mail is made of. Two mails that differ in values only have the same parts."""

    headers: tuple[tuple[str, ...], ...]
    """The names of the headers of every part, in their order."""
    recipients: tuple[str, ...]
    sender: tuple[str, ...]
    elements: frozenset[tuple[str, frozenset[str]]]
    links: tuple[tuple[str, str | None], ...]
    text_links: int
    """Addresses in the text part that a mail program would make links."""
    properties: tuple[tuple[str, int], ...]
    """Of the calendar: components and properties, and how many of each."""
    calendar_people: tuple[str, ...]


def parts_of(raw: bytes) -> MailParts:
    """Raises AssertionError where a reader finds a defect."""
    mail = message_from_bytes(raw, policy=default)
    assert isinstance(mail, EmailMessage)
    parts = list(mail.walk())
    assert [one.defects for one in parts if one.defects] == []
    html = PageParts(_content(mail, "text/html"))
    text = _content(mail, "text/plain")
    calendars = [one.get_payload(decode=True) for one in parts if one.get_content_type() == "text/calendar"]
    properties, people = _calendar(calendars)
    assert html.odd == []
    return MailParts(
        headers=tuple(tuple(one.keys()) for one in parts),
        recipients=_addresses(mail, "To", "Cc", "Bcc"),
        sender=_addresses(mail, "From"),
        elements=frozenset(html.elements),
        links=tuple(sorted(set(html.links))),
        text_links=text.count("://"),
        properties=properties,
        calendar_people=people,
    )


def _addresses(mail: EmailMessage, *names: str) -> tuple[str, ...]:
    headers = [header for name in names for header in mail.get_all(name, [])]
    return tuple(one.addr_spec for header in headers for one in header.addresses)


def _content(mail: EmailMessage, media_type: str) -> str:
    found = [one for one in mail.walk() if one.get_content_type() == media_type]
    return "".join(one.get_content() for one in found)


def _calendar(calendars: list[bytes]) -> tuple[tuple[tuple[str, int], ...], tuple[str, ...]]:
    """By `icalendar`, and once more line by line, as the simplest of programs read it."""
    names: Counter[str] = Counter()
    people: list[str] = []
    for content in calendars:
        for component in icalendar.Calendar.from_ical(content).walk():
            names[f"BEGIN {component.name}"] += 1
            for name, value in component.property_items(recursive=False):
                names[name] += 1
                if name in ("ATTENDEE", "ORGANIZER"):
                    people.append(str(value))
        lines = content.decode().replace("\r\n ", "").split("\r\n")
        assert not any("\n" in line or "\r" in line for line in lines)
        names.update(f"line {line.partition(':')[0].partition(';')[0]}" for line in lines if line)
    return tuple(sorted(names.items())), tuple(people)
