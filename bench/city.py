"""An invented city: 2,850 units, 2,500 leaders, 45,000 people, their answers. Same seed, same city."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PEOPLE = 45_000
LEADERS = 2_500
ADMINISTRATIONS = 15
AREAS = 6
BACKGROUNDS: dict[str, tuple[str, ...]] = {
    "sex": ("K", "M"),
    "age_group": ("-29", "30-39", "40-49", "50-59", "60-"),
    "role": ("medarbetare", "chef"),
}
_SHARES = ((0.68, 0.32), (0.15, 0.22, 0.26, 0.25, 0.12), (0.94, 0.06))


@dataclass(frozen=True, eq=False)
class City:
    """`parent` position of the unit above (−1 the city), `unit` of each person, `category` of each
    background, `answers` people × items 1–5, 0 for no answer.
    """

    unit_ids: tuple[str, ...]
    parent: NDArray[np.int64]
    leader: tuple[str, ...]
    unit: NDArray[np.int64]
    category: NDArray[np.int64]
    answers: NDArray[np.int8]

    def units_csv(self) -> str:
        """The city as a file of units, led by people with ids p0, p1, …"""
        lines = ["unit_id,name,parent_id,kind,administration,leader_id"]
        for place, (unit_id, above) in enumerate(zip(self.unit_ids, self.parent.tolist(), strict=True)):
            administration = f"Förvaltning {unit_id[1:3]}" if unit_id.startswith("f") and above == 0 else ""
            parent = "" if above < 0 else self.unit_ids[above]
            lines.append(f"{unit_id},Enhet {unit_id},{parent},,{administration},{self.leader[place]}")
        return "\n".join(lines) + "\n"

    def people_csv(self) -> str:
        """Everybody as a file of people."""
        names = list(BACKGROUNDS)
        sex, role = (BACKGROUNDS[name] for name in ("sex", "role"))
        lines = ["person_id,name,email,unit_id,title,employed_from,sex,birth_year,role"]
        for place, own_unit in enumerate(self.unit.tolist()):
            codes = self.category[place]
            lines.append(
                f"p{place},Person {place},p{place}@stad.example,{self.unit_ids[own_unit]},Titel,2015-01-01,"
                f"{sex[codes[names.index('sex')]]},{1960 + place % 40},{role[codes[names.index('role')]]}"
            )
        return "\n".join(lines) + "\n"

    def answers_csv(self) -> str:
        """All answers with three backgrounds."""
        items = self.answers.shape[1]
        lines = [",".join(["unit_id", *BACKGROUNDS, *(f"q{item + 1}" for item in range(items))])]
        names = [self.unit_ids[unit] for unit in self.unit.tolist()]
        codes = [BACKGROUNDS[name] for name in BACKGROUNDS]
        words = np.array(["", "1", "2", "3", "4", "5"])[self.answers].tolist()
        for name, background, row in zip(names, self.category.tolist(), words, strict=True):
            own = [codes[place][code] for place, code in enumerate(background)]
            lines.append(",".join([name, *own, *row]))
        return "\n".join(lines) + "\n"


def instrument_toml(items: int) -> str:
    """An instrument of as many Likert items in six areas, indices of three items each, and three backgrounds."""
    parts = ['kind = "instrument"\nkey = "city"\nversion = "1"\ntitle.sv = "Stadens enkät"\n']
    for item in range(1, items + 1):
        parts.append(f'[[item]]\nkey = "q{item}"\ntype = "likert"\nfrom = 1\nto = 5\ntext.sv = "Fråga {item}"\n')
        parts.append(f'policy_area = "omrade{item % AREAS}"\n')
    thirds = [range(first, min(first + 3, items + 1)) for first in range(1, min(items, 9) + 1, 3)]
    for number, part in enumerate(thirds, start=1):
        names = ", ".join(f'"q{item}"' for item in part)
        parts.append(f'[[index]]\nkey = "d{number}"\ntitle.sv = "Delindex {number}"\nitems = [{names}]\n')
    whole = ", ".join(f'"d{number}"' for number in range(1, len(thirds) + 1))
    parts.append(f'[[index]]\nkey = "total"\ntitle.sv = "Total"\nof = [{whole}]\nrole = "total"\n')
    for name, codes in BACKGROUNDS.items():
        listed = ", ".join(f'"{code}"' for code in codes)
        parts.append(f'[[background]]\nkey = "{name}"\ncategories = [{listed}]\n')
    return "".join(parts)


def build_city(*, people: int = PEOPLE, items: int = 60, missing: float = 0.01, seed: int = 1) -> City:
    """Return a city; with fewer people than a whole one, the tree shrinks alike."""
    rng = np.random.default_rng(seed)
    share = people / PEOPLE
    administrations = max(1, round(ADMINISTRATIONS * share))
    unit_ids, parent = ["stad"], [-1]
    for administration in range(administrations):
        top = len(unit_ids)
        unit_ids.append(f"f{administration:02}")
        parent.append(0)
        for department in range(9):
            middle = len(unit_ids)
            unit_ids.append(f"f{administration:02}a{department}")
            parent.append(top)
            for lowest_unit in range(20):
                unit_ids.append(f"f{administration:02}a{department}e{lowest_unit:02}")
                parent.append(middle)
    above = np.array(parent, dtype=np.int64)
    lowest = np.setdiff1d(np.arange(len(unit_ids)), above)
    weights = rng.gamma(2.2, 1.0, lowest.size)
    unit = rng.choice(lowest, size=people, p=weights / weights.sum())
    led = min(len(unit_ids), max(1, round(LEADERS * share)))
    leaders = rng.permutation(people)[:led]
    first = above[: len(unit_ids)].copy()
    order = np.concatenate([np.setdiff1d(np.arange(len(unit_ids)), lowest), lowest])[:led]
    leader = [""] * len(unit_ids)
    for place, person in zip(order.tolist(), leaders.tolist(), strict=True):
        leader[place] = f"p{person}"
        unit[person] = max(0, int(first[place]))  # a leader's answer stands in the superior's unit
    category = np.stack([rng.choice(len(shares), size=people, p=shares) for shares in _SHARES], axis=1).astype(np.int64)
    climate = rng.normal(0, 0.35, len(unit_ids))
    person = rng.normal(0, 0.6, people)
    answers = np.empty((people, items), dtype=np.int8)
    for item in range(items):
        drawn = 3.7 + climate[unit] + person + rng.normal(0, 0.8, people)
        answers[:, item] = np.clip(np.rint(drawn), 1, 5)
        answers[rng.random(people) < missing, item] = 0
    return City(tuple(unit_ids), above, tuple(leader), unit.astype(np.int64), category, answers)
