"""What people type into the forms of the pages, from what they mean to say."""

import csv
import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from delegation.application import Application
from delegation.change import Change, Urgency
from delegation.evaluation import Scoresheet
from delegation.file import DelegationFile
from delegation.follow_up import OutcomeKind, OutcomeReport, SurveyAnswer
from delegation.form import FieldType
from delegation.hosting import HostAnswer
from delegation.journey import ChecklistItem
from delegation.meeting import Wishes
from portal.web.applying.controls import LETTER_LANGUAGES
from tests.rehearsal.by_pages.browser import Typed

PERSON = ("name", "email", "organisation", "position")
"""What is asked about a person; the time zone is told by a script only."""


def application_typed(application: Application, file: DelegationFile) -> Typed:
    """The fields of the application form."""
    person = application.person.model_dump()
    typed: dict[str, str | tuple[str, ...]] = {f"person.{name}": person[name] for name in PERSON}
    known = person["language"] in LETTER_LANGUAGES
    typed["person.language"] = person["language"] if known else "en"  # who reads another one, reads English
    types = {field.id: field.type for field in file.call.fields}
    for name, value in application.answers.items():
        typed[f"answers.{name}"] = _answer(value, types[name])
    return typed


def table_of(application: Application, file: DelegationFile) -> bytes:
    """The same as a table of one row, in CSV."""
    typed = application_typed(application, file)
    row = {"id": application.id} | {name.partition(".")[2]: value for name, value in typed.items()}
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(row)
    writer.writerow(value if isinstance(value, str) else "|".join(value) for value in row.values())
    return table.getvalue().encode()


def _answer(value: object, kind: FieldType) -> str | tuple[str, ...]:
    match value:
        case bool():
            return "yes" if value else "no"
        case list() | tuple() if kind is FieldType.CHOICES:
            return tuple(str(one) for one in value)
        case list() | tuple():
            return "\n".join(str(one) for one in value)
        case _:
            return str(value)


def sheet_typed(sheet: Scoresheet) -> Typed:
    marks = {f"mark-{one.criterion}": str(one.mark) for one in sheet.marks}
    return {**marks, "comment": sheet.comment}


def paper_typed(item: ChecklistItem, said: Mapping[str, Any]) -> Typed:
    """The fields of one paper. What the application form asked already is not asked again."""
    if item is ChecklistItem.CONSENT:
        return {"consent-photo": "yes" if said["photo"] else "no"}
    typed = {name.replace("_", "-"): value for name, value in said.items() if name != "nationality"}
    return {name: tuple(value) if isinstance(value, list) else str(value) for name, value in typed.items()}


def visits_typed(wishes: Wishes) -> Typed:
    return {
        f"rank-{one.block}-{item}": str(rank)
        for one in wishes.visits or ()
        for rank, item in enumerate(one.ranking, start=1)
    }


def meetings_typed(wishes: Wishes) -> Typed:
    return {f"wish-{one.host}": one.wish.value for one in wishes.meetings or ()}


def survey_typed(answer: SurveyAnswer, file: DelegationFile) -> Typed:
    asked = file.follow_up_rules.survey_questions
    marks = {f"mark-{n}": str(answer.marks[one]) for n, one in enumerate(asked) if one in answer.marks}
    return {**marks, "remark": answer.remark}


def outcomes_typed(report: OutcomeReport) -> Typed:
    if all(one.kind is OutcomeKind.NONE for one in report.outcomes):
        return {"nothing": "yes"}
    typed: dict[str, str] = {}
    for n, one in enumerate(report.outcomes):
        typed |= {
            f"kind-{n}": one.kind.value,
            f"partner-{n}": one.partner,
            f"summary-{n}": one.summary,
            f"evidence-{n}": one.evidence,
        }
    return typed


def host_typed(said: HostAnswer) -> Typed:
    """The form of the host's own page; what it does not say stays as the page shows it."""
    limits = {"meetings": said.at_most, "guests": said.guests_at_most}
    typed = {name: str(most) for name, most in limits.items() if most is not None}
    typed |= {f"slot-{slot}": "no" for slot in said.unavailable or ()}
    return typed | {f"wish-{one.participant}": one.wish.value for one in said.wishes}


def host_phoned(said: HostAnswer) -> Typed:
    """The form at the desk, for a host that phoned."""
    assert not said.unavailable
    limits = {"at_most": said.at_most, "guests_at_most": said.guests_at_most}
    typed = {name: str(most) for name, most in limits.items() if most is not None}
    typed |= {"confirmed": "yes"} if said.confirmed else {}
    return typed | {f"wish-{one.participant}": one.wish.value for one in said.wishes}


def change_typed(change: Change) -> Typed:
    """The form of the kind of change that it is."""
    typed: dict[str, str | tuple[str, ...]] = {
        "reason": change.reason,
        "moves_at_most": str(change.moves_at_most),
    }
    if change.urgency is Urgency.URGENT:
        typed["urgent"] = "yes"
    for name in type(change.change).model_fields:
        value = getattr(change.change, name)
        if name != "what" and value not in (None, "", ()):
            typed[name] = _control(value)
    return typed


def _control(value: object) -> str | tuple[str, ...]:
    match value:
        case datetime():
            return f"{value:%Y-%m-%dT%H:%M}"
        case tuple():
            return tuple(str(one) for one in value)
        case _:
            return str(value)
