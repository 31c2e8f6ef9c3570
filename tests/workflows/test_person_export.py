"""Somebody asks for everything that is known of them, and is given it: all of theirs, and nobody else's."""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import AsyncIterator
from email import message_from_bytes, policy

import pytest
from temporalio.client import Client

from activities.data_keys import DataKeys
from activities.owners import Owner
from activities.sealing import SealedStore
from delegation.evaluation import Scoresheets
from delegation.file import DelegationFile
from delegation.offer import Answer
from portal.erasing import erase
from portal.errors import NotFound
from portal.person_export import archive, person_export
from tests.fakes import MemoryKeys, MemoryStore
from tests.workflows.conftest import delegation_on
from tests.workflows.people import APPLICANTS
from tests.workflows.trip import (
    CONFIRM_BY,
    DAY_OF_APPLICATIONS,
    EVALUATION_OPENS,
    FINAL,
    OFFERS,
    PANEL,
    USUAL_MARKS,
    Trip,
    sheet,
)

REMARK = "Quillfeather doubts the whole plan."
"""What evaluators wrote and nobody is told: the letters of this delegation quote no comments."""
RECEIVED = b"From: Runa <runa.velander@malar.example>\r\nSubject: A question\r\n\r\nMay I bring a kayak?\r\n"
FROM_A_NEIGHBOUR = b"From: ines.carvalhal@tejo.example\r\nSubject: Secret\r\n\r\nBoathouse\r\n"


@pytest.fixture
async def trip(client: Client, small: DelegationFile, quick_tries: None) -> AsyncIterator[Trip]:
    """The small delegation on a sealed vault; A-1 and A-2 travel, A-3 waits, all handed in what is asked."""
    inner = MemoryStore()
    async with delegation_on(client, small, SealedStore(inner, DataKeys(inner, MemoryKeys()))) as opened:
        yield opened


async def score_with_remarks(trip: Trip) -> None:
    for evaluator, owed in sorted((await trip.evaluation()).owed.items()):
        sheets = tuple(
            sheet(one, evaluator, USUAL_MARKS[one]).model_copy(update={"comment": REMARK}) for one in owed
        )
        handed_in = Scoresheets(at=trip.now, evaluator=evaluator, sheets=sheets)
        await trip.legation.hand_in(trip.file.slug, handed_in)
    await trip.settle()


async def travel(trip: Trip) -> None:
    await trip.reach(DAY_OF_APPLICATIONS)
    await trip.apply("A-1", "A-2", "A-3")
    await trip.reach(EVALUATION_OPENS)
    await score_with_remarks(trip)
    await trip.reach(PANEL)
    await trip.decide()
    await trip.reach(OFFERS)
    await trip.answer("A-1", Answer.ACCEPTED)
    await trip.answer("A-2", Answer.ACCEPTED)
    await trip.reach(CONFIRM_BY)
    for delegate in ("A-1", "A-2"):
        await trip.hand_in_papers(delegate)
    await trip.reach(FINAL)
    trip.store.create(f"inbound/{'a' * 64}.eml", RECEIVED, "message/rfc822")
    trip.store.create(f"inbound/{'b' * 64}.eml", FROM_A_NEIGHBOUR, "message/rfc822")


def readable(content: bytes) -> bytes:
    """A file of the archive with whatever a mail has encoded."""
    mail = message_from_bytes(content, policy=policy.default)
    parts = (part.get_payload(decode=True) for part in mail.walk() if not part.is_multipart())
    return b"\n".join((content, *(part for part in parts if isinstance(part, bytes))))


def words_of_others() -> list[bytes]:
    """By which other applicants and the evaluators would be known."""
    others = [who for name, who in APPLICANTS.items() if name != "A-1"]
    words = [word for who in others for word in (who.name, who.email)]
    evaluators = ("Anders Nyholm", "Bettina Kraus", "Cesare Lodi", "evaluators.example", "evaluator-")
    return [one.encode() for one in (*words, *evaluators, "MADEUPA-2", "Boathouse", REMARK)]


async def test_somebody_is_given_all_of_theirs_and_nothing_of_anybody_else(trip: Trip):
    await travel(trip)
    slug, before = trip.file.slug, {key: trip.store.read(key) for key in trip.store.keys("")}

    export = await person_export(trip.legation, slug, "A-1")
    packed = archive(export)
    again = archive(await person_export(trip.legation, slug, "A-1"))

    assert packed == again
    assert {key: trip.store.read(key) for key in trip.store.keys("")} == before
    contents = {one.filename: zipfile.ZipFile(io.BytesIO(packed)).read(one) for one in _entries(packed)}
    everything = b"\n".join(readable(content) for content in contents.values())
    assert [word for word in words_of_others() if word in everything] == []
    theirs = ("Runa Velander", "MADEUPA-1", "vegetarian", "May I bring a kayak?", "BEGIN:VCALENDAR")
    assert [word for word in theirs if word.encode() not in everything] == []
    _assert_what_erasing_destroys_is_shown(trip, export)
    _assert_the_manifest_is_true(contents)
    record = b"".join(content for name, content in contents.items() if name.endswith("json"))
    assert re.search(rb"(?<![\w-])A-[23](?![\w-])", record) is None


def _entries(packed: bytes) -> list[zipfile.ZipInfo]:
    return zipfile.ZipFile(io.BytesIO(packed)).infolist()


def _assert_what_erasing_destroys_is_shown(trip: Trip, export: object) -> None:
    assert isinstance(trip.store, SealedStore)
    shown = {key for one in export.files for key in one.sources}
    destroyed = {*trip.store.objects_of(Owner(trip.file.slug, "a-1")), f"inbound/{'a' * 64}.eml"}
    assert len(destroyed) > 15
    assert shown == destroyed


def _assert_the_manifest_is_true(contents: dict[str, bytes]) -> None:
    files = json.loads(contents["manifest.json"])["files"]
    assert {one["name"] for one in files} == {*contents} - {"manifest.json"}
    assert all(hashlib.sha256(contents[one["name"]]).hexdigest() == one["sha256"] for one in files)
    decision = json.loads(contents["decisions/decision.json"])
    assert decision["status"] == "selected"
    assert decision["reasons"]
    assert json.loads(contents["decisions/place.json"])["outcome"] == "confirmed"
    assert json.loads(contents["calendar/programme.json"])["items"]


async def test_what_a_panel_has_before_it_is_not_told_by_an_export(trip: Trip):
    await trip.reach_panel("A-1", "A-2")

    names = {one.name for one in (await person_export(trip.legation, trip.file.slug, "A-1")).files}

    assert "application/status.json" in names
    assert not any(name.startswith("decisions/") for name in names)


async def test_of_somebody_erased_or_unknown_there_is_nothing_to_export(trip: Trip):
    await trip.reach(DAY_OF_APPLICATIONS)
    await trip.apply("A-1")
    await erase(trip.legation, trip.file.slug, "A-1")

    with pytest.raises(NotFound, match=r"A-1 of lakes-\d+ was erased on request"):
        await person_export(trip.legation, trip.file.slug, "A-1")
    with pytest.raises(NotFound, match="There is no 'Z-9'"):
        await person_export(trip.legation, trip.file.slug, "Z-9")
