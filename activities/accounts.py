"""Who may sign in at the organiser's desk, and to which delegations: kept in the vault."""

import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import AwareDatetime

from activities.identity import Identity
from activities.keys import ORGANISERS, organiser_account_key, organiser_secret_key
from activities.ports import DocumentStore, KeyTaken
from activities.swapping import current
from delegation.fact import Fact

if TYPE_CHECKING:
    from argon2 import PasswordHasher

JSON = "application/json"
SHORTEST, LONGEST = 12, 200
"""Characters of a password. No rules about kinds of characters: NIST SP 800-63B, 3.1.1.2."""
LOGIN = re.compile(r"[^\s@]+@[^\s@]+|[a-z0-9]+([.-][a-z0-9]+)*")


class NoAccount(ValueError):
    """There is no account of that login, or it cannot be made. The text says so in a sentence."""


class NotChecked(ValueError):
    """The identity provider has not made sure that the address is theirs."""


class SomebodyElse(ValueError):
    """The account belongs to another person of the identity provider, or of another provider."""


class Account(Fact):
    """One organiser."""

    login: str
    """An address or a short name, in lower case."""
    name: str
    """As it stands beside what they decide."""
    delegations: tuple[str, ...] = ()
    """Slugs; empty: all of them, and new ones may be opened."""
    password: str = ""
    """Hashed with Argon2id, as its encoded text; empty until somebody chose one."""
    epoch: int = 0
    """How often everything handed out before became worth nothing: sessions and invitations."""
    is_closed: bool = False
    issuer: str = ""
    subject: str = ""
    """Who it is at an identity provider, from the first sign-in there on; empty before."""
    since: AwareDatetime

    def may_see(self, slug: str) -> bool:
        return not self.delegations or slug in self.delegations

    @property
    def may_open(self) -> bool:
        """Whether they open new delegations."""
        return not self.delegations


class Accounts:
    """All of them. Every method raises OSError when the store is away."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._secret = b""

    def all(self) -> tuple[Account, ...]:
        """By login."""
        kept = (Account.model_validate_json(self._store.read(key)) for key in self._store.keys(ORGANISERS))
        return tuple(sorted(kept, key=lambda one: one.login))

    def find(self, login: str) -> Account | None:
        """None where there is none, or it is closed."""
        stored = current(self._store, organiser_account_key(login.strip().lower()))
        account = Account.model_validate_json(stored) if stored else None
        return None if account is None or account.is_closed else account

    def invite(self, login: str, name: str, delegations: tuple[str, ...], now: datetime) -> Account:
        """A new account, or the old one with these rights: what was handed out before is worth nothing.

        Raises NoAccount for a login that is none.
        """
        login = login_of(login)

        def invited(before: Account | None) -> Account:
            epoch = before.epoch + 1 if before else 0
            since = before.since if before else now
            return Account(login=login, name=name, delegations=delegations, epoch=epoch, since=since)

        return self._swap(login, invited)

    def choose_password(self, invited: Account, password: str) -> Account | None:
        """Ends the invitation and every session. None where something came in between."""
        hashed = _hasher().hash(password)

        def chosen(before: Account | None) -> Account:
            if before is None or before.is_closed or before.epoch != invited.epoch:
                raise NoAccount("This invitation was used, or is no longer the newest one.")
            return before.model_copy(update={"password": hashed, "epoch": before.epoch + 1})

        try:
            return self._swap(invited.login, chosen)
        except NoAccount:
            return None

    def close(self, login: str) -> Account:
        """From now on nobody signs in with it, and who is signed in is not. Raises NoAccount."""

        def closed(before: Account | None) -> Account:
            if before is None:
                raise NoAccount(f"Nobody has the login {login!r}.")
            return before.model_copy(update={"is_closed": True, "password": "", "epoch": before.epoch + 1})

        return self._swap(login.strip().lower(), closed)

    def signed_in(self, login: str, password: str) -> Account | None:
        """The account, if the password is theirs. Takes as long for a login that nobody has."""
        from argon2.exceptions import InvalidHashError, VerificationError

        account = self.find(login)
        known = account.password if account and account.password else NOBODYS
        try:
            _hasher().verify(known, password[: LONGEST + 1])
        except (VerificationError, InvalidHashError):
            return None
        return account if account and account.password else None

    def recognised(self, identity: Identity) -> Account:
        """The account of this address, which from the first time on is theirs alone.

        Raises NotChecked, NoAccount and SomebodyElse.
        """
        if not identity.is_email_checked:
            raise NotChecked("Nobody made sure whose address this is.")
        login = identity.email.encode().lower().decode()

        def theirs(before: Account | None) -> Account:
            if before is None or before.is_closed:
                raise NoAccount("Nobody invited this address.")
            if not before.subject:
                return before.model_copy(update={"issuer": identity.issuer, "subject": identity.subject})
            if (before.issuer, before.subject) != (identity.issuer, identity.subject):
                raise SomebodyElse("This account is bound to another person.")
            return before

        if (
            "@" not in login or not LOGIN.fullmatch(login) or login != identity.email.lower()
        ):  # the sign for kelvin is no k
            raise NoAccount("This address is no login.")
        return self._swap(login, theirs)

    def secret(self) -> bytes:
        """32 bytes with which sessions are signed, drawn when they are first asked for."""
        if not self._secret:
            with suppress(KeyTaken):  # someone else was first: theirs is the one that counts
                self._store.create(
                    organiser_secret_key(), secrets.token_bytes(32), "application/octet-stream"
                )
            self._secret = self._store.read(organiser_secret_key())
        return self._secret

    def _swap(self, login: str, changed: Callable[[Account | None], Account]) -> Account:
        key = organiser_account_key(login)
        while True:
            stored = current(self._store, key)
            before = Account.model_validate_json(stored) if stored else None
            account = changed(before)
            if account == before:
                return account
            if self._store.replace(key, account.model_dump_json().encode(), JSON, instead_of=stored):
                return account


def login_of(typed: str) -> str:
    """As it is kept. Raises NoAccount for what is none."""
    login = typed.strip().lower()
    if not LOGIN.fullmatch(login):
        raise NoAccount(f"{login!r} is no login; it looks like anna@platform.example or a.weber.")
    return login


def why_not(password: str, login: str) -> str:
    """Why this cannot become the password of that login, in a sentence; empty if it can."""
    if len(password) < SHORTEST:
        return f"Please choose at least {SHORTEST} characters; a sentence is easy to remember."
    if len(password) > LONGEST:
        return f"Please choose at most {LONGEST} characters."
    if password.lower() == login or len(set(password)) < 4:
        return "That would be guessed at once; please choose another one."
    return ""


NOBODYS = "$argon2id$v=19$m=65536,t=3,p=4$a2VlcHNuby1vbmVzLXNhbHQ$O6eRSbi3tNMXwH8Xi3kQUmLdSYvBY/YrPuQAg5zR5Zs"
"""What is compared where nobody has the login: with the costs of every other one, and matched by nothing."""


def _hasher() -> "PasswordHasher":
    """With the costs of RFC 9106, second choice: 64 MiB."""
    from argon2 import PasswordHasher

    return PasswordHasher()
