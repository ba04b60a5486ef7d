"""The terms of an agreement as plain values that a row can hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from workplace.agreements.agreement import AgreementState, Effect, Risk, Terms, Timing


def terms_to(terms: Terms) -> dict[str, Any]:
    """Return the terms as values JSON can hold."""
    return {
        "what": terms.what,
        "who": terms.who,
        "why": terms.why,
        "seen_by": terms.seen_by,
        "state": terms.state.value,
        "by_when": terms.by_when.isoformat() if terms.by_when else None,
        "risk": terms.risk.value,
        "cause": terms.cause,
        "took_part": terms.took_part,
        "timing": terms.timing.value,
        "effect": terms.effect.value,
        "effect_seen": terms.effect_seen,
    }


def terms_from(stored: Mapping[str, Any]) -> Terms:
    """Return the terms that `terms_to` wrote; texts kept before risk and effect were asked for say nothing of them."""
    by_when = dt.date.fromisoformat(stored["by_when"]) if stored["by_when"] else None
    return Terms(
        stored["what"],
        stored["who"],
        stored["why"],
        by_when,
        stored["seen_by"],
        AgreementState(stored["state"]),
        Risk(stored.get("risk", "")),
        stored.get("cause", ""),
        stored.get("took_part", ""),
        Timing(stored.get("timing", "")),
        Effect(stored.get("effect", "")),
        stored.get("effect_seen", ""),
    )
