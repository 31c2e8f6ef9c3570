"""What the receiving mail server found out about a mail (RFC 8601), taken from nobody else.

Anybody can write such lines into their own mail. Ours stand above those: the server puts them on top, and
the sender's begin below a further Received line.
"""

import re
from collections.abc import Iterator
from email.message import Message

from delegation.answering.answer import Verdicts
from delegation.answering.content_lines import split_unquoted
from delegation.answering.mail_parts import readable

METHODS = ("spf", "dkim", "dmarc")
STATED = re.compile(r"\s*(spf|dkim|dmarc)\s*(?:/\s*\d+\s*)?=\s*([a-z]{1,20})\b", re.IGNORECASE)
SES = "amazonses.com"
SES_LINE = re.compile(r"x-ses-(spf|dkim|dmarc)-verdict")
SES_WORDS = {"PASS": "pass", "FAIL": "fail", "GRAY": "neutral", "PROCESSING_FAILED": "temperror"}


def read_verdicts(headers: Message, trusted: frozenset[str]) -> Verdicts:
    """The verdicts of the servers named in `trusted` (lower case); for each method the topmost one.

    X-SES-...-Verdict lines count above the Authentication-Results line of amazonses.com only, since SES
    writes both in one go and a sender's own lines come after them.
    """
    found: dict[str, str] = {}
    for method, verdict in _stated(headers, frozenset(one.lower() for one in trusted)):
        found.setdefault(method, verdict)
    return Verdicts(**found)


def _stated(headers: Message, trusted: frozenset[str]) -> Iterator[tuple[str, str]]:
    by_ses: list[tuple[str, str]] = []
    speaker = ""
    for name, value in headers.items():
        lower = name.lower()
        if lower == "received" and speaker:
            return
        if lower == "authentication-results":
            server, results = _read(readable(value))
            if server in trusted and speaker in ("", server):
                yield from by_ses if server == SES and not speaker else ()
                yield from results
                speaker = server
        elif not speaker and (line := SES_LINE.fullmatch(lower)):
            by_ses.append((line[1], SES_WORDS.get(readable(value).strip().upper(), "")))


def _read(line: str) -> tuple[str, list[tuple[str, str]]]:
    """Who speaks, and what is said; of several signatures the one that passed."""
    server, *stated = split_unquoted(_without_comments(line), ";")
    results = [(found[1].lower(), found[2].lower()) for one in stated if (found := STATED.match(one))]
    name = (server.split() or [""])[0].strip('"').lower()
    return name, sorted(results, key=lambda one: one[1] != "pass")


def _without_comments(line: str) -> str:
    """Comments stand in parentheses, also nested, and never inside quotes."""
    kept, depth, is_quoted = [], 0, False
    for letter in line:
        if letter == '"' and not depth:
            is_quoted = not is_quoted
        if not is_quoted and letter == "(":
            depth += 1
        if not depth:
            kept.append(letter)
        if not is_quoted and letter == ")" and depth:
            depth -= 1
    return "".join(kept)
