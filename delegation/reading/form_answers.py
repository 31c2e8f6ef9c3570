"""One answer of the form, by the type of its field: what is taken, and the sentence when it is not."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from pydantic import validate_email
from pydantic_core import PydanticCustomError

from delegation.application import Value
from delegation.form import FieldType, FormField, fits_pattern
from delegation.reading.country_codes import COUNTRY_CODES
from delegation.reading.number_answers import decimal, money, number
from delegation.reading.several_answers import Rows, choice, choices, entries, ranking, rows
from delegation.reading.time_answers import day, local_time
from delegation.reading.typed_text import LONGEST_LINE, LONGEST_TEXT, plain_text
from delegation.reading.upload_content import UPLOAD, wanted_kinds

LONGEST_URL = 2_000

_PHONE = re.compile(r"\+[0-9][0-9 ()/.-]{5,24}")
_HOST = re.compile(r"[^\W_]([\w-]*[^\W_])?(\.[^\W_]([\w-]*[^\W_])?)+")
_WORDS = {"yes": True, "true": True, "no": False, "false": False}


def answer_of(field: FormField, raw: object) -> Value:
    """The answer as the rules and the letters use it; read again it stays what it is.

    Raises ValueError with a sentence for the applicant.
    """
    answer = _READERS[field.type](field, raw)
    if field.pattern and isinstance(answer, str) and not fits_pattern(answer, field.pattern):
        raise ValueError(f"Write it as in {field.example}." if field.example else "Write it as asked for.")
    return answer


def _line(field: FormField, raw: object) -> str:
    return _long_enough(field, plain_text(raw, field.at_most or LONGEST_LINE))


def _long_text(field: FormField, raw: object) -> str:
    return _long_enough(field, plain_text(raw, field.at_most or LONGEST_TEXT, lines=True))


def _long_enough(field: FormField, text: str) -> str:
    if field.at_least is not None and len(text) < field.at_least:
        raise ValueError(f"Write at least {field.at_least} characters; there are {len(text)}.")
    return text


def _yes_no(_: FormField, raw: object) -> bool:
    word = raw.strip().lower() if isinstance(raw, str) else raw
    if isinstance(word, bool):
        return word
    if isinstance(word, str) and word in _WORDS:
        return _WORDS[word]
    raise ValueError("Answer yes or no.")


def _declaration(field: FormField, raw: object) -> bool:
    if not _yes_no(field, raw):
        raise ValueError("This must be agreed to; answer yes.")
    return True


def _country(field: FormField, raw: object) -> str:
    code = plain_text(raw, LONGEST_LINE)
    if code not in COUNTRY_CODES:
        raise ValueError("Give the country as its two capitals, as in DE or FR.")
    if field.choices and code not in field.choices:
        raise ValueError(f"Give one of the countries {', '.join(field.choices)}.")
    return code


def _email(_: FormField, raw: object) -> str:
    text = plain_text(raw, LONGEST_LINE)
    try:
        return validate_email(text)[1]
    except PydanticCustomError:
        raise ValueError("Give an e-mail address, as in name@organisation.example.") from None


def _url(field: FormField, raw: object) -> str:
    text = plain_text(raw, LONGEST_URL)
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        parts.port  # noqa: B018 - reading it checks it
    except ValueError:
        raise ValueError("Give a web address that begins with https://.") from None
    strange = any(one.isspace() or one in '<>"\\^`{|}' for one in text) or parts.username is not None
    if parts.scheme not in ("http", "https") or strange or not _HOST.fullmatch(host):
        raise ValueError("Give a web address that begins with https://.")
    if field.hosts and not any(host == one or host.endswith(f".{one}") for one in field.hosts):
        raise ValueError(f"Give a web address at {' or '.join(field.hosts)}.")
    return text


def _phone(_: FormField, raw: object) -> str:
    text = plain_text(raw, LONGEST_LINE)
    if not text.isascii() or not _PHONE.fullmatch(text):
        raise ValueError("Give the phone number with + and country code, as in +32 2 555 01 00.")
    return text


def _rows(field: FormField, raw: object) -> Rows:
    return rows(field, raw, answer_of)


def _file(field: FormField, raw: object) -> str:
    """The reference of a file that was looked at when it was handed in."""
    found = UPLOAD.fullmatch(plain_text(raw, LONGEST_LINE))
    if found is None or found["kind"] not in field.allowed_media:
        raise ValueError(f"Hand in {wanted_kinds(field)}.")
    return found[0]


_READERS: dict[FieldType, Callable[[FormField, object], Value]] = {
    FieldType.TEXT: _line,
    FieldType.LONG_TEXT: _long_text,
    FieldType.CHOICE: choice,
    FieldType.CHOICES: choices,
    FieldType.YES_NO: _yes_no,
    FieldType.DECLARATION: _declaration,
    FieldType.NUMBER: number,
    FieldType.DECIMAL: decimal,
    FieldType.MONEY: money,
    FieldType.COUNTRY: _country,
    FieldType.EMAIL: _email,
    FieldType.URL: _url,
    FieldType.DATE: day,
    FieldType.DATE_TIME: local_time,
    FieldType.PHONE: _phone,
    FieldType.LIST: entries,
    FieldType.ROWS: _rows,
    FieldType.RANKING: ranking,
    FieldType.FILE: _file,
}
