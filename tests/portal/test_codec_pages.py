"""Temporal's remote codec: who has a token sees payloads in clear, and every look is noted."""

import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from fastapi import FastAPI
from google.protobuf.json_format import MessageToDict
from temporalio.api.common.v1 import Payload

from activities.adapters.engine_keys import GivenKeys
from activities.adapters.payloads import LONG, EngineCodec
from portal.codec_readers import Reader, Readers, hash_of
from portal.codec_record import LookRecord
from portal.web.codec import MISSES, MOST, CodecDesk, codec_pages

UI = "http://127.0.0.1:8233"
UI_TOKEN = "the-token-of-the-embedded-ui"
NOW = datetime(2027, 5, 11, 8, tzinfo=UTC)
SECRET = "Passport P1234567"


def keys(name: str) -> GivenKeys:
    return GivenKeys.of_text(f"{name}={base64.b64encode(name.encode() * 8).decode()}", "the test")


class Portal(NamedTuple):
    """The codec pages of a portal, and what they leave behind."""

    desk: CodecDesk
    record: Path
    seals: EngineCodec

    @asynccontextmanager
    async def caller(self, host: str = "127.0.0.1") -> AsyncIterator[httpx.AsyncClient]:
        app = FastAPI()
        app.include_router(codec_pages(self.desk))
        transport = httpx.ASGITransport(app, client=(host, 50000))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080") as client:
            yield client

    def sealed(self, *texts: str) -> dict[str, Any]:
        return sent(self.seals.encoded([plain(text) for text in texts]))

    def looks(self) -> list[dict[str, Any]]:
        return (
            [json.loads(line) for line in self.record.read_text().splitlines()]
            if self.record.exists()
            else []
        )


def plain(text: str) -> Payload:
    return Payload(metadata={"encoding": b"json/plain"}, data=json.dumps(text).encode())


def sent(payloads: list[Payload]) -> dict[str, Any]:
    return {"payloads": [MessageToDict(one) for one in payloads]}


def texts(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [json.loads(base64.b64decode(one["data"])) for one in answer.json()["payloads"]]


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    seals, record = EngineCodec(keys("key1")), tmp_path / "log" / "record.jsonl"
    readers = Readers(tmp_path / "readers.json", [Reader("temporal-ui", hash_of(UI_TOKEN), "")])
    desk = CodecDesk(seals, readers, LookRecord(record), frozenset({UI}), "temporal-ui")
    return Portal(desk, record, seals)


async def test_a_reader_sees_payloads_in_clear_and_is_noted_for_it(
    portal: Portal, caplog: pytest.LogCaptureFixture
) -> None:
    token = portal.desk.readers.grant("a.weber", NOW)
    caplog.set_level("INFO")
    async with portal.caller("203.0.113.7") as caller:
        body = portal.sealed(SECRET, "x" * LONG)
        headers = {**bearer(token), "X-Namespace": "delegations"}
        answer = await caller.post("/codec/decode", json=body, headers=headers)

    assert texts(answer) == [SECRET, "x" * LONG]
    (look,) = portal.looks()
    assert (look["reader"], look["payloads"], look["closed"], look["namespace"]) == (
        "a.weber",
        2,
        0,
        "delegations",
    )
    assert "a.weber looked at 2 payloads of namespace delegations" in caplog.text
    assert SECRET not in caplog.text + portal.record.read_text()
    assert token not in caplog.text + portal.record.read_text()
    assert portal.record.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "headers", [{}, bearer("wrong"), {"Authorization": "Basic YTpi"}, bearer(""), bearer(UI_TOKEN[:-1])]
)
async def test_with_a_wrong_token_or_none_everybody_is_told_the_same(
    portal: Portal, headers: dict[str, str]
) -> None:
    async with portal.caller() as caller:
        right = portal.sealed(SECRET)
        answers = [
            await caller.post("/codec/decode", json=right, headers=headers),
            await caller.post("/codec/decode", content=b"no JSON", headers=headers),
            await caller.post("/codec/encode", json=right, headers=headers),
            await caller.post("/codec/nothing", json=right, headers=headers),
            await caller.post("/codec/some-token/decode", json=right, headers=headers),
        ]

    assert {(one.status_code, one.text, one.headers["www-authenticate"]) for one in answers} == {
        (401, '{"message":"A reader\'s token is needed: ./legation engine grant"}', "Bearer")
    }
    assert portal.looks() == []


async def test_who_tries_many_tokens_has_to_wait_and_keeps_no_reader_out(portal: Portal) -> None:
    async with portal.caller("203.0.113.9") as guesser:
        seen = [
            (await guesser.post("/codec/decode", json={}, headers=bearer(f"guess-{number}"))).status_code
            for number in range(MISSES + 2)
        ]
        token = portal.desk.readers.grant("a.weber", NOW)
        reader = await guesser.post("/codec/decode", json=portal.sealed("1"), headers=bearer(token))
    async with portal.caller("203.0.113.10") as other:
        elsewhere = await other.post("/codec/decode", json={}, headers=bearer("wrong"))

    assert seen == [401] * MISSES + [429, 429]
    assert texts(reader) == ["1"]
    assert elsewhere.status_code == 401


async def test_a_token_that_was_revoked_is_worth_nothing_at_once(portal: Portal) -> None:
    token = portal.desk.readers.grant("a.weber", NOW)
    portal.desk.readers.revoke("a.weber")
    async with portal.caller() as caller:
        answer = await caller.post("/codec/decode", json=portal.sealed(SECRET), headers=bearer(token))

    assert answer.status_code == 401


async def test_the_embedded_ui_may_show_payloads_without_anybodys_doing(portal: Portal) -> None:
    address = f"/codec/{UI_TOKEN}/decode"
    asking = {"Origin": UI, "Access-Control-Request-Method": "POST"}
    async with portal.caller() as browser:
        before = await browser.options(address, headers=asking)
        answer = await browser.post(address, json=portal.sealed(SECRET), headers={"Origin": UI})

    assert before.status_code == 204
    assert {"content-type", "x-namespace"} <= set(before.headers["access-control-allow-headers"].split(", "))
    assert (
        answer.headers["access-control-allow-origin"] == before.headers["access-control-allow-origin"] == UI
    )
    assert texts(answer) == [SECRET]
    assert portal.looks()[0]["reader"] == "temporal-ui"


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1:8234", UI + ".evil.example"]
)
async def test_no_other_page_may_ask(portal: Portal, origin: str) -> None:
    async with portal.caller() as browser:
        before = await browser.options("/codec/decode", headers={"Origin": origin})
        answer = await browser.post(
            f"/codec/{UI_TOKEN}/decode", json=portal.sealed(SECRET), headers={"Origin": origin}
        )

    assert (before.status_code, answer.status_code) == (403, 403)
    assert "access-control-allow-origin" not in {**before.headers, **answer.headers}
    assert portal.looks() == []


@pytest.mark.parametrize(
    ("host", "headers"),
    [
        ("203.0.113.7", {}),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.7"}),
        ("127.0.0.1", {"Forwarded": "for=203.0.113.7"}),
        ("127.0.0.1", {"Host": "portal.legation.example"}),
    ],
)
async def test_a_token_in_the_address_is_taken_from_this_computer_only(
    portal: Portal, host: str, headers: dict[str, str]
) -> None:
    async with portal.caller(host) as caller:
        answer = await caller.post(f"/codec/{UI_TOKEN}/decode", json=portal.sealed(SECRET), headers=headers)

    assert answer.status_code == 401


async def test_a_readers_own_token_is_never_taken_from_the_address(portal: Portal) -> None:
    token = portal.desk.readers.grant("a.weber", NOW)
    async with portal.caller() as caller:
        answer = await caller.post(f"/codec/{token}/decode", json=portal.sealed(SECRET))

    assert answer.status_code == 401


async def test_what_cannot_be_opened_stays_closed_beside_what_can(portal: Portal) -> None:
    foreign = EngineCodec(keys("key2")).encoded([plain("theirs")])
    ours = portal.seals.encoded([plain("ours")])
    async with portal.caller() as caller:
        body = sent([*foreign, *ours, plain("never sealed")])
        answer = await caller.post("/codec/decode", json=body, headers=bearer(UI_TOKEN))

    payloads = answer.json()["payloads"]
    assert payloads[0] == MessageToDict(foreign[0])
    assert [json.loads(base64.b64decode(one["data"])) for one in payloads[1:]] == ["ours", "never sealed"]
    assert portal.looks()[0]["closed"] == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b'"payloads"',
        b'{"payloads": 3}',
        b'{"payloads": [{"data": 3}]}',
        b"[" * 100_000,
        json.dumps({"payloads": [{}] * (MOST + 1)}).encode(),
        b" " * (16 * 2**20 + 1),
    ],
    ids=["empty", "list", "nothing", "text", "number", "no bytes", "deep", "many", "large"],
)
async def test_what_is_no_question_is_refused_in_words(portal: Portal, content: bytes) -> None:
    async with portal.caller() as caller:
        answer = await caller.post("/codec/decode", content=content, headers=bearer(UI_TOKEN))

    assert answer.status_code == 400
    assert answer.json()["message"].startswith('Send {"payloads": [...]}')


async def test_what_is_typed_into_the_ui_is_sealed_before_temporal_gets_it(portal: Portal) -> None:
    async with portal.caller() as caller:
        answer = await caller.post("/codec/encode", json=sent([plain(SECRET)]), headers=bearer(UI_TOKEN))
        back = await caller.post("/codec/decode", json=answer.json(), headers=bearer(UI_TOKEN))

    assert b"P1234567" not in base64.b64decode(answer.json()["payloads"][0]["data"])
    assert texts(back) == [SECRET]


async def test_a_namespace_that_is_none_does_not_reach_the_log(portal: Portal) -> None:
    async with portal.caller() as caller:
        headers = {**bearer(UI_TOKEN), "X-Namespace": "a b\tforged line"}
        await caller.post("/codec/decode", json=portal.sealed("1"), headers=headers)

    assert portal.looks()[0]["namespace"] == "-"


async def test_nothing_is_shown_that_could_not_be_noted(portal: Portal) -> None:
    portal.record.mkdir(parents=True)
    async with portal.caller() as caller:
        with pytest.raises(IsADirectoryError):
            await caller.post("/codec/decode", json=portal.sealed(SECRET), headers=bearer(UI_TOKEN))
