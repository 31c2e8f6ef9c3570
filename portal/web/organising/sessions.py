"""Who is signed in: a signed cookie, and signed invitations to choose a password."""

import hashlib
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fastapi import Request, Response

from activities.accounts import Account, Accounts

if TYPE_CHECKING:
    from itsdangerous import URLSafeTimedSerializer

COOKIE = "legation-desk"
SESSION_SECONDS = 12 * 3600
"""A working day: who leaves a browser open is signed out by the next morning."""
INVITATION_SECONDS = 7 * 24 * 3600
SESSION_SALT, INVITATION_SALT = "organiser-session", "organiser-invitation"


class Sessions:
    """Signs and reads them. `address` is where people reach the portal."""

    def __init__(self, accounts: Accounts, address: str) -> None:
        self._accounts = accounts
        self._address = urlsplit(address)

    def begin(self, response: Response, account: Account) -> None:
        """Signed in from now on, in this browser."""
        token = self.signer(SESSION_SALT).dumps([account.login, account.epoch])
        response.set_cookie(
            COOKIE,
            token,
            max_age=SESSION_SECONDS,
            path=self._path,
            secure=self.is_secure,
            httponly=True,
            samesite="lax",
        )

    def end(self, response: Response) -> None:
        response.delete_cookie(COOKIE, path=self._path)

    def account(self, request: Request) -> Account | None:
        """Who asks; None: nobody who is signed in. Raises OSError when the vault is away."""
        return self._read(request.cookies.get(COOKIE, ""), SESSION_SALT, SESSION_SECONDS)

    def invitation(self, account: Account) -> str:
        """The address, valid for a week and once, at which the password is chosen."""
        token = self.signer(INVITATION_SALT).dumps([account.login, account.epoch])
        return f"{self._address.geturl().rstrip('/')}/sign-in/{token}"

    def invited(self, token: str) -> Account | None:
        return self._read(token, INVITATION_SALT, INVITATION_SECONDS)

    def _read(self, token: str, salt: str, seconds: int) -> Account | None:
        from itsdangerous import BadData

        if not token or len(token) > 1000:
            return None
        try:
            said = self.signer(salt).loads(token, max_age=seconds)
        except BadData:
            return None
        account = self._accounts.find(said[0])
        return account if account is not None and account.epoch == said[1] else None

    @property
    def is_secure(self) -> bool:
        """Whether cookies go over HTTPS only."""
        return self._address.scheme == "https"

    @property
    def _path(self) -> str:
        return f"{self._address.path.rstrip('/')}/"

    def signer(self, salt: str) -> "URLSafeTimedSerializer":
        """Signs for one purpose, its salt. Raises OSError when the vault is away."""
        from itsdangerous import URLSafeTimedSerializer

        hashed = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
        return URLSafeTimedSerializer(self._accounts.secret(), salt=salt, signer_kwargs=hashed)
