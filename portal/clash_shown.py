"""Rules that no group keeps together, and the smallest way out, on a screen."""

from collections.abc import Iterable, Mapping, Sequence

from delegation.selecting.clash import PINNED
from delegation.selecting.way_out import GivesWay
from portal import show

PINNED_TEXT = "Who is taken in any case, by recorded decisions."


def show_clash(clash: Sequence[str], texts: Mapping[str, str], way_out: Iterable[GivesWay]) -> None:
    """`texts` are the wordings of the rules by their ids."""
    said = "these rules together" if len(clash) > 1 else "this rule"
    show.say(f"No group keeps {said}:")
    show.pairs((name, {**texts, PINNED: PINNED_TEXT}.get(name)) for name in clash)
    steps = [_step(one) for one in way_out]
    if steps:
        show.say(f"The smallest way out: {', and '.join(steps)}.")


def _step(one: GivesWay) -> str:
    about = f" for {one.value}" if one.value else ""
    stated = one.high if one.high is not None else one.low
    return f"{one.rule}{about} with {one.would_do} in place of {stated}"
