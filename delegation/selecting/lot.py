"""The published lot: who comes first among equals, checkable by anyone with the seed and the ids."""

import hashlib


def lot_key(seed: str, participant: str) -> tuple[str, str]:
    """Sorts participants into the order of the lot: by SHA-256 of `seed:participant`."""
    return hashlib.sha256(f"{seed}:{participant}".encode()).hexdigest(), participant
