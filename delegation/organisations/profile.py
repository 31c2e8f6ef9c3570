"""What is known of an organisation, and where each part of it was taken from."""

import hashlib
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, Field

from delegation.fact import Fact
from delegation.ids import ItemId
from delegation.person import CONTROL, Line

LONGEST_NAME, LONGEST_TEXT, LONGEST_ADDRESS, MOST_ENTRIES = 200, 5_000, 500, 60
"""Characters of a name, of a description and of a link; entries of a list."""
IN_PARAGRAPHS = CONTROL - {"\n"}


def _paragraphs(text: str) -> str:
    if IN_PARAGRAPHS & set(text):
        raise ValueError("Control characters are not possible here.")
    return text.strip()


Paragraphs = Annotated[str, AfterValidator(_paragraphs)]
"""Text that may have line breaks, and no other control characters."""


class OrganisationKind(StrEnum):
    """What an organisation is."""

    CLUSTER = "cluster"
    COMPANY = "company"
    RESEARCH = "research"
    UNIVERSITY = "university"
    AGENCY = "agency"
    ASSOCIATION = "association"
    OTHER = "other"


class PlatformLink(Fact):
    """The same organisation on another platform."""

    platform: ItemId
    id: Line = Field(default="", max_length=LONGEST_NAME)
    """As the platform names it; empty where it has no ids."""
    url: Line = Field(default="", max_length=LONGEST_ADDRESS)
    updated_on: date | None = None
    """When its profile was last changed there."""


class Description(Fact):
    language: str = Field(pattern=r"^[a-z]{2}$")
    text: Paragraphs = Field(max_length=LONGEST_TEXT)


class Origin(Fact):
    """Where one field was taken from."""

    field: str
    platform: ItemId
    imported_at: AwareDatetime
    sha256: str = ""
    """Of the file; empty where it was merged or typed."""


class Contact(Fact):
    """Who speaks for an organisation. Personal: kept apart in the vault, and erased for good on request."""

    name: Line = Field(default="", max_length=LONGEST_NAME)
    email: Line = Field(default="", max_length=LONGEST_NAME)
    phone: Line = Field(default="", max_length=60)
    position: Line = Field(default="", max_length=LONGEST_NAME)


Entry = Annotated[Line, Field(max_length=LONGEST_ADDRESS)]


class OrganisationProfile(Fact):
    """One version of what is known. Names no person: who speaks for it is a reference into the vault."""

    id: ItemId
    version: int = Field(default=1, gt=0)
    name: Line = Field(min_length=1, max_length=LONGEST_NAME)
    other_names: tuple[Entry, ...] = Field(default=(), max_length=MOST_ENTRIES)
    country: str = Field(default="", pattern=r"^([A-Z]{2})?$")
    region: Line = Field(default="", max_length=LONGEST_NAME)
    website: Line = Field(default="", max_length=LONGEST_ADDRESS)
    links: tuple[PlatformLink, ...] = Field(default=(), max_length=MOST_ENTRIES)
    kind: OrganisationKind | None = None
    size: int | None = Field(default=None, ge=0, le=10_000_000)
    """Members of a cluster, employees of others."""
    themes: tuple[ItemId, ...] = Field(default=(), max_length=MOST_ENTRIES)
    """Ids of the delegation file's `themes`, in order."""
    other_themes: tuple[Entry, ...] = Field(default=(), max_length=MOST_ENTRIES)
    """Words for which the file has no theme, as they were written."""
    offers: tuple[Entry, ...] = Field(default=(), max_length=MOST_ENTRIES)
    seeks: tuple[Entry, ...] = Field(default=(), max_length=MOST_ENTRIES)
    descriptions: tuple[Description, ...] = ()
    """One per language, by language."""
    contact: ItemId | None = None
    """Names the contact in the vault; None: none is known, or it was erased."""
    contact_erased: bool = False
    """Asked to be forgotten: no import brings a contact back."""
    merged_into: ItemId | None = None
    """The organisation this one turned out to be."""
    origins: tuple[Origin, ...] = ()
    """By field."""

    def link(self, platform: str) -> PlatformLink | None:
        return next((one for one in self.links if one.platform == platform), None)

    def origin(self, field: str) -> Origin | None:
        return next((one for one in self.origins if one.field == field), None)


class Known(Fact):
    """A profile with whoever speaks for it, who need not be at hand to see whether it is somebody else."""

    profile: OrganisationProfile
    contact: Contact | None = None
    contact_mark: str = ""
    """Of the contact that is kept: the same for the same contact. Empty: there is none."""


def mark_of(contact: Contact | None) -> str:
    """Four marks, one for each part of a contact, `0` for what is not known; empty for nobody."""
    if contact is None:
        return ""
    parts = (contact.name, contact.email, contact.phone, contact.position)
    return "-".join(hashlib.sha256(one.encode()).hexdigest()[:8] if one else "0" for one in parts)


def is_said_by(contact: Contact, mark: str) -> bool:
    """Whether all that is given of the contact is what the mark stands for."""
    given, kept = mark_of(contact).split("-"), mark.split("-")
    return len(kept) == len(given) and all(one in ("0", old) for one, old in zip(given, kept, strict=True))


def completed(contact: Contact, before: Contact | None) -> Contact:
    """With what was known before of the same person: what a file does not say it takes not away."""
    if before is None or not ({contact.name, contact.email} & {before.name, before.email} - {""}):
        return contact
    known = {name: value for name, value in before.model_dump().items() if value}
    return Contact(**known | {name: value for name, value in contact.model_dump().items() if value})


Values = Mapping[str, Any]  # Any: each field has a type of its own, which the profile checks
"""Fields by name: `name`, `description.en`, `link.eccp`; `contact` is the contact itself, or its mark."""
PLAIN = (
    "name",
    "other_names",
    "country",
    "region",
    "website",
    "kind",
    "size",
    "themes",
    "other_themes",
    "offers",
    "seeks",
)


def values_of(known: Known) -> dict[str, object]:
    """What is known, field by field; what is empty is left out."""
    profile = known.profile
    found: dict[str, object] = {name: getattr(profile, name) for name in PLAIN}
    found |= {f"description.{one.language}": one.text for one in profile.descriptions}
    found |= {f"link.{one.platform}": one for one in profile.links}
    found["contact"] = known.contact_mark
    return {name: value for name, value in found.items() if value not in (None, "", ())}


def with_values(known: Known, values: Values) -> Known:
    """`known` with these fields in place of its own. Raises ValidationError where one is not possible."""
    profile = known.profile
    texts = {one.language: one for one in profile.descriptions}
    links = {one.platform: one for one in profile.links}
    for name, value in values.items():
        kind, _, of = name.partition(".")
        if kind == "description":
            texts[of] = Description(language=of, text=value)
        elif kind == "link":
            links[of] = value
    changed = {
        **{name: getattr(profile, name) for name in OrganisationProfile.model_fields},
        **{name: values[name] for name in PLAIN if name in values},
        "descriptions": tuple(texts[name] for name in sorted(texts)),
        "links": tuple(links[name] for name in sorted(links)),
    }
    contact = values.get("contact", known.contact)
    mark = mark_of(contact) or known.contact_mark
    changed["contact"] = f"{profile.id}-contact" if mark else None
    return Known(profile=OrganisationProfile.model_validate(changed), contact=contact, contact_mark=mark)


def with_origins(profile: OrganisationProfile, origins: Mapping[str, Origin]) -> OrganisationProfile:
    """`profile`, told where these fields were taken from."""
    every = {**{one.field: one for one in profile.origins}, **origins}
    return profile.model_copy(update={"origins": tuple(every[name] for name in sorted(every))})
