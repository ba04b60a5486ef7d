"""Invented facts for reports: every state a figure can have."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import appraisal.reports
from appraisal.goals.target import Target, read_target
from appraisal.reports.facts import (
    ActivityFacts,
    AgreementFacts,
    CriterionFacts,
    GoalFacts,
    GroupFigures,
    IndexFacts,
    IndicatorFacts,
    ItemFacts,
    SharedFacts,
    UnitFacts,
)
from appraisal.reports.outline import Outline, read_outline
from measures.estimate import Estimate, Figure, Reason, Rung, Shown, Withheld
from workplace.wording import Sentence

OUTLINE_FILE = Path(appraisal.reports.__path__[0]) / "outlines" / "ledarrapport.toml"
TEXTS = {
    "q1": ("Mitt arbete känns meningsfullt", "uppdrag"),
    "q2": ("Jag lär nytt och utvecklas i mitt dagliga arbete", "utveckling"),
    "q3": ("Jag ser fram emot att gå till arbetet", "uppdrag"),
    "q4": ("Min närmaste chef visar uppskattning för mina arbetsinsatser", "ledarskap"),
    "q5": ("Min närmaste chef visar förtroende för mig som medarbetare", "ledarskap"),
    "q6": ("Min närmaste chef ger mig förutsättningar att ta ansvar i mitt arbete", "ledarskap"),
    "q7": ("Jag är insatt i min arbetsplats mål", "mal"),
    "q8": ("Min arbetsplats mål följs upp och utvärderas på ett bra sätt", "mal"),
    "q9": ("Jag vet vad som förväntas av mig i mitt arbete", "mal"),
}
ITEMS = tuple(
    ItemFacts(key, text, 1, 5, area, is_about_leader=key in ("q4", "q5", "q6")) for key, (text, area) in TEXTS.items()
)
INDICES = (
    IndexFacts("motivation", "Motivation", "motivation"),
    IndexFacts("leadership", "Ledarskap", "leadership"),
    IndexFacts("governance", "Styrning", "governance"),
    IndexFacts("total", "HME", "total"),
)
AREAS = (
    ("uppdrag", "Vårt uppdrag"),
    ("utveckling", "Utveckling och lärande"),
    ("ledarskap", "Ledarskap"),
    ("mal", "Mål och uppföljning"),
)


def outline() -> Outline:
    return read_outline(tomllib.loads(OUTLINE_FILE.read_text(encoding="utf-8")))


def shown(value: float, half: float | None, n: int, rung: Rung) -> Shown:
    low, high = (None, None) if half is None else (value - half, value + half)
    return Shown(Estimate(value, low, high, n), rung)


def group(
    unit_id: str,
    name: str,
    n: int = 21,
    level: float = 0.0,
    *,
    withheld: Reason | None = None,
    rate: float | None = 84.0,
) -> GroupFigures:
    """Return a group whose rung follows from its n, its values moved by `level` index steps."""
    cells: dict[tuple[str, str], Figure] = {}
    rung = Rung.CLASSES if n >= 20 else Rung.SHARES if n >= 10 else Rung.MEANS if n >= 7 else Rung.INDICES

    def put(measure: str, item: str, figure: Shown, needs: Rung) -> None:
        if withheld is not None:
            cells[measure, item] = Withheld(withheld)
        else:
            cells[measure, item] = figure if rung >= needs else Withheld(Reason.TOO_FEW)

    half = round(60 / n**0.5)
    put("respondents", "", shown(n, None, n, rung), Rung.INDICES)
    cells["response_rate", ""] = Withheld(Reason.NO_REGISTER) if rate is None else shown(rate, None, n, rung)
    if withheld is not None:
        cells["response_rate", ""] = Withheld(withheld)
    for place, index in enumerate(INDICES):
        put("index", index.key, shown(min(92, round(72 + level + place * 2)), half, n, rung), Rung.INDICES)
    for place, item in enumerate(ITEMS):
        mean = round(3.6 + level / 25 + (place * 7 % 9) / 10, 1)
        put("mean", item.key, shown(min(4.7, mean), round(half / 25 + 0.05, 1), n, rung), Rung.MEANS)
        low = 10 + place % 3 * 10
        for band, value in (("low", low), ("middle", 20), ("high", 80 - low)):
            put("band", f"{item.key}={band}", shown(value, None, n, rung), Rung.SHARES)
    return GroupFigures(unit_id, name, cells)


def shared(**changes: Any) -> SharedFacts:
    facts: dict[str, Any] = {
        "wave_id": "2026",
        "wave_title": "Medarbetarenkäten 2026",
        "release_id": "2026.1",
        "closed_on": dt.date(2026, 10, 16),
        "census": dt.date(2026, 9, 21),
        "published_on": dt.date(2026, 11, 2),
        "previous_label": "2025",
        "whole": group("AMF", "Arbetsmarknadsförvaltningen", 312),
        "items": ITEMS,
        "indices": INDICES,
        "areas": AREAS,
        "criteria_title": "Lönekriterier för chefer 2017",
        "criteria": (
            CriterionFacts(
                "Leder mot mål",
                "Gör uppdraget begripligt, följer upp och ändrar arbetssätt när målen inte nås.",
                "Mål och uppföljning",
            ),
            CriterionFacts(
                "Utvecklar medarbetare", "Ger återkoppling som går att använda och delar ut ansvar.", "Ledarskap"
            ),
        ),
    }
    return SharedFacts(**(facts | changes))


def target(text: str) -> Target:
    found = read_target(text)
    assert found is not None
    return found


def goals() -> tuple[GoalFacts, ...]:
    return (
        GoalFacts(
            "4.2.1",
            "Nämndmål",
            "Medarbetarna har goda arbetsvillkor och vet vad som förväntas",
            (
                IndicatorFacts("Aktivt medskapandeindex", target("80"), target("81"), "År", "78", "80"),
                IndicatorFacts("Sjukfrånvaro", target("minska"), target("tas fram av nämnden"), "Tertial"),
                IndicatorFacts("Ledarskapsindex", target("75"), target(""), "År"),
            ),
            (
                ActivityFacts(
                    "Gå igenom rutinen mot kränkande särbehandling på APT", dt.date(2026, 1, 1), dt.date(2026, 12, 31)
                ),
            ),
        ),
    )


def unit(**changes: Any) -> UnitFacts:
    direct = group("T1", "Jobbtorg Norra", 21, 3)
    facts: dict[str, Any] = {
        "unit_id": "T1",
        "unit_name": "Jobbtorg Norra",
        "leader_id": "p17",
        "leader_name": "Amina Lindqvist",
        "superior_name": "Jonas Ekdahl",
        "direct": direct,
        "unit": direct,
        "has_units_below": False,
        "parent": group("JT", "Jobbtorgsavdelningen", 148),
        "last_direct": group("T1", "Jobbtorg Norra", 19, -4),
        "last_unit": group("T1", "Jobbtorg Norra", 19, -4),
        "nearest": None,
        "in_post_since": dt.date(2023, 3, 1),
        "group_size": 25,
        "goals": goals(),
        "agreements": (
            AgreementFacts(
                "Veckomöte om prioriteringar, tjugo minuter",
                "Amina Lindqvist",
                "Fråga 9 låg lågt 2025",
                dt.date(2026, 3, 1),
                "Färre frågor om vad som gäller först",
                Sentence("pågår"),
            ),
        ),
    }
    return UnitFacts(**(facts | changes))


def unit_without_figures(reason: Reason = Reason.TOO_FEW) -> UnitFacts:
    hidden = group("T4", "Teamet på Östra torget", 4, withheld=reason)
    return unit(
        unit_id="T4",
        unit_name="Teamet på Östra torget",
        direct=hidden,
        unit=hidden,
        last_direct=None,
        last_unit=None,
        nearest=group("JT", "Jobbtorgsavdelningen", 148),
        group_size=5,
    )
