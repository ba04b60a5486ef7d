"""The demo's organisation as rows of the two files that HR would import."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from appraisal.demo.names import invented_name

UNIT_COLUMNS = ("unit_id", "name", "parent_id", "kind", "administration", "leader_id")
PEOPLE_COLUMNS = (
    "person_id",
    "name",
    "email",
    "unit_id",
    "title",
    "employed_from",
    "sex",
    "birth_year",
    "role",
    "assignment_percent",
    "employment_form",
    "agreement_area",
    "protected",
)
EMPLOYER = "Demostaden"
ADMINISTRATION = "Arbetsmarknadsförvaltningen"


@dataclass(frozen=True)
class PlannedUnit:
    """A unit of the demo: who leads it by title, how many others work in it, and what is below."""

    id: str
    name: str
    kind: str
    leader_title: str
    titles: tuple[str, ...]
    size: int
    below: tuple[PlannedUnit, ...] = ()


@dataclass
class OrganisationFiles:
    """The two files, and who got which special part."""

    units: list[dict[str, str]] = field(default_factory=list)
    people: list[dict[str, str]] = field(default_factory=list)

    def units_csv(self) -> bytes:
        return to_csv(UNIT_COLUMNS, self.units)

    def people_csv(self) -> bytes:
        return to_csv(PEOPLE_COLUMNS, self.people)


def _team(unit_id: str, name: str, size: int) -> PlannedUnit:
    return PlannedUnit(
        unit_id, name, "team", "Enhetschef", ("Jobbcoach", "Jobbcoach", "Matchare", "Arbetskonsulent"), size
    )


def _torg(unit_id: str, name: str, teams: tuple[tuple[str, int], ...]) -> PlannedUnit:
    below = tuple(_team(f"{unit_id}-{number}", f"{name}, {team}", size) for number, (team, size) in enumerate(teams, 1))
    return PlannedUnit(
        unit_id, name, "jobbtorg", "Jobbtorgschef", ("Administratör", "Metodstöd", "Mottagare"), 3, below
    )


TREE = PlannedUnit(
    "AMF",
    ADMINISTRATION,
    "förvaltning",
    "Förvaltningschef",
    ("Nämndsekreterare", "Registrator", "Förvaltningsjurist"),
    3,
    (
        PlannedUnit("AMF-HR", "HR-staben", "stab", "HR-chef", ("HR-strateg", "HR-specialist", "Lönespecialist"), 14),
        PlannedUnit("AMF-EKO", "Ekonomistaben", "stab", "Ekonomichef", ("Controller", "Ekonom"), 9),
        PlannedUnit(
            "AMF-UTV", "Utvecklings- och utredningsstaben", "stab", "Utvecklingschef", ("Utredare", "Strateg"), 14
        ),
        PlannedUnit("AMF-KOM", "Kommunikationsstaben", "stab", "Kommunikationschef", ("Kommunikatör",), 6),
        PlannedUnit(
            "AMF-JT",
            "Jobbtorg Demostaden",
            "avdelning",
            "Avdelningschef",
            ("Verksamhetsstrateg", "Controller"),
            4,
            (
                _torg(
                    "JT-BJ",
                    "Jobbtorg Björkbacka",
                    (("vuxna", 14), ("unga", 9), ("rehabilitering", 6), ("matchning", 4)),
                ),
                _torg("JT-ST", "Jobbtorg Strandlid", (("vuxna", 24), ("unga", 14), ("matchning", 9))),
                _torg("JT-LI", "Jobbtorg Lindhed", (("vuxna", 14), ("unga", 9), ("rehabilitering", 6))),
                _torg("JT-EK", "Jobbtorg Ekbacken", (("vuxna", 38), ("unga", 14), ("matchning", 9))),
                _torg(
                    "JT-RO", "Jobbtorg Rosenlid", (("vuxna", 14), ("unga", 9), ("matchning", 9), ("rehabilitering", 6))
                ),
            ),
        ),
        PlannedUnit(
            "AMF-VUX",
            "Vuxenutbildning och feriejobb",
            "avdelning",
            "Avdelningschef",
            ("Utbildningsstrateg",),
            4,
            (
                PlannedUnit(
                    "VUX-SFI", "Sfi-centrum", "enhet", "Enhetschef", ("Lärare", "Lärare", "Studiehandledare"), 38
                ),
                PlannedUnit("VUX-KOM", "Komvux", "enhet", "Enhetschef", ("Lärare", "Lärare", "Specialpedagog"), 24),
                PlannedUnit(
                    "VUX-SYV", "Vägledningscentrum", "enhet", "Enhetschef", ("Studie- och yrkesvägledare",), 14
                ),
                PlannedUnit("VUX-ADM", "Antagning och administration", "enhet", "Enhetschef", ("Handläggare",), 24),
                PlannedUnit("VUX-FER", "Feriejobb", "enhet", "Enhetschef", ("Handläggare", "Projektledare"), 9),
            ),
        ),
    ),
)


def organisation_files(rng: np.random.Generator) -> OrganisationFiles:
    """Return the small demo's files: about 420 people, 34 leaders."""
    files = OrganisationFiles()
    numbers = iter(range(1001, 100_000))
    _add(files, TREE, "", rng, numbers)
    return files


def city_files(rng: np.random.Generator, people: int = 45_000) -> OrganisationFiles:
    """Return a whole city of about `people` people: administrations of departments of units of the same kinds."""
    files = OrganisationFiles()
    numbers = iter(range(100_001, 100_001 + 2 * people))
    top = PlannedUnit("STAD", EMPLOYER, "stad", "Stadsdirektör", ("Strateg",), 12)
    _add(files, top, "", rng, numbers)
    administration = 0
    while len(files.people) < people:
        administration += 1
        code = f"F{administration:02d}"
        departments = tuple(_city_department(code, number, rng) for number in range(1, 10))
        planned = PlannedUnit(
            code, f"Förvaltning {administration}", "förvaltning", "Förvaltningschef", ("Strateg",), 14, departments
        )
        _add(files, planned, "STAD", rng, numbers, administration=planned.name)
    return files


def _city_department(code: str, number: int, rng: np.random.Generator) -> PlannedUnit:
    department = f"{code}-A{number}"
    units = tuple(
        PlannedUnit(
            f"{department}-E{unit:02d}",
            f"Enhet {code}.{number}.{unit}",
            "enhet",
            "Enhetschef",
            ("Handläggare", "Barnskötare", "Undersköterska", "Lärare"),
            int(np.clip(rng.lognormal(2.68, 0.55), 3, 90)),
        )
        for unit in range(1, 17)
    )
    return PlannedUnit(
        department, f"Avdelning {code}.{number}", "avdelning", "Avdelningschef", ("Controller", "Strateg"), 5, units
    )


def _add(
    files: OrganisationFiles,
    unit: PlannedUnit,
    parent_id: str,
    rng: np.random.Generator,
    numbers: Iterator[int],
    *,
    administration: str = "",
) -> None:
    leader = _person(unit, unit.leader_title, rng, numbers, is_leader=True)
    files.units.append(
        {
            "unit_id": unit.id,
            "name": unit.name,
            "parent_id": parent_id,
            "kind": unit.kind,
            "leader_id": leader["person_id"],
            "administration": administration or ("" if parent_id else ADMINISTRATION),
        }
    )
    files.people.append(leader)
    for number in range(unit.size):
        files.people.append(_person(unit, unit.titles[number % len(unit.titles)], rng, numbers))
    for below in unit.below:
        _add(files, below, unit.id, rng, numbers)


def _person(
    unit: PlannedUnit, title: str, rng: np.random.Generator, numbers: Iterator[int], *, is_leader: bool = False
) -> dict[str, str]:
    sex = "K" if rng.random() < 0.68 else "M"
    name = invented_name(rng, sex)
    person_id = f"d{next(numbers)}"
    year, month = int(rng.integers(2004, 2025)), int(rng.integers(1, 13))
    return {
        "person_id": person_id,
        "name": name,
        "email": f"{_ascii(name)}.{person_id}@demostaden.example",
        "unit_id": unit.id,
        "title": title,
        "employed_from": f"{year}-{month:02d}-01",
        "sex": sex,
        "birth_year": str(int(rng.integers(1961, 2001))),
        "role": "chef" if is_leader else "medarbetare",
        "assignment_percent": str(rng.choice(["100", "100", "100", "80", "75"])),
        "employment_form": "month",
        "agreement_area": "AkademikerAlliansen" if is_leader else "Kommunal",
        "protected": "",
    }


def _ascii(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return plain.lower().replace(" ", ".")


def to_csv(columns: tuple[str, ...], rows: list[dict[str, str]]) -> bytes:
    """Write rows as UTF-8 with the columns given; a missing value is empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
