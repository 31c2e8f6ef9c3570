"""How facts travel to Temporal and back: pydantic JSON, packed where it is long, and sealed.

A payload may have 2 MB, a history 50 MB (Temporal's limits). The programme of a conference is longer than
the one, and a trip full of changes than the other; packed, both have room to spare. Sealed with the keys of
the engine, what Temporal keeps tells nothing to whoever reads its database: neither inputs and results nor
the texts of failures. Ids, types and search attributes stay in clear.
"""

import dataclasses
import os
import zlib
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from temporalio.api.common.v1 import Payload
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import (
    DataConverter,
    DefaultFailureConverterWithEncodedAttributes,
    PayloadCodec,
)

from activities.adapters.engine_keys import EngineKeys
from activities.engine import EngineKeyMissing

LONG = 64 * 1024
"""Bytes from which on a payload is packed."""
LONGEST = 64 * 1024 * 1024
"""Bytes a payload may have once it is unpacked."""
ENCODING = b"binary/zlib"
SEALED = b"binary/encrypted"
KEY_ID = "encryption-key-id"
"""Encoding and key as Temporal's own examples name them."""
BOUND_TO = b"legation engine payload 1\0"
"""With the key's id, what a seal is bound to: no sealed payload can be passed off as another's."""
NONCE = 12


class EngineCodec(PayloadCodec):
    """Packs what is long and then seals it; takes what was never packed or sealed as it is."""

    def __init__(self, keys: EngineKeys | None = None, *, readable: bool = False) -> None:
        """`keys`: None for programs that only read what was never sealed, such as replays of kept histories.

        `readable`: leave new payloads in clear, for who has to look inside; sealed ones are still opened.
        """
        self._keys = keys
        self._seals = keys is not None and not readable

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Raises BadEngineKeys or OSError when the keys cannot be read."""
        return self.encoded(payloads)

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Raises EngineKeyMissing; ValueError for what is damaged, or would be larger than `LONGEST`."""
        return self.decoded(payloads)

    def encoded(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [self._sealed(_packed(one) if one.ByteSize() >= LONG else one) for one in payloads]

    def decoded(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [unpacked(self.opened(one)) for one in payloads]

    def opened(self, payload: Payload) -> Payload:
        """Without its seal, but packed if it was. Raises EngineKeyMissing, ValueError."""
        if payload.metadata.get("encoding") != SEALED:
            return payload
        name = payload.metadata.get(KEY_ID, b"").decode(errors="replace")
        if self._keys is None:
            raise EngineKeyMissing(
                f"A payload is sealed with the engine key {name!r}, and no keys were given."
            )
        key = self._keys.named(name)
        nonce, content = payload.data[:NONCE], payload.data[NONCE:]
        try:
            clear = key.cipher.decrypt(nonce, content, BOUND_TO + name.encode())
        except (InvalidTag, ValueError):
            raise ValueError(f"A payload that the engine key {name!r} sealed is damaged.") from None
        return Payload.FromString(clear)

    def _sealed(self, payload: Payload) -> Payload:
        if self._keys is None or not self._seals:
            return payload
        key, nonce = self._keys.newest(), os.urandom(NONCE)
        name = key.id.encode()
        content = key.cipher.encrypt(nonce, payload.SerializeToString(), BOUND_TO + name)
        return Payload(metadata={"encoding": SEALED, KEY_ID: name}, data=nonce + content)


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


def data_converter(keys: EngineKeys | None = None, *, readable: bool = False) -> DataConverter:
    """What every client, worker and replay uses. Texts of failures travel as payloads: they are sealed too.

    Without `keys` nothing is sealed and nothing sealed can be opened.
    """
    return dataclasses.replace(
        pydantic_data_converter,
        payload_codec=EngineCodec(keys, readable=readable),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )
