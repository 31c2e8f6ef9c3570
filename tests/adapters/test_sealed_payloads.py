"""Sealed payloads: whoever reads Temporal's database sees nothing, and whoever has the keys everything."""

import asyncio
import base64
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.exceptions import ApplicationError

from activities.adapters.engine_keys import GivenKeys
from activities.adapters.payloads import KEY_ID, LONG, SEALED, EngineCodec, data_converter
from activities.engine import EngineKeyMissing, EngineSeals

OLD, NEW = (f"{name}={base64.b64encode(name.encode() * 8).decode()}" for name in ("old1", "new2"))


def keys(*pairs: str) -> GivenKeys:
    return GivenKeys.of_text(" ".join(pairs), "the test's keys")


CODEC = EngineCodec(keys(OLD))


def plain(data: bytes) -> Payload:
    return Payload(metadata={"encoding": b"json/plain", "messageType": b"x"}, data=data)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.binary(max_size=200), st.sampled_from((0, 100, 2 * LONG))), max_size=4))
def test_whatever_is_sealed_is_opened_as_it_was(parts: list[tuple[bytes, int]]) -> None:
    payloads = [plain(head + b"a" * length) for head, length in parts]
    there = CODEC.encoded(payloads)

    assert all(one.metadata["encoding"] == SEALED for one in there)
    assert CODEC.decoded(there) == payloads


def test_a_sealed_payload_shows_nothing_but_the_id_of_its_key() -> None:
    (sealed,) = CODEC.encoded([plain(b'"P1234567"')])

    assert b"P1234567" not in sealed.SerializeToString()
    assert b"messageType" not in sealed.SerializeToString()
    assert dict(sealed.metadata) == {"encoding": SEALED, KEY_ID: b"old1"}


def test_the_same_payload_never_looks_the_same_twice() -> None:
    assert len({one.data for one in CODEC.encoded([plain(b"{}")] * 20)}) == 20


@settings(max_examples=100, deadline=None)
@given(st.integers(0), st.integers(1, 255))
def test_a_damaged_seal_is_refused_and_never_says_something_else(position: int, change: int) -> None:
    (sealed,) = CODEC.encoded([plain(b'{"answer": "accepted"}')])
    damaged = bytearray(sealed.data)
    damaged[position % len(damaged)] ^= change

    with pytest.raises(ValueError, match="'old1' sealed is damaged"):
        CODEC.decoded([Payload(metadata=sealed.metadata, data=bytes(damaged))])


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=64), st.binary(max_size=12))
def test_foreign_bytes_under_our_encoding_are_refused(data: bytes, name: bytes) -> None:
    with pytest.raises((ValueError, EngineKeyMissing)):
        CODEC.decoded([Payload(metadata={"encoding": SEALED, KEY_ID: name}, data=data)])
    with suppress(ValueError):
        assert CODEC.decoded([Payload(metadata={"encoding": b"binary/zlib"}, data=data)]) is not None


def test_a_seal_is_bound_to_the_id_of_its_key() -> None:
    same = base64.b64encode(bytes(32)).decode()
    codec = EngineCodec(keys(f"a={same}", f"b={same}"))
    (sealed,) = codec.encoded([plain(b"{}")])

    with pytest.raises(ValueError, match="'a' sealed is damaged"):
        codec.decoded([Payload(metadata={**sealed.metadata, KEY_ID: b"a"}, data=sealed.data)])


def test_after_a_rotation_the_new_key_seals_and_the_old_one_still_opens() -> None:
    before = CODEC.encoded([plain(b"1")])
    rotated = EngineCodec(keys(OLD, NEW))
    after = rotated.encoded([plain(b"2")])

    assert [one.metadata[KEY_ID] for one in (*before, *after)] == [b"old1", b"new2"]
    assert rotated.decoded([*before, *after]) == [plain(b"1"), plain(b"2")]


def test_without_its_key_a_payload_stays_closed_and_the_error_says_which_key() -> None:
    (sealed,) = EngineCodec(keys(NEW)).encoded([plain(b"1")])

    with pytest.raises(EngineKeyMissing, match=r"'new2' is not in the test's keys\. Put it back"):
        CODEC.decoded([sealed])
    with pytest.raises(EngineKeyMissing, match="'new2', and no keys were given"):
        EngineCodec().decoded([sealed])


def test_readable_leaves_new_payloads_in_clear_and_opens_sealed_ones() -> None:
    (sealed,) = CODEC.encoded([plain(b"1")])
    readable = EngineCodec(keys(OLD), readable=True)

    assert readable.encoded([plain(b"2")]) == [plain(b"2")]
    assert readable.decoded([sealed, plain(b"2")]) == [plain(b"1"), plain(b"2")]


def test_what_went_wrong_is_sealed_as_well() -> None:
    async def there_and_back() -> tuple[bytes, BaseException]:
        converter, failure = data_converter(keys(OLD)), Failure()
        try:
            raise ApplicationError("Passport P1234567 has expired.", type="PassportExpired")
        except ApplicationError as error:
            await converter.encode_failure(error, failure)
        sent = failure.SerializeToString()
        return sent, await converter.decode_failure(failure)

    sent, error = asyncio.run(there_and_back())
    assert b"P1234567" not in sent
    assert b"test_sealed_payloads" not in sent
    assert b"PassportExpired" in sent
    assert str(error).endswith("Passport P1234567 has expired.")


def test_the_codec_is_what_the_house_knows_as_seals() -> None:
    assert isinstance(CODEC, EngineSeals)
