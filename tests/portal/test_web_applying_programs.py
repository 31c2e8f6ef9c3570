"""Applications by programs: the rules of the page, problems as JSON, and a document that says it all."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.portal.applying_portal import Applying

PERSON = {"name": "Lina Berg", "email": "lina@fyn.example", "organisation": "Fyn Clean", "language": "en"}
ANSWERS: dict[str, Any] = {
    "organisation-type": "cluster-organisation",
    "country": "DK",
    "focus-areas": ["energy"],
    "escp-member": False,
    "excellence-label": "gold",
    "members": 120,
    "sme-members": 90,
    "staff": 6,
    "first-time": True,
    "nationality": "DK",
    "objectives": "Three partners for a joint project on clean hydrogen in ports.",
    "offer": "A test harbour.",
    "seek": "Makers of electrolysers.",
    "whole-programme": True,
    "phone": "+45 33 92 33 00",
}
COMPLETE = {"person": PERSON, "answers": ANSWERS}
PATH = "/api/d/usa-2017/applications"


async def handed_in(town: Applying, body: Any = COMPLETE, key: str = "", **named: Any) -> httpx.Response:
    headers = {"Idempotency-Key": key} if key else {}
    async with town.browser() as program:
        return await program.post(PATH, json=body, headers=headers, **named)


async def test_a_program_hands_in_an_application_and_gets_its_receipt_code():
    town = Applying()
    answer = await handed_in(town)
    told = answer.json()

    assert answer.status_code == 201
    assert told == {
        "participant": town.applied[0],
        "state": "received",
        "receipt": town.legation.journeys[town.applied[0]].receipt,
    }


async def test_the_same_key_and_the_same_content_are_one_application():
    town = Applying()
    await asyncio.gather(*(handed_in(town) for _ in range(3)))
    changed = {"person": PERSON, "answers": {**ANSWERS, "members": 130}}
    for body in (COMPLETE, changed):
        await handed_in(town, body, key="a-key-of-our-own-1")

    assert len(town.applied) == 2


async def test_a_program_is_told_every_mistake_at_once_as_a_problem():
    town = Applying()
    wrong = {"person": {**PERSON, "email": "x"}, "answers": {**ANSWERS, "members": -1, "colour": "blue"}}
    answer = await handed_in(town, wrong)
    told = answer.json()

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert {one["field"] for one in told["errors"]} == {"person.email", "answers.members", "answers.colour"}
    assert town.applied == []


async def test_nobody_chooses_the_id_of_an_application():
    town = Applying()
    answer = await handed_in(town, {**COMPLETE, "id": "A-17"})

    assert answer.json()["participant"] != "A-17"


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 422),
        (b"[]", "application/json", 422),
        (b'{"person": 1, "person": 2}', "application/json", 422),
        (b"[" * 50_000, "application/json", 422),
        (b"\xff\xfe", "application/json", 422),
        (b"{}", "text/plain", 415),
        (b'"' + b"x" * 5_000_000 + b'"', "application/json", 413),
    ],
)
async def test_whatever_a_program_sends_is_answered_with_a_problem(content: bytes, kind: str, status: int):
    town = Applying()
    async with town.browser() as program:
        answer = await program.post(PATH, content=content, headers={"Content-Type": kind})

    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_an_unknown_call_and_a_closed_one_are_problems_too():
    town = Applying()
    async with town.browser() as program:
        unknown = await program.post("/api/d/atlantis/applications", json=COMPLETE)
    town.late_by(timedelta(seconds=1))
    closed = await handed_in(town)

    assert (unknown.status_code, unknown.json()["status"]) == (404, 404)
    assert closed.status_code == 409
    assert "until Fri 31 March 2017, 17:00 Brussels" in closed.json()["detail"]


async def test_while_the_engine_or_the_vault_is_away_a_program_is_told_what_is_safe():
    town = Applying()
    async with town.browser() as program:
        await program.get("/api/d/usa-2017")
        town.legation.is_away = True
        kept = await program.post(PATH, json=COMPLETE)
        town.store.is_away = True
        lost = await program.post(PATH, json=COMPLETE)

    assert (kept.status_code, kept.json()["state"], kept.json()["receipt"]) == (202, "kept", "")
    assert (lost.status_code, lost.headers["retry-after"]) == (503, "30")


@pytest.mark.parametrize("name", ["usa-2017", "go-cluster-2015", "hannover-2016", "clusterxchange-2020"])
async def test_the_document_lists_the_form_of_every_open_call_and_no_secret_address(name: str):
    town = Applying(name)
    async with town.browser() as program:
        document = (await program.get("/openapi.json")).json()
    post = document["paths"][f"/api/d/{name}/applications"]["post"]
    schema = post["requestBody"]["content"]["application/json"]["schema"]
    asked = {one.id for one in town.file.call.fields if one.stage == "apply"}

    assert document["openapi"] == "3.1.0"
    assert set(schema["properties"]["answers"]["properties"]) == asked
    assert not any("token" in path for path in document["paths"])


async def test_calls_are_listed_as_json_with_their_deadline_and_form():
    town = Applying()
    async with town.browser() as program:
        listed = (await program.get("/api/d")).json()["calls"]
        one = (await program.get("/api/d/usa-2017")).json()

    assert [(call["slug"], call["stance"]) for call in listed] == [("usa-2017", "open")]
    assert one["closes_at"] == "2017-02-17T17:00:00+01:00"
    assert one["application"]["required"] == ["person", "answers"]
