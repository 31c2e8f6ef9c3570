"""Which organisation a record is about: the same one for certain, or perhaps."""

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from delegation.fact import Fact
from delegation.organisations.likeness import domain, initials, name_key, name_words
from delegation.organisations.profile import OrganisationProfile

ALIKE = 0.86
"""How alike two names of one country must be to be shown as perhaps the same, from 0 to 1."""
SLIP = 0.8
"""How alike the words must be in which two names differ: a slip of the pen, not another word."""
GENERIC = frozenset(("association", "center", "cluster", "network", "platform"))
FREQUENT = 150
"""A word in more names than that tells nothing of which organisation it is."""
MOST_COMPARED, MOST_PROPOSED = 20, 3


class Proposal(Fact):
    """Another organisation that may be the same."""

    organisation: str
    name: str
    alike: int
    """From 0 to 100."""
    why: str


class Directory:
    """Organisations by what tells them apart. Later ones may be added."""

    def __init__(self, profiles: Iterable[OrganisationProfile] = ()) -> None:
        self._profiles: dict[str, OrganisationProfile] = {}
        self._by_platform: dict[tuple[str, str], str] = {}
        self._merged_away: set[tuple[str, str]] = set()
        self._by_domain: dict[str, list[str]] = defaultdict(list)
        self._by_name: dict[str, list[str]] = defaultdict(list)
        self._by_word: dict[str, list[str]] = defaultdict(list)
        for profile in profiles:
            self.add(profile)

    def __contains__(self, organisation: str) -> bool:
        return organisation in self._profiles

    def add(self, profile: OrganisationProfile) -> None:
        """One that is not known yet. Those merged into others are only kept from being new again."""
        self._profiles[profile.id] = profile
        for link in profile.links:
            if link.id:
                self._by_platform.setdefault((link.platform, link.id), profile.merged_into or profile.id)
        if profile.merged_into:
            self._merged_away |= {(link.platform, link.id) for link in profile.links if link.id}
            return
        if host := domain(profile.website):
            self._by_domain[host].append(profile.id)
        for name in dict.fromkeys((profile.name, *profile.other_names)):
            self._by_name[name_key(name)].append(profile.id)
            for word in dict.fromkeys((*name_words(name), initials(name), "".join(name_words(name))[:6])):
                if word and self._by_word[word][-1:] != [profile.id]:
                    self._by_word[word].append(profile.id)

    def profile(self, organisation: str) -> OrganisationProfile:
        """Where it was merged into another, that one. Raises KeyError."""
        found = self._profiles[organisation]
        seen = {organisation}
        while found.merged_into and found.merged_into not in seen:
            seen.add(found.merged_into)
            found = self._profiles[found.merged_into]
        return found

    def on_platform(self, platform: str, platform_id: str) -> str:
        """Empty where nobody has that id there."""
        return self._by_platform.get((platform, platform_id), "")

    def was_merged(self, platform: str, platform_id: str) -> bool:
        """Whether whoever had that id there was made one with another."""
        return (platform, platform_id) in self._merged_away

    def at_website(self, website: str) -> tuple[str, ...]:
        host = domain(website)
        return tuple(self._by_domain.get(host, ())) if host else ()

    def named(self, name: str, country: str) -> tuple[str, ...]:
        """Of that name, also in other spellings, in that country."""
        found = dict.fromkeys(self._by_name.get(name_key(name), ()))
        return tuple(one for one in found if self._profiles[one].country == country)

    def like(self, name: str, country: str, *, besides: str = "") -> tuple[Proposal, ...]:
        """The most alike in the same country, or in none that is known; the most alike first."""
        found = []
        for one in self._near(name):
            profile = self._profiles[one]
            if one == besides or (country and profile.country and profile.country != country):
                continue
            names = (profile.name, *profile.other_names)
            alike, why = max((likeness(name, other) for other in names), key=lambda pair: pair[0])
            if alike >= ALIKE:
                percent = round(alike * 100)
                found.append(Proposal(organisation=one, name=profile.name, alike=percent, why=why))
        ranked = sorted(found, key=lambda each: (-each.alike, each.organisation))
        return tuple(ranked[:MOST_PROPOSED])

    def _near(self, name: str) -> list[str]:
        """Those that share most of the telling words, the beginning, or the initials."""
        every = name_words(name)
        keys = (*every, initials(name), "".join(every)[:6])
        shared = Counter[str]()
        for key in dict.fromkeys(keys):
            found = self._by_word.get(key, ()) if key else ()
            if len(found) <= FREQUENT:
                shared.update(found)
        return _first_by_count(shared, MOST_COMPARED)


def _first_by_count(shared: Mapping[str, int], most: int) -> list[str]:
    """Those counted most often; of equals the smaller id first. At most `most`."""
    by_count: dict[int, list[str]] = defaultdict(list)
    for one, count in shared.items():
        by_count[count].append(one)
    found: list[str] = []
    for count in sorted(by_count, reverse=True):
        found += sorted(by_count[count])
        if len(found) >= most:
            break
    return found[:most]


def likeness(one: str, other: str) -> tuple[float, str]:
    """How alike two names are, from 0 to 1, and why."""
    first, second = name_words(one), name_words(other)
    if first == second:
        return 1.0, "the same name but for spelling or legal form"
    if sorted(first) == sorted(second):
        return 0.98, "the same words in another order"
    for short, long in ((first, other), (second, one)):
        if len(short) == 1 and len(short[0]) > 2 and short[0] == initials(long):
            return 0.9, "one is the initials of the other"
    bare = [tuple(word for word in words if word not in GENERIC) for words in (first, second)]
    if bare[0] == bare[1] and bare[0]:
        return 0.92, "the same name but for words such as cluster"
    return _spelt_alike(first, second)


def _spelt_alike(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[float, str]:
    one, other = "".join(first), "".join(second)
    if one == other:
        return 0.97, "the same letters, in other words"
    if 2 * min(len(one), len(other)) < ALIKE * (len(one) + len(other)):
        return 0.0, ""
    compared = difflib.SequenceMatcher(None, one, other, autojunk=False)
    if compared.quick_ratio() < ALIKE:
        return 0.0, ""
    return _unless_told_apart(compared.ratio(), first, second)


def _unless_told_apart(ratio: float, first: tuple[str, ...], second: tuple[str, ...]) -> tuple[float, str]:
    """Names that differ in a number, or in a whole word, are of different organisations."""
    figures = [[word for word in words if word.isdigit()] for words in (first, second)]
    one = "".join(word for word in first if word not in second)
    other = "".join(word for word in second if word not in first)
    alike = difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()
    if figures[0] != figures[1] or alike < SLIP:
        return 0.0, ""
    return ratio, "nearly the same name"
