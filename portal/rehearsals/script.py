"""The script of a rehearsal: what people do, put in the order of their dates."""

import heapq
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

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
