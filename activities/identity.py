"""Who somebody is at an identity provider of your own: what it is asked, and what it says."""

import secrets
from typing import Protocol

from delegation.fact import Fact


class ProviderAway(OSError):
    """It did not answer, or not in a way that can be understood. The text names no person."""


class NotBelieved(ValueError):
    """What it said, or somebody said in its name, does not hold. The text says which check failed, and of
    whom nothing."""


class Question(Fact):
    """What one sign-in carries from its beginning to its end; each is drawn anew, 256 bits at least."""

    state: str
    """Comes back in the address: it is this browser that began."""
    nonce: str
    """Comes back in the token: it was made for this sign-in."""
    verifier: str
    """Shown with the code: who began is who ends (RFC 7636)."""


class Identity(Fact):
    """Somebody, as the provider has them. The subject is theirs for ever, an address may be somebody else's
    tomorrow."""

    issuer: str
    subject: str
    email: str = ""
    is_email_checked: bool = False
    """Whether the provider says that it has made sure the address is theirs."""


class IdentityProvider(Protocol):
    """OpenID Connect, authorization code with PKCE. Both methods may take seconds, and do nothing twice."""

    @property
    def name(self) -> str:
        """As people know it: `Sign in with ...`."""

    @property
    def issuer(self) -> str: ...

    def address(self, question: Question, returns_to: str, *, asks_who: bool = False) -> str:
        """Where the browser goes. `asks_who`: the provider lets them choose among their accounts.

        Raises ProviderAway.
        """

    def identity(self, code: str, question: Question, returns_to: str) -> Identity:
        """Who came back with this code. Raises ProviderAway and NotBelieved."""


def new_question() -> Question:
    return Question(
        state=secrets.token_urlsafe(32), nonce=secrets.token_urlsafe(32), verifier=secrets.token_urlsafe(48)
    )
