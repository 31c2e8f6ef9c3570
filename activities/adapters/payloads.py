"""How facts travel to Temporal and back: pydantic JSON, compressed where it is long.

A payload may have 2 MB, a history 50 MB (Temporal's limits). The programme of a conference is longer than
the one, and a trip full of changes than the other; compressed, both have room to spare. What is short stays
readable in the Temporal UI.
"""

import dataclasses
import zlib
from collections.abc import Sequence

from temporalio.api.common.v1 import Payload
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import PayloadCodec

LONG = 64 * 1024
"""Bytes from which on a payload is compressed."""
LONGEST = 64 * 1024 * 1024
"""Bytes a payload may have once it is unpacked."""
ENCODING = b"binary/zlib"


class Compressing(PayloadCodec):
    """Packs long payloads; takes those that were never packed as they are."""

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [_packed(one) if one.ByteSize() >= LONG else one for one in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Raises ValueError for what was packed but cannot be unpacked, or would be larger than `LONGEST`."""
        return [unpacked(one) for one in payloads]


def _packed(payload: Payload) -> Payload:
    return Payload(metadata={"encoding": ENCODING}, data=zlib.compress(payload.SerializeToString()))


def unpacked(payload: Payload) -> Payload:
    """The payload as it was before it was packed, or the same if it never was. Raises ValueError."""
    if payload.metadata.get("encoding") != ENCODING:
        return payload
    unpacking = zlib.decompressobj()
    try:
        content = unpacking.decompress(payload.data, LONGEST)
    except zlib.error as error:
        raise ValueError(f"A compressed payload is damaged: {error}.") from error
    if not unpacking.eof:
        raise ValueError("A compressed payload is cut off, or larger than any of ours.")
    return Payload.FromString(content)


DATA_CONVERTER = dataclasses.replace(pydantic_data_converter, payload_codec=Compressing())
"""What every client, worker and replay uses."""
