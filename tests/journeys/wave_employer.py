"""An invented employer of 300 people for a wave from charter to receipt, and the figures its answers should come to."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

SIZES = {"k": 5, "a": 4, "a1": 62, "a2": 44, "a3": 31, "a4": 4, "b": 6, "b1": 58, "b2": 33, "b3": 22, "b4": 6}
"""How many work in each unit beside its leader; 286 in all with eleven leaders."""
PARENTS = {unit: unit[0] if len(unit) == 2 else "k" for unit in SIZES if unit != "k"}
HOURLY, NEW, ABSENT, WITHOUT_ADDRESS = 3, 4, 5, 14
ITEMS = tuple(f"q{number}" for number in range(1, 10))
CLASSES_FROM = 20
INDICES = {"motivation": ITEMS[:3], "leadership": ITEMS[3:6], "governance": ITEMS[6:]}
NINE = "\n".join(
    [
        'kind = "instrument"\nkey = "nio"\nversion = "1"\ntitle.sv = "Nio frågor"',
        *(
            f'[[item]]\nkey = "{key}"\ntype = "likert"\nfrom = 1\nto = 5\ntext.sv = "Fråga {number}"'
            for number, key in enumerate(ITEMS, start=1)
        ),
        *(
            f'[[index]]\nkey = "{key}"\ntitle.sv = "{key}"\nitems = {list(items)}'.replace("'", '"')
            for key, items in INDICES.items()
        ),
        f'[[index]]\nkey = "total"\ntitle.sv = "Total"\nof = {list(INDICES)}\nrole = "total"'.replace("'", '"'),
        '[[background]]\nkey = "sex"\ncategories = ["K", "M"]\n',
    ]
)


@dataclass(frozen=True)
class Person:
    """Somebody at the employer. `group`: the unit whose direct group the answer belongs to."""

    id: str
    unit: str
    group: str
    sex: str
    email: str
    is_hourly: bool = False
    is_new: bool = False
    is_absent: bool = False
    is_leader: bool = False

    @property
    def is_invited(self) -> bool:
        return not (self.is_hourly or self.is_new)


@dataclass
class Employer:
    """Everybody, and what each one sent."""

    people: list[Person]
    sent: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def invited(self) -> list[Person]:
        return [person for person in self.people if person.is_invited]

    def by_email(self) -> dict[str, Person]:
        return {person.email: person for person in self.people if person.email}

    def truth(self) -> Truth:
        return Truth([(person, self.sent[person.id]) for person in self.people if person.id in self.sent], self.invited)

    def write_files(self, folder: Path, today: dt.date) -> None:
        """Write units.csv, people.csv and nio.toml."""
        units = ["unit_id,name,parent_id,leader_id"]
        units += [f"{unit},Enhet {unit.upper()},{PARENTS.get(unit, '')},l-{unit}" for unit in SIZES]
        people = ["person_id,name,email,unit_id,title,employed_from,sex,employment_form,absence_from,absence_kind"]
        for one in self.people:
            since = today - dt.timedelta(days=40) if one.is_new else dt.date(2019, 1, 1)
            away = f"{today - dt.timedelta(days=200)},föräldraledig" if one.is_absent else ","
            form = "hour" if one.is_hourly else "month"
            people.append(f"{one.id},Person {one.id},{one.email},{one.unit},Titel,{since},{one.sex},{form},{away}")
        (folder / "units.csv").write_text("\n".join(units) + "\n", encoding="utf-8")
        (folder / "people.csv").write_text("\n".join(people) + "\n", encoding="utf-8")
        (folder / "nio.toml").write_text(NINE, encoding="utf-8")


def employer(chance: random.Random) -> Employer:
    """Return the employer, a few of its people hourly, new, absent, or without an address."""
    people = []
    plain = [(unit, number) for unit, size in SIZES.items() for number in range(size)]
    odd = iter(
        chance.sample([place for place in plain if SIZES[place[0]] > 20], HOURLY + NEW + ABSENT + WITHOUT_ADDRESS)
    )
    hourly, new = {next(odd) for _ in range(HOURLY)}, {next(odd) for _ in range(NEW)}
    absent, silent = {next(odd) for _ in range(ABSENT)}, {next(odd) for _ in range(WITHOUT_ADDRESS)}
    for unit in SIZES:
        above = PARENTS.get(unit, unit)
        people.append(Person(f"l-{unit}", unit, above, "K", f"l-{unit}@wave.example", is_leader=True))
    for place in plain:
        unit, number = place
        one = f"{unit}-{number}"
        people.append(
            Person(
                one,
                unit,
                unit,
                chance.choice("KKM"),
                "" if place in silent else f"{one}@wave.example",
                is_hourly=place in hourly,
                is_new=place in new,
                is_absent=place in absent,
            )
        )
    return Employer(people)


class Truth:
    """What everything that was sent comes to, worked out from the answers one by one."""

    def __init__(self, sent: Iterable[tuple[Person, Mapping[str, str]]], invited: Iterable[Person]) -> None:
        self._groups: dict[tuple[str, str, str], list[Mapping[str, str]]] = defaultdict(list)
        self._eligible: dict[tuple[str, str], int] = defaultdict(int)
        answered = set()
        for person, answers in sent:
            answered.add(person.id)
            self._groups["direct", "", person.group].append(answers)
            for unit in _upwards(person.group):
                self._groups["all", "", unit].append(answers)
                self._groups["sex", person.sex, unit].append(answers)
        for person in invited:
            if not person.is_absent or person.id in answered:
                self._eligible["direct", person.group] += 1
                for unit in _upwards(person.group):
                    self._eligible["all", unit] += 1

    def n(self, row: Mapping[str, str]) -> int:
        """Return how many answered in the group of a row."""
        return len(self._of(row))

    def fits(self, row: Mapping[str, str]) -> bool:
        """Return whether a published row is what was sent, as far as its rung rounds and clips."""
        value, measure, item = float(row["value"]), row["measure"], row["item"]
        has_classes = self.n(row) >= CLASSES_FROM
        if measure == "respondents":
            return value == self.n(row)
        if measure == "response_rate":
            return abs(value - 100 * self.n(row) / self._eligible[row["breakdown"], row["unit_id"]]) <= 0.5
        if measure == "mean":
            return _is_rounded(value, _mean(self._given(row, item)), 0.05, 1.3, 4.7, has_classes)
        if measure == "index":
            return _is_rounded(value, self._index(row, item), 0.5, 8, 92, has_classes)
        given = self._given(row, item.partition("=")[0])
        if measure == "favourable":
            return _is_rounded(value, _share(given, (4, 5)), 5, 10, 90, has_classes)
        if measure == "band":
            bands = {"low": (1, 2), "middle": (3,), "high": (4, 5)}
            return _is_rounded(value, _share(given, bands[item.partition("=")[2]]), 5, 10, 90, has_classes)
        assert measure == "share", measure
        return abs(value - _share(given, (int(float(item.partition("=")[2])),))) <= 0.5

    def _index(self, row: Mapping[str, str], key: str) -> float:
        parts = [key] if key in INDICES else list(INDICES)
        means = [_mean([_mean(self._given(row, item)) for item in INDICES[part]]) for part in parts]
        return (_mean(means) - 1) * 25

    def _of(self, row: Mapping[str, str]) -> list[Mapping[str, str]]:
        return self._groups[row["breakdown"], row["category"], row["unit_id"]]

    def _given(self, row: Mapping[str, str], item: str) -> list[float]:
        return [float(answers[item]) for answers in self._of(row) if item in answers]


def _upwards(unit: str) -> list[str]:
    return [unit, *(_upwards(PARENTS[unit]) if unit in PARENTS else [])]


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _share(given: list[float], values: tuple[int, ...]) -> float:
    return 100 * sum(value in values for value in given) / len(given)


def _is_rounded(value: float, true: float, half_a_step: float, low: float, high: float, has_classes: bool) -> bool:
    """Whether a value is rounded to its step and clipped; where all classes may be shown nothing need be clipped."""
    allowed = {min(max(true, low), high), *([true] if has_classes else [])}
    return any(abs(value - each) <= half_a_step + 1e-6 for each in allowed)
