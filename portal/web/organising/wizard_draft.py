"""A delegation file in the making, kept in the vault until it is opened."""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import datetime

from pydantic import AwareDatetime, Field, JsonValue

from activities.ports import DocumentStore, Missing
from activities.swapping import current
from delegation.fact import Fact
from delegation.reading.plain_yaml import Plain

JSON = "application/json"
DRAFT = re.compile(r"[0-9a-f]{16}")
MOST_TRIES = 20
PREFIX = "drafts/"
"""No delegation has it yet, so it lies outside of them; the vault's own key seals it."""

Content = dict[str, Plain]


class Draft(Fact):
    """What was typed so far: texts, lists and mappings, as the reader of delegation files sees them."""

    id: str
    content: dict[str, JsonValue] = Field(default_factory=dict)
    made_at: AwareDatetime
    changed_at: AwareDatetime
    opening: str = ""
    """SHA-256 of the file that was last tried to open: another try of the same is no second opening."""
    opened: str = ""
    """The delegation it became."""

    @property
    def plain(self) -> Content:
        """A copy that may be changed."""
        copy: Content = json.loads(json.dumps(self.content))
        return copy

    @property
    def title(self) -> str:
        return str(self.content.get("title") or self.content.get("slug") or "Without a title")

    @property
    def slug(self) -> str:
        return str(self.content.get("slug") or "")


class Drafts:
    """The drafts of one account. Every method may raise OSError when the vault is away."""

    def __init__(self, store: DocumentStore, account: str) -> None:
        self._store = store
        self._prefix = f"{PREFIX}{hashlib.sha256(account.encode()).hexdigest()[:24]}/"

    def all(self) -> tuple[Draft, ...]:
        """The one that was changed last comes first."""
        kept = (current(self._store, key) for key in self._store.keys(self._prefix))
        found = [Draft.model_validate_json(content) for content in kept if content is not None]
        return tuple(sorted(found, key=lambda one: one.changed_at, reverse=True))

    def read(self, draft: str) -> Draft:
        """Raises Missing where there is none of that id in this account."""
        if DRAFT.fullmatch(draft) is None:
            raise Missing("There is no such draft.")
        return Draft.model_validate_json(self._store.read(self._key(draft)))

    def begin(self, draft: str, content: Content, now: datetime) -> Draft:
        """Keep a new one. To begin the same one again changes nothing: a second click finds the first."""
        made = Draft(id=draft, content=json.loads(json.dumps(content)), made_at=now, changed_at=now)
        if DRAFT.fullmatch(draft) is None:
            raise Missing("No draft can be called that.")
        if self._store.replace(self._key(draft), _written(made), JSON, instead_of=None):
            return made
        return self.read(draft)

    def change(self, draft: str, now: datetime, work: Callable[[Draft], Draft]) -> Draft:
        """What `work` makes of the draft as it stands, and of nothing that somebody else changes meanwhile.

        `work` may be called several times, and may raise to leave it as it is.
        """
        for _ in range(MOST_TRIES):
            before = self.read(draft)
            made = work(before)
            if made == before:
                return before
            after = made.model_copy(update={"changed_at": now})
            if self._store.replace(self._key(draft), _written(after), JSON, instead_of=_written(before)):
                return after
        raise OSError("The draft is being changed from several places at once.")

    def discard(self, draft: str) -> None:
        if DRAFT.fullmatch(draft):
            self._store.delete(self._key(draft))

    def _key(self, draft: str) -> str:
        return f"{self._prefix}{draft}.json"


def with_content(draft: Draft, content: Content) -> Draft:
    return draft.model_copy(update={"content": json.loads(json.dumps(content))})


def digest(value: object) -> str:
    """Tells one part of a draft from another, however long it is."""
    said = json.dumps(value, ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:20]


def _written(draft: Draft) -> bytes:
    return draft.model_dump_json().encode()
