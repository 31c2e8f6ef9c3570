"""Objects that are changed: read, worked on, and stored only if nobody else was in between."""

from activities.ports import DocumentStore, Missing


def current(store: DocumentStore, key: str) -> bytes | None:
    """What is stored there now; None: nothing. Raises OSError when the store is away."""
    try:
        return store.read(key)
    except Missing:
        return None
