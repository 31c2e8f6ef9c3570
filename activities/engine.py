"""What the rest of the house knows of seals on what Temporal keeps; the adapters put them on."""

from typing import Protocol, runtime_checkable

from temporalio.api.common.v1 import Payload


class EngineKeyMissing(LookupError):
    """What Temporal keeps was sealed with a key that is not at hand."""

    may_be_logged = True
    """It says which key and where to put it, and nothing about anybody."""


class BadEngineKeys(ValueError):
    """The keys that were given are none, or there are none."""

    may_be_logged = True


@runtime_checkable
class EngineSeals(Protocol):
    """The codec of a client that seals what it sends to Temporal."""

    def encoded(self, payloads: list[Payload]) -> list[Payload]:
        """As Temporal gets them: packed if long, and sealed. Raises BadEngineKeys, OSError."""
        ...

    def decoded(self, payloads: list[Payload]) -> list[Payload]:
        """As they were; those that were never sealed as they are. Raises EngineKeyMissing, ValueError."""
        ...

    def opened(self, payload: Payload) -> Payload:
        """Without its seal; what is packed stays packed. Raises EngineKeyMissing, ValueError."""
        ...
