"""A visit to the organisation's sign-in: what binds the answer to the browser that asked.

One random secret stays in the browser, in a signed cookie that only the callback is sent. State, nonce and PKCE
verifier are derived from it, so nothing is kept here while somebody is away, and none of them tells the secret.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass, field

VISIT_HOLDS = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Visit:
    """One visit; `secret` is at least 32 random bytes as text."""

    secret: str = field(repr=False)

    @property
    def state(self) -> str:
        """What the provider hands back, so that an answer nobody here asked for is refused."""
        return self._derived("state")

    @property
    def nonce(self) -> str:
        """What stands in the ID token, so that a token made for another visit is refused."""
        return self._derived("nonce")

    @property
    def verifier(self) -> str:
        """What proves to the provider that whoever brings the code is who asked for it (RFC 7636)."""
        return self._derived("verifier")

    @property
    def challenge(self) -> str:
        """The verifier's S256 challenge."""
        return _unpadded(hashlib.sha256(self.verifier.encode()).digest())

    def _derived(self, purpose: str) -> str:
        return _unpadded(hmac.new(self.secret.encode(), purpose.encode(), hashlib.sha256).digest())


def sealed_visit(visit: Visit, key: bytes, now: dt.datetime) -> str:
    """Return the cookie of a visit that begins now."""
    content = f"{visit.secret}.{int(now.timestamp())}"
    return f"{content}.{_signature(content, key)}"


def visit_of(cookie: str, key: bytes, now: dt.datetime) -> Visit | None:
    """Return the visit of a cookie, or None when it is not ours, too old or from the future."""
    content, _, signature = cookie.rpartition(".")
    if not hmac.compare_digest(_signature(content, key), signature.encode("ascii", "replace").decode()):
        return None
    secret, _, began = content.rpartition(".")
    age = now.timestamp() - int(began)
    return Visit(secret) if -1 <= age <= VISIT_HOLDS.total_seconds() else None


def _signature(content: str, key: bytes) -> str:
    return hmac.new(key, f"visit:{content}".encode(), hashlib.sha256).hexdigest()


def _unpadded(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
