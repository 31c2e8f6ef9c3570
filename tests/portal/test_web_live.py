"""A delegation watched while it runs: by many at once, with no more looks than for one."""

import asyncio

from portal.errors import EngineAway
from portal.web.organising.live import Seen, Watch, Watches, events


class Looks:
    """Counts looks; each shows the number of the last change."""

    def __init__(self) -> None:
        self.count = 0
        self.text = "first"
        self.is_away = False

    async def look(self) -> str:
        self.count += 1
        if self.is_away:
            raise EngineAway("The engine does not answer.")
        return self.text


async def first_of(watch: Watch, number: int = 1) -> list[Seen | None]:
    changes = watch.changes(5)
    found = [await anext(changes) for _ in range(number)]
    await changes.aclose()
    return found


async def test_twenty_viewers_cost_no_more_looks_than_one() -> None:
    looks = Looks()
    watch = Watch(looks.look, every=0.02)
    streams = [watch.changes(5) for _ in range(20)]
    firsts = await asyncio.gather(*(anext(one) for one in streams))
    looks.text = "second"
    seconds = await asyncio.gather(*(anext(one) for one in streams))

    assert {one.text for one in firsts if one} == {"first"}
    assert {one.text for one in seconds if one} == {"second"}
    assert looks.count < 10
    for one in streams:
        await one.aclose()


async def test_nobody_looks_once_nobody_watches() -> None:
    looks = Looks()
    watch = Watch(looks.look, every=0.01)
    await first_of(watch)
    count = looks.count
    await asyncio.sleep(0.05)

    assert watch.viewers == 0
    assert looks.count == count


async def test_what_has_not_changed_is_not_sent_again() -> None:
    looks = Looks()
    watch = Watch(looks.look, every=0.01)
    changes = watch.changes(0.1)

    assert (await anext(changes)).text == "first"  # type: ignore[union-attr]
    assert await anext(changes) is None
    await changes.aclose()


async def test_an_engine_that_is_away_is_said_and_what_comes_back_is_shown() -> None:
    looks = Looks()
    looks.is_away = True
    watch = Watch(looks.look, every=0.01)
    changes = watch.changes(5)
    away = await anext(changes)
    looks.is_away = False
    back = await anext(changes)
    await changes.aclose()

    assert (away.problem, back.text) == ("The engine does not answer.", "first")  # type: ignore[union-attr]


async def test_who_comes_after_everybody_left_is_not_shown_what_was_seen_then() -> None:
    looks = Looks()
    watches = Watches(every=0.01)
    await first_of(watches.of("a", looks.look))
    looks.text = "later"

    assert [one.text for one in await first_of(watches.of("a", looks.look)) if one] == ["later"]


async def test_delegations_nobody_watches_are_forgotten() -> None:
    looks = Looks()
    watches = Watches(every=0.01)
    for slug in ("a", "b", "c"):
        await first_of(watches.of(slug, looks.look))

    assert watches.running == {}


async def test_a_stream_says_each_change_and_ends_by_itself_with_nobody_left_watching() -> None:
    looks = Looks()
    watch = Watch(looks.look, every=0.01)
    heard = [one async for one in events(watch.changes(0.05), longest=0.3)]

    assert heard[0] == b"retry: 3000\n\n"
    assert heard[1] == b"event: stands\ndata: first\nid: 1\n\n"
    assert heard[2] == b": nothing new\n\n"
    assert watch.viewers == 0
