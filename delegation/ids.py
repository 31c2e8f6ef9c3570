"""Identities: pure functions of what a thing is, never of the attempt that made it."""

import base64
import hashlib
from typing import Annotated

from pydantic import StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
"""Lower-case words and digits joined by hyphens: `usa-2017`."""

ItemId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]

ParticipantId = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]+(-[A-Z0-9]+)*$", max_length=40)]
"""Opaque, without personal data: it stands in workflow ids, search attributes and logs."""


def delegation_workflow_id(slug: str) -> str:
    return f"delegation/{slug}"


def dispatch_workflow_id(slug: str) -> str:
    return f"delegation/{slug}/dispatch"


def participant_workflow_id(slug: str, participant: str) -> str:
    return f"delegation/{slug}/participant/{participant.lower()}"


def host_workflow_id(slug: str, host: str) -> str:
    return f"delegation/{slug}/host/{host}"


def agreement_workflow_id(slug: str, agreement: str) -> str:
    return f"delegation/{slug}/agreement/{agreement}"


def exchange_workflow_id(slug: str, exchange: str) -> str:
    return f"delegation/{slug}/exchange/{exchange}"


def sweeper_workflow_id(task_queue: str) -> str:
    """Of the one that sweeps for all delegations of a deployment."""
    return f"sweeper/{task_queue}"


def exchange_id(slug: str, visitor: str, host: str, starts: str, attempt: int = 1) -> str:
    """`x-k3mq9ab2`: of who visits whom from which day (2020-06-02), so that proposing twice is the same.

    It stands in payment files, so it is short. `attempt` counts those of the same day that came to an end.
    """
    identity = "|".join((slug, visitor, host, starts, str(attempt)))
    return "x-" + base64.b32encode(hashlib.sha256(identity.encode()).digest()).decode()[:8].lower()


def recipient_workflow_id(slug: str, recipient: str) -> str:
    """Of whoever keeps that calendar: participant ids are upper case, host ids lower case."""
    if recipient.islower():
        return host_workflow_id(slug, recipient)
    return participant_workflow_id(slug, recipient)


def send_id(delegation: str, recipient: str, purpose: str, sequence: int) -> str:
    """The name of one mail, the same however often its sending is tried (26 base32 characters)."""
    identity = "|".join((delegation, recipient, purpose, str(sequence)))
    return base64.b32encode(hashlib.sha256(identity.encode()).digest()).decode()[:26].lower()


def receipt_code(delegation: str, participant: str, sha256: str) -> str:
    """What an applicant is told as proof of receipt: `7K4M-2QPX`, from the content itself."""
    digest = hashlib.sha256(f"{delegation}|{participant}|{sha256}".encode()).digest()
    code = base64.b32encode(digest).decode()[:8]
    return f"{code[:4]}-{code[4:]}"
