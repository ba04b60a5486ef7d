"""The arithmetic of the chain: a commitment to a salted content, and a link to all before it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

GENESIS = "0" * 64
"""What the first link points back to."""


def commitment_of(
    *,
    salt: bytes,
    happened_at: dt.datetime,
    actor_id: str,
    verb: str,
    object_kind: str,
    object_id: str,
    facts: Mapping[str, Any],
) -> str:
    """Return SHA-256 over the salt and the content as canonical JSON (sorted keys, no spaces, UTF-8)."""
    content = {
        "actor_id": actor_id,
        "facts": facts,
        "happened_at": happened_at.astimezone(dt.UTC).isoformat(),
        "object_id": object_id,
        "object_kind": object_kind,
        "verb": verb,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(salt + text.encode()).hexdigest()


def link(previous: str, sequence: int, commitment: str) -> str:
    """Return the hash of a link: SHA-256 over the previous hash, the sequence number and the commitment."""
    return hashlib.sha256(f"{previous}\n{sequence}\n{commitment}".encode()).hexdigest()


def first_broken(entries: Iterable[tuple[int, str, str]]) -> int | None:
    """Return the sequence number of the first entry that does not fit, or None when the chain is whole.

    `entries`: (sequence, commitment, hash) in order of sequence, beginning at 1.
    """
    previous = GENESIS
    for expected, (sequence, commitment, stored) in enumerate(entries, start=1):
        if sequence != expected or link(previous, sequence, commitment) != stored:
            return expected
        previous = stored
    return None
