"""Versions of the itinerary: each one kept as it was published, for good."""

import hashlib
from enum import StrEnum

from pydantic import AwareDatetime, model_validator
from temporalio import activity

from activities.keys import version_key, versions_prefix
from activities.ports import DocumentStore, KeyTaken
from delegation.document import DocumentRef
from delegation.fact import Fact
from delegation.ids import ItemId, ParticipantId, Slug
from delegation.itinerary import Itinerary

JSON = "application/json"


class Occasion(StrEnum):
    """Why a version was published."""

    PRELIMINARY = "preliminary"
    FINAL = "final"
    CHANGE = "change"


class VersionOrder(Fact):
    """A version of the itinerary to keep, as it was published. Ids only: no names, addresses or reasons."""

    delegation: Slug
    occasion: Occasion
    change: ItemId | None = None
    """The change that led to it; its record says who made it and why."""
    published_at: AwareDatetime
    """Trip time."""
    itinerary: Itinerary
    delegates: tuple[ParticipantId, ...] = ()
    """Who was in the delegation then: items without attendees are for all of them."""
    told: tuple[str, ...] = ()
    """Participants and hosts who were told."""

    @model_validator(mode="after")
    def _names_its_change(self) -> "VersionOrder":
        if (self.occasion is Occasion.CHANGE) != (self.change is not None):
            raise ValueError("A version is published for a change exactly if it names one.")
        return self


class VersionActivities:
    """Keeps every published version in the vault."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store

    @activity.defn(name="keep_version")
    def keep_version(self, order: VersionOrder) -> DocumentRef:
        """Keep one version, create-only. Far under a second; needs no heartbeat.

        Safe to retry: the key is derived from version and occasion; what was kept first stays.

        Raises:
            OSError: the store is away; Temporal retries.
        """
        key = version_key(order.delegation, order.itinerary.version, _occasion(order))
        content = order.model_dump_json().encode()
        try:
            return self._store.create(key, content, JSON)
        except KeyTaken:
            kept = self._store.read(key)
            digest = hashlib.sha256(kept).hexdigest()
            return DocumentRef(key=key, sha256=digest, size=len(kept), media_type=JSON)


def versions_kept(store: DocumentStore, delegation: str) -> tuple[VersionOrder, ...]:
    """Every version that was published, the oldest first; empty before the first.

    Raises OSError when the store is away.
    """
    kept = [
        VersionOrder.model_validate_json(store.read(key)) for key in store.keys(versions_prefix(delegation))
    ]
    return tuple(sorted(kept, key=lambda one: (one.itinerary.version, one.published_at, _occasion(one))))


def _occasion(order: VersionOrder) -> str:
    return f"{order.occasion}-{order.change}" if order.change else order.occasion.value
