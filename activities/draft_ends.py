"""When drafts of applications are removed: noted with each delegation that has any."""

from datetime import datetime

from pydantic import AwareDatetime

from activities.keys import DRAFT_ENDS, draft_end_key
from activities.ports import DocumentStore
from activities.swapping import current
from delegation.fact import Fact

JSON = "application/json"


class DraftEnd(Fact):
    """Until when the drafts of one delegation are kept."""

    delegation: str
    ends_at: AwareDatetime
    """Real time."""


class DraftEnds:
    """Every method raises OSError when the store is away."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store

    def note(self, delegation: str, ends_at: datetime) -> None:
        """Keep the drafts of a delegation until then; an earlier date than the one known changes nothing."""
        key, end = draft_end_key(delegation), DraftEnd(delegation=delegation, ends_at=ends_at)
        while True:
            known = current(self._store, key)
            if known is not None and DraftEnd.model_validate_json(known).ends_at >= ends_at:
                return
            if self._store.replace(key, end.model_dump_json().encode(), JSON, instead_of=known):
                return

    def past(self, now: datetime) -> tuple[DraftEnd, ...]:
        """Delegations whose drafts are to go."""
        found = (current(self._store, key) for key in self._store.keys(DRAFT_ENDS))
        ends = (DraftEnd.model_validate_json(one) for one in found if one is not None)
        return tuple(one for one in ends if one.ends_at <= now)

    def participants(self, delegation: str) -> tuple[str, ...]:
        """Whose drafts there are."""
        keys = self._store.keys(f"delegations/{delegation}/drafts/")
        return tuple(key.rpartition("/")[2].removesuffix(".json").upper() for key in keys)

    def forget(self, delegation: str) -> None:
        self._store.delete(draft_end_key(delegation))
