"""Whether an ID token is to be believed (OpenID Connect Core 1.0, 3.1.3.7), and whom it names."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from activities.identity import Identity, NotBelieved

if TYPE_CHECKING:
    from jwt import PyJWK

KEYS_FOR: Mapping[str, str] = {"RS256": "RSA", "ES256": "EC"}
"""Signatures that count, with the kind of key. Never `none`, never one made with a shared secret."""
LEEWAY_SECONDS = 60
"""By how much clocks may differ."""
LONGEST, LONGEST_NAME = 32_000, 255
"""Characters of a token, and of a subject (the standard's own limit)."""
NEEDED = ["iss", "sub", "aud", "exp", "iat", "nonce"]

Keys = Callable[[bool], Sequence[Mapping[str, Any]]]
"""The provider's public keys as it publishes them; asked with True, fetched anew."""


class Expected(NamedTuple):
    """What a token must say."""

    issuer: str
    client: str
    nonce: str


def believed(token: object, keys: Keys, expected: Expected) -> Identity:
    """Whom it names. Raises NotBelieved, and whatever `keys` raises."""
    from jwt import PyJWT, PyJWTError

    if not isinstance(token, str) or len(token) > LONGEST:
        raise NotBelieved("there is no ID token")
    try:
        key = _key_of(token, keys)
        claims = PyJWT({"enforce_minimum_key_length": True}).decode(
            token,
            key,
            algorithms=list(KEYS_FOR),
            issuer=expected.issuer,
            audience=expected.client,
            leeway=LEEWAY_SECONDS,
            options={"require": NEEDED},
        )
    except NotBelieved:
        raise
    except (PyJWTError, ValueError, TypeError) as reason:
        raise NotBelieved(type(reason).__name__) from None
    _demand(claims, expected)
    return _identity(claims)


def _key_of(token: str, keys: Keys) -> "PyJWK":
    """The key it says it is signed with; a key nobody knows yet may be new."""
    from jwt import PyJWK, get_unverified_header

    header = get_unverified_header(token)
    algorithm = str(header.get("alg"))
    if algorithm not in KEYS_FOR:
        raise NotBelieved("it is signed in a way that does not count")
    for is_anew in (False, True):
        fitting = [key for key in keys(is_anew) if _fits(key, algorithm, header.get("kid"))]
        if len(fitting) == 1:
            return PyJWK(dict(fitting[0]), algorithm)
    raise NotBelieved("it is signed with a key that the provider does not publish")


def _fits(key: Mapping[str, Any], algorithm: str, kid: object) -> bool:
    return (
        key.get("kty") == KEYS_FOR[algorithm]
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
        and (kid is None or key.get("kid") == kid)
    )


def _demand(claims: Mapping[str, Any], expected: Expected) -> None:
    """What the library does not look at: for whom it was asked, and in which sign-in. Raises NotBelieved."""
    audience, party = claims["aud"], claims.get("azp")
    is_shared = isinstance(audience, list) and len(audience) > 1
    if (is_shared or party is not None) and party != expected.client:
        raise NotBelieved("it was made for another application")
    nonce = claims["nonce"]
    if not isinstance(nonce, str) or not secrets.compare_digest(nonce.encode(), expected.nonce.encode()):
        raise NotBelieved("it was made for another sign-in")
    if not 0 < len(claims["sub"]) <= LONGEST_NAME:
        raise NotBelieved("it names nobody")


def _identity(claims: Mapping[str, Any]) -> Identity:
    email = claims.get("email")
    return Identity(
        issuer=claims["iss"],
        subject=claims["sub"],
        email=email if isinstance(email, str) else "",
        is_email_checked=claims.get("email_verified") is True,
    )
