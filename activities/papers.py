"""Travel papers: kept only as long as the trip needs them."""

import json

from temporalio import activity

from activities.keys import papers_key, personal_prefixes
from activities.ports import DocumentStore
from activities.swapping import current
from delegation.fact import Fact
from delegation.ids import ParticipantId
from delegation.journey import ChecklistItem
from delegation.reading.paper_answers import PAPER_FIELDS


class Purge(Fact):
    """Whose travel papers are erased."""

    delegation: str
    participants: tuple[ParticipantId, ...]
    papers: tuple[str, ...] = ()
    """Only these, as `diet`; none named: all of them, with the visa letters that quote them."""


class Purged(Fact):
    objects: int


class PaperActivities:
    """Erases what was only needed to travel."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store

    @activity.defn(name="purge_passports")
    def purge_passports(self, purge: Purge) -> Purged:
        """Delete travel papers of these participants, and visa letters that quote them, in all versions.

        With a paper that is named go the answers it was made of. Safe to retry; nothing there is no error.
        """
        keys = [
            key
            for participant in purge.participants
            for prefix in _prefixes(purge, participant)
            for key in self._store.keys(prefix)
        ]
        for key in keys:
            self._store.delete(key)
            activity.heartbeat(key)
        for participant in purge.participants if purge.papers else ():
            self._forget_answers(purge, participant)
        return Purged(objects=len(keys))

    def _forget_answers(self, purge: Purge, participant: str) -> None:
        """What was answered stands beside the papers made of it. Written anew: nothing of it is kept."""
        key = papers_key(purge.delegation, participant, "answers")
        content = current(self._store, key)
        answers = {} if content is None else json.loads(content)
        gone = {name for paper in purge.papers for name in PAPER_FIELDS.get(ChecklistItem(paper), ())}
        kept = {name: value for name, value in answers.items() if name not in gone}
        if kept != answers:
            self._store.delete(key)
            if kept:
                self._store.create(key, json.dumps(kept).encode(), "application/json")


def _prefixes(purge: Purge, participant: str) -> tuple[str, ...]:
    if not purge.papers:
        return personal_prefixes(purge.delegation, participant)
    return tuple(papers_key(purge.delegation, participant, paper) for paper in purge.papers)
