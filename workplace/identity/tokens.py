"""Tokens: random where they are kept, hashed where they are stored, and how long each holds."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac

IDLE = dt.timedelta(minutes=30)
ABSOLUTE = dt.timedelta(hours=8)
LINK_HOLDS = dt.timedelta(minutes=30)
TOUCH_AFTER = dt.timedelta(seconds=60)
"""A session is touched at most this often, so that reading pages seldom writes."""
TRY_WINDOW = dt.timedelta(minutes=15)
TRIES_PER_ACCOUNT = 8
TRIES_PER_ADDRESS = 300
"""An employer may sit behind one outgoing address, so this is wide; the account's limit is the narrow one."""


def hash_of(token: str) -> str:
    """Return the SHA-256 under which a random token is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def form_token(secret: bytes, session_hash: str) -> str:
    """Return the form token that belongs to a session (or to no session, when the hash is empty)."""
    return hmac.new(secret, f"form:{session_hash}".encode(), hashlib.sha256).hexdigest()


def is_form_token(secret: bytes, session_hash: str, given: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(form_token(secret, session_hash), given.encode("ascii", "replace").decode())


def throttle_key(secret: bytes, kind: str, value: str) -> str:
    """Return the keyed hash under which tries of an account or an address are counted."""
    return hmac.new(secret, f"try:{kind}:{value.strip().casefold()}".encode(), hashlib.sha256).hexdigest()
