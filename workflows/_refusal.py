"""How an update is refused."""


def refuse(reason: str | None) -> None:
    """Reject the update with a sentence, before anything is recorded; None lets it pass."""
    if reason is not None:
        raise ValueError(reason)
