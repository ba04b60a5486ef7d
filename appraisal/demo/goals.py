"""The demo's goals: a tree from the council's goals to the units', with targets of every kind."""

from __future__ import annotations

from collections.abc import Iterable

from appraisal.demo.organisation import TREE, PlannedUnit, to_csv

COLUMNS = (
    "unit_id",
    "level",
    "goal_id",
    "parent_goal_id",
    "Mål",
    "Indikator",
    "Årsmål",
    "KF:s årsmål",
    "Periodicitet",
    "Utfall",
    "Prognos",
    "Startdatum",
    "Slutdatum",
)


def goals_csv(year: int) -> bytes:
    """Return the goals file of a year for every unit of the demo."""
    top = TREE.id
    rows = [
        _goal(top, "inriktning", "1", "", "Fler i Demostaden försörjer sig själva"),
        _goal(top, "kf", "1.1", "1", "Fler Demostadsbor kommer i arbete eller studier"),
        _goal(top, "inriktning", "4", "", "Demostaden är en hållbar arbetsgivare"),
        _goal(top, "kf", "4.2", "4", "Demostaden är en bra arbetsgivare med goda arbetsvillkor"),
        _goal(top, "nämnd", "N1", "1.1", "Aspiranterna blir självförsörjande"),
        _indicator(
            top,
            "nämnd",
            "N1",
            "Andel aspiranter som avslutas till arbete eller studier",
            "55 %",
            "öka",
            "Tertial",
            "52 %",
            "54 %",
        ),
        _indicator(
            top,
            "nämnd",
            "N1",
            "Andel med jobbplan inom fem dagar",
            "95 %",
            "tas fram av nämnden",
            "Tertial",
            "91 %",
            "93 %",
        ),
        _goal(top, "nämnd", "N4", "4.2", "Medarbetare och chefer utvecklar verksamheten tillsammans"),
        _indicator(top, "nämnd", "N4", "Aktivt medskapandeindex", "80", "81", "År", "", ""),
        _indicator(top, "nämnd", "N4", "Ledarskapsindex", "78", "tas fram av nämnden", "År", "", ""),
        _indicator(top, "nämnd", "N4", "Sjukfrånvaro", "6,5 %", "minska", "Tertial", "7,1 %", "6,9 %"),
        _activity(top, "nämnd", "N4", "Ta fram en gemensam introduktion för nya chefer", year),
    ]
    for unit in _below(TREE):
        rows += _goals_of(unit, year)
    return to_csv(COLUMNS, rows)


def _goals_of(unit: PlannedUnit, year: int) -> list[dict[str, str]]:
    own = f"{unit.id}-1"
    work = f"{unit.id}-2"
    rows = [_goal(unit.id, "enhet", own, "N4", "Alla vet vad som förväntas och hur vi ligger till")]
    rows.append(_indicator(unit.id, "enhet", own, "Aktivt medskapandeindex", "80", "81", "År", "", ""))
    rows.append(_activity(unit.id, "enhet", own, "Gå igenom enhetens mål på arbetsplatsträffen varje månad", year))
    if unit.kind in ("jobbtorg", "team"):
        rows.append(_goal(unit.id, "åtagande", work, "N1", "Varje aspirant har en plan inom fem dagar"))
        rows.append(
            _indicator(
                unit.id, "åtagande", work, "Andel med jobbplan inom fem dagar", "95 %", "95 %", "Månad", "92 %", ""
            )
        )
        rows.append(
            _indicator(
                unit.id, "åtagande", work, "Aktivitetstimmar per aspirant och vecka", "öka", "", "Tertial", "", ""
            )
        )
    elif unit.kind == "enhet":
        rows.append(_goal(unit.id, "åtagande", work, "N1", "Eleverna når målen med sina studier"))
        rows.append(
            _indicator(
                unit.id, "åtagande", work, "Andel som fullföljer sin kurs", "tas fram av nämnden", "", "År", "", ""
            )
        )
    return rows


def _below(unit: PlannedUnit) -> Iterable[PlannedUnit]:
    for child in unit.below:
        yield child
        yield from _below(child)


def _goal(unit_id: str, level: str, goal_id: str, parent: str, text: str) -> dict[str, str]:
    return {"unit_id": unit_id, "level": level, "goal_id": goal_id, "parent_goal_id": parent, "Mål": text}


def _indicator(
    unit_id: str,
    level: str,
    goal_id: str,
    name: str,
    target: str,
    council: str,
    period: str,
    outcome: str,
    forecast: str,
) -> dict[str, str]:
    return {
        "unit_id": unit_id,
        "level": level,
        "goal_id": goal_id,
        "Indikator": name,
        "Årsmål": target,
        "KF:s årsmål": council,
        "Periodicitet": period,
        "Utfall": outcome,
        "Prognos": forecast,
    }


def _activity(unit_id: str, level: str, goal_id: str, text: str, year: int) -> dict[str, str]:
    return {
        "unit_id": unit_id,
        "level": level,
        "goal_id": goal_id,
        "Mål": text,
        "Startdatum": f"{year}-01-01",
        "Slutdatum": f"{year}-12-31",
    }
