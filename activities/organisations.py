"""Organisations of a delegation: every version of every profile kept for good, and who speaks for them apart.

One index says which versions count. It is changed by compare-and-swap after what it points to is stored, so
that an import counts as a whole or not at all, and a second one at the same time is told to look again.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic import AwareDatetime, Field

from activities.keys import (
    organisation_contact_key,
    organisation_contacts_prefix,
    organisation_versions_key,
    organisations_index_key,
)
from activities.ports import DocumentStore, Missing
from activities.swapping import current
from delegation.fact import Fact
from delegation.ids import ItemId
from delegation.organisations.import_plan import Outcome
from delegation.organisations.profile import Contact, Known, OrganisationProfile, completed, mark_of

JSON = "application/json"
TOGETHER = 500
"""Versions in one object: an import of 50,000 is a hundred writes."""


class ChangedMeanwhile(Exception):
    """Somebody else changed the organisations after they were read. Permanent: read them and plan again."""


class OrganisationsChange(Fact):
    """Who changed the organisations, when, how and from what."""

    at: AwareDatetime
    author: str
    what: str
    """`import from eccp`, `merge`, `contact erased`."""
    reason: str = ""
    sha256: str = ""
    """Of the file; empty where there was none."""
    organisations: int
    """How many got a new version."""
    rows: dict[Outcome, int] = Field(default_factory=dict)
    """Of an import, how many rows of the file were what."""


class OrganisationsIndex(Fact):
    """What counts. Objects it does not name were written by an import that did not come to its end."""

    batches: tuple[str, ...] = ()
    """Hashes of objects that hold versions."""
    versions: dict[ItemId, tuple[int, ...]] = Field(default_factory=dict)
    """Of each organisation the batches its versions lie in, the oldest first."""
    contacts: dict[ItemId, str] = Field(default_factory=dict)
    """The mark of each contact that is kept."""
    changes: tuple[OrganisationsChange, ...] = ()


class VersionBatch(Fact):
    """Versions that were kept together."""

    versions: tuple[OrganisationProfile, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The organisations at one moment."""

    index: OrganisationsIndex
    organisations: tuple[Known, ...]
    """As they are now, by id; contacts only by their mark."""
    stored: bytes | None
    """The index as it lies in the store."""

    def known(self, organisation: str) -> Known | None:
        return next((one for one in self.organisations if one.profile.id == organisation), None)


class Organisations:
    """Profiles in the vault."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store

    def read(self, delegation: str) -> Snapshot:
        """As they are now; none before the first import. Raises OSError when the store is away."""
        stored = current(self._store, organisations_index_key(delegation))
        index = OrganisationsIndex.model_validate_json(stored) if stored else OrganisationsIndex()
        wanted = {places[-1] for places in index.versions.values()}
        found: dict[str, OrganisationProfile] = {}
        for number in sorted(wanted):
            for profile in self._batch(delegation, index.batches[number]):
                if index.versions[profile.id][-1] == number:
                    found[profile.id] = profile
        known = (
            Known(profile=found[name], contact_mark=index.contacts.get(name, "")) for name in sorted(found)
        )
        return Snapshot(index, tuple(known), stored)

    def history(self, delegation: str, organisation: str) -> tuple[OrganisationProfile, ...]:
        """Every version of one, the oldest first. Raises Missing where there is none of that id."""
        index = self.read(delegation).index
        if organisation not in index.versions:
            raise Missing(f"There is no organisation {organisation!r} in {delegation!r}.")
        batches = (self._batch(delegation, index.batches[one]) for one in index.versions[organisation])
        return tuple(one for batch in batches for one in batch if one.id == organisation)

    def keep(
        self, delegation: str, versions: Iterable[Known], change: OrganisationsChange, seen: Snapshot
    ) -> OrganisationsIndex:
        """Keep new versions of what was seen, all of them or none.

        Safe to retry: what was stored before is found again under the same key. Nothing to keep leaves no
        trace. Raises ChangedMeanwhile; OSError when the store is away.
        """
        every = sorted(versions, key=lambda one: one.profile.id)
        if not every:
            return seen.index
        every = [self._completed(delegation, one, seen) for one in every]
        numbers, batches = {}, list(seen.index.batches)
        for start in range(0, len(every), TOGETHER):
            together = [one.profile for one in every[start : start + TOGETHER]]
            numbers.update(dict.fromkeys((one.id for one in together), len(batches)))
            batches.append(self._keep_batch(delegation, together))
        for one in every:
            self._keep_contact(delegation, one)
        index = _with(seen.index, batches, numbers, every, change)
        self._swap(delegation, index, seen, every)
        for name in sorted(set(seen.index.contacts) & {one.profile.id for one in every}):
            self._tidy(delegation, name, index.contacts.get(name, ""))
        return index

    def contact(self, delegation: str, known: Known) -> Contact | None:
        """Who speaks for it; None where nobody does, or whoever did was erased."""
        if not known.contact_mark:
            return None
        key = _contact_key(delegation, known.profile.id, known.contact_mark)
        try:
            return Contact.model_validate_json(self._store.read(key))
        except Missing:
            return None

    def with_contact(self, delegation: str, known: Known) -> Known:
        return known.model_copy(update={"contact": self.contact(delegation, known)})

    def erase_contact(self, delegation: str, organisation: str, change: OrganisationsChange) -> None:
        """Forget who speaks for it, for good; no import brings them back. Safe to repeat.

        Raises Missing, ChangedMeanwhile; OSError when the store is away.
        """
        seen = self.read(delegation)
        known = seen.known(organisation)
        if known is None:
            raise Missing(f"There is no organisation {organisation!r} in {delegation!r}.")
        self._tidy(delegation, organisation, "")
        if known.profile.contact_erased:
            return
        erased = {"version": known.profile.version + 1, "contact": None, "contact_erased": True}
        profile = known.profile.model_copy(update=erased)
        self.keep(delegation, (Known(profile=profile),), change, seen)

    def _batch(self, delegation: str, sha256: str) -> Sequence[OrganisationProfile]:
        content = self._store.read(organisation_versions_key(delegation, sha256))
        return VersionBatch.model_validate_json(content).versions

    def _keep_batch(self, delegation: str, profiles: Sequence[OrganisationProfile]) -> str:
        content = VersionBatch(versions=tuple(profiles)).model_dump_json().encode()
        digest = hashlib.sha256(content).hexdigest()
        self._store.create(organisation_versions_key(delegation, digest), content, JSON)
        return digest

    def _completed(self, delegation: str, known: Known, seen: Snapshot) -> Known:
        """A contact of whom the file says less than is known keeps the rest."""
        name = known.profile.id
        before = seen.index.contacts.get(name, "")
        if known.contact is None or before in ("", known.contact_mark):
            return known
        old = self.contact(delegation, Known(profile=known.profile, contact_mark=before))
        contact = completed(known.contact, old)
        return known.model_copy(update={"contact": contact, "contact_mark": mark_of(contact)})

    def _keep_contact(self, delegation: str, known: Known) -> None:
        if known.contact is None:
            return
        key = _contact_key(delegation, known.profile.id, known.contact_mark)
        self._store.create(key, known.contact.model_dump_json().encode(), JSON)

    def _swap(
        self, delegation: str, index: OrganisationsIndex, seen: Snapshot, versions: Iterable[Known]
    ) -> None:
        content, key = index.model_dump_json().encode(), organisations_index_key(delegation)
        if self._store.replace(key, content, JSON, instead_of=seen.stored):
            return
        kept = self.read(delegation).index.contacts
        for one in versions:
            if one.contact:  # it was stored for nothing, and is personal
                self._tidy(delegation, one.profile.id, kept.get(one.profile.id, ""))
        raise ChangedMeanwhile(
            "Somebody else changed the organisations meanwhile; nothing was done. Look at the plan again."
        )

    def _tidy(self, delegation: str, organisation: str, mark: str) -> None:
        """Forget every contact of it but that one."""
        kept = _contact_key(delegation, organisation, mark) if mark else ""
        for key in list(self._store.keys(organisation_contacts_prefix(delegation, organisation))):
            if key != kept:
                self._store.delete(key)


def _contact_key(delegation: str, organisation: str, mark: str) -> str:
    return organisation_contact_key(delegation, organisation, hashlib.sha256(mark.encode()).hexdigest())


def _with(
    index: OrganisationsIndex,
    batches: Sequence[str],
    numbers: dict[str, int],
    versions: Iterable[Known],
    change: OrganisationsChange,
) -> OrganisationsIndex:
    placed = dict(index.versions)
    contacts = dict(index.contacts)
    for one in versions:
        name = one.profile.id
        placed[name] = (*placed.get(name, ()), numbers[name])
        contacts.pop(name, None)
        if one.contact_mark:
            contacts[name] = one.contact_mark
    return OrganisationsIndex(
        batches=tuple(batches),
        versions=dict(sorted(placed.items())),
        contacts=dict(sorted(contacts.items())),
        changes=(*index.changes, change),
    )
