"""An invented organisation of a thousand with everything that makes protection hard, and its answers as files.

Small and empty direct groups, chains of units with one below, leaders in their superiors' groups, unequal numbers of
answers to each question, a background that is rare, and units where a whole category is missing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from tests.findings.attack_on_analyses import AGREEMENT, Cell, MadeOf
from tests.findings.attack_on_exports import Person, Truth

ITEMS = ("q1", "q2", "q3", "q4", "q5")
BACKGROUNDS = {"sex": ("K", "M"), "age": ("-39", "40-54", "55-"), "role": ("medarbetare", "chef")}
INDICES = {
    "first": {"q1": 1 / 3, "q2": 1 / 3, "q3": 1 / 3},
    "second": {"q4": 1 / 2, "q5": 1 / 2},
    "total": {"q1": 1 / 6, "q2": 1 / 6, "q3": 1 / 6, "q4": 1 / 4, "q5": 1 / 4},
}
INSTRUMENT = (
    'kind = "instrument"\nkey = "five"\nversion = "1"\ntitle.sv = "Fem"\n'
    + "".join(f'[[item]]\nkey = "{key}"\ntype = "likert"\nfrom = 1\nto = 5\ntext.sv = "{key}"\n' for key in ITEMS)
    + '[[index]]\nkey = "first"\ntitle.sv = "F"\nitems = ["q1", "q2", "q3"]\n'
    + '[[index]]\nkey = "second"\ntitle.sv = "A"\nitems = ["q4", "q5"]\n'
    + '[[index]]\nkey = "total"\ntitle.sv = "T"\nof = ["first", "second"]\nrole = "total"\n'
    + "".join(
        f'[[background]]\nkey = "{key}"\ncategories = [{", ".join(chr(34) + one + chr(34) for one in codes)}]\n'
        for key, codes in BACKGROUNDS.items()
    )
)


def tree(rng: np.random.Generator) -> dict[str, str]:
    """Unit to the unit above: departments, units, teams, and chains of one below one."""
    parents: dict[str, str] = {}
    for department in range(6):
        name = f"d{department}"
        parents[name] = "top"
        for unit in range(int(rng.integers(2, 7))):
            inner = f"{name}u{unit}"
            parents[inner] = name
            for team in range(int(rng.choice([0, 0, 1, 2, 4]))):
                parents[f"{inner}t{team}"] = inner
    return parents


def people(
    parents: dict[str, str], rng: np.random.Generator, *, count: int = 1000, missing: float = 0.05
) -> dict[str, Person]:
    """Who answered what. Inner units hold leaders and now and then a few more; the smallest team has one."""
    units = ["top", *parents]
    has_below = set(parents.values())
    weights = np.array([0.03 if unit in has_below else rng.gamma(0.8, 1.0) + 0.02 for unit in units])
    drawn = rng.choice(len(units), size=count, p=weights / weights.sum())
    made: dict[str, Person] = {}
    for number, place in enumerate(drawn.tolist()):
        unit = units[place]
        is_women_only = unit.endswith(("u1", "t0"))
        person = {
            "unit": unit,
            "sex": "K" if is_women_only or rng.random() < 0.6 else "M",
            "age": str(rng.choice(BACKGROUNDS["age"], p=[0.3, 0.5, 0.2])),
            "role": "chef" if unit in has_below and rng.random() < 0.8 else "medarbetare",
        }
        level = rng.normal(3.6, 0.7)
        for item in ITEMS:
            if rng.random() > missing:
                person[item] = str(int(np.clip(np.rint(level + rng.normal(0, 0.8)), 1, 5)))
        if any(item in person for item in ITEMS):
            made[f"p{number}"] = person
    return made


def corrected(before: dict[str, Person], rng: np.random.Generator) -> dict[str, Person]:
    """A later delivery: one department answers otherwise, single people elsewhere do, some are gone, some are new."""
    after = {name: dict(person) for name, person in before.items()}
    for number, (name, person) in enumerate(before.items()):
        is_many = person["unit"].startswith("d1") or person["unit"] == "d2u0"
        if is_many and rng.random() < 0.7 or rng.random() < 0.01:
            for item in rng.choice(ITEMS, size=3, replace=False).tolist():
                after[name][item] = str(1 + (int(person.get(item, "3")) + 1) % 5)
        elif rng.random() < 0.004:
            del after[name]
        elif rng.random() < 0.004:
            after[f"new{number}"] = {**person, "q1": "1"}
    return after


def units_csv(parents: dict[str, str]) -> str:
    lines = [f"{unit},{unit},{above}\n" for unit, above in parents.items()]
    return "unit_id,name,parent_id\ntop,Toppen,\n" + "".join(lines)


def answers_csv(answered: dict[str, Person]) -> bytes:
    columns = ["unit", *BACKGROUNDS, *ITEMS]
    lines = [",".join(["unit_id", *columns[1:]])]
    lines += [",".join(person.get(column, "") for column in columns) for person in answered.values()]
    return ("\n".join(lines) + "\n").encode()


def eligible_csv(parents: dict[str, str], answered: dict[str, Person]) -> bytes:
    units = [person["unit"] for person in answered.values()]
    return ("unit_id,eligible\n" + "".join(f"{unit},{units.count(unit) + 1}\n" for unit in ("top", *parents))).encode()


def truth_of(parents: dict[str, str], *editions: dict[str, Person]) -> Truth:
    return Truth(parents, tuple(BACKGROUNDS), editions)


def plain_threshold(truth: Truth, measures: Mapping[str, Sequence[str]], *, least: int = 5) -> list[dict[str, str]]:
    """The broken control: every group and category of `least` people is shown, and nothing else is asked."""
    people = truth.editions[0].values()
    counts: dict[tuple[str, str, str], int] = defaultdict(int)
    for person in people:
        counts[person["unit"], "direct", ""] += 1
        for unit in truth.line(person["unit"]):
            counts[unit, "all", ""] += 1
            for background in truth.backgrounds:
                counts[unit, background, person[background]] += 1
    return [
        {
            "release": "w.1",
            "unit_id": unit,
            "breakdown": breakdown,
            "category": category,
            "measure": measure,
            "item": item,
            "value": "3",
            "low": "",
            "high": "",
            "n": str(count),
            "status": "shown",
            "reason": "",
        }
        for (unit, breakdown, category), count in counts.items()
        if count >= least
        for measure, items in measures.items()
        for item in items
    ]


def made_of() -> dict[Cell, MadeOf]:
    """What each analysis of `INSTRUMENT` is made of."""
    found: dict[Cell, MadeOf] = {}
    for index, weights in INDICES.items():
        items = tuple(weights)

        def whole(person: Person, items: tuple[str, ...] = items) -> bool:
            return all(item in person for item in items)

        def half(person: Person, items: tuple[str, ...] = items) -> bool:
            return sum(item in person for item in items) >= len(items) / 2

        found["alpha", index] = MadeOf(items, whole)
        for measure in AGREEMENT:
            found[measure, index] = MadeOf(items, half, in_groups=index)
    found["explained", "total"] = MadeOf(ITEMS, lambda person: all(item in person for item in ITEMS))
    return found
