"""Signatures on selection records: one key per delegation, derived from its secret, never stored."""

from typing import TYPE_CHECKING

from delegation.selecting.canonical import canonical
from delegation.selecting.record import ALGORITHM, Envelope, SelectionRecord

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PURPOSE = b"legation selection record 1"


def sealed(record: SelectionRecord, secret: bytes) -> Envelope:
    """The record with the delegation's signature. The same record and secret give the same bytes."""
    key = _key(record.delegation, secret)
    signature = key.sign(canonical(record)).hex()
    return Envelope(record=record, public_key=_public(key), signature=signature)


def public_key(delegation: str, secret: bytes) -> str:
    """What others check signatures of this delegation with, in 64 hexadecimal digits."""
    return _public(_key(delegation, secret))


def is_genuine(envelope: Envelope, signed: bytes) -> bool:
    """Whether the signature is that of the key in the envelope, over exactly these bytes of the record."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if envelope.algorithm != ALGORITHM:
        return False
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(envelope.public_key))
        key.verify(bytes.fromhex(envelope.signature), signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def _key(delegation: str, secret: bytes) -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    derived = HKDF(SHA256(), length=32, salt=delegation.encode(), info=PURPOSE).derive(secret)
    return Ed25519PrivateKey.from_private_bytes(derived)


def _public(key: "Ed25519PrivateKey") -> str:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
