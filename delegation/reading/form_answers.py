"""One answer of the form, by the type of its field: what is taken, and the sentence when it is not."""

import re
from collections.abc import Callable
from datetime import date
from urllib.parse import urlsplit

from pydantic import validate_email
from pydantic_core import PydanticCustomError

from delegation.application import Value
from delegation.call import FieldType, FormField
from delegation.person import CONTROL
from delegation.reading.country_codes import COUNTRY_CODES

LONGEST_LINE = 300
LONGEST_TEXT = 5_000
LONGEST_URL = 2_000
MOST_DIGITS = 12

_PHONE = re.compile(r"\+[0-9][0-9 ()/.-]{5,24}")
_NUMBER = re.compile(rf"-?[0-9]{{1,{MOST_DIGITS}}}")
_HOST = re.compile(r"[^\W_]([\w-]*[^\W_])?(\.[^\W_]([\w-]*[^\W_])?)+")
_WORDS = {"yes": True, "true": True, "no": False, "false": False}


def is_empty(raw: object) -> bool:
    return raw is None or raw == [] or raw == () or (isinstance(raw, str) and not raw.strip())


def answer_of(field: FormField, raw: object) -> Value:
    """The answer as the rules and the letters use it. Raises ValueError with a sentence for the applicant."""
    return _READERS[field.type](field, raw)


def plain_text(raw: object, longest: int, *, lines: bool = False) -> str:
    """Text that can be stored, shown and sent. Raises ValueError."""
    if not isinstance(raw, str):
        raise ValueError("Write a text.")
    text = raw.replace("\r\n", "\n").strip()
    allowed = {"\n", "\t"} if lines else set[str]()
    if (CONTROL - allowed) & set(text) or _has_surrogate(text):
        breaks = "" if lines else "line breaks and "
        raise ValueError(f"Remove {breaks}control characters from the text.")
    if len(text) > longest:
        raise ValueError(f"Shorten the text to {longest:,} characters; it has {len(text):,}.")
    return text


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= one <= "\udfff" for one in text)


def _line(field: FormField, raw: object) -> str:
    return _long_enough(field, plain_text(raw, field.at_most or LONGEST_LINE))


def _long_text(field: FormField, raw: object) -> str:
    return _long_enough(field, plain_text(raw, field.at_most or LONGEST_TEXT, lines=True))


def _long_enough(field: FormField, text: str) -> str:
    if field.at_least is not None and len(text) < field.at_least:
        raise ValueError(f"Write at least {field.at_least} characters; there are {len(text)}.")
    return text


def _choice(field: FormField, raw: object) -> str:
    chosen = plain_text(raw, LONGEST_LINE)
    if chosen not in field.choices:
        raise ValueError(f"Choose one of {', '.join(field.choices)}.")
    return chosen


def _choices(field: FormField, raw: object) -> tuple[str, ...]:
    listed = [raw] if isinstance(raw, str) else raw
    if not isinstance(listed, list | tuple):
        raise ValueError(f"Choose from {', '.join(field.choices)}.")
    chosen = tuple(dict.fromkeys(_choice(field, one) for one in listed))
    if field.at_most is not None and len(chosen) > field.at_most:
        raise ValueError(f"Choose at most {field.at_most}; there are {len(chosen)}.")
    if field.at_least is not None and len(chosen) < field.at_least:
        raise ValueError(f"Choose at least {field.at_least}.")
    return chosen


def _yes_no(_: FormField, raw: object) -> bool:
    word = raw.strip().lower() if isinstance(raw, str) else raw
    if isinstance(word, bool):
        return word
    if isinstance(word, str) and word in _WORDS:
        return _WORDS[word]
    raise ValueError("Answer yes or no.")


def _number(field: FormField, raw: object) -> int:
    text = str(raw).strip() if isinstance(raw, int | str) and not isinstance(raw, bool) else ""
    if not text.isascii() or not _NUMBER.fullmatch(text):
        raise ValueError("Write a whole number in digits.")
    number = int(text)
    if field.at_least is not None and number < field.at_least:
        raise ValueError(f"Write a number of {field.at_least} or more.")
    if number < 0 or (field.at_most is not None and number > field.at_most):
        limit = field.at_most if field.at_most is not None else "any size"
        raise ValueError(f"Write a number from {field.at_least or 0} to {limit}.")
    return number


def _country(_: FormField, raw: object) -> str:
    code = plain_text(raw, LONGEST_LINE)
    if code not in COUNTRY_CODES:
        raise ValueError("Give the country as its two capitals, as in DE or FR.")
    return code


def _email(_: FormField, raw: object) -> str:
    text = plain_text(raw, LONGEST_LINE)
    try:
        return validate_email(text)[1]
    except PydanticCustomError:
        raise ValueError("Give an e-mail address, as in name@organisation.example.") from None


def _url(_: FormField, raw: object) -> str:
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
    return text


def _date(_: FormField, raw: object) -> str:
    text = plain_text(raw, LONGEST_LINE)
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError("Give the date as year-month-day, as in 1980-06-30.") from None


def _phone(_: FormField, raw: object) -> str:
    text = plain_text(raw, LONGEST_LINE)
    if not text.isascii() or not _PHONE.fullmatch(text):
        raise ValueError("Give the phone number with + and country code, as in +32 2 555 01 00.")
    return text


_READERS: dict[FieldType, Callable[[FormField, object], Value]] = {
    FieldType.TEXT: _line,
    FieldType.LONG_TEXT: _long_text,
    FieldType.CHOICE: _choice,
    FieldType.CHOICES: _choices,
    FieldType.YES_NO: _yes_no,
    FieldType.NUMBER: _number,
    FieldType.COUNTRY: _country,
    FieldType.EMAIL: _email,
    FieldType.URL: _url,
    FieldType.DATE: _date,
    FieldType.PHONE: _phone,
}
