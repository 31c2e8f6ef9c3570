"""The register: who takes part, how to reach them, and what the organiser decided."""

import secrets
from contextlib import suppress

from activities.keys import (
    KEY,
    MAILBOXES,
    file_key,
    mailbox_key,
    people_prefix,
    person_key,
    profile_key,
    secret_key,
)
from activities.ports import DocumentStore, Erased, KeyTaken, Missing
from activities.swapping import current
from delegation.application import Application
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.person import Person

JSON = "application/json"


class Mailbox(Fact):
    """Where the mails of one or more delegations come from, and answers to them go."""

    address: str


class Register:
    """Looks people up where an activity needs them, so that no workflow ever carries a name."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._secrets: dict[str, bytes] = {}
        self._files: dict[str, DelegationFile] = {}

    def person(self, delegation: str, person_id: str) -> Person:
        """The participant, or one of the people of the delegation's file.

        Raises:
            Missing: nobody is registered under that id; Erased where somebody was.
            OSError: the store is away; try again.
        """
        try:
            return Person.model_validate_json(self._kept_person(delegation, person_id))
        except Erased:
            raise
        except Missing:
            people = self.delegation_file(delegation).people
        found = next((person for person in people if person.id == person_id), None)
        if found is None:
            raise Missing(f"Nobody is registered as {person_id!r} with the delegation {delegation!r}.")
        return found

    def keep(self, delegation: str, person: Person) -> None:
        """Register `person`, or correct what is known of them. Safe to repeat."""
        self._put(person_key(delegation, person.id), person)

    def knows(self, delegation: str, person_id: str) -> bool:
        """Whether a participant was registered before. Raises OSError when the store is away."""
        return current(self._store, person_key(delegation, person_id)) is not None

    def ids(self, delegation: str) -> frozenset[str]:
        """Of all participants whose person is kept, in lower case. Raises OSError."""
        prefix = people_prefix(delegation)
        return frozenset(key.removeprefix(prefix).removesuffix(".json") for key in self._store.keys(prefix))

    def count(self, delegation: str) -> int:
        """How many people are registered, those of the file included. Raises OSError."""
        kept = sum(1 for _ in self._store.keys(people_prefix(delegation)))
        return kept + len(self.delegation_file(delegation).people)

    def keep_application(self, delegation: str, application: Application) -> None:
        """Register an applicant with what they applied with, for letters and documents. Safe to repeat."""
        self.keep(delegation, application.person)
        self._put(profile_key(delegation, application.id), application)

    def introduce(self, delegation: str, application: Application) -> bool:
        """Register an applicant unless they are known. Whether they were new. Safe to repeat."""
        key, content = person_key(delegation, application.id), _content(application.person)
        if self.knows(delegation, application.id):
            return False
        if not self._store.replace(key, content, JSON, instead_of=None):
            return False  # another window was first
        profile = profile_key(delegation, application.id)
        if not self._store.replace(profile, _content(application), JSON, instead_of=None):
            self._put(profile, application)
        return True

    def application(self, delegation: str, participant: str) -> Application:
        """What they applied with, as last handed in. Raises Missing, or OSError when the store is away."""
        return Application.model_validate_json(self._store.read(profile_key(delegation, participant)))

    def delegation_file(self, delegation: str) -> DelegationFile:
        """As it was opened, for good. Raises Missing if it never was, OSError if the store is away."""
        if delegation not in self._files:
            content = self._store.read(file_key(delegation))
            self._files[delegation] = DelegationFile.model_validate_json(content)
        return self._files[delegation]

    def keep_file(self, file: DelegationFile) -> bool:
        """Keep the file of a delegation that has none yet. False if it has another; the same is no error."""
        try:
            self._store.create(file_key(file.slug), file.model_dump_json().encode(), JSON)
        except KeyTaken:
            return False
        self._keep_mailbox(file.organiser.mailbox.lower())
        return True

    def mailboxes(self) -> tuple[str, ...]:
        """The organisers' addresses, to which answers come back; in lower case and in order."""
        kept = (self._store.read(key) for key in self._store.keys(MAILBOXES))
        return tuple(sorted(Mailbox.model_validate_json(content).address for content in kept))

    def secret(self, delegation: str) -> bytes:
        """32 bytes known to this delegation alone, drawn when they are first asked for."""
        if delegation not in self._secrets:  # once drawn it never changes
            key = secret_key(delegation)
            self._secrets[delegation] = current(self._store, key) or self._drawn(key)
        return self._secrets[delegation]

    def drawn_secret(self, delegation: str) -> bytes | None:
        """The secret, if it was ever asked for: a delegation that nobody opened gets none."""
        known = self._secrets.get(delegation) or current(self._store, secret_key(delegation))
        if known is not None:
            self._secrets[delegation] = known
        return known

    def _keep_mailbox(self, address: str) -> None:
        content = Mailbox(address=address).model_dump_json().encode()
        self._store.create(mailbox_key(address), content, JSON)

    def _drawn(self, key: str) -> bytes:
        with suppress(KeyTaken):  # someone else was first: theirs is the one that counts
            self._store.create(key, secrets.token_bytes(32), "application/octet-stream")
        return self._store.read(key)

    def _kept_person(self, delegation: str, person_id: str) -> bytes:
        if KEY.fullmatch(person_id.lower()) is None or "/" in person_id:
            raise Missing(f"{person_id!r} is no id of a person.")
        return self._store.read(person_key(delegation, person_id))

    def _put(self, key: str, fact: Fact) -> None:
        """What is there already is not written again."""
        content = _content(fact)
        while (before := current(self._store, key)) != content:
            if self._store.replace(key, content, JSON, instead_of=before):
                return


def _content(fact: Fact) -> bytes:
    return fact.model_dump_json().encode()
