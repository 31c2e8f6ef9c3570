"""Evaluators never see whom to write to, what somebody eats, or a passport: planted values, a whole story."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from temporalio.client import Client

from activities.adapters.score_books import XlsxScoreBooks
from activities.adapters.spreadsheet import XlsxSpreadsheets
from delegation.application import Application
from delegation.file import DelegationFile
from delegation.form import FieldType, FormField, Stage
from delegation.papers.workbook import Workbook
from portal.score_papers import panel_table, score_books
from tests.workflows.conftest import delegation_on
from tests.workflows.people import APPLICANTS
from tests.workflows.trip import DAY_OF_APPLICATIONS, EVALUATION_OPENS, PANEL, SHEETS_DUE, Trip, application

MADE_AT = datetime(2027, 2, 15, tzinfo=UTC)
PLANTED = {
    "contact-mail": FormField(id="contact-mail", label="Second mail", type=FieldType.EMAIL),
    "phone": FormField(id="phone", label="Phone", type=FieldType.PHONE),
    "passport": FormField(id="passport", label="Passport", type=FieldType.TEXT, personal=True),
    "diet": FormField(id="diet", label="Diet", type=FieldType.TEXT, personal=True),
    "allergies": FormField(id="allergies", label="Allergies", type=FieldType.LONG_TEXT, personal=True),
    "emergency": FormField(id="emergency", label="Whom to call", type=FieldType.TEXT, personal=True),
    "own-evaluator": FormField(
        id="own-evaluator", label="Evaluators you know", type=FieldType.TEXT, hidden_from_evaluators=True
    ),
    "after-trip": FormField(id="after-trip", label="Later", type=FieldType.TEXT, stage=Stage.LOGISTICS),
}
SHOWN = "Wetlands-we-planted"
"""An answer evaluators do read, so that the search is known to find what is there."""


def planted(participant: str, field: str) -> str:
    """One value nobody else has."""
    return f"canary-{field}-{participant.lower()}"


@pytest.fixture
async def asked(client: Client, small: DelegationFile, quick_tries: None) -> AsyncIterator[Trip]:
    """The small delegation with a form that asks for far too much, its applicants, and their sheets."""
    call = small.call.model_copy(update={"fields": (*small.call.fields, *PLANTED.values())})
    async with delegation_on(client, small.model_copy(update={"call": call})) as trip:
        await trip.reach(DAY_OF_APPLICATIONS)
        for participant in APPLICANTS:
            await trip.legation.submit(trip.file.slug, _application(participant), trip.now, at=trip.now)
            trip.stillness.watch(participant)
        await trip.settle()
        yield trip


def _application(participant: str) -> Application:
    answers = {field: planted(participant, field) for field in PLANTED}
    told = application(participant, objectives=f"{SHOWN} {participant}", **answers)
    person = told.person.model_copy(
        update={"phone": planted(participant, "person-phone"), "position": planted(participant, "position")}
    )
    return told.model_copy(update={"person": person})


def values() -> list[str]:
    of_everybody = [planted(one, field) for one in APPLICANTS for field in (*PLANTED, "person-phone")]
    return [*of_everybody, *(one.email for one in APPLICANTS.values()), "MADEUP", "vegetarian"]


def found_in(*texts: str) -> set[str]:
    return {value for value in values() for text in texts if value in text}


async def test_neither_mails_nor_workbooks_of_evaluators_hold_what_is_not_for_them(asked: Trip):
    await asked.reach(SHEETS_DUE)
    mails = mails_to_evaluators(asked)
    books = await books_of(asked)
    await asked.hand_in_all()
    await asked.reach(PANEL)
    table = await panel_table(asked.legation, asked.file, await asked.legation.score_sheets(asked.file.slug))
    panel = as_read(XlsxSpreadsheets().xlsx(table, made_at=MADE_AT), table)

    assert len(mails) >= 3
    assert found_in(*mails, *books, panel) == set()
    assert all(any(f"{SHOWN} {one}" in book for book in books) for one in APPLICANTS if one != "B-1")
    assert len(values()) >= 40


async def test_evaluators_are_never_asked_about_an_organisation_that_is_theirs(
    client: Client, small: DelegationFile, quick_tries: None
):
    evaluation = small.evaluation_rules
    own = tuple(
        one.model_copy(update={"organisation": "Mälar Water"}) if one.id == "e1" else one
        for one in evaluation.evaluators
    )
    file = small.model_copy(update={"evaluation": evaluation.model_copy(update={"evaluators": own})})
    async with delegation_on(client, file) as trip:
        await trip.reach(DAY_OF_APPLICATIONS)
        await trip.apply("A-1", "A-2", "A-3", "A-4")
        await trip.reach(EVALUATION_OPENS)
        held = await trip.legation.score_sheets(trip.file.slug)
        books = {one.evaluator: one for one in await score_books(trip.legation, trip.file, held, None)}

    assert {"A-2", "A-3", "A-4"} & {row.application for row in books["e1"].rows}
    assert "A-1" not in {row.application for row in books["e1"].rows}
    assert "Mälar Water" not in books["e1"].model_dump_json()


def mails_to_evaluators(trip: Trip) -> list[str]:
    """Everything they were sent, decoded, attachments included."""
    texts = []
    for one in ("evaluator-1", "evaluator-2", "evaluator-3"):
        for mail in trip.mails_to(one):
            parts = [part.get_payload(decode=True) or b"" for part in mail.parsed.walk()]
            texts.append(b"\n".join([mail.message, *parts]).decode(errors="replace"))
    return texts


async def books_of(trip: Trip) -> list[str]:
    held = await trip.legation.score_sheets(trip.file.slug)
    books = await score_books(trip.legation, trip.file, held, None)
    return [book.model_dump_json() + as_text(XlsxScoreBooks().xlsx(book, made_at=MADE_AT)) for book in books]


def as_read(content: bytes, table: Workbook) -> str:
    return table.model_dump_json() + as_text(content)


def as_text(workbook: bytes) -> str:
    """Every part of the file as it is unpacked."""
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        return "\n".join(parts.read(name).decode(errors="replace") for name in parts.namelist())
