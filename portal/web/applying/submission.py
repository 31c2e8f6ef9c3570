"""One form that is sent is one application, however often it is sent: by a secret the form carries."""

import base64
import hashlib
import hmac
import re
import secrets

SUBMISSION = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)
LETTERS = 10
"""Of 32 signs: among 10,000 applications two are the same once in twenty million times."""


def new_submission() -> str:
    """For a form that nobody has filled in yet."""
    return secrets.token_urlsafe(16)


def is_submission(text: str) -> bool:
    return SUBMISSION.fullmatch(text) is not None


def participant_of(secret: bytes, submission: str) -> str:
    """`W-K3MQ9AB2XY`: who sends this form, by the secret of the delegation.

    Nobody who reads the id finds the submission to it, and nobody chooses one that leads to another's id.
    """
    digest = hmac.new(secret, b"application|" + submission.encode(), hashlib.sha256).digest()
    return f"W-{base64.b32encode(digest).decode()[:LETTERS]}"
