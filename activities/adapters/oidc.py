"""An OpenID Connect provider: found by its issuer, asked by a browser, then directly for who came back."""

import hashlib
import time
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote_plus, urlencode

from activities.adapters.id_tokens import Expected, believed
from activities.adapters.oidc_web import ProviderWeb, checked
from activities.identity import Identity, ProviderAway, Question

KEPT_SECONDS = 3600
"""How long what the provider publishes of itself is taken for true; an unknown key is asked for at once."""
DISCOVERY = "/.well-known/openid-configuration"


class OidcProvider:
    """Nothing is asked before somebody signs in, so the portal starts while the provider is away."""

    def __init__(
        self,
        issuer: str,
        client: str,
        secret: str,
        *,
        name: str,
        seconds: float = 5,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._issuer = issuer
        self._client, self._secret = client, secret
        self._name = name
        self._web = ProviderWeb(seconds)
        self._clock = clock
        self._kept: dict[str, tuple[float, dict[str, Any]]] = {}

    @property
    def name(self) -> str:
        return self._name

    @property
    def issuer(self) -> str:
        return self._issuer

    def address(self, question: Question, returns_to: str, *, asks_who: bool = False) -> str:
        asked = {
            "response_type": "code",
            "client_id": self._client,
            "redirect_uri": returns_to,
            "scope": "openid email",
            "state": question.state,
            "nonce": question.nonce,
            "code_challenge": challenge_of(question.verifier),
            "code_challenge_method": "S256",
        }
        if asks_who:
            asked["prompt"] = "select_account"
        where = self._named("authorization_endpoint")
        return f"{where}{'&' if '?' in where else '?'}{urlencode(asked)}"

    def identity(self, code: str, question: Question, returns_to: str) -> Identity:
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": returns_to,
            "code_verifier": question.verifier,
        }
        more, headers = self._as_ourselves()
        said = self._web.post(self._named("token_endpoint"), {**fields, **more}, headers)
        return believed(
            said.get("id_token"), self._keys, Expected(self._issuer, self._client, question.nonce)
        )

    def _as_ourselves(self) -> tuple[dict[str, str], dict[str, str]]:
        """Fields and headers that prove which application asks (RFC 6749, 2.3.1)."""
        ways = self._discovered().get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if "client_secret_basic" not in ways and "client_secret_post" in ways:
            return {"client_id": self._client, "client_secret": self._secret}, {}
        both = f"{quote_plus(self._client)}:{quote_plus(self._secret)}"
        return {}, {"Authorization": f"Basic {b64encode(both.encode()).decode()}"}

    def _keys(self, is_anew: bool) -> Sequence[Mapping[str, Any]]:
        keys = self._published(self._named("jwks_uri"), is_anew=is_anew).get("keys")
        return [one for one in keys if isinstance(one, dict)] if isinstance(keys, list) else []

    def _named(self, endpoint: str) -> str:
        """Raises ProviderAway."""
        return checked(self._discovered().get(endpoint), self._issuer)

    def _discovered(self) -> dict[str, Any]:
        """What the provider says of itself. Raises ProviderAway."""
        said = self._published(f"{self._issuer.rstrip('/')}{DISCOVERY}")
        if said.get("issuer") != self._issuer:
            raise ProviderAway("it calls itself by another name than LEGATION_OIDC__ISSUER")
        return said

    def _published(self, address: str, *, is_anew: bool = False) -> dict[str, Any]:
        since, said = self._kept.get(address, (0.0, None))
        if said is None or is_anew or self._clock() - since > KEPT_SECONDS:
            said = self._web.get(address)
            self._kept[address] = self._clock(), said
        return said


def challenge_of(verifier: str) -> str:
    """S256 of RFC 7636: what is shown at the beginning, so that only who began can end."""
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
