"""What the vault knows of those who meet: the catalogue, who asks, the words they sent, remarks on meetings.

Words and names are untrusted text: escape them wherever they are shown.
"""

import hashlib
import time
from collections.abc import Callable

from activities.keys import meeting_words_key
from activities.ports import DocumentStore, Missing
from activities.register import Register
from delegation.application import Application, words_of
from delegation.document import DocumentRef
from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.ids import ParticipantId
from delegation.letter import FactValue, Letter

LONGEST_WORDS = 500
"""Characters of a message, or of a remark."""
LONGEST_ENTRY = 200
"""Characters of what a letter's catalogue shows of one organisation; the page shows all."""
ENTRY_KEPT = 60.0
"""Seconds for which what a letter's catalogue shows of one organisation is not read again: each of a hundred
letters shows a hundred organisations. Of somebody who was erased meanwhile nothing more is shown."""
ROWS_OF_PEOPLE = ("partners", "requests", "meetings")
"""Facts of letters whose rows name people by id until the letter is written."""


class Shown(Fact):
    """One field of the form, as the catalogue shows it."""

    label: str
    text: str


class CatalogueEntry(Fact):
    """One participant as the others see them, of the form only what the catalogue shows."""

    participant: ParticipantId
    organisation: str
    country: str = ""
    person: str = ""
    """The name, where they agreed that the others see it."""
    shown: tuple[Shown, ...] = ()

    @property
    def about(self) -> str:
        """On one line, cut where it is long."""
        text = "; ".join(one.text for one in self.shown)
        return text if len(text) <= LONGEST_ENTRY else f"{text[: LONGEST_ENTRY - 1].rstrip()}…"


def keep_words(store: DocumentStore, delegation: str, participant: str, text: str) -> DocumentRef | None:
    """Keep a message or a remark; None where nothing was written. Raises ValueError if it is too long."""
    words = " ".join(text.split())
    if not words:
        return None
    if len(words) > LONGEST_WORDS:
        raise ValueError(f"That is {len(words)} characters long; {LONGEST_WORDS} are possible.")
    content = words.encode()
    key = meeting_words_key(delegation, participant, hashlib.sha256(content).hexdigest())
    return store.create(key, content, "text/plain")


def read_words(store: DocumentStore, key: str) -> str:
    """The words under that key; nothing where there are none any more. Raises OSError."""
    try:
        return store.read(key).decode() if key else ""
    except Missing:
        return ""


def catalogue_entry(register: Register, file: DelegationFile, participant: str) -> CatalogueEntry:
    """What the others see of one participant. Raises OSError when the store is away."""
    try:
        application = register.application(file.slug, participant)
    except Missing:
        return CatalogueEntry(participant=participant, organisation=participant)
    country = words_of(application.answers.get("country", ""))
    return CatalogueEntry(
        participant=participant,
        organisation=application.person.organisation or participant,
        country=" ".join(country),
        person=application.person.name if _agrees(application, file) else "",
        shown=_shown(application, file),
    )


def _agrees(application: Application, file: DelegationFile) -> bool:
    field = file.matchmaking.named_if if file.matchmaking else None
    return field is not None and application.answers.get(field) in (True, "yes")


def _shown(application: Application, file: DelegationFile) -> tuple[Shown, ...]:
    wanted = file.matchmaking.catalogue if file.matchmaking else ()
    labels = {field.id: field.label for field in file.call.fields}
    said = ((name, ", ".join(words_of(application.answers.get(name, "")))) for name in wanted)
    return tuple(Shown(label=labels.get(name, name), text=text) for name, text in said if text)


class RequestRecords:
    """Puts names and words in the place of ids, when a letter is written."""

    def __init__(
        self, store: DocumentStore, register: Register, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        """`seconds` says how much time has passed since some moment."""
        self._store = store
        self._register = register
        self._seconds = seconds
        self._entries: dict[tuple[str, str], tuple[float, CatalogueEntry]] = {}
        """By delegation and participant, with when it was read."""

    def with_people(self, file: DelegationFile, letter: Letter) -> Letter:
        """The letter with its people in words; another letter as it is. Raises OSError."""
        if "partners" in letter.facts:
            self._forget_erased(file.slug)
        told: dict[str, FactValue] = {
            name: tuple(self._row(file, name, row) for row in rows if isinstance(row, dict))
            for name, rows in letter.facts.items()
            if name in ROWS_OF_PEOPLE and isinstance(rows, tuple)
        }
        return letter.model_copy(update={"facts": {**letter.facts, **told}})

    def _row(self, file: DelegationFile, name: str, row: dict[str, str]) -> dict[str, str]:
        if "participant" not in row:
            return row
        if name == "partners":
            partner = self._recent_entry(file, row["participant"])
            return {"organisation": partner.organisation, "country": partner.country, "about": partner.about}
        entry = catalogue_entry(self._register, file, row["participant"])
        match name:
            case "requests":
                words = read_words(self._store, row.get("message", ""))
                return {**self._who(file, entry), "message": words}
            case _:
                return {"time": row.get("time", ""), **self._who(file, entry)}

    def _forget_erased(self, delegation: str) -> None:
        """One listing a letter, where there is anything to forget."""
        if any(slug == delegation for slug, _ in [*self._entries]):
            known = self._register.ids(delegation)
            kept = [*self._entries.items()]
            self._entries = {at: entry for at, entry in kept if at[0] != delegation or at[1].lower() in known}

    def _recent_entry(self, file: DelegationFile, participant: str) -> CatalogueEntry:
        """As it was at most a minute ago. Raises OSError."""
        known, now = (file.slug, participant), self._seconds()
        read_at, entry = self._entries.get(known, (0.0, None))
        if entry is None or now - read_at > ENTRY_KEPT:
            entry = catalogue_entry(self._register, file, participant)
            recent = {one: kept for one, kept in [*self._entries.items()] if now - kept[0] <= ENTRY_KEPT}
            self._entries = {**recent, known: (now, entry)}
        return entry

    def _who(self, file: DelegationFile, entry: CatalogueEntry) -> dict[str, str]:
        return {"organisation": entry.organisation, "person": self.name(file.slug, entry.participant)}

    def name(self, delegation: str, participant: str) -> str:
        """Of a person; empty for somebody who was erased."""
        try:
            return self._register.person(delegation, participant).name
        except Missing:
            return ""
