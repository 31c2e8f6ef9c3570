"""Whose every object is: with whose key it is sealed, and what goes when a person is erased."""

import re
from typing import NamedTuple

from delegation.document import DocumentKind

UNSEALED = "keys"
"""The folder of the wrapped data keys, in a delegation and outside."""

PERSONAL_FOLDERS = (
    "accounts",
    "afterwards",
    "answers",
    "applications",
    "drafts",
    "exchanges",
    "feeds",
    "meetings",
    "offers",
    "outbox",
    "participants",
    "people",
    "uploads",
    "waiting",
)
"""Of a delegation: what lies there under a name is that participant's, host's or exchange's alone."""

SHARED_FOLDERS = (
    "agreements",
    "applied-from",
    "applied-twice",
    "bounces",
    "documents",
    "erasures",
    "itinerary",
    "ledger",
    "letters",
    "link-epochs",
    "mail-days",
    "organisations",
    "payments",
)
"""Of a delegation: sealed with its own key. A ledger holds no value of a person, and outlives them."""

PERSONAL_DOCUMENTS = (
    DocumentKind.APPLICATION,
    DocumentKind.BRIEFING_BOOK,
    DocumentKind.CERTIFICATE,
    DocumentKind.OFFER_LETTER,
    DocumentKind.VISA_INVITATION,
)
"""Kinds of which each participant has one; all others show many people."""

_NAMED = re.compile(
    rf"delegations/(?P<delegation>[^/]+)/(?:{'|'.join(PERSONAL_FOLDERS)})/(?P<person>[a-z0-9-]+)(?:/.+|\.json)"
)
_MADE = re.compile(
    rf"delegations/(?P<delegation>[^/]+)/documents/(?:{'|'.join(PERSONAL_DOCUMENTS)})"
    r"/(?P<person>[a-z0-9-]+)-v\d+-[0-9a-f]+\.[a-z]+"
)


class Owner(NamedTuple):
    """Whose an object is. Without a person it is the delegation's, without a delegation the vault's."""

    delegation: str = ""
    person: str = ""
    """Participant, host or exchange id as it stands in keys: in lower case."""

    @property
    def key(self) -> str:
        """Where the data key of this owner lies. No id has a dot, so nobody is called `of.delegation`."""
        if not self.delegation:
            return f"{UNSEALED}/of.vault.json"
        return f"delegations/{self.delegation}/{UNSEALED}/{self.person or 'of.delegation'}.json"


def owner_of(key: str) -> Owner | None:
    """Whose the object under `key` is; None for the data keys themselves, which lie there wrapped."""
    found = _NAMED.fullmatch(key) or _MADE.fullmatch(key)
    if found:
        return Owner(found["delegation"], found["person"])
    first, _, rest = key.partition("/")
    if first == UNSEALED:
        return None
    if first != "delegations" or "/" not in rest:
        return Owner()
    delegation, _, below = rest.partition("/")
    return None if below.startswith(f"{UNSEALED}/") else Owner(delegation)


def places_of(owner: Owner) -> tuple[str, ...]:
    """Prefixes under which every object of a person lies; a neighbour's may begin in the same way."""
    root = f"delegations/{owner.delegation}"
    folders = (f"{root}/{folder}/{owner.person}" for folder in PERSONAL_FOLDERS)
    documents = (f"{root}/documents/{kind}/{owner.person}-" for kind in PERSONAL_DOCUMENTS)
    return (*folders, *documents)
