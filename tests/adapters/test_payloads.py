"""Payloads: long ones travel compressed, short ones as they are, and what is damaged is refused."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from temporalio.api.common.v1 import Payload

from activities.adapters.payloads import ENCODING, LONG, EngineCodec

CODEC = EngineCodec()


def there(payloads: Sequence[Payload]) -> list[Payload]:
    return asyncio.run(CODEC.encode(payloads))


def back(payloads: Sequence[Payload]) -> list[Payload]:
    return asyncio.run(CODEC.decode(payloads))


def plain(data: bytes) -> Payload:
    return Payload(metadata={"encoding": b"json/plain", "messageType": b"x"}, data=data)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.binary(max_size=200), st.integers(0, 2 * LONG)), max_size=4))
def test_whatever_is_sent_arrives_as_it_was(parts: list[tuple[bytes, int]]):
    payloads = [plain(head + b"a" * length) for head, length in parts]

    assert back(there(payloads)) == payloads


def test_a_long_payload_is_small_on_the_way_and_a_short_one_readable():
    long, short = there([plain(b'{"a": 1}' * LONG), plain(b'{"a": 1}')])

    assert long.metadata["encoding"] == ENCODING
    assert len(long.data) < LONG
    assert short.data == b'{"a": 1}'


@settings(max_examples=50, deadline=None)
@given(st.integers(0), st.integers(1, 255))
def test_a_damaged_payload_never_says_something_else(position: int, change: int):
    sent = plain(b"programme " * LONG)
    (packed,) = there([sent])
    damaged = bytearray(packed.data)
    damaged[position % len(damaged)] ^= change

    arrived = [sent]  # some bits mean nothing, as those between the last code and its checksum
    with suppress(ValueError):
        arrived = back([Payload(metadata=packed.metadata, data=bytes(damaged))])

    assert arrived == [sent]


def test_a_payload_that_is_cut_off_is_refused_in_words():
    (packed,) = there([plain(b"programme " * LONG)])

    with pytest.raises(ValueError, match="cut off, or larger than any of ours"):
        back([Payload(metadata=packed.metadata, data=packed.data[:-20])])
