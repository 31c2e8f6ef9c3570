"""What signed addresses are made with: secrets that can be changed, and an epoch for each person.

The first secret of a delegation is its own, so that addresses in earlier mails still open. Newer ones are
drawn when somebody rotates them: the newest signs, older ones are believed until they are retired. An
epoch counts how often a person's addresses were revoked; addresses of an earlier one are dead.
"""

import base64
import secrets
from collections.abc import Callable
from datetime import datetime

from pydantic import AwareDatetime, Field

from activities.keys import link_epoch_key, link_keys_key
from activities.ports import DocumentStore
from activities.register import Register
from activities.swapping import current
from delegation.fact import Fact

JSON = "application/json"
FIRST = "first"
"""The id of the secret that every delegation has from its opening on."""


class LinkKey(Fact):
    """One secret that signs addresses, or did."""

    id: str
    secret: str = ""
    """32 bytes in base64; empty for the first, which is the delegation's own."""
    drawn_at: AwareDatetime | None = None
    is_retired: bool = False


class LinkKeys(Fact):
    """All of one delegation, the oldest first."""

    keys: tuple[LinkKey, ...] = Field(default=(LinkKey(id=FIRST),), min_length=1)

    @property
    def newest(self) -> LinkKey:
        return self.keys[-1]

    @property
    def believed(self) -> tuple[LinkKey, ...]:
        """Those whose signature counts, the newest first."""
        return tuple(one for one in reversed(self.keys) if not one.is_retired)


class Epoch(Fact):
    """How often the addresses of one person were revoked."""

    number: int = Field(default=0, ge=0)
    revoked_at: AwareDatetime | None = None
    by: str = ""
    """Who did so last, by name; empty: by a command."""


class CannotRetire(ValueError):
    """That secret is not there, or signs the addresses of new mails. Permanent."""


class LinkRing:
    """Keeps the secrets and epochs of addresses in the vault."""

    def __init__(self, store: DocumentStore, register: Register) -> None:
        self._store = store
        self._register = register

    def keys(self, delegation: str) -> LinkKeys:
        """Raises OSError when the store is away."""
        stored = current(self._store, link_keys_key(delegation))
        return LinkKeys() if stored is None else LinkKeys.model_validate_json(stored)

    def signing(self, delegation: str) -> tuple[str, bytes]:
        """Id and bytes of the secret that signs now; the delegation's own is drawn if there is none."""
        newest = self.keys(delegation).newest
        return newest.id, _bytes(newest) or self._register.secret(delegation)

    def believed(self, delegation: str) -> dict[str, bytes]:
        """By id, the secrets whose signature counts, the newest first. Draws none: strangers may ask."""
        drawn = self._register.drawn_secret(delegation)
        if drawn is None:
            return {}
        return {one.id: _bytes(one) or drawn for one in self.keys(delegation).believed}

    def rotate(self, delegation: str, now: datetime) -> LinkKey:
        """A new secret signs from now on; earlier ones are believed as before."""
        key = LinkKey(
            id=secrets.token_hex(4),
            secret=base64.b64encode(secrets.token_bytes(32)).decode(),
            drawn_at=now,
        )
        self._change(delegation, lambda held: LinkKeys(keys=(*held.keys, key)))
        return key

    def retire(self, delegation: str, key: str) -> None:
        """Addresses signed with that secret are dead at once. To have done so before is no error.

        Raises CannotRetire for a secret that is not there, and for the newest.
        """
        self.demand_retirable(delegation, key)
        self._change(delegation, lambda held: LinkKeys(keys=tuple(_retired(one, key) for one in held.keys)))

    def demand_retirable(self, delegation: str, key: str) -> None:
        """Raises CannotRetire for a secret that is not there, and for the newest."""
        held = self.keys(delegation)
        if key not in {one.id for one in held.keys}:
            raise CannotRetire(
                f"There is no secret {key!r}; 'links show {delegation}' names those there are."
            )
        if key == held.newest.id:
            raise CannotRetire(
                f"{key!r} signs the addresses of new mails; draw another with 'links rotate {delegation}'."
            )

    def epoch(self, delegation: str, person: str) -> Epoch:
        stored = current(self._store, link_epoch_key(delegation, person))
        return Epoch() if stored is None else Epoch.model_validate_json(stored)

    def bump(
        self, delegation: str, person: str, now: datetime, *, by: str = "", after: int | None = None
    ) -> Epoch:
        """All addresses this person was given so far are dead. With `after` only while that is the epoch."""
        key = link_epoch_key(delegation, person)
        while True:
            stored = current(self._store, key)
            before = Epoch() if stored is None else Epoch.model_validate_json(stored)
            if after is not None and before.number != after:
                return before
            renewed = Epoch(number=before.number + 1, revoked_at=now, by=by)
            if self._store.replace(key, renewed.model_dump_json().encode(), JSON, instead_of=stored):
                return renewed

    def _change(self, delegation: str, change: Callable[[LinkKeys], LinkKeys]) -> None:
        key = link_keys_key(delegation)
        while True:
            stored = current(self._store, key)
            before = LinkKeys() if stored is None else LinkKeys.model_validate_json(stored)
            content = change(before).model_dump_json().encode()
            if self._store.replace(key, content, JSON, instead_of=stored):
                return


def _bytes(key: LinkKey) -> bytes:
    return base64.b64decode(key.secret)


def _retired(one: LinkKey, key: str) -> LinkKey:
    return one.model_copy(update={"is_retired": True}) if one.id == key else one
