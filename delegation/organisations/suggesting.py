"""Who fits whom: shared themes, what one offers and the other seeks, another country, a like size.

Works on any kind of party: organisations of an arrangement, delegates of a matchmaking event, hosts of a
programme of exchanges.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Protocol

from pydantic import Field

from delegation.fact import Fact
from delegation.organisations.likeness import SMALL_WORDS, words

PER_THEME, MOST_FOR_THEMES = 15, 45
FIRST_NEED, FURTHER_NEED, MOST_FOR_NEEDS = 15, 5, 20
"""For what one offers and the other seeks, each way."""
OTHER_COUNTRY, OTHER_REGION, LIKE_SIZE = 10, 5, 5
LIKE = 4
"""Sizes are alike if neither is more than this many times the other."""
EMPTY_WORDS = SMALL_WORDS | frozenset(
    ("access", "any", "help", "new", "our", "partner", "partners", "to", "with")
)
"""Say nothing of what is offered or sought."""


class Party(Protocol):
    """Whoever may be suggested to somebody."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def country(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def size(self) -> int | None: ...
    @property
    def themes(self) -> tuple[str, ...]: ...
    @property
    def offers(self) -> tuple[str, ...]: ...
    @property
    def seeks(self) -> tuple[str, ...]: ...


class SimpleParty(Fact):
    """A party made of whatever is known of one: an application's answers, a host of the file."""

    id: str
    name: str
    country: str = ""
    region: str = ""
    size: int | None = None
    themes: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    seeks: tuple[str, ...] = ()


class Need(Fact):
    """What one offers and the other seeks."""

    offered: str
    sought: str


class Suggestion(Fact):
    """Why two fit; the points are the same from either side."""

    party: str
    partner: str
    name: str
    points: int = Field(ge=0, le=100)
    themes: tuple[str, ...] = ()
    gives: tuple[Need, ...] = ()
    """What the party offers and the partner seeks."""
    gets: tuple[Need, ...] = ()
    """What the partner offers and the party seeks."""
    is_elsewhere: bool = False
    """In another country."""
    is_like_sized: bool = False


def suggestions(
    party: Party, others: Iterable[Party], *, agreed: Collection[tuple[str, str]] = (), most: int = 10
) -> tuple[Suggestion, ...]:
    """The best partners, the best first; equals by id, so that nothing depends on the order of `others`.

    Left out are those with nothing in common, and those it has an agreement with: `agreed` are pairs of ids,
    in whichever order.
    """
    taken = {frozenset(pair) for pair in agreed}
    free = (one for one in others if one.id != party.id and frozenset((party.id, one.id)) not in taken)
    fitting = (one for one in (fit(party, other) for other in free) if one is not None)
    return tuple(sorted(fitting, key=lambda one: (-one.points, one.partner))[:most])


def fit(party: Party, partner: Party) -> Suggestion | None:
    """How well two fit; None: they have nothing in common."""
    shared = tuple(sorted(set(party.themes) & set(partner.themes)))
    gives, gets = _needs(party.offers, partner.seeks), _needs(partner.offers, party.seeks)
    if not (shared or gives or gets):
        return None
    elsewhere = bool(party.country and partner.country and party.country != partner.country)
    apart = bool(party.region and partner.region and party.region != partner.region)
    sized = _is_like(party.size, partner.size)
    points = min(MOST_FOR_THEMES, PER_THEME * len(shared)) + _for_needs(gives) + _for_needs(gets)
    points += OTHER_COUNTRY if elsewhere else OTHER_REGION if apart else 0
    return Suggestion(
        party=party.id,
        partner=partner.id,
        name=partner.name,
        points=points + (LIKE_SIZE if sized else 0),
        themes=shared,
        gives=gives,
        gets=gets,
        is_elsewhere=elsewhere,
        is_like_sized=sized,
    )


def sentence(suggestion: Suggestion, titles: Mapping[str, str]) -> str:
    """Why, in words; `titles` are those of the themes, by id."""
    said = []
    if suggestion.themes:
        said.append("shares " + _listed([titles.get(one, one) for one in suggestion.themes]))
    if suggestion.gets:
        said.append("offers what is sought: " + _listed([one.offered for one in suggestion.gets]))
    if suggestion.gives:
        said.append("seeks what is offered: " + _listed([one.sought for one in suggestion.gives]))
    if suggestion.is_elsewhere:
        said.append("is in another country")
    if suggestion.is_like_sized:
        said.append("is of like size")
    return f"{suggestion.name} {'; '.join(said)}."


def _listed(things: list[str]) -> str:
    return f"{', '.join(things[:-1])} and {things[-1]}" if len(things) > 1 else things[0]


def _needs(offers: tuple[str, ...], seeks: tuple[str, ...]) -> tuple[Need, ...]:
    """Each thing sought once, with the first offer that meets it."""
    met = ((sought, next((one for one in offers if _meets(one, sought)), None)) for sought in seeks)
    return tuple(Need(offered=offered, sought=sought) for sought, offered in met if offered is not None)


def _meets(offered: str, sought: str) -> bool:
    """Whether all telling words of the shorter stand in the longer, or at least half of all are shared."""
    one, other = _telling(offered), _telling(sought)
    shared = len(one & other)
    return shared > 0 and (shared == min(len(one), len(other)) or 2 * shared >= len(one | other))


@lru_cache(maxsize=100_000)
def _telling(text: str) -> frozenset[str]:
    every = (word for word in words(text) if len(word) > 2 and word not in EMPTY_WORDS)
    return frozenset(word.removesuffix("s") if len(word) > 4 else word for word in every)


def _for_needs(needs: tuple[Need, ...]) -> int:
    return min(MOST_FOR_NEEDS, FIRST_NEED + FURTHER_NEED * (len(needs) - 1)) if needs else 0


def _is_like(one: int | None, other: int | None) -> bool:
    return bool(one and other) and max(one or 0, other or 0) <= LIKE * min(one or 0, other or 0)
