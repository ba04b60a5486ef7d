"""Whom the release of reports is told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Recipient:
    """A person to write to; `email` may be empty."""

    person_id: str
    email: str
    is_protected: bool
