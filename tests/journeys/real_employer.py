"""A real employer's files: three departments of units, 150 people, answers of a closed wave."""

from __future__ import annotations

from pathlib import Path

from tests.house.employer import INSTRUMENT

UNITS = {
    "kommun": ("Provkommun", "", "l-kommun"),
    "skola": ("Skolan", "kommun", "l-skola"),
    "vard": ("Omsorgen", "kommun", "l-vard"),
    "s1": ("Norra skolan", "skola", "l-s1"),
    "s2": ("Södra skolan", "skola", "l-s2"),
    "v1": ("Hemtjänsten", "vard", "l-v1"),
    "v2": ("Nattpatrullen", "vard", "l-v2"),
}
SIZES = {"kommun": 6, "skola": 5, "vard": 7, "s1": 38, "s2": 24, "v1": 14, "v2": 4}
LEADERS = tuple(leader for _, _, leader in UNITS.values())
MEASURED = {"kommun": 9, "skola": 7, "vard": 9, "s1": 31, "s2": 21, "v1": 12, "v2": 4}
"""How many of each direct group answered; a leader stands in the superior's group."""


def write_files(folder: Path) -> None:
    """Write units, people, instrument, answers, eligible and goals."""
    units = ["unit_id,name,parent_id,leader_id"]
    people = ["person_id,name,email,unit_id,title,employed_from"]
    for unit_id, (name, parent, leader) in UNITS.items():
        units.append(f"{unit_id},{name},{parent},{leader}")
        people.append(f"{leader},Chef {name},{leader}@prov.example,{unit_id},Chef,2018-01-01")
        people += [
            f"{unit_id}-{number},Person {unit_id} {number},{unit_id}-{number}@prov.example,{unit_id},Medarbetare,2019-01-01"
            for number in range(1, SIZES[unit_id] + 1)
        ]
    answers = ["unit_id;q1;q2"]
    eligible = ["unit_id,eligible"]
    for unit_id, count in MEASURED.items():
        answers += [f"{unit_id};{1 + (number * 7 + len(unit_id)) % 5};{2 + number % 4}" for number in range(count)]
        below = sum(1 for _, parent, _ in UNITS.values() if parent == unit_id)
        own = 1 if unit_id == "kommun" else 0
        eligible.append(f"{unit_id},{SIZES[unit_id] + below + own}")
    goals = [
        "unit_id,level,goal_id,parent_goal_id,Mål,Indikator,Årsmål,KF:s årsmål,Periodicitet,Utfall,Prognos,Startdatum,Slutdatum",
        "kommun,nämnd,1,,En bra arbetsgivare,,,,,,,,",
        "s1,enhet,2,1,Alla vet vad som förväntas,,,,,,,,",
        "s1,enhet,2,,,Medskapande,80,öka,År,,,,",
        "s1,enhet,2,,,Sjukfrånvaro,tas fram av nämnden,,Tertial,,,,",
    ]
    for name, lines in (
        ("units.csv", units),
        ("people.csv", people),
        ("answers.csv", answers),
        ("eligible.csv", eligible),
        ("goals.csv", goals),
    ):
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "tre.toml").write_text(INSTRUMENT, encoding="utf-8")
