"""Malformed applications, made from good ones by a seed, and a judge who says what is wrong with them."""

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from delegation.file import DelegationFile
from delegation.reading.intake import ApplicationRefused, read_application
from delegation.reading.problem import FileError
from portal.story_files import UnreadableFile
from portal.typed_files import typed_form

LINE, TEXT, MOST_NAMED = 300, 5_000, 60
ID = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
CODES = {"Cc", "Cs", "Zl", "Zp"}
ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 3.5, 10**40, -(10**400), float("nan"), float("inf")),
    *("", " ", "\x00", "a\x00b", "\x1b[31mred", "a\r\nBcc: x@y.example", "\ud800", "\u2028", "\x85"),
    *("x" * 301, "x" * 5_001, "x" * 40_000, "é" * 3_000, "\U0001f600" * 2_000, "=1+1", "../../etc/passwd"),
    *(
        "<script>alert(1)</script>",
        "{{ 7 * 7 }}",
        "' OR 1=1 --",
        "javascript:alert(1)",
        "a@b",
        "@",
        "a@b@c.d",
    ),
    *(
        "NaN",
        "Infinity",
        "1e400",
        "0x10",
        "١٢",
        "1_000",
        "9" * 5_000,
        "-5",
        "1,5",
        "yes please",
        "DE",
        "XX",
        "de",
    ),
    *([], {}, [[]], [None], [1, 2], ["a"] * 1_000, {"a": 1}, {"__class__": "x"}, [{"a": []}], ("a",)),
    *({"name": {"name": {}}}, ["bio", "bio"], ["bio", {}], [True], "https://", "https://x:99999/", "ftp://x"),
)


class Sent(NamedTuple):
    """What is handed in: as values, as bytes of JSON, or as a file."""

    how: str
    value: Any
    wrong: frozenset[str]
    """Fields that are wrong for certain; `application` stands for the whole."""


class Report(NamedTuple):
    sent: int
    refused: int
    taken: int
    """Rightly: nothing was wrong with them."""
    by_form: Counter[str]
    taken_wrongly: list[Sent]
    crashed: list[tuple[Sent, str]]
    unsaid: list[tuple[Sent, str]]
    """Refused without a sentence that names the field."""


def tried(count: int, seed: int, good: dict[str, Any], file: DelegationFile, folder: Path) -> Report:
    report = Report(0, 0, 0, Counter(), [], [], [])
    for sent in malformed(count, seed, good, file):
        report = _counted(report, sent, file, folder)
    return report


def _counted(report: Report, sent: Sent, file: DelegationFile, folder: Path) -> Report:
    report.by_form[sent.how] += 1
    try:
        _taken(sent, file, folder)
    except ApplicationRefused as refused:
        fields = {one.field for one in refused.problems}
        told = all(len(one.message.split()) >= 3 for one in refused.problems)
        if not told or not _names(fields, sent):
            report.unsaid.append((sent, str(refused)[:200]))
        return report._replace(sent=report.sent + 1, refused=report.refused + 1)
    except (FileError, UnreadableFile) as refused:
        if not str(refused).strip() or "application." not in str(refused):
            report.unsaid.append((sent, str(refused)[:200]))
        return report._replace(sent=report.sent + 1, refused=report.refused + 1)
    except Exception as error:
        report.crashed.append((sent, repr(error)[:200]))
        return report._replace(sent=report.sent + 1)
    if sent.wrong:
        report.taken_wrongly.append(sent)
    return report._replace(sent=report.sent + 1, taken=report.taken + 1)


def _names(fields: set[str], sent: Sent) -> bool:
    """Every field that is wrong is named; of many, or of a whole that cannot be read, some."""
    if not fields or "" in fields:
        return False
    if "application" in fields | sent.wrong or len(fields) >= MOST_NAMED:
        return True
    named = {one.partition("[")[0] for one in fields}
    return all(_is_told(_shown(one), named) for one in sent.wrong)


def _shown(name: str) -> str:
    """A name that cannot be printed stands as question marks, a long one is cut."""
    printed = "".join(one if one.isprintable() else "?" for one in name)[:60]
    return f"{printed}(no name)" if not printed or printed.endswith(".") else printed


def _is_told(wrong: str, named: set[str]) -> bool:
    return any(
        one[:60] == wrong or wrong.startswith(f"{one}.") or one.startswith(f"{wrong}.") for one in named
    )


def _taken(sent: Sent, file: DelegationFile, folder: Path) -> object:
    if sent.how in ("values", "json"):
        return read_application(sent.value, file)
    path = folder / f"application.{sent.how}"
    path.write_bytes(sent.value)
    form = typed_form(path, file)
    if form.problems:
        raise ApplicationRefused(form.problems)
    return read_application(form.parts, file)


# --- made by a seed ----------------------------------------------------------------------------------


def malformed(count: int, seed: int, good: dict[str, Any], file: DelegationFile) -> Iterator[Sent]:
    dice = random.Random(seed)
    for _ in range(count):
        if dice.random() < 0.12:
            yield _broken(dice, good)
            continue
        raw: Any = deepcopy(good)
        for _ in range(dice.choice((1, 1, 1, 2, 3))):
            raw = dice.choice(CHANGES)(dice, raw, file)
        yield _packed(dice, raw, file)


def _packed(dice: random.Random, raw: Any, file: DelegationFile) -> Sent:
    wrong = judged(raw, file)
    how = dice.choice(("values", "values", "values", "json", "json", "json", "yaml"))
    if how == "values":
        return Sent(how, raw, wrong) if isinstance(raw, dict) else Sent("json", _json(raw), wrong)
    try:
        content = _json(raw) if how == "json" else yaml.safe_dump(raw, allow_unicode=True).encode()
    except (UnicodeEncodeError, yaml.YAMLError, TypeError, ValueError):
        return Sent("values", raw, wrong) if isinstance(raw, dict) else Sent("json", b"[]", frozenset())
    if how == "yaml":
        tagged = b"!!" in content
        return Sent(how, content, frozenset({"application"}) if tagged else judged(_as_text(raw), file))
    return Sent(how, content, wrong)


def _as_text(raw: Any) -> Any:
    """As our files are read: a number or a yes is the text it is written as."""
    if isinstance(raw, dict):
        return {str(name): _as_text(value) for name, value in raw.items()}
    if isinstance(raw, list | tuple):
        return [_as_text(one) for one in raw]
    if isinstance(raw, str):
        return re.sub("[\x85\u2028\u2029]", " ", raw)  # YAML takes them for the end of a line
    return raw if raw is None else yaml.safe_dump(raw).split()[0]


def _json(raw: Any) -> bytes:
    return json.dumps(raw, ensure_ascii=True, default=list).encode()


def _replaced(dice: random.Random, raw: Any, _file: DelegationFile) -> Any:
    place, name = _somewhere(dice, raw)
    if place is not None:
        place[name] = dice.choice(ODD)
    return raw


def _removed(dice: random.Random, raw: Any, _file: DelegationFile) -> Any:
    place, name = _somewhere(dice, raw)
    if place is not None:
        place.pop(name, None)
    return raw


def _added(dice: random.Random, raw: Any, file: DelegationFile) -> Any:
    place, _ = _somewhere(dice, raw)
    late = [one.id for one in file.call.fields if one.stage.value != "apply"]
    names = ("score", "status", "__class__", "Name", "e-mail", "countri", "", "a" * 500, "\x00", "id", *late)
    if place is not None:
        place[dice.choice(names)] = dice.choice(("x", 1, None, True, {}, ["x"]))
    return raw


def _deepened(dice: random.Random, raw: Any, _file: DelegationFile) -> Any:
    place, name = _somewhere(dice, raw)
    value: Any = "x"
    for _ in range(dice.choice((2, 20, 200))):
        value = {"a": value} if dice.random() < 0.5 else [value]
    if place is not None:
        place[name] = value
    return raw


def _flattened(dice: random.Random, raw: Any, _file: DelegationFile) -> Any:
    if not isinstance(raw, dict):
        return raw
    if dice.random() < 0.3:
        return dice.choice(ODD)
    raw[dice.choice(("person", "answers", "id"))] = dice.choice(ODD)
    return raw


def _spoiled(dice: random.Random, raw: Any, _file: DelegationFile) -> Any:
    """A good text with one bad character in it."""
    place, name = _somewhere(dice, raw)
    if place is not None and isinstance(place.get(name), str) and place[name]:
        at = dice.randrange(len(place[name]))
        bad = dice.choice(("\x00", "\x07", "\x1b", "\x7f", "\x85", "\x9f", "\u2028", "\u2029", "\ud83d"))
        place[name] = place[name][:at] + bad + place[name][at:] + "x"
    return raw


CHANGES: tuple[Callable[[random.Random, Any, DelegationFile], Any], ...] = (
    *(
        _replaced,
        _replaced,
        _replaced,
        _replaced,
        _removed,
        _added,
        _deepened,
        _flattened,
        _spoiled,
        _spoiled,
    ),
)


def _somewhere(dice: random.Random, raw: Any) -> tuple[dict[str, Any] | None, str]:
    """An object of the application, and a name in it."""
    if not isinstance(raw, dict):
        return None, ""
    parts = [
        one
        for one in (raw, raw.get("person"), raw.get("answers"), raw.get("answers"))
        if isinstance(one, dict)
    ]
    place = dice.choice(parts)
    return place, str(dice.choice(sorted(map(str, place)) or ["x"]))


def _broken(dice: random.Random, good: dict[str, Any]) -> Sent:
    """Bytes that are no application, whoever reads them."""
    text = json.dumps(good)
    plain = yaml.safe_dump(good, allow_unicode=True)
    cut = dice.randrange(1, len(text))
    whole = frozenset({"application"})
    return dice.choice(
        (
            Sent("json", text[:cut].encode(), whole),
            Sent("json", text.encode() + b"}", whole),
            Sent("json", text.replace("Katrin", "K\xe4trin").encode("latin-1"), whole),
            Sent("json", text.replace('"110"', "NaN").encode(), whole),
            Sent("json", text.replace('"110"', "-Infinity").encode(), whole),
            Sent("json", text.replace('"id"', '"id": "A-02", "id"').encode(), frozenset({"id"})),
            Sent("json", b"[" * dice.choice((10, 5_000, 60_000)), whole),
            Sent("json", b'{"a":' * 5_000, whole),
            Sent("json", dice.randbytes(dice.randrange(300)), whole),
            Sent("json", b" " * 2_000_000 + text.encode(), whole),
            Sent("json", text.replace("{", "{'", 1).encode(), whole),
            Sent("json", b"", whole),
            Sent("yaml", plain.replace("Katrin", "K\xe4trin").encode("latin-1"), whole),
            Sent("yaml", plain.encode("utf-16"), whole),
            Sent("yaml", b"a: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: [*b,*b,*b]\n" + plain.encode(), whole),
            Sent("yaml", plain.encode() + b"evil: !!python/object/apply:os.system ['id']\n", whole),
            Sent("yaml", b"<<: {id: A-02}\n" + plain.encode(), whole),
            Sent("yaml", plain.encode() + b"id: A-02\n", whole),
            Sent("yaml", plain.encode() + b"\tid: x\n", whole),
            Sent("yaml", b"a: " + b"[" * 5_000, whole),
            Sent("yaml", b"{" * 5_000, whole),
            Sent("yaml", dice.randbytes(dice.randrange(1, 300)), whole),
            Sent("yaml", b"%YAML 9.9\n---\n" + b"? [a]\n: b\n", whole),
            Sent("yaml", plain.encode() + b"---\nid: A-02\n", whole),
            Sent("yaml", b"x" * 3_000_000, whole),
        )
    )


# --- judged by nobody who reads for us ---------------------------------------------------------------


def judged(raw: Any, file: DelegationFile) -> frozenset[str]:
    """Fields that nobody may take; what only may be wrong is not among them."""
    if not isinstance(raw, dict):
        return frozenset({"application"})
    found = {str(name) for name in raw if name not in ("id", "person", "answers", "together_with")}
    if not isinstance(raw.get("id"), str) or not ID.fullmatch(raw["id"]) or len(raw["id"]) > 40:
        found.add("id")
    found |= _wrong_person(raw.get("person"))
    return frozenset(found | _wrong_answers(raw.get("answers"), file))


def _wrong_person(person: Any) -> set[str]:
    if not isinstance(person, dict):
        return {"person"}
    known = ("name", "email", "organisation", "position", "language", "zone")
    found = {f"person.{name}" for name in person if name not in known}
    for name in known:
        value = person.get(name)
        if _is_nothing(value):
            found |= {f"person.{name}"} if name in known[:3] else set()
        elif not isinstance(value, str) or _is_bad(value, LINE):
            found.add(f"person.{name}")
    email = person.get("email")
    if isinstance(email, str) and not re.search(r"[^@\s]@[^@\s]+\.[^@\s]", email):
        found.add("person.email")
    return found


def _wrong_answers(answers: Any, file: DelegationFile) -> set[str]:
    if not isinstance(answers, dict):
        return {"answers"}
    asked = {one.id: one for one in file.call.fields if one.stage.value == "apply"}
    found = {f"answers.{name}" for name in answers if name not in asked}
    for name, field in asked.items():
        value = answers.get(name)
        if _is_nothing(value):
            if field.required:
                found.add(f"answers.{name}")
        elif _is_wrong(value, field.type.value, field.choices, field.at_least, field.at_most):
            found.add(f"answers.{name}")
    return found


def _is_wrong(  # noqa: PLR0911 - a line for each type
    value: Any, kind: str, choices: tuple[str, ...], at_least: int | None, at_most: int | None
) -> bool:
    if isinstance(value, dict):
        return True
    match kind:
        case "long-text" | "text":
            return not isinstance(value, str) or _is_bad(value, at_most or TEXT, lines=kind == "long-text")
        case "choice":
            return not isinstance(value, str) or value.strip() not in choices
        case "choices":
            ticked = value if isinstance(value, list | tuple) else [value]
            return any(one not in choices for one in ticked if isinstance(one, str)) or any(
                not isinstance(one, str) for one in ticked
            )
        case "yes-no":
            return isinstance(value, list | float) or (isinstance(value, str) and _is_bad(value, LINE))
        case "country":
            return not isinstance(value, str) or re.fullmatch(r"\s*[A-Za-z]{2}\s*", value) is None
        case "number":
            return _is_no_number(value, at_least, at_most)
        case "url":
            return not isinstance(value, str) or not value.strip().startswith(("http://", "https://"))
        case _:
            return not isinstance(value, str) or _is_bad(value, LINE)


def _is_no_number(value: Any, at_least: int | None, at_most: int | None) -> bool:
    if isinstance(value, bool | list | tuple):
        return True
    if not re.fullmatch(r"\s*[+-]?\d[\d\s.,'_]*\s*", str(value)):
        return True
    plain = re.sub(r"[^0-9-]", "", str(value))
    if isinstance(value, float) or not plain.lstrip("-").isascii() or "." in str(value) or "," in str(value):
        return False
    if not plain.strip("-"):
        return False  # digits of another script: may be taken or not
    return len(plain) > 20 or int(plain) > (at_most or 10**9) or int(plain) < (at_least or 0)


def _is_nothing(value: Any) -> bool:
    return value is None or value in ([], ()) or (isinstance(value, str) and not value.strip())


def _is_bad(text: str, longest: int, *, lines: bool = False) -> bool:
    import unicodedata

    inside = text.replace("\r\n", "\n").strip()
    allowed = "\n\t" if lines else ""
    return len(inside) > longest or any(
        unicodedata.category(one) in CODES and one not in allowed for one in inside
    )
