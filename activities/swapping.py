"""Objects that are changed: read, worked on, and stored only if nobody else was in between."""

from activities.ports import DocumentStore


def current(store: DocumentStore, key: str) -> bytes | None:
    """What is stored there now; None: nothing. Raises OSError when the store is away."""
    return store.find(key)
