"""Travel papers: kept only as long as the trip needs them."""

from temporalio import activity

from activities.keys import personal_prefixes
from activities.ports import DocumentStore
from delegation.fact import Fact
from delegation.ids import ParticipantId


class Purge(Fact):
    """Whose travel papers are erased."""

    delegation: str
    participants: tuple[ParticipantId, ...]


class Purged(Fact):
    objects: int


class PaperActivities:
    """Erases what was only needed to travel."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store

    @activity.defn(name="purge_passports")
    def purge_passports(self, purge: Purge) -> Purged:
        """Delete the travel papers of these participants and the visa letters that quote them, all versions.

        Safe to retry; nothing there is no error.
        """
        keys = [
            key
            for participant in purge.participants
            for prefix in personal_prefixes(purge.delegation, participant)
            for key in self._store.keys(prefix)
        ]
        for key in keys:
            self._store.delete(key)
            activity.heartbeat(key)
        return Purged(objects=len(keys))
