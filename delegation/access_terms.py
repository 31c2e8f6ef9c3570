"""The words of the access table: roles, relations, ways, and what a row is."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple


class Role(StrEnum):
    """Whom a request or a message comes from."""

    ANONYMOUS = "anonymous"
    APPLICANT = "applicant"
    DELEGATE = "delegate"
    HOST = "host"
    HOSTS_PERSON = "host's person"
    """The contact of a host: holds the same address as the host."""
    EVALUATOR = "evaluator"
    ORGANISER = "organiser"
    """Whoever signed in at the desk, for the delegations of the account; with access to Temporal, for all."""
    ENGINEER = "codec reader"
    """Reads in the Temporal UI what the codec server decodes."""
    MAIL_SERVER = "mail server"
    """Hands in mails that anybody may have written."""


class Relation(StrEnum):
    """Whose a thing is, for who asks."""

    OWN = "own"
    SAME_DELEGATION = "another's of the same delegation"
    OTHER_DELEGATION = "another delegation's"
    UNKNOWN = "unknown"


class Way(StrEnum):
    """How somebody proves to be allowed to."""

    OPEN = "open to all"
    LINK = "a signed address"
    FEED = "the secret address of a feed"
    ACCOUNT = "an organiser's account"
    BEARER = "a reader's token"
    ENGINE = "access to Temporal: commands, Temporal UI"
    MAIL = "a mail that came in"
    INSIDE = "from workflow to workflow"


OWN = frozenset({Relation.OWN})
ALL = frozenset(Relation)


class Row(NamedTuple):
    """One action: by which ways who may do it, to whose. `calls` are the messages it may lead to."""

    ways: frozenset[Way]
    allowed: Mapping[Role, frozenset[Relation]]
    calls: frozenset[str] = frozenset()

    def allows(self, role: Role, relation: Relation) -> bool:
        return relation in self.allowed.get(role, frozenset())


def row(ways: tuple[Way, ...], *roles: Role, to: frozenset[Relation] = OWN, calls: str = "") -> Row:
    allowed = dict.fromkeys(roles, to)
    if Way.ENGINE in ways:
        allowed |= {Role.ORGANISER: ALL}
    return Row(frozenset(ways), MappingProxyType(allowed), frozenset(calls.split()))
