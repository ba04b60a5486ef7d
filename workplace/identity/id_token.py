"""What an ID token must be before we believe it: OpenID Connect Core 1.0, 3.1.3.7, with nothing left optional.

Only signatures made with a private key count: an unsigned token, and one signed with something that is public, are both
refused by their algorithm before any key is tried.
"""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Mapping, Sequence
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import extract_compact

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
KEY_KINDS = ("RSA", "EC", "OKP")
LEEWAY_SECONDS = 60
"""How far the provider's clock may be from ours."""
OLDEST_SECONDS = 3600
"""A token issued longer ago was not made for a visit that holds ten minutes."""


class BadToken(Exception):
    """The token is not to be believed; carries the reason, never anything of the token."""


class UnknownKey(BadToken):
    """The token names a key that is not among those given; they may have been changed."""


def verified_claims(
    token: str, keys: Sequence[Mapping[str, Any]], *, issuer: str, client_id: str, nonce: str, now: dt.datetime
) -> Mapping[str, Any]:
    """Return the claims of a token that holds in every respect.

    `keys`: the provider's published keys (JWK). Raises BadToken or UnknownKey.
    """
    claims = _signed_claims(token, keys)
    _check_who(claims, issuer, client_id)
    _check_when(claims, int(now.timestamp()))
    held = claims.get("nonce")
    if not isinstance(held, str) or not held:
        raise BadToken("no nonce")
    if not hmac.compare_digest(held.encode(), nonce.encode()):
        raise BadToken("wrong nonce")
    return claims


def _signed_claims(token: str, keys: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    try:
        header = extract_compact(token.encode()).headers()
    except (JoseError, ValueError) as error:
        raise BadToken("not a token") from error
    if header.get("alg") not in ALGORITHMS:
        raise BadToken("algorithm")
    usable = [key for key in keys if key.get("kty") in KEY_KINDS and key.get("use", "sig") == "sig"]
    named = [key for key in usable if key.get("kid") == header["kid"]] if "kid" in header else usable
    if len(named) != 1:
        raise UnknownKey("unknown key")
    try:
        key_set = KeySet.import_key_set({"keys": [dict(named[0])]})
        return jwt.decode(token, key_set, algorithms=list(ALGORITHMS)).claims
    except (JoseError, ValueError, TypeError) as error:
        raise BadToken(f"signature: {type(error).__name__}") from error


def _check_who(claims: Mapping[str, Any], issuer: str, client_id: str) -> None:
    if claims.get("iss") != issuer:
        raise BadToken("wrong issuer")
    audience = claims.get("aud")
    if client_id not in (audience if isinstance(audience, list) else [audience]):
        raise BadToken("wrong audience")
    party = claims.get("azp")
    if (isinstance(audience, list) and len(audience) > 1 and party is None) or party not in (None, client_id):
        raise BadToken("wrong authorised party")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject:
        raise BadToken("no subject")


def _check_when(claims: Mapping[str, Any], now: int) -> None:
    expires, issued, begins = (_moment(claims, name) for name in ("exp", "iat", "nbf"))
    if expires is None or issued is None:
        raise BadToken("no exp or iat")
    if expires + LEEWAY_SECONDS <= now:
        raise BadToken("expired")
    if max(issued, begins or issued) > now + LEEWAY_SECONDS:
        raise BadToken("not yet valid")
    if issued < now - OLDEST_SECONDS:
        raise BadToken("issued too long ago")


def _moment(claims: Mapping[str, Any], name: str) -> float | None:
    value = claims.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 2**53:
        raise BadToken(f"{name} is no moment")
    return value
