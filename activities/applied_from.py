"""From which addresses one applied: a second application by the same address is told, and seen at the desk.

Addresses lie there as keyed hashes, which only the delegation's secret tells from each other.
"""

import hashlib
import hmac
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from activities.addresses import mail_address
from activities.keys import applied_from_key, applied_from_prefix, applied_twice_key, applied_twice_prefix
from activities.ports import AddressRefused, DocumentStore, Missing
from activities.register import Register
from activities.swapping import current
from delegation.fact import Fact
from delegation.ids import ParticipantId
from delegation.letter import Letter, LetterName
from delegation.person import Person

JSON = "application/json"
AT_ONCE = 8
"""Objects looked at side by side: looking is mostly waiting for the store."""


class Applied(Fact):
    """One application, by id alone."""

    participant: ParticipantId
    received_at: str
    """As its letter says it: a moment (`delegation.moments`)."""


class SameAddress(Fact):
    """Everybody who applied by one address, in the order in which their letters were written."""

    applications: tuple[Applied, ...] = ()

    def others(self, participant: str) -> tuple[Applied, ...]:
        return tuple(one for one in self.applications if one.participant != participant)


class AppliedFrom:
    """Notes each application by its address, and tells which are by the same."""

    def __init__(self, store: DocumentStore, register: Register) -> None:
        self._store = store
        self._register = register

    def told(self, delegation: str, letter: Letter, person: Person) -> Letter:
        """The receipt of an application with the earlier one by the same address; other letters as they are.

        One conditional write where the address is new, which it nearly always is. Safe to repeat.
        Raises OSError.
        """
        if letter.name is not LetterName.APPLICATION_RECEIVED:
            return letter
        mine = Applied(participant=letter.recipient, received_at=str(letter.facts["received_at"]))
        others = self._noted(delegation, person.email, mine)
        if not others:
            return letter
        earlier = {"earlier_id": others[0].participant, "earlier_at": others[0].received_at}
        return letter.model_copy(update={"facts": {**letter.facts, **earlier}})

    def twice(self, delegation: str) -> dict[str, tuple[str, ...]]:
        """By id, the others that were handed in by the same address and still have it. Raises OSError."""
        found: dict[str, tuple[str, ...]] = {}
        for known in self._read(applied_twice_prefix(delegation)).values():
            ids = [one.participant for one in known.applications]
            addresses = self._addresses(delegation, ids)
            for one in ids:
                same = tuple(other for other in ids if other != one and addresses[other] == addresses[one])
                if addresses[one] and same:
                    found[one] = same
        return found

    def forget(self, delegation: str, participant: str) -> None:
        """Take somebody out who was erased, whichever address it was. Safe to repeat. Raises OSError."""
        for prefix in (applied_from_prefix(delegation), applied_twice_prefix(delegation)):
            for key, known in self._read(prefix).items():
                left = known.others(participant.upper())
                if left != known.applications:
                    self._store.delete(key)  # with its versions, of which each has the id
                    if left:
                        self._put(key, SameAddress(applications=left))

    def _noted(self, delegation: str, address: str, mine: Applied) -> tuple[Applied, ...]:
        """Whose application by this address came before, or beside. Notes `mine`."""
        name = self._fingerprint(delegation, address)
        key, alone = applied_from_key(delegation, name), SameAddress(applications=(mine,))
        if self._store.replace(key, _content(alone), JSON, instead_of=None):
            return ()
        while True:
            before = current(self._store, key)
            known = SameAddress.model_validate_json(before) if before else SameAddress()
            others = self._still(delegation, known.others(mine.participant), address)
            if {one.participant for one in known.applications} == {
                mine.participant,
                *(one.participant for one in others),
            }:
                break  # noted before
            known = SameAddress(applications=(*others, mine))
            if self._store.replace(key, _content(known), JSON, instead_of=before):
                break
        if others:
            self._put(applied_twice_key(delegation, name), known)
        return others

    def _still(self, delegation: str, applications: Collection[Applied], address: str) -> tuple[Applied, ...]:
        """Those whose address it still is: who corrected theirs meanwhile is somebody else."""
        addresses = self._addresses(delegation, [one.participant for one in applications])
        return tuple(one for one in applications if addresses[one.participant] == _plain(address))

    def _addresses(self, delegation: str, ids: Collection[str]) -> Mapping[str, str]:
        """Of each the address that counts now; empty for who was erased."""

        def address(participant: str) -> str:
            with suppress(Missing):
                return _plain(self._register.person(delegation, participant).email)
            return ""

        with ThreadPoolExecutor(AT_ONCE) as readers:
            return dict(zip(ids, readers.map(address, ids), strict=True))

    def _read(self, prefix: str) -> dict[str, SameAddress]:
        keys = sorted(self._store.keys(prefix))
        with ThreadPoolExecutor(AT_ONCE) as readers:
            contents = readers.map(lambda key: current(self._store, key), keys)
            return {
                key: SameAddress.model_validate_json(content)
                for key, content in zip(keys, contents, strict=True)
                if content
            }

    def _put(self, key: str, known: SameAddress) -> None:
        content = _content(known)
        while (before := current(self._store, key)) != content:
            if self._store.replace(key, content, JSON, instead_of=before):
                return

    def _fingerprint(self, delegation: str, address: str) -> str:
        secret = self._register.secret(delegation)
        return hmac.new(secret, b"applied-from|" + _plain(address).encode(), hashlib.sha256).hexdigest()[:32]


def _plain(address: str) -> str:
    """As mail servers take it; capitals make no other mailbox."""
    with suppress(AddressRefused):
        address = mail_address(address)
    return address.lower()


def _content(fact: Fact) -> bytes:
    return fact.model_dump_json().encode()
