"""Files at the door of the vault: uploaded by a browser, taken in sealed, and downloaded for a minute."""

import base64
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.adapters.s3_slots import S3Slots
from activities.handovers import Passes, sweep, take_in
from activities.keys import secret_key
from activities.ports import Erased, Missing, Slot
from activities.register import Register
from activities.sealing import SealedStore, is_sealed
from embedded.settings import EmbeddedSettings
from settings import Settings
from tests.fakes import MemoryStore
from vault import open_bucket, open_client, open_store

PDF = "application/pdf"
CONTENT = b"%PDF-1.7 passport of Ada"
PLACE = "delegations/handovers/uploads/a-1/scan.pdf"


class Time:
    def __init__(self) -> None:
        self.now = datetime(2027, 3, 1, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def settings(seaweed: EmbeddedSettings) -> Settings:
    return Settings(embedded=seaweed)


@pytest.fixture
def slots(settings: Settings) -> Iterator[S3Slots]:
    client, bucket = open_client(settings)
    yield S3Slots(client, bucket)
    client.close()


@pytest.fixture
def vault(settings: Settings) -> SealedStore:
    return open_store(settings)


def put(slot: Slot, content: bytes = CONTENT, headers: Mapping[str, str] | None = None) -> int:
    request = urllib.request.Request(slot.url, content, dict(headers or slot.headers), method="PUT")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code


def test_a_slot_takes_what_it_was_signed_for_once_and_nothing_else(slots: S3Slots):
    slot = slots.open(PDF, len(CONTENT))

    assert put(slot, CONTENT + b"x") == 403
    assert put(slot, CONTENT[:-1]) == 403
    assert put(slot, headers={**slot.headers, "Content-Type": "text/html"}) == 403
    assert put(slot, headers={"Content-Type": PDF}) == 403
    with pytest.raises(Missing):
        slots.content(slot.key)
    assert put(slot) == 200
    assert put(slot) == 412
    assert slots.content(slot.key) == CONTENT
    slots.close(slot.key)


def test_the_link_of_one_slot_opens_no_other_and_shows_nothing(slots: S3Slots):
    slot, other = slots.open(PDF, len(CONTENT)), slots.open(PDF, len(CONTENT))
    put(slot)

    moved = Slot(slot.key, slot.url.replace(slot.key, other.key), slot.headers)

    assert put(moved) == 403
    with pytest.raises(urllib.error.HTTPError, match="403") as refused:
        urllib.request.urlopen(slot.url)
    refused.value.close()
    slots.close(slot.key)


def test_what_was_uploaded_is_taken_in_sealed_and_its_slot_is_empty(
    slots: S3Slots, vault: SealedStore, settings: Settings
):
    slot = slots.open(PDF, len(CONTENT))
    put(slot)

    ref = take_in(slots, slot.key, vault, lambda _: PLACE, PDF)

    assert (ref.key, ref.size, vault.read(PLACE)) == (PLACE, len(CONTENT), CONTENT)
    bucket = open_bucket(settings)
    assert is_sealed(bucket.read(PLACE))
    assert slot.key not in list(bucket.keys("slots/"))
    with pytest.raises(Missing):
        take_in(slots, slot.key, vault, lambda _: PLACE, PDF)


def test_what_is_refused_or_comes_for_somebody_erased_does_not_stay_in_its_slot(
    slots: S3Slots, vault: SealedStore
):
    def refuse(_: bytes) -> str:
        raise ValueError("This is no PDF.")

    vault.erase("handovers", "A-2")
    for key_of, error in ((refuse, ValueError), (lambda _: PLACE.replace("a-1", "a-2"), Erased)):
        slot = slots.open(PDF, len(CONTENT))
        put(slot)
        with pytest.raises(error):
            take_in(slots, slot.key, vault, key_of, PDF)
        with pytest.raises(Missing):
            slots.content(slot.key)


def test_slots_that_nobody_took_in_are_emptied_after_an_hour(settings: Settings):
    client, bucket = open_client(settings)
    time = Time()
    time.now = datetime.now(UTC)
    slots = S3Slots(client, bucket, now=time)
    slot = slots.open(PDF, len(CONTENT))
    put(slot)

    assert sweep(slots) == 0
    time.now += timedelta(hours=1, seconds=1)
    assert sweep(slots) == 1
    with pytest.raises(Missing):
        slots.content(slot.key)
    client.close()


def test_a_key_that_is_no_slot_is_never_read_or_removed_as_one(slots: S3Slots):
    for call in (slots.content, slots.close):
        with pytest.raises(ValueError, match="no upload slot"):
            call(PLACE)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def passes(time: Time) -> Passes:
    store = MemoryStore()
    register = Register(store)
    register.secret("usa-2017")
    return Passes(register, time)


def test_a_pass_opens_its_object_for_a_minute(passes: Passes, time: Time):
    token = passes.mint("delegations/usa-2017/documents/certificate/a-17-v1-0f.pdf")

    time.now += timedelta(seconds=60)
    assert passes.read(token) == "delegations/usa-2017/documents/certificate/a-17-v1-0f.pdf"
    time.now += timedelta(seconds=1)
    assert passes.read(token) is None


def test_a_pass_is_only_given_for_objects_of_a_delegation(passes: Passes):
    for key in ("inbound/x.eml", "feeds/x.json"):
        with pytest.raises(ValueError, match="no object of a delegation"):
            passes.mint(key)


def test_the_pass_of_one_delegation_does_not_count_for_another(time: Time):
    register = Register(MemoryStore())
    for slug in ("usa-2017", "japan-2018"):
        register.secret(slug)
    passes = Passes(register, time)
    token = passes.mint("delegations/usa-2017/people/a-17.json")
    raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))

    moved = base64.urlsafe_b64encode(raw.replace(b"usa-2017", b"japan-2018")).rstrip(b"=").decode()

    assert passes.read(moved) is None


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_pass_with_any_byte_changed_opens_nothing(position: int, change: int):
    time = Time()
    register = Register(MemoryStore())
    register.secret("usa-2017")
    passes = Passes(register, time)
    token = passes.mint("delegations/usa-2017/people/a-17.json")
    raw = bytearray(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    raw[position % len(raw)] ^= change

    assert passes.read(base64.urlsafe_b64encode(raw).rstrip(b"=").decode()) is None


@given(st.text(max_size=80))
def test_whatever_is_typed_as_a_pass_opens_nothing_and_is_no_error(token: str):
    assert Passes(Register(MemoryStore()), Time()).read(token) is None


def test_no_pass_draws_a_secret_for_a_delegation_that_nobody_opened():
    store = MemoryStore()
    claim = b"0" * 32 + b"ffffffff|delegations/unknown/people/a-1.json"

    assert Passes(Register(store), Time()).read(base64.urlsafe_b64encode(claim).rstrip(b"=").decode()) is None
    assert secret_key("unknown") not in store.content
