"""Seal and open boxes. Anybody may seal with the public key; only the private key of the epoch opens.

libsodium draws a fresh key for every sealing, so the same answer sealed twice gives two boxes nobody can compare.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256

from nacl.bindings import crypto_box_SEALBYTES as SEAL_BYTES
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from surveys.ballots.box import blank_plain


def seal(plain: bytes, public_key: bytes) -> bytes:
    """Return a box, `SEAL_BYTES` longer than what lies in it."""
    return SealedBox(PublicKey(public_key)).encrypt(plain)


def public_half(private_key: bytes) -> bytes:
    """Return the public key that belongs to a private key."""
    return bytes(PrivateKey(private_key).public_key)


class Opener:
    """Opens the boxes of one epoch of one wave, each of them once."""

    def __init__(self, private_key: bytes, size: int) -> None:
        """`size`: bytes of every packed answer of the wave."""
        self._box = SealedBox(PrivateKey(private_key))
        self._size = size
        self._seen: set[bytes] = set()

    def open(self, box: bytes) -> bytes | None:
        """Return what lies in a box; None where it is not of this epoch and wave, or a copy of one seen before.

        Two boxes with the same bytes are one box that somebody copied, since each sealing has a key of its own.
        """
        mark = sha256(box).digest()
        if len(box) != self._size + SEAL_BYTES or mark in self._seen:
            return None
        self._seen.add(mark)
        try:
            return self._box.decrypt(box)
        except CryptoError:
            return None

    def resealed(self, boxes: Iterable[bytes], public_key: bytes) -> Iterator[bytes]:
        """Yield a new box for each: what lay in the old one, or where it could not be opened a blank.

        So the count after a mix is the count before; the blanks are named when the wave is closed.
        """
        sealer = SealedBox(PublicKey(public_key))
        for box in boxes:
            plain = self.open(box)
            yield sealer.encrypt(blank_plain(self._size) if plain is None else plain)
