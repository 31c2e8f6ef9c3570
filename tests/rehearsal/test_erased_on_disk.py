"""Somebody is erased on real servers while the trip goes on: nothing that is left can be read as theirs."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from email import message_from_bytes, policy
from itertools import chain
from pathlib import Path

import pytest

from activities.owners import owner_of
from activities.ports import Erased, NotGenuine
from activities.sealing import SealedStore, is_sealed, unseal
from composition import open_legation
from delegation.offer import Answer
from delegation.reading.delegation_file import read_delegation
from portal.client import Legation
from portal.erasing import erase
from portal.histories import in_clear
from settings import Settings
from tests.canaries import search
from tests.rehearsal.conftest import running_stack
from tests.workflows.conftest import SMALL
from tests.workflows.people import APPLICANTS
from tests.workflows.ports import PostOffice
from tests.workflows.trip import FINAL, TRIP_BEGINS, Trip
from vault import compact_embedded, open_client, open_store

pytestmark = pytest.mark.timeout(600)
DELEGATES = ("A-1", "A-2")
GONE, STAYS = ([APPLICANTS[one].name, APPLICANTS[one].email, f"MADEUP{one}"] for one in DELEGATES)


async def on_the_trip(legation: Legation) -> Trip:
    """Two delegates travel; both handed in passports, diets and rooms."""
    file = read_delegation(SMALL.read_text(), str(SMALL))
    trip = Trip(legation, file, legation.store, PostOffice())  # type: ignore[arg-type]
    await trip.open()
    await trip.reach_offers(*DELEGATES, "A-3")
    for participant in DELEGATES:
        await trip.answer(participant, Answer.ACCEPTED)
    await trip.reach(FINAL)
    for participant in DELEGATES:
        await trip.hand_in_papers(participant)
    await trip.reach(TRIP_BEGINS)
    return trip


def opened(store: SealedStore, key: str, lying: bytes) -> bytes:
    """What whoever has every master key reads in one version of an object."""
    owner = owner_of(key)
    if owner is None or not is_sealed(lying):
        return lying
    try:
        return unseal(store.data_keys.of(owner), key, lying)
    except (Erased, NotGenuine):
        return b""


def parts_of(content: bytes) -> Iterator[bytes]:
    """The parts of a mail, decoded: in transfer encodings no word can be found."""
    for part in message_from_bytes(content, policy=policy.default).walk():
        body = part.get_payload(decode=True)
        if isinstance(body, bytes):
            yield body


def vault_in_clear(settings: Settings) -> dict[str, bytes]:
    """Every version of every object in the bucket: outbox, waiting mails, mails received and all others."""
    client, bucket = open_client(settings)
    store = open_store(settings)
    found: dict[str, bytes] = {}
    for page in client.get_paginator("list_object_versions").paginate(Bucket=bucket):
        for one in page.get("Versions", []):
            key, version = one["Key"], one["VersionId"]
            lying = client.get_object(Bucket=bucket, Key=key, VersionId=version)["Body"].read()
            content = opened(store, key, lying)
            parts = parts_of(content) if key.endswith(".eml") else ()
            found[f"{key} {version}"] = b"\n".join((content, *parts))
    return found


async def engine_in_clear(legation: Legation) -> dict[str, bytes]:
    """Every history, unsealed and unpacked."""
    codec = legation.client.data_converter.payload_codec
    assert codec is not None
    found: dict[str, bytes] = {}
    async for run in legation.client.list_workflows(""):
        handle = legation.client.get_workflow_handle(run.id, run_id=run.run_id)
        history = in_clear(await handle.fetch_history(), legation.client)
        found[f"{run.id} {run.run_id}"] = b"\n".join(one.SerializeToString() for one in history.events)
    return found


def seen(values: Sequence[str], *everything: Mapping[str, bytes], stack: Path) -> set[str]:
    """Which of the values are anywhere: in clear, in some other form, or packed."""
    return {one.value for one in search(stack, values, dict(chain(*(one.items() for one in everything))))}


async def story(settings: Settings, stack: Path) -> None:
    client, bucket = open_client(settings)
    client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    legation = await open_legation(settings)
    trip = await on_the_trip(legation)
    before = await asyncio.to_thread(vault_in_clear, settings)
    assert len(before) > len({key.partition(" ")[0] for key in before}), "The bucket keeps what was replaced."
    assert seen([*GONE, *STAYS], before, stack=stack) == {*GONE, *STAYS}, "The search finds what is there."

    await erase(legation, trip.file.slug, "A-1")
    await trip.settle()
    assert await asyncio.to_thread(compact_embedded, settings)

    left = await asyncio.to_thread(vault_in_clear, settings)
    told = await engine_in_clear(legation)
    assert any("/outbox/" in key for key in left)
    assert len(told) > 5
    assert trip.file.slug.encode() in b"".join(told.values())
    assert seen(GONE, left, told, stack=stack) == set()
    assert seen(STAYS, left, stack=stack) == set(STAYS), "Who was not erased is still there."


def test_after_an_erasure_amid_the_trip_nothing_on_disk_or_under_all_keys_shows_them(tmp_path: Path) -> None:
    with running_stack(tmp_path) as stack:
        asyncio.run(story(Settings(embedded=stack.settings), tmp_path))
    assert search(tmp_path, GONE) == []
    assert (tmp_path / "log" / "worker.log").stat().st_size > 0
