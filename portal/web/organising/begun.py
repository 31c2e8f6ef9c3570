"""A sign-in at a provider that was begun in this browser: a signed cookie for each, for ten minutes."""

import hashlib
import secrets

from fastapi import Request, Response
from pydantic import ValidationError

from activities.identity import Question
from delegation.fact import Fact
from portal.web.organising.sessions import Sessions

SECONDS = 10 * 60
"""Enough for a password, a second factor and a look for the telephone."""
SALT = "provider-sign-in"
LONGEST = 2000
"""Characters of a cookie, and of the path to which one goes on."""


class Begun(Fact):
    """What was asked, and where somebody goes on afterwards."""

    question: Question
    wanted: str


class Beginnings:
    """Kept by the browser alone. `path` is where the cookies are sent. Raises OSError: the vault is away."""

    def __init__(self, sessions: Sessions, path: str) -> None:
        self._sessions = sessions
        self._path = path

    def keep(self, response: Response, begun: Begun) -> None:
        """A cookie of its own for each, so that two tabs do not end each other's."""
        response.set_cookie(
            _cookie(begun.question.state),
            self._sessions.signer(SALT).dumps(begun.model_dump(mode="json")),
            max_age=SECONDS,
            path=self._path,
            secure=self._sessions.is_secure,
            httponly=True,
            samesite="lax",
        )

    def find(self, request: Request) -> Begun | None:
        """The one whose state came back. None: it was begun elsewhere, too long ago, or has ended."""
        from itsdangerous import BadData

        state = request.query_params.get("state", "")
        kept = request.cookies.get(_cookie(state), "")
        try:
            begun = Begun.model_validate(self._sessions.signer(SALT).loads(kept[:LONGEST], max_age=SECONDS))
        except (BadData, ValidationError):
            return None
        return begun if secrets.compare_digest(begun.question.state.encode(), state.encode()) else None

    def end(self, response: Response, begun: Begun) -> None:
        response.delete_cookie(_cookie(begun.question.state), path=self._path)


def _cookie(state: str) -> str:
    return f"legation-oidc-{hashlib.sha256(state.encode()).hexdigest()[:12]}"
