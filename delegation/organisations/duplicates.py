"""Organisations that are perhaps one: shown as pairs, and made one only when somebody decides it."""

from collections.abc import Iterable, Sequence

from delegation.fact import Fact
from delegation.organisations.likeness import domain
from delegation.organisations.matching import Directory
from delegation.organisations.planning_import import Occasion
from delegation.organisations.profile import (
    PLAIN,
    Known,
    OrganisationProfile,
    Origin,
    values_of,
    with_origins,
    with_values,
)

UNITED = ("themes", "other_themes", "offers", "seeks", "other_names")
OURS = "legation"


class Pair(Fact):
    """Two organisations that may be one; the one with the smaller id first."""

    one: str
    other: str
    names: tuple[str, str]
    alike: int
    """From 0 to 100."""
    why: str


def duplicates(profiles: Iterable[OrganisationProfile]) -> tuple[Pair, ...]:
    """Pairs that may be one, the most alike first, then by id."""
    every = sorted((one for one in profiles if not one.merged_into), key=lambda one: one.id)
    directory = Directory(every)
    found: dict[tuple[str, str], Pair] = {}
    for profile in every:
        for other, alike, why in _perhaps(profile, directory):
            first, second = sorted((profile.id, other))
            names = (directory.profile(first).name, directory.profile(second).name)
            pair = Pair(one=first, other=second, names=names, alike=alike, why=why)
            kept = found.get((first, second))
            if kept is None or pair.alike > kept.alike:
                found[first, second] = pair
    return tuple(sorted(found.values(), key=lambda one: (-one.alike, one.one, one.other)))


def _perhaps(profile: OrganisationProfile, directory: Directory) -> Iterable[tuple[str, int, str]]:
    host = domain(profile.website)
    same_site = [one for one in directory.at_website(profile.website) if one != profile.id]
    yield from ((one, 100, f"the same website, {host}") for one in same_site[:3])
    for one in directory.like(profile.name, profile.country, besides=profile.id):
        yield one.organisation, one.alike, one.why


class Merged(Fact):
    """What two became: the one that stays, and the one that points to it."""

    kept: Known
    gone: Known


def why_not_merge(kept: OrganisationProfile, gone: OrganisationProfile) -> str:
    """Why they cannot be made one; empty if they can."""
    if kept.id == gone.id:
        return "An organisation cannot be merged with itself; name two."
    for one in (kept, gone):
        if one.merged_into:
            return f"{one.id} was merged into {one.merged_into} before; name that one."
    return ""


def merged(kept: Known, gone: Known, occasion: Occasion) -> Merged:
    """One of both: what is known of `kept` stays, what it lacks comes from `gone`, lists are united."""
    ours, theirs = values_of(kept), values_of(gone)
    theirs.pop("contact", None)
    if gone.contact and not (kept.contact_mark or kept.profile.contact_erased):
        theirs["contact"] = gone.contact
    taken: dict[str, object] = {name: value for name, value in theirs.items() if name not in ours}
    for name in UNITED:
        one, other = _entries(ours, name), _entries(theirs, name)
        taken[name] = tuple(dict.fromkeys((*one, *other)))
    taken["themes"] = tuple(sorted(_entries(taken, "themes")))
    if gone.profile.name not in (kept.profile.name, *_entries(taken, "other_names")):
        taken["other_names"] = (*_entries(taken, "other_names"), gone.profile.name)
    changed = {name: value for name, value in taken.items() if value != ours.get(name, ())}
    made = with_values(kept, changed)
    origins = {name: _origin(name, gone.profile, occasion) for name in changed}
    profile = _next(with_origins(made.profile, origins))
    pointing = _next(gone.profile).model_copy(update={"merged_into": kept.profile.id, "contact": None})
    return Merged(kept=made.model_copy(update={"profile": profile}), gone=Known(profile=pointing))


def _entries(values: dict[str, object], name: str) -> Sequence[str]:
    found = values.get(name, ())
    return found if isinstance(found, tuple) else ()


def _origin(name: str, gone: OrganisationProfile, occasion: Occasion) -> Origin:
    """Where the other one had it from; united lists are ours."""
    known = gone.origin(name)
    if known and (name not in PLAIN or name not in UNITED):
        return known
    return Origin(field=name, platform=OURS, imported_at=occasion.at)


def _next(profile: OrganisationProfile) -> OrganisationProfile:
    return profile.model_copy(update={"version": profile.version + 1})
