"""Who applies in `bench.applications`: people nobody knows, with the answers of usa-2017's applicants."""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import NamedTuple
from urllib.parse import urlencode

NAMES = (
    "Ö",
    "Ælfgifu Ødegård",
    "Zoë 🦊 Fuchs",
    "مريم الحسن",
    "Νίκη Παπαδοπούλου",
    "Wolfeschlegelsteinhausenbergerdorff " * 3 + "Wolfeschlegel",
    "李小龍",
    "O'Brien & Sons <b>",
)
LONGEST = 120
"""Letters of a name."""
SUBMISSION = re.compile(r'name="submission" value="([^"]+)"')
ACTION = re.compile(r'<form method="post" action="([^"]+)"')
FORM_HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}
Fields = tuple[tuple[str, str], ...]


class Applicant(NamedTuple):
    """One person at a browser."""

    email: str
    fields: Fields
    """What they type, by name of the input."""


class Filled(NamedTuple):
    """A form as a browser sends it."""

    action: str
    body: str


def filled_form(page: str, person: Applicant) -> Filled:
    """The form of that page with everything typed. Raises LookupError where the page has no form."""
    submission, action = SUBMISSION.search(page), ACTION.search(page)
    if submission is None or action is None:
        raise LookupError("there is no form on the page")
    fields = [("submission", submission[1]), ("lang", "en"), *person.fields, ("do", "send")]
    return Filled(unescape(action[1]), urlencode(fields))


def applicants(count: int, models: Sequence[Mapping[str, object]]) -> Iterator[Applicant]:
    """So many, the same every time; `models` are answers by field."""
    for number in range(count):
        yield applicant(number, models[number % len(models)])


def applicant(number: int, answers: Mapping[str, object]) -> Applicant:
    email = f"applicant-{number}@load.example"
    person = {
        "name": NAMES[number % len(NAMES)][:LONGEST],
        "email": email,
        "organisation": f"Water Works {number}",
        "position": "Director",
        "language": ("en", "de", "fr")[number % 3],
        "zone": "Europe/Brussels",
    }
    told = [(f"person.{name}", text) for name, text in person.items()]
    return Applicant(email, (*told, *_typed(answers)))


def _typed(answers: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """The answers as a browser posts them."""
    for field, value in answers.items():
        name = f"answers.{field}"
        if isinstance(value, bool):
            yield name, "yes" if value else "no"
        elif isinstance(value, Sequence) and not isinstance(value, str):
            yield from ((name, str(one)) for one in value)
        else:
            yield name, str(value)
