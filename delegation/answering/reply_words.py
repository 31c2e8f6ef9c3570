"""What somebody wrote themselves in a mail: without quotes, signatures, and what telephones add."""

import re
from collections.abc import Iterator, Sequence
from email.message import Message
from html import unescape

from delegation.answering.mail_parts import Part, header

LONGEST_TEXT = 256 * 1024
"""Characters of a text that are read."""
LONGEST_WORDS = 2_000
READ_OF_A_LINE = 300
"""Characters by which a line is known as a quote, a header or a signature."""
QUOTES = re.compile(r"^\s*[>|]")
INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
SIGNATURE = re.compile(r"^(--|__|\u2014)\s*$")
SEPARATOR = re.compile(r"^\s*([-_*=]{5,}|[-_]{2,}[^-_]{1,60}[-_]{2,})\s*$")
"""`-----Original Message-----`, in any language, and the line that Outlook draws."""
COPIED_HEADER = re.compile(
    r"^\s*\**(from|von|de|da|van|od|expediteur|expéditeur|mittente|afzender|nadawca|remetente|sent|gesendet)"
    r"\**\s?:\**\s.*(@|\d{4}|\")",
    re.IGNORECASE,
)
ATTRIBUTION = re.compile(
    r"(wrote|writes|schrieb|a écrit|escribió|ha scritto|schreef"
    r"|napisała?|pisze|escreveu)\b.{0,120}:\s*$",
    re.IGNORECASE,
)
BEGINS_ATTRIBUTION = re.compile(r"^\s*(on|am|le|el|il|op|w dniu|em|dnia)\s.*\d", re.IGNORECASE)
FROM_TELEPHONE = re.compile(
    r"^\s*(sent (from|with|via) |get outlook|von mein|gesendet (von|mit)|envoyé (de|depuis)"
    r"|télécharge|enviado (desde|do|de)|inviato da|scarica outlook|verzonden (vanaf|met|via)|verstuurd vanaf"
    r"|wysłan|pobierz outlook|obter o outlook|obtén outlook|outlook für|hol dir outlook)",
    re.IGNORECASE,
)
QUOTED_HTML = re.compile(
    r"<blockquote\b|gmail_quote|gmail_attr|divrplyfwdmsg|appendonsend|yahoo_quoted|moz-cite-prefix"
    r"|protonmail_quote|zmail_extra|<hr\b",
    re.IGNORECASE,
)
UNSEEN = ("head", "style", "script", "title")
LINE_TAG = re.compile(r"<\s*/?\s*(?:br|p|div|tr|li|h[1-6]|table|ul|ol)\b[^<>]*>", re.IGNORECASE)
TAG = re.compile(r"<[^<>]*>")


def text_of(leaves: Sequence[Part]) -> str:
    """The text of a mail: the plain one, or the HTML one where there is no other. Empty without either."""
    shown = [one for one in leaves if not _is_attached(one.headers)]
    for part in shown:
        if part.media_type == "text/plain" and part.text().strip():
            return part.text()[:LONGEST_TEXT]
    found = next((part for part in shown if part.media_type == "text/html"), None)
    return text_in_html(found.text()[:LONGEST_TEXT]) if found else ""


def text_in_html(html: str) -> str:
    """The text above the first quote, line by line."""
    for name in UNSEEN:
        html = _without(html, name)
    quoted = QUOTED_HTML.search(html)
    above = html[: html.rfind("<", 0, quoted.start() + 1)] if quoted else html
    one_line = re.sub(r"\s+", " ", above)
    return unescape(TAG.sub("", LINE_TAG.sub("\n", one_line)))


def own_words(text: str) -> str:
    """The lines that are the sender's own, at most 2,000 characters."""
    lines = INVISIBLE.sub("", text[:LONGEST_TEXT]).replace("\u00a0", " ").splitlines()
    kept = "\n".join(_own(lines)).strip()
    return kept[:LONGEST_WORDS].strip()


def _own(lines: Sequence[str]) -> Iterator[str]:
    introduces = _introductions(lines)
    for number, line in enumerate(lines):
        start = line[:READ_OF_A_LINE]
        if SIGNATURE.match(start) or SEPARATOR.match(start) or COPIED_HEADER.match(start):
            return
        if not (number in introduces or QUOTES.match(start) or FROM_TELEPHONE.match(start)):
            yield line.strip()


def _introductions(lines: Sequence[str]) -> frozenset[int]:
    """The numbers of lines that introduce a quote: `On 3 March Anna wrote:`, also on two lines."""
    found: set[int] = set()
    for number, line in enumerate(lines):
        if ATTRIBUTION.search(line[-READ_OF_A_LINE:]) or (
            line.rstrip().endswith(":") and _quote_follows(lines, number)
        ):
            found.add(number)
            if number and BEGINS_ATTRIBUTION.match(lines[number - 1][:READ_OF_A_LINE]):
                found.add(number - 1)
    return frozenset(found)


def _quote_follows(lines: Sequence[str], number: int) -> bool:
    return any(QUOTES.match(line[:READ_OF_A_LINE]) for line in lines[number + 1 : number + 3])


def _is_attached(headers: Message) -> bool:
    return header(headers, "Content-Disposition").strip().lower().startswith("attachment")


def _without(html: str, name: str) -> str:
    """Without the elements of that name and all that is in them; one that never ends takes the rest."""
    lower, kept, at = html.lower(), [], 0
    if len(lower) != len(html):  # rare letters grow: their case is left alone
        lower = html
    while (start := _tag_at(lower, name, at)) >= 0:
        kept.append(html[at:start])
        end = lower.find(f"</{name}", start)
        at = len(html) if end < 0 else end
        close = lower.find(">", at)
        at = len(html) if close < 0 else close + 1
    return "".join([*kept, html[at:]])


def _tag_at(lower: str, name: str, at: int) -> int:
    """Where the next `<name` begins; `<header` is no `<head`."""
    found = re.compile(rf"<{name}[\s>/]").search(lower, at)
    return found.start() if found else -1
