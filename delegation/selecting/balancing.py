"""Spreading work evenly over people who may not do all of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """One piece of work: who does it in any case, and of whom `needed` more are to be taken."""

    fixed: tuple[str, ...]
    open: tuple[str, ...]
    needed: int


def evened_out(choices: Sequence[Choice], order: Sequence[str]) -> list[tuple[str, ...]]:
    """Who does each piece of work, in the order of `order`, with loads as equal as the choices allow.

    Starts with the least loaded, then moves work along chains of people as long as somebody with two
    pieces more than another can be relieved. When no such chain is left, no other distribution has
    more equal loads (Harvey, Ladner, Lovász, Tamir: Semi-matchings for bipartite graphs, 2006).
    """
    place = {person: index for index, person in enumerate(order)}
    load = Counter(person for choice in choices for person in choice.fixed)
    taken: list[set[str]] = [set() for _ in choices]
    for index in sorted(range(len(choices)), key=lambda i: (len(choices[i].open) - choices[i].needed, i)):
        choice = choices[index]
        least = sorted(choice.open, key=lambda person: (load[person], place[person]))[: choice.needed]
        taken[index].update(least)
        load.update(least)
    while chain := _relief(choices, taken, load, order):
        for work, giver, receiver in chain:
            taken[work].remove(giver)
            taken[work].add(receiver)
        load[chain[0][1]] -= 1
        load[chain[-1][2]] += 1
    together = zip(choices, taken, strict=True)
    return [tuple(sorted((*choice.fixed, *some), key=place.__getitem__)) for choice, some in together]


Handover = tuple[int, str, str]
"""A piece of work, who gives it away, who takes it."""


def _relief(
    choices: Sequence[Choice], taken: Sequence[set[str]], load: Counter[str], order: Sequence[str]
) -> list[Handover]:
    """A chain of handovers from somebody to one with at least two pieces less; empty if there is none."""
    for start in sorted(order, key=lambda person: -load[person]):
        reached: dict[str, list[Handover]] = {start: []}
        queue = [start]
        for giver in queue:
            for work, receiver in _handovers(choices, taken, giver, order):
                if receiver in reached:
                    continue
                reached[receiver] = [*reached[giver], (work, giver, receiver)]
                if load[receiver] <= load[start] - 2:
                    return reached[receiver]
                queue.append(receiver)
    return []


def _handovers(
    choices: Sequence[Choice], taken: Sequence[set[str]], giver: str, order: Sequence[str]
) -> list[tuple[int, str]]:
    """What `giver` could hand to whom."""
    held = [work for work, people in enumerate(taken) if giver in people]
    return [
        (work, person)
        for work in held
        for person in order
        if person in choices[work].open and person not in taken[work]
    ]
