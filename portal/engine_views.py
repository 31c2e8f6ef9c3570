"""What the command line says as JSON about the seals on what Temporal keeps."""

from delegation.fact import Fact


class EngineKeyView(Fact):
    """A key of the engine; never the key itself."""

    id: str
    made: str
    """In UTC; empty when nobody noted it."""
    seals: bool
    """Whether it seals what is new. All of them open."""


class EngineView(Fact):
    """How what Temporal keeps is sealed."""

    is_sealing: bool
    """False while `LEGATION_ENGINE__READABLE` leaves new payloads in clear."""
    keys_in: str
    keys: tuple[EngineKeyView, ...]
    codec: str
    """The address for `--codec-endpoint`."""
    record: str
    """The file in which looks are noted."""


class ReaderView(Fact):
    """Who may have payloads shown in clear."""

    name: str
    since: str
    """In UTC; empty for the one that was always there."""


class ReadersView(Fact):
    readers: tuple[ReaderView, ...]
