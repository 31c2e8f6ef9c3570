"""A delegation file as text: `delegation.reading.plain_yaml` reads it back as it was, and people like to."""

import json
import re
from collections.abc import Iterator, Mapping

from delegation.file import DelegationFile
from delegation.reading.plain_yaml import Plain

REMARKS: Mapping[str, str] = {
    "organiser": "Who runs it. Dates are written in this zone; in the programme in that of their city.",
    "phases": "What it goes through, in this order.",
    "themes": "What applications, hosts and visits may have in common.",
    "holidays": "Days that deadlines in working days skip.",
    "legs": "One entry per city, in the order of the route.",
    "places": "Where things take place.",
    "people": "Evaluators, contacts of hosts, staff. They stay in the vault; workflows know their ids only.",
    "call": "When applications are taken, and what the form asks.",
    "eligibility": "Conditions, in words for the letter and in data for the check.",
    "registration": "How many may register, and who waits.",
    "evaluation": "Who scores what, by when. The weights of the criteria add up to 100.",
    "selection": "Places, reserve list and the balance of the group.",
    "offers": "When places are offered, confirmed and passed on.",
    "hosts": "Who receives visits, and takes one-to-one meetings.",
    "hosting": "When hosts are asked, and sent their guest lists.",
    "itinerary": "The programme. Items of one `block` take place side by side: everybody attends one.",
    "itinerary_dates": "When wishes close and the programme is sent.",
    "meetings": "One-to-one meetings of delegates with hosts.",
    "matchmaking": "Meetings of delegates with each other.",
    "calendar": "How the programme gets into calendars.",
    "documents": "When papers are due, sent and deleted again.",
    "mail": "Which mails may leave without anybody looking.",
    "follow_up": "The survey, the outcomes and the report.",
}
"""Above each section, for whoever opens the file with an editor."""
ORDER = tuple(DelegationFile.model_fields)
WIDEST = 100
"""Characters of a list in one line."""
LONGEST_KEY = 900
"""Characters of a key beside its value; YAML ends at 1,024. Translations are found by what they translate."""
_PLAIN = re.compile(r"[^\W_](?:[\w ./+()@€&;,'\"!?=*%-]|:(?=\S)|#(?<=\S#))*", re.UNICODE)
_IN_LIST = re.compile(r"[^\W_][\w ./+()@-]*", re.UNICODE)
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_NOTHING = ("", "~", "null")
_ODD = re.compile("[^\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""What has to be written with a backslash: control characters, and whatever ends a line."""


def as_yaml(content: Mapping[str, Plain]) -> str:
    """The whole file, its sections in the usual order with a remark above each."""
    names = [name for name in ORDER if name in content] + [name for name in content if name not in ORDER]
    return "\n".join(_section(name, content[name]) for name in names)


def sections_as_yaml(content: Mapping[str, Plain], names: tuple[str, ...]) -> str:
    """The same of some sections only."""
    return as_yaml({name: content[name] for name in names if name in content})


def _section(name: str, value: Plain) -> str:
    remark = f"# {REMARKS[name]}\n" if name in REMARKS else ""
    return remark + "".join(f"{line}\n" for line in _entry(name, value, ""))


def _entry(name: str, value: Plain, indent: str) -> Iterator[str]:
    """`name: value`, in as many lines as it takes."""
    key = f"{indent}{_scalar(name)}:" if len(name) <= LONGEST_KEY else f"{indent}? {_quoted(name)}\n{indent}:"
    match value:
        case dict() if value:
            yield key
            for inner, one in value.items():
                yield from _entry(inner, one, indent + "  ")
        case list() if value and _in_one_line(value) is None:
            yield key
            for item in value:
                yield from _item(item, indent + "  ")
        case str() if _is_block(value):
            yield f"{key} |-"
            yield from (f"{indent}  {line}" if line else "" for line in value.split("\n"))
        case _:
            yield f"{key} {_short(value)}"


def _item(value: Plain, indent: str) -> Iterator[str]:
    """One entry of a list, its first line after a hyphen."""
    if isinstance(value, dict) and value:
        lines = [line for name, one in value.items() for line in _entry(name, one, indent + "  ")]
        yield f"{indent}- {lines[0].lstrip(' ')}"
        yield from lines[1:]
    elif isinstance(value, list) and value and _in_one_line(value) is None:
        yield f"{indent}-"
        for one in value:
            yield from _item(one, indent + "  ")
    else:
        yield f"{indent}- {_short(value)}"


def _short(value: Plain) -> str:
    """A value that stands in one line."""
    match value:
        case None:
            return "~"
        case dict():
            return "{}"
        case list():
            return _in_one_line(value) or "[]"
        case _:
            return _scalar(value)


def _in_one_line(values: list[Plain]) -> str | None:
    """`[a, b]`; None where that would be too long, or hold more than words."""
    if not all(isinstance(one, str) and "\n" not in one for one in values):
        return None
    line = f"[{', '.join(_in_list(str(one)) for one in values)}]"
    return line if len(line) <= WIDEST else None


def _in_list(text: str) -> str:
    return text if _IN_LIST.fullmatch(text) and _is_calm(text) else _quoted(text)


def _scalar(text: str) -> str:
    is_plain = _NUMBER.fullmatch(text) or _PLAIN.fullmatch(text)
    return text if is_plain and _is_calm(text) else _quoted(text)


def _is_calm(text: str) -> bool:
    """Whether nothing in it would be lost or changed without quotes."""
    return text not in _NOTHING and text == text.strip() and _ODD.search(text) is None and " #" not in text


def _is_block(text: str) -> bool:
    """Whether it reads best line by line, as it is."""
    lines = text.split("\n")
    calm = all(_ODD.search(line) is None and "\t" not in line for line in lines)
    return len(lines) > 1 and calm and bool(lines[-1].strip()) and lines[0][:1] not in ("", " ")


def _quoted(text: str) -> str:
    """Between quotation marks; JSON is YAML but for what ends a line in one of them alone."""
    return _ODD.sub(lambda odd: _escaped(odd.group()), json.dumps(text, ensure_ascii=False))


def _escaped(sign: str) -> str:
    code = ord(sign)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
