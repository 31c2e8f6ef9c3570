"""What the vault holds of a delegate, gathered for the documents that show it. Never part of a payload."""

import json
from typing import Protocol

from pydantic import ValidationError

from activities.keys import papers_key, profile_key
from activities.ports import DocumentStore, Missing
from delegation.application import Application, Value
from delegation.file import DelegationFile
from delegation.papers.paper import Delegate, Passport
from delegation.person import Person


class People(Protocol):
    """Who takes part and what the organiser decided. Raises Missing for what is not there (any more)."""

    def person(self, delegation: str, person_id: str) -> Person: ...

    def delegation_file(self, delegation: str) -> DelegationFile: ...


class Dossiers:
    """Reads people, applications, consents and passports where they lie."""

    def __init__(self, store: DocumentStore, people: People) -> None:
        self._store = store
        self._people = people

    def file(self, delegation: str) -> DelegationFile:
        """Raises Missing when the delegation was never opened."""
        return self._people.delegation_file(delegation)

    def delegate(self, delegation: str, participant: str) -> Delegate | None:
        """The delegate, or None when nobody is registered under that id or the person was erased."""
        try:
            person = self._people.person(delegation, participant)
        except Missing:
            return None
        answers = self._answers(delegation, participant) | self._consents(delegation, participant)
        return Delegate(participant=participant, person=person, answers=answers)

    def passport(self, delegation: str, participant: str) -> Passport | None:
        """The passport data, or None while they are missing or incomplete, and once they are purged."""
        try:
            content = self._store.read(papers_key(delegation, participant, "passport"))
            return Passport.model_validate_json(content)
        except (Missing, ValidationError):
            return None

    def _answers(self, delegation: str, participant: str) -> dict[str, Value]:
        try:
            content = self._store.read(profile_key(delegation, participant))
        except Missing:
            return {}
        return Application.model_validate_json(content).answers

    def _consents(self, delegation: str, participant: str) -> dict[str, Value]:
        """Answers by field id, as `{"consent-profile": true}`; what is not given is not assumed."""
        try:
            given = json.loads(self._store.read(papers_key(delegation, participant, "consent")))
        except (Missing, ValueError):
            return {}
        fields = given.items() if isinstance(given, dict) else ()
        return {str(field): value for field, value in fields if isinstance(value, bool | str)}
