"""Somebody who has only a keyboard: goes from stop to stop with Tab, and sees at each where they are."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

from playwright.sync_api import Page

HERE = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  const around = [here, ...(here.labels || [])];
  const outlined = (one) => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  const box = (around.find(outlined) || here).getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const before = window.leftBefore?.isConnected ? window.leftBefore.getBoundingClientRect() : null;
  const above = before !== null && box.bottom < before.top && box.left < before.right;
  window.leftBefore = here;
  return {
    tag: here.tagName.toLowerCase(), type: here.type || "", id: here.id, name: here.name || "",
    value: here.value || "", text: (here.innerText || "").trim(), href: here.getAttribute("href") || "",
    seen: around.some(outlined) && inside,
    above, at: [...document.querySelectorAll("*")].indexOf(here),
  };
}"""
"""What has the focus, whether it is outlined within the window, and above what had it before in a column."""


class Stop(NamedTuple):
    """One place at which Tab stops. `above`: the one before, as both are shown; `at`: place in the source."""

    tag: str
    type: str
    id: str
    name: str
    value: str
    text: str
    href: str
    seen: bool
    above: bool
    at: int


class Keyboard:
    """The keys of one page, and every stop at which the focus could not be seen."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.unseen: list[str] = []
        self.stops: list[Stop] = []

    def here(self) -> Stop | None:
        found = self.page.evaluate(HERE)
        return None if found is None else Stop(**found)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)

    def tab(self) -> Stop | None:
        """The next stop; None after the last one."""
        self.press("Tab")
        stop = self.here()
        if stop is not None:
            self.stops.append(stop)
            if not stop.seen:
                self.unseen.append(
                    f"{self.page.url.rpartition('/')[2][:20]} {stop.tag} {stop.name or stop.text}"
                )
        return stop

    def walk(self, most: int = 200) -> Iterator[Stop]:
        """Every stop from here to the end of the page."""
        for _ in range(most):
            stop = self.tab()
            if stop is None:
                return
            yield stop
        raise AssertionError(f"No end after {most} stops: {self.stops[-1]}")

    def reach(self, wanted: Callable[[Stop], bool], most: int = 200) -> Stop:
        """Tab until it is the one that is wanted."""
        seen = []
        for stop in self.walk(most):
            if wanted(stop):
                return stop
            seen.append(f"{stop.tag} {stop.name or stop.text}"[:60])
        raise AssertionError(f"Tab does not lead there; it leads to {seen}")

    def reach_text(self, text: str) -> Stop:
        """Tab until a link or button that begins with these words."""
        return self.reach(lambda stop: stop.text.startswith(text))

    def reach_name(self, name: str, value: str = "") -> Stop:
        return self.reach(lambda stop: stop.name == name and value in ("", stop.value))

    def choose(self, name: str, value: str) -> None:
        """In a group of radio buttons that has the focus."""
        for _ in range(30):
            stop = self.here()
            assert stop is not None
            assert stop.name == name, stop
            if stop.value == value:
                self.press("Space")
                return
            self.press("ArrowDown")
        raise AssertionError(f"No {value} among {name}")


def out_of_order(stops: list[Stop]) -> list[str]:
    """Where Tab goes back in the source, or up the page above what was just left."""
    return [
        f"{before.name or before.text} → {after.name or after.text}"
        for before, after in pairwise(stops)
        if after.at <= before.at or after.above
    ]
