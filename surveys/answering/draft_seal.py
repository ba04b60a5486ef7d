"""Seal a draft under its code. What is stored tells neither the code nor how much was filled in.

The id under which a draft is stored and the key it is sealed with are both derived from the code, each for its own
purpose (BLAKE2b, RFC 7693, keyed with the code), so that one says nothing about the other.
"""

from __future__ import annotations

import hashlib
import hmac

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

NONCE_BYTES = SecretBox.NONCE_SIZE
_LENGTH_BYTES = 4


def draft_id(code: str) -> str:
    """Return the id under which the draft of a code is stored."""
    return _derived(code, b"medskap draft id").hex()


def form_token(secret: bytes, code: str) -> str:
    """Return what proves that a form came from a page of ours, for as long as the code lives; it never expires.

    `code` empty: a page without a draft.
    """
    return hmac.new(secret, f"enkat:{code}".encode(), hashlib.sha256).hexdigest()


def is_form_token(secret: bytes, code: str, given: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(form_token(secret, code), given.encode("ascii", "replace").decode())


def seal(code: str, plain: bytes, *, size: int, nonce: bytes) -> bytes:
    """Return the draft filled up to `size` bytes and sealed. ValueError when it does not fit."""
    if len(plain) > size:
        raise ValueError(f"{len(plain)} bytes do not fit in {size}")
    padded = len(plain).to_bytes(_LENGTH_BYTES, "big") + plain.ljust(size, b"\0")
    return bytes(SecretBox(_derived(code, b"medskap draft ky")).encrypt(padded, nonce))


def unseal(code: str, sealed: bytes) -> bytes | None:
    """Return the draft, or None when the code is another or a byte has been changed."""
    try:
        padded = SecretBox(_derived(code, b"medskap draft ky")).decrypt(sealed)
    except (CryptoError, ValueError):
        return None
    length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
    return padded[_LENGTH_BYTES : _LENGTH_BYTES + length]


def _derived(code: str, purpose: bytes) -> bytes:
    return hashlib.blake2b(b"", key=code.encode(), person=purpose, digest_size=SecretBox.KEY_SIZE).digest()
