"""The script of a rehearsal: what people do, put in the order of their dates."""

import heapq
import itertools
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from delegation.status import Ledger

Act = Callable[[datetime], Awaitable[None]]
"""Does the thing, at the trip time given."""


@dataclass(frozen=True)
class Scene:
    """One thing that somebody does."""

    moment: datetime
    text: str
    act: Act
    has_consequences: bool = False
    """Whether others react to it, so that everything must come to rest before the next scene."""


class Part(Protocol):
    """What only some events have: its scenes, and the workflows of its own that must come to rest."""

    def opening(self) -> Iterator[Scene]:
        """What people do of their own accord."""
        ...

    def reactions(self, ledger: Ledger, now: datetime) -> Iterator[Scene]:
        """What follows from what happened; asked whenever everything is at rest and a count has moved."""
        ...

    def workflows(self) -> Sequence[str]:
        """Ids of workflows that were started so far beside those of participants and hosts."""
        ...


@dataclass
class Script:
    """Scenes by date; scenes of one moment stay in the order they were added."""

    _scenes: list[tuple[datetime, int, Scene]] = field(default_factory=list)
    _number: "itertools.count[int]" = field(default_factory=itertools.count)

    def add(self, scene: Scene) -> None:
        heapq.heappush(self._scenes, (scene.moment, next(self._number), scene))

    def next_moment(self) -> datetime | None:
        return self._scenes[0][0] if self._scenes else None

    def take(self) -> Scene:
        return heapq.heappop(self._scenes)[2]
