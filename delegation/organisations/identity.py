"""Which organisation a draft is about, by what the mapping goes by, and whether that is certain."""

import base64
import hashlib
from dataclasses import dataclass

from delegation.organisations.likeness import domain
from delegation.organisations.matching import Directory, Proposal
from delegation.organisations.platform_mapping import Identity, PlatformMapping
from delegation.organisations.profile import OrganisationProfile
from delegation.organisations.record_reading import Draft


@dataclass(frozen=True, slots=True)
class Found:
    """The organisation, or why it is not certain which one."""

    organisation: str = ""
    reason: str = ""
    """Why it is not certain; empty: it is."""
    proposals: tuple[Proposal, ...] = ()
    contradicts: bool = False
    """Whether two marks of the row belong to two organisations."""


def found_for(draft: Draft, directory: Directory, mapping: PlatformMapping) -> Found:
    """The organisation the row is about; none and no reason: a new one."""
    certain = ""
    for mark in mapping.identified_by:
        hits = _hits(mark, draft, directory, mapping)
        if not hits or certain in hits:
            continue
        if certain:
            return _contradicting(draft, mark, certain, hits[0], directory)
        if mark in (Identity.ID, Identity.PLATFORM_ID):
            certain = hits[0]
        elif len(hits) > 1:
            return _unsure(f"{_said(mark, draft)} belongs to {len(hits)} organisations", hits, directory)
        elif reason := _against(mark, draft, directory.profile(hits[0]), mapping):
            return _unsure(reason, hits, directory)
        else:
            certain = hits[0]
    if certain:
        return Found(certain)
    alike = directory.like(draft.name, draft.country)
    if alike:
        return Found(reason=f"It may be {alike[0].name!r}: {alike[0].why}", proposals=alike)
    return Found()


def _hits(mark: Identity, draft: Draft, directory: Directory, mapping: PlatformMapping) -> tuple[str, ...]:
    match mark:
        case Identity.ID:
            return (directory.profile(draft.id).id,) if draft.id in directory else ()
        case Identity.PLATFORM_ID:
            named = draft.platform_id(mapping.platform)
            one = directory.on_platform(mapping.platform, named) if named else ""
            return (directory.profile(one).id,) if one else ()
        case Identity.WEBSITE:
            return directory.at_website(str(draft.values.get("website", "")))
        case Identity.NAME_AND_COUNTRY:
            return directory.named(draft.name, draft.country)


def _against(mark: Identity, draft: Draft, known: OrganisationProfile, mapping: PlatformMapping) -> str:
    """What speaks against the one that was found by website or name; empty: nothing."""
    link, named = known.link(mapping.platform), draft.platform_id(mapping.platform)
    if link and link.id and named and link.id != named:
        return f"{_said(mark, draft)} is that of {known.name!r}, which has another id on this platform"
    hosts = {draft.domain, domain(known.website)}
    if mark is Identity.NAME_AND_COUNTRY and len(hosts) > 1 and "" not in hosts:
        return f"{_said(mark, draft)} is that of {known.name!r}, which has another website"
    if mark is Identity.WEBSITE and draft.country and known.country and draft.country != known.country:
        return f"{_said(mark, draft)} is that of {known.name!r} in another country"
    return ""


def _said(mark: Identity, draft: Draft) -> str:
    match mark:
        case Identity.WEBSITE:
            return f"The website {draft.domain}"
        case Identity.NAME_AND_COUNTRY:
            return "Its name"
        case _:
            return "Its id"


def _contradicting(draft: Draft, mark: Identity, certain: str, other: str, directory: Directory) -> Found:
    one, two = directory.profile(certain), directory.profile(other)
    reason = f"Its id is that of {one.name!r}, but {_said(mark, draft).lower()} is that of {two.name!r}"
    proposals = (_proposal(one, "the same id"), _proposal(two, f"the same {mark.value.partition('-')[0]}"))
    return Found(certain, reason, proposals, contradicts=True)


def _unsure(reason: str, hits: tuple[str, ...], directory: Directory) -> Found:
    return Found(
        reason=reason, proposals=tuple(_proposal(directory.profile(one), reason) for one in hits[:3])
    )


def _proposal(profile: OrganisationProfile, why: str) -> Proposal:
    return Proposal(organisation=profile.id, name=profile.name, alike=100, why=why)


def new_id(draft: Draft, directory: Directory, mapping: PlatformMapping) -> str:
    """An id that says nothing: the same row gets the same one, and no other organisation has it."""
    if draft.id.startswith("o-") and _is_ours(draft.id) and draft.id not in directory:
        return draft.id
    named = draft.platform_id(mapping.platform)
    what = named or draft.domain or f"{draft.name}|{draft.country}"
    for attempt in range(1_000_000):
        seed = f"{mapping.platform}|{what}|{attempt}"
        digest = base64.b32encode(hashlib.sha256(seed.encode()).digest()).decode().lower()
        if (found := f"o-{digest[:10]}") not in directory:
            return found
    raise AssertionError("Ids ran out.")


def _is_ours(text: str) -> bool:
    return len(text) == 12 and all(one in "abcdefghijklmnopqrstuvwxyz234567" for one in text[2:])
