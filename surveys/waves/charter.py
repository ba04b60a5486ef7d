"""What was promised before the first answer: floors, readers, retention, formulas, co-determination."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from measures.disclosure.floors import Floors

CO_DETERMINATION_NOT_GIVEN = "inte redovisad"


def default_charter() -> dict[str, Any]:
    """Return the charter that an imported wave takes at import."""
    return {
        "version": 1,
        "floors": asdict(Floors()),
        "steps": {"index": 1, "mean": 0.1, "three_classes": 10, "classes": 1},
        "clipped_below_highest_rung": [8, 92],
        "readers": "alla inloggade",
        "circles": {},
        "retention": {"ballots_months_after_certificate": 24},
        "formulas": {
            "index": "A: index för varje fråga, (medel − från) / (till − från) × 100; index = medelvärdet "
            "av frågornas index; total = medelvärdet av delindexen",
            "favourable": "andel svar över 60 % av skalan (4–5 av 1–5)",
            "three_classes": "låg under 40 %, hög över 60 % av skalan",
            "interval": "95 %, utan ändlighetskorrektion, med hela organisationens spridning inom grupper "
            "under högsta steget",
        },
        "co_determination": CO_DETERMINATION_NOT_GIVEN,
    }


def charter_hash(charter: Mapping[str, Any]) -> str:
    """Return the hash by which a charter is pinned."""
    canonical = json.dumps(charter, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def floors_of(charter: Mapping[str, Any]) -> Floors:
    """Return the floors a charter promises; ValueError where they are looser than the house allows."""
    return Floors(**charter["floors"])
