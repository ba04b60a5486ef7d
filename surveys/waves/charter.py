"""What was promised before the first answer: floors, readers, retention, formulas, co-determination."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from enum import StrEnum
from typing import Any

from measures.disclosure.floors import Floors
from workplace.wording import N_, Sentence

CO_DETERMINATION_NOT_GIVEN = "inte redovisad"
BALLOT_MONTHS = 24
"""How long ballots are kept after the certificate, unless the charter says a shorter time."""
INVITATION_DAYS = 30
"""How long invitations and ways in are kept after a wave has ended, so that a late reader is told kindly."""


class Readers(StrEnum):
    """Who may read published figures, the widest first. The value is what stands in the charter."""

    ALL = "alla inloggade"
    REPRESENTATIVES = "chefer, HR, fackliga företrädare och skyddsombud"
    LEADERS = "chefer och HR"


READERS = tuple(Readers)
"""In order: a later one is narrower."""


class Circle(StrEnum):
    """Who reads a release from when; in this order, the last is everybody."""

    ANALYSTS = "analysts"
    LEADERSHIP = "leadership"
    LEADERS = "leaders"
    EVERYBODY = "everybody"


CIRCLES: Mapping[Circle, str] = {
    Circle.ANALYSTS: N_("Analytiker"),
    Circle.LEADERSHIP: N_("Ledning och samverkan"),
    Circle.LEADERS: N_("Chefer"),
    Circle.EVERYBODY: N_("Alla"),
}


def default_charter() -> dict[str, Any]:
    """Return the charter that an imported wave takes at import."""
    return {
        "version": 1,
        "floors": asdict(Floors()),
        "steps": {"index": 1, "mean": 0.1, "three_classes": 10, "classes": 1},
        "clipped_below_highest_rung": [8, 92],
        "readers": Readers.ALL.value,
        "circles": {},
        "retention": {"ballots_months_after_certificate": BALLOT_MONTHS},
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


def own_charter(
    *,
    wave_id: str,
    instrument: Mapping[str, str],
    census_on: dt.date,
    population: Mapping[str, Any],
    reminders: Sequence[dt.datetime],
    languages: Sequence[str],
    floors: Floors,
    readers: Readers,
    reviewers: Sequence[str],
    circles: Mapping[Circle, dt.date],
    ballot_months: int,
    co_determination: Mapping[str, Any] | str,
    is_trial: bool = False,
) -> dict[str, Any]:
    """Return the charter of a wave answered here, with all that is fixed before its first answer.

    `instrument`: key, version, sha256. `reviewers`: ids of the two who read free text; empty: nobody does, and no
    comment is ever shown. `circles` empty: everybody reads when the release is published. `co_determination`: what
    `co_determination_given` or `co_determination_left_out` returned, else the words for "not accounted for".
    """
    gaps = [later.date() - earlier.date() for earlier, later in zip(reminders, reminders[1:], strict=False)]
    return {
        **default_charter(),
        "wave": wave_id,
        "instrument": dict(instrument),
        "census_on": census_on.isoformat(),
        "population": dict(population),
        "reminders": {"at_most": len(reminders), "days_apart": min((gap.days for gap in gaps), default=0)},
        "languages": list(languages),
        "floors": asdict(floors),
        "readers": readers.value,
        "reviewers": list(reviewers),
        "circles": {circle.value: circles[circle].isoformat() for circle in Circle if circle in circles},
        "retention": {
            "ballots_months_after_certificate": ballot_months,
            "drafts_until": "close",
            "invitations_days_after_end": INVITATION_DAYS,
        },
        "participation": "confidential",
        "is_trial": is_trial,
        "co_determination": dict(co_determination) if isinstance(co_determination, Mapping) else co_determination,
    }


def co_determination_given(on: dt.date | None, protocol: str, participants: str = "") -> dict[str, str]:
    """Return the account of a co-determination that took place. `on` None: a command gave words only."""
    return {"on": on.isoformat() if on else "", "protocol": protocol, "participants": participants}


def co_determination_left_out(reason: str) -> dict[str, str]:
    """Return the account of why there was none."""
    return {"reason": reason}


def charter_hash(charter: Mapping[str, Any]) -> str:
    """Return the hash by which a charter is pinned."""
    canonical = json.dumps(charter, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def floors_of(charter: Mapping[str, Any]) -> Floors:
    """Return the floors a charter promises; ValueError where they are looser than the house allows."""
    return Floors(**charter["floors"])


def readers_of(charter: Mapping[str, Any]) -> Readers:
    """Return who may read, by the charter; ValueError for words nobody defined."""
    return Readers(charter.get("readers", Readers.ALL.value))


def circles_of(charter: Mapping[str, Any]) -> dict[Circle, dt.date]:
    """Return from which day each circle reads, in order; empty: all of them when the release is published."""
    held = charter.get("circles", {})
    return {circle: dt.date.fromisoformat(held[circle.value]) for circle in Circle if circle.value in held}


def ballot_months_of(charter: Mapping[str, Any]) -> int:
    """Return how many months after the certificate the ballots are kept."""
    return int(charter["retention"]["ballots_months_after_certificate"])


def invitation_days_of(charter: Mapping[str, Any]) -> int | None:
    """Return how many days after the end of the wave it is kept who was invited; None: the charter does not say."""
    days = charter["retention"].get("invitations_days_after_end")
    return None if days is None else int(days)


def co_determination_sentence(charter: Mapping[str, Any]) -> Sentence:
    """Return what the charter says of co-determination, in one sentence."""
    given = charter.get("co_determination", CO_DETERMINATION_NOT_GIVEN)
    if not isinstance(given, Mapping):
        return Sentence("%(words)s", {"words": str(given)})
    if "reason" in given:
        return Sentence(N_("Ingen samverkan: %(reason)s"), {"reason": given["reason"]})
    if not given["on"]:
        return Sentence("%(words)s", {"words": given["protocol"]})
    return Sentence(
        N_("Samverkan %(date)s, %(protocol)s. Deltog: %(participants)s"),
        {
            "date": dt.date.fromisoformat(given["on"]),
            "protocol": given["protocol"],
            "participants": given["participants"],
        },
    )
