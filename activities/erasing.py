"""Erasing somebody from the vault: what is theirs, and what others keep that names them."""

import hashlib
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from html import unescape

from pydantic import AwareDatetime

from activities.applied_from import AppliedFrom
from activities.keys import KEY, erasure_key, erasure_note_key, profile_key
from activities.owners import Owner, owner_of
from activities.ports import DocumentStore, Erased, KeyTaken, Missing
from activities.register import Register
from activities.sealing import SealedStore
from activities.swapping import current
from delegation.application import Application
from delegation.fact import Fact

AT_ONCE = 8
"""Mails read at once: looking is mostly waiting for the store."""
SHORTEST_NAME = 4
"""Letters of a name that is looked for; shorter ones stand in other words."""
JSON = "application/json"


class Traces(Fact):
    """By what somebody is found in what others keep."""

    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    """In lower case."""

    def are_in(self, text: str) -> bool:
        words = " ".join(unescape(text).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split()).casefold()
        return any(one.casefold() in words for one in (*self.names, *self.addresses))


class ErasureReceipt(Fact):
    """What was destroyed of somebody, by figures. Holds nothing by which anybody is known but an id."""

    delegation: str
    participant: str
    at: AwareDatetime
    """Real time."""
    objects: dict[str, int]
    """Objects of their own by folder, as `outbox`, with every version of each."""
    mails_of_others: int = 0
    """Mails to others that named them, or carried a document that did."""
    mails_received: int = 0
    """Mails that came from their addresses."""
    documents: int = 0
    """Documents about many that showed them, and older versions of those."""
    remade: int = 0
    """Documents that were made anew without them."""
    kept: tuple[str, ...] = ()
    """What is kept all the same, and why."""


class Eraser:
    """Finds and destroys. Every step is safe to repeat; what was cut off is finished by the next call."""

    def __init__(self, store: SealedStore, register: Register) -> None:
        self._store = store
        self._register = register

    def counted(self, delegation: str, participant: str) -> dict[str, int]:
        """How many objects of theirs there are by folder. Nothing is changed."""
        found: dict[str, int] = {}
        for key in self._store.objects_of(Owner(delegation, participant.lower())):
            folder = key.split("/")[2]
            found[folder] = found.get(folder, 0) + 1
        return found

    def begin(self, delegation: str, participant: str) -> Traces:
        """Note who it is as long as that can be read; an erasure that was cut off finds its note again."""
        key = erasure_note_key(delegation, participant)
        noted = current(self._store, key)
        if noted is None:
            traces = self.traces(delegation, participant)
            with suppress(KeyTaken):
                self._store.create(key, traces.model_dump_json().encode(), JSON)
            noted = self._store.read(key)
        return Traces.model_validate_json(noted)

    def destroy(self, delegation: str, participant: str) -> dict[str, int]:
        """Their key, and every version of everything that is theirs."""
        return self._store.erase(delegation, participant).objects

    def destroy_documents(self, keys: Collection[str]) -> frozenset[str]:
        """Documents about many. The SHA-256 of each, by which copies in mails are found."""
        digests = set()
        for key in keys:
            content = current(self._store, key)
            if content is not None:
                digests.add(hashlib.sha256(content).hexdigest())
        return frozenset(digests)

    def delete(self, keys: Collection[str]) -> int:
        """How many there were."""
        for key in keys:
            self._store.delete(key)
        return len(keys)

    def mails_of_others(self, delegation: str, traces: Traces, digests: Collection[str] = ()) -> list[str]:
        """Keys of mails in outboxes that name somebody, or carry one of the documents with those hashes."""
        keys = self._store.keys(f"delegations/{delegation}/outbox/")
        return self._found(keys, lambda mail: _names(mail, traces) or _carries(mail, digests))

    def mails_received(self, traces: Traces) -> list[str]:
        """Keys of mails that came from somebody, and of what was noted of them."""
        mails = mails_from(self._store, traces)
        return [key for mail in mails for key in (mail, mail.replace(".eml", ".json"))]

    def forget_address(self, delegation: str, participant: str) -> None:
        """By which addresses they applied, as fingerprints say it."""
        AppliedFrom(self._store, self._register).forget(delegation, participant)

    def finish(self, receipt: ErasureReceipt) -> None:
        """Keep the receipt, and forget who it was."""
        key = erasure_key(receipt.delegation, receipt.participant, f"{receipt.at:%Y%m%dt%H%M%S}")
        with suppress(KeyTaken):
            self._store.create(key, receipt.model_dump_json().encode(), JSON)
        self._store.delete(erasure_note_key(receipt.delegation, receipt.participant))

    def traces(self, delegation: str, participant: str) -> Traces:
        """Name and addresses as the vault knows them; none of somebody unknown or erased."""
        return traces_of(self._store, self._register, delegation, participant)

    def is_erased(self, delegation: str, participant: str) -> bool:
        """Whether their key was destroyed before."""
        if KEY.fullmatch(participant.lower()) is None:
            return False
        try:
            self._store.data_keys.demand_life(Owner(delegation, participant.lower()))
        except Erased:
            return True
        return False

    def _found(self, keys: Iterator[str], is_about: Callable[[EmailMessage], bool]) -> list[str]:
        return _judged(self._store, keys, is_about)


def traces_of(store: DocumentStore, register: Register, delegation: str, participant: str) -> Traces:
    """Name and addresses as the vault knows them; none of somebody unknown or erased."""
    people = []
    with suppress(Missing):
        people.append(register.person(delegation, participant))
    with suppress(Missing):
        content = store.read(profile_key(delegation, participant))
        people.append(Application.model_validate_json(content).person)
    names = (one.name for one in people)
    return Traces(
        names=tuple(sorted({one for one in names if len(one) >= SHORTEST_NAME})),
        addresses=tuple(sorted({one.email.lower() for one in people if one.email})),
    )


def mails_from(store: DocumentStore, traces: Traces) -> list[str]:
    """Keys of mails that came from the addresses of somebody."""
    inbound = (key for key in store.keys("inbound/") if key.endswith(".eml"))
    return _judged(store, inbound, lambda mail: _is_from(mail, traces))


def _judged(store: DocumentStore, keys: Iterator[str], is_about: Callable[[EmailMessage], bool]) -> list[str]:
    def judged(key: str) -> str:
        content = current(store, key)
        return key if content is not None and is_about(_parsed(content)) else ""

    with ThreadPoolExecutor(AT_ONCE) as readers:
        return [key for key in readers.map(judged, keys) if key]


def documents_about_many(store: DocumentStore, delegation: str, kinds: Collection[str]) -> list[str]:
    """Keys of all documents of these kinds, whichever version."""
    prefixes = (f"delegations/{delegation}/documents/{kind}/" for kind in sorted(kinds))
    found = (key for prefix in prefixes for key in store.keys(prefix))
    return [key for key in found if owner_of(key) == Owner(delegation)]


def _parsed(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)


def _names(mail: EmailMessage, traces: Traces) -> bool:
    """In its subject or in whatever part of it is text."""
    return traces.are_in(str(mail["Subject"] or "")) or any(traces.are_in(text) for text in _texts(mail))


def _texts(mail: EmailMessage) -> Iterator[str]:
    for part in mail.walk():
        if part.get_content_maintype() == "text":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                text = content.decode(errors="replace")
                yield text.replace("\r\n ", "").replace("\n ", "")  # lines of calendars are folded


def _carries(mail: EmailMessage, digests: Collection[str]) -> bool:
    if not digests:
        return False
    parts = (part.get_payload(decode=True) for part in mail.walk() if not part.is_multipart())
    return any(isinstance(one, bytes) and hashlib.sha256(one).hexdigest() in digests for one in parts)


def _is_from(mail: EmailMessage, traces: Traces) -> bool:
    return parseaddr(str(mail["From"] or ""))[1].lower() in traces.addresses


def receipt_of(
    delegation: str, participant: str, at: datetime, objects: dict[str, int], **counts: int
) -> ErasureReceipt:
    return ErasureReceipt(
        delegation=delegation, participant=participant, at=at, objects=objects, **counts, kept=KEPT
    )


KEPT = (
    "What was decided and when, under the id alone: it is needed to account for the selection.",
    "That mails were sent and when, without address and text: so that none is sent twice.",
    "Payments and papers of exchanges: the programme has to prove what it paid (GDPR, Article 17(3)(b)).",
)
