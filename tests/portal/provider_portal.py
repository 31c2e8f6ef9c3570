"""An OpenID Connect provider on this computer: small, strict, and able to lie in every way that matters.

It signs with `cryptography` alone, so that what checks the tokens is not what made them.
"""

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote_plus, urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from activities.adapters.oidc import OidcProvider

CLIENT, SECRET = "legation-desk", "a secret of the client: 100%"
NAME = "Platform Directory"
ANNA = {"sub": "8f1c-anna", "email": "anna@platform.example", "email_verified": True}


def packed(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def number(value: int) -> str:
    return packed(value.to_bytes((value.bit_length() + 7) // 8, "big"))


class RsaKey:
    """Signs RS256."""

    algorithm = "RS256"

    def __init__(self, kid: str, bits: int = 2048) -> None:
        self.kid = kid
        self._key = rsa.generate_private_key(65537, bits)

    def public(self) -> dict[str, str]:
        numbers = self._key.public_key().public_numbers()
        return {"kty": "RSA", "kid": self.kid, "use": "sig", "n": number(numbers.n), "e": number(numbers.e)}

    def signature(self, content: bytes) -> bytes:
        return self._key.sign(content, padding.PKCS1v15(), SHA256())


class EcKey:
    """Signs ES256."""

    algorithm = "ES256"

    def __init__(self, kid: str) -> None:
        self.kid = kid
        self._key = ec.generate_private_key(ec.SECP256R1())

    def public(self) -> dict[str, str]:
        numbers = self._key.public_key().public_numbers()
        x, y = (packed(one.to_bytes(32, "big")) for one in (numbers.x, numbers.y))
        return {"kty": "EC", "crv": "P-256", "kid": self.kid, "alg": "ES256", "x": x, "y": y}

    def signature(self, content: bytes) -> bytes:
        r, s = decode_dss_signature(self._key.sign(content, ec.ECDSA(SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


class NoKey:
    """Signs nothing: `alg` is none."""

    kid, algorithm = "", "none"

    def signature(self, _: bytes) -> bytes:
        return b""


class SharedKey:
    """Signs HS256 with what everybody can read: the public key of somebody else."""

    algorithm = "HS256"

    def __init__(self, other: RsaKey) -> None:
        self.kid = other.kid
        self._secret = json.dumps(other.public()).encode()

    def signature(self, content: bytes) -> bytes:
        return hmac.digest(self._secret, content, "sha256")


class Provider:
    """Who is signed in there is `person`; what its tokens say besides the truth is `lies`."""

    def __init__(self, address: str) -> None:
        self.issuer = address
        self.keys: list[RsaKey | EcKey] = [RsaKey("first")]
        self.signs_with: RsaKey | EcKey | NoKey | SharedKey = self.keys[0]
        self.person: dict[str, Any] = dict(ANNA)
        self.lies: dict[str, Any] = {}
        self.describes: dict[str, Any] = {}
        self.returns: dict[str, str] = {}
        self.asked: list[str] = []
        self.declines = False
        self.status = 200
        self.answers = threading.Event()
        self.answers.set()
        self._codes: dict[str, dict[str, str]] = {}

    def rotate(self, key: RsaKey | EcKey) -> None:
        """The old key is gone, and nobody was told."""
        self.keys, self.signs_with = [key], key

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize?tenant=one",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            **self.describes,
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to. Raises AssertionError for what a strict provider refuses."""
        assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
        assert "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256"
        assert len(asked["code_challenge"]) == 43
        assert min(len(asked[name]) for name in ("state", "nonce")) >= 43
        back = {"state": asked["state"], **self.returns}
        if self.declines:
            return f"{asked['redirect_uri']}?{urlencode({**back, 'error': 'access_denied'})}"
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, **back})}"

    def token(self, form: dict[str, str], authorization: str) -> dict[str, str]:
        """The ID token, once. Raises KeyError and AssertionError."""
        own = f"{quote_plus(CLIENT)}:{quote_plus(SECRET)}"
        assert (form.get("client_id"), form.get("client_secret")) == (
            CLIENT, SECRET,
        ) or authorization == f"Basic {base64.b64encode(own.encode()).decode()}"  # fmt: skip
        asked = self._codes.pop(form["code"])
        assert form["grant_type"] == "authorization_code"
        assert form["redirect_uri"] == asked["redirect_uri"]
        assert packed(hashlib.sha256(form["code_verifier"].encode()).digest()) == asked["code_challenge"]
        return {"access_token": "unused", "token_type": "Bearer", "id_token": self.signed(asked["nonce"])}

    def signed(self, nonce: str) -> str:
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce}
        said = {**claims, **self.person, **self.lies}
        head = {"typ": "JWT", "alg": self.signs_with.algorithm, "kid": self.signs_with.kid}
        parts = (head, {name: value for name, value in said.items() if value is not None})
        content = ".".join(packed(json.dumps(part).encode()) for part in parts)
        return f"{content}.{packed(self.signs_with.signature(content.encode()))}"


@contextmanager
def provider_running() -> Iterator[Provider]:
    """On a port of its own, until it is left."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    provider = _Pages.of[server.server_port] = Provider(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.answers.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


def client_of(provider: Provider, seconds: float = 10) -> OidcProvider:
    """What the portal is given for it."""
    return OidcProvider(provider.issuer, CLIENT, SECRET, name=NAME, seconds=seconds)


class _Pages(BaseHTTPRequestHandler):
    """The provider's four addresses."""

    of: dict[int, Provider] = {}  # noqa: RUF012 - by port; handlers are made by the server

    def do_GET(self) -> None:
        parts, provider = urlsplit(self.path), self._provider
        provider.answers.wait(30)
        provider.asked.append(parts.path)
        if provider.status != 200:
            self._say(provider.status, {})
        elif parts.path == "/authorize":
            asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
            self._send(303, b"", {"Location": provider.authorize(asked)})
        elif parts.path == "/keys":
            self._say(200, {"keys": [key.public() for key in provider.keys]})
        elif parts.path == "/.well-known/openid-configuration":
            self._say(200, provider.discovery())
        else:
            self._say(404, {})

    def do_POST(self) -> None:
        provider = self._provider
        provider.asked.append(self.path)
        content = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[-1] for name, values in parse_qs(content).items()}
        try:
            self._say(200, provider.token(form, self.headers.get("Authorization", "")))
        except (AssertionError, KeyError):
            self._say(400, {"error": "invalid_grant"})

    def log_message(self, *_: object) -> None:
        """Nothing: tests are quiet."""

    @property
    def _provider(self) -> Provider:
        return self.of[self.server.server_address[1]]  # type: ignore[index]

    def _say(self, status: int, said: dict[str, Any]) -> None:
        self._send(status, json.dumps(said).encode(), {"Content-Type": "application/json"})

    def _send(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
