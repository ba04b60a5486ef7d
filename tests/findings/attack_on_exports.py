"""An attacker with exact arithmetic, every exported file of a wave, the tree, and a seat at the coffee table.

The attacker knows who answered, in which unit, with which background, which questions each answered and whose
answers were corrected: everything except what they answered. Nothing of the product is used here. All is counted
modulo a large prime, where a group follows from published sums exactly when a random vector orthogonal to those
sums adds up to nought over the group.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

PRIME = 2**31 - 1
PROBES = 2
FLOORS = {
    "respondents": 5,
    "response_rate": 5,
    "index": 5,
    "mean": 7,
    "favourable": 10,
    "band": 10,
    "share": 20,
    "enps": 20,
    "unsure": 10,
    "bias_low": 50,
    "bias_high": 50,
    "alpha": 50,
    "icc1": 50,
    "icc2": 50,
    "rwg": 50,
    "driver_weight": 100,
    "explained": 100,
}
ANALYSES = frozenset({"alpha", "icc1", "icc2", "rwg", "driver_weight", "explained", "bias_low", "bias_high"})
"""Made of squares and products: see `attack_on_analyses`. Bounds for the silent are made of published figures."""
CATEGORY_FLOOR = 7
TREE = ("all", "direct")
Row = Mapping[str, str]
Person = Mapping[str, str]
"""`unit`, backgrounds, and item keys with the answer; an item that is not there was not answered."""


@dataclass(frozen=True)
class Truth:
    """What the attacker knows: `parents`, `backgrounds`, and each released edition's people by a name of theirs."""

    parents: Mapping[str, str]
    backgrounds: tuple[str, ...]
    editions: tuple[Mapping[str, Person], ...]

    def line(self, unit: str) -> Iterator[str]:
        """The unit and all above it."""
        above: str | None = unit
        while above:
            yield above
            above = self.parents.get(above)

    def unit_ids(self) -> set[str]:
        """Every unit anybody belongs to, and all above."""
        units = {person["unit"] for people in self.editions for person in people.values()}
        return {above for unit in units for above in self.line(unit)}


@dataclass(frozen=True)
class Found:
    """A group under its floor that was derived: how many people, and what it is."""

    measure: str
    item: str
    people: int
    what: str


@dataclass(frozen=True, eq=False)
class _System:
    """Published sums over sets of alike people: `sizes` per set, `groups` the published groups as 0/1 rows."""

    sizes: np.ndarray
    rows: np.ndarray
    is_tree: np.ndarray
    members: dict[tuple[str, ...], np.ndarray]


def recovered(rows: Iterable[Row], truth: Truth) -> list[Found]:
    """Every small group whose figure follows exactly, for every measure and item of the files."""
    published = _published(rows)
    found: list[Found] = []
    done: dict[bytes, list[tuple[int, str]]] = {}
    for (measure, item), cells in published.items():
        if measure == "index" or measure in ANALYSES:
            continue
        floor = FLOORS[measure]
        # Of those who answered the question; "vet ej" is a share of all respondents.
        system = _system(cells, truth, "" if measure == "unsure" else item.split("=")[0])
        key = b"|".join((str(floor).encode(), system.rows.tobytes(), system.sizes.tobytes()))
        if key not in done:
            done[key] = _small_groups(system, floor)
        found += [Found(measure, item, people, what) for people, what in done[key]]
    return found


def recovered_through_indices(
    rows: Iterable[Row], truth: Truth, indices: Mapping[str, Mapping[str, float]]
) -> list[Found]:
    """Items of small groups that follow from indices and item means together. `indices`: item weights of each.

    An index of a group is the weighted mean of its item means, each over those who answered the item.
    """
    published = _published(rows)
    items = sorted({item for weights in indices.values() for item in weights})
    units = sorted(truth.unit_ids())
    atoms = {item: _alike(truth, item, ()) for item in items}
    start, width = {}, 0
    for item in items:
        start[item] = width
        width += len(atoms[item])
    sizes = np.concatenate([np.array(list(atoms[item].values())) for item in items])
    equations = []

    def part(item: str, edition: int, unit: str, breakdown: str) -> np.ndarray:
        inside = np.zeros(width, dtype=np.int64)
        for place, atom in enumerate(atoms[item]):
            inside[start[item] + place] = _is_inside(truth, atom, edition, unit, breakdown, "")
        return inside

    for index, weights in indices.items():
        for (unit, breakdown, _category), edition in _tree_only(published.get(("index", index), {})):
            total = np.zeros(width, dtype=np.int64)
            for item, weight in weights.items():
                one = part(item, edition, unit, breakdown)
                answers = int((one * sizes).sum())
                # Weights of thirds and ninths become whole numbers; dividing is exact modulo a prime.
                total = (total + one * (round(weight * 5040) * pow(answers, -1, PRIME) % PRIME)) % PRIME
            equations.append(total)
    for item in items:
        for (unit, breakdown, _category), edition in _tree_only(published.get(("mean", item), {})):
            equations.append(part(item, edition, unit, breakdown))
    orthogonal = orthogonal_to(np.array(equations, dtype=np.int64).reshape(-1, width))
    found = []
    for item in items:
        own = slice(start[item], start[item] + len(atoms[item]))
        known = orthogonal[own]
        members = {("direct", unit): np.array([atom[0] == unit for atom in atoms[item]]) for unit in units}
        members |= {("whole", unit): np.array([unit in truth.line(atom[0]) for atom in atoms[item]]) for unit in units}
        floor = FLOORS["index"]
        found += [
            Found("index", item, people, what) for people, what in named_groups(members, sizes[own], known, floor)
        ]
        found += [Found("index", item, people, f"sets {one}") for people, one in small_unions(sizes[own], known, floor)]
    return found


def inconsistent(rows: Iterable[Row], truth: Truth) -> list[str]:
    """What no honest export says: another n for the very same people, cells of a withheld group that are shown, more
    digits in an interval than in its value, values or intervals outside their clipping, and n under a floor."""
    rows = list(rows)
    wrong: list[str] = []
    classes: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for row in rows:
        if row["measure"] == "share" and _is_shown(row):
            classes[_group(row)].add(row["item"].split("=")[0])
    withheld = {_group(row) for row in rows if row["measure"] == "respondents" and not _is_shown(row)}
    same: dict[tuple[object, ...], set[str]] = defaultdict(set)
    people = truth.editions[0]
    for row in rows:
        where = f"{row['release']} {row['unit_id']} {row['breakdown']} {row['category']} {row['measure']} {row['item']}"
        if not _is_shown(row):
            continue
        if _group(row) in withheld:
            wrong.append(f"{where}: shown in a withheld group")
        floor = FLOORS[row["measure"]]
        floor = floor if row["breakdown"] in TREE else max(floor, CATEGORY_FLOOR)
        if int(row["n"]) < floor:
            wrong.append(f"{where}: n {row['n']}")
        if row["breakdown"] in TREE and row["release"].endswith(".1") and not _is_of_register(row):
            names = frozenset(
                name
                for name, person in people.items()
                if row["unit_id"] in (truth.line(person["unit"]) if row["breakdown"] == "all" else (person["unit"],))
            )
            same[row["measure"], row["item"], names].add(",".join(row[name] for name in ("value", "low", "high", "n")))
        shows = classes[_group(row)]
        is_top = bool(shows) if row["measure"] == "index" else row["item"].split("=")[0] in shows
        wrong += [f"{where}: {problem}" for problem in _badly_rounded(row, is_top)]
    wrong += [f"{key[0]} {key[1]}: {values} for the same people" for key, values in same.items() if len(values) > 1]
    return wrong


def _is_of_register(row: Row) -> bool:
    """The same respondents may stand in two units of which more could have answered in one."""
    return row["measure"] in ("response_rate", "bias_low", "bias_high")


# ---- what is published ---------------------------------------------------------------------------------------
def _is_shown(row: Row) -> bool:
    return row["status"] == "shown"


def _group(row: Row) -> tuple[str, str, str, str]:
    return row["release"], row["unit_id"], row["breakdown"], row["category"]


def _published(rows: Iterable[Row]) -> dict[tuple[str, str], dict[tuple[str, str, str], set[int]]]:
    """(measure, item) → (unit, breakdown, category) → editions of which the cell is known.

    A cell that says the same in a later release was kept as it stood.
    """
    by_release: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_release[int(row["release"].rsplit(".", 1)[1]) - 1].append(row)
    said: dict[tuple[str, ...], tuple[str, ...]] = {}
    published: dict[tuple[str, str], dict[tuple[str, str, str], set[int]]] = defaultdict(lambda: defaultdict(set))
    for release in sorted(by_release):
        for row in by_release[release]:
            cell = (row["measure"], row["item"], row["unit_id"], row["breakdown"], row["category"])
            now = tuple(row[name] for name in ("value", "low", "high", "n", "status"))
            if _is_shown(row) and said.get(cell) != now:
                published[row["measure"], row["item"]][row["unit_id"], row["breakdown"], row["category"]].add(release)
            said[cell] = now
    return published


def _tree_only(cells: Mapping[tuple[str, str, str], set[int]]) -> list[tuple[tuple[str, str, str], int]]:
    return [(place, edition) for place, editions in cells.items() if place[1] in TREE for edition in sorted(editions)]


# ---- what the attacker makes of it ---------------------------------------------------------------------------
def _alike(truth: Truth, item: str, backgrounds: tuple[str, ...]) -> dict[tuple[object, ...], int]:
    """People alike in unit, backgrounds and the editions in which they gave this answer, and how many they are.

    Without an item, one whose answers differ in anything is another.
    """
    editions: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for number, people in enumerate(truth.editions):
        for name, person in people.items():
            if not item or item in person:
                said = person[item] if item else tuple(sorted(person.items()))
                editions[name, person["unit"], *(person[key] for key in backgrounds), said].append(number)
    counts: dict[tuple[object, ...], int] = defaultdict(int)
    for (_name, unit, *rest), numbers in editions.items():
        counts[unit, *rest[:-1], tuple(numbers)] += 1
    return counts


def _is_inside(truth: Truth, atom: tuple[object, ...], edition: int, unit: str, breakdown: str, category: str) -> bool:
    numbers = atom[-1]
    assert isinstance(numbers, tuple)
    if edition not in numbers:
        return False
    own = str(atom[0])
    if breakdown == "direct":
        return own == unit
    if unit not in truth.line(own):
        return False
    return breakdown == "all" or atom[1 + truth.backgrounds.index(breakdown)] == category


def _system(cells: Mapping[tuple[str, str, str], set[int]], truth: Truth, item: str) -> _System:
    atoms = _alike(truth, item, truth.backgrounds)
    listed = list(atoms)
    rows, is_tree = [], []
    for (unit, breakdown, category), editions in cells.items():
        for edition in sorted(editions):
            rows.append([_is_inside(truth, atom, edition, unit, breakdown, category) for atom in listed])
            is_tree.append(breakdown in TREE)
    members: dict[tuple[str, ...], np.ndarray] = {}
    for edition in range(len(truth.editions)):
        inside = np.array([edition in atom[-1] for atom in listed])  # type: ignore[operator]
        for unit in truth.unit_ids():
            direct = inside & np.array([atom[0] == unit for atom in listed])
            whole = inside & np.array([unit in truth.line(str(atom[0])) for atom in listed])
            cuts: list[tuple[str, np.ndarray]] = [("", np.ones(len(listed), dtype=bool))]
            for place, background in enumerate(truth.backgrounds, start=1):
                values = np.array([str(atom[place]) for atom in listed])
                cuts += [(f"{background}={value}", values == value) for value in np.unique(values)]
            for name, cut in cuts:
                members["direct", unit, str(edition), name] = direct & cut
                members["whole", unit, str(edition), name] = whole & cut
                if unit in truth.parents:
                    above = inside & np.array([truth.parents[unit] in truth.line(str(atom[0])) for atom in listed])
                    members["beside", unit, str(edition), name] = above & ~whole & cut
    for later in range(1, len(truth.editions)):
        for earlier in range(later):
            held = [(later in atom[-1], earlier in atom[-1]) for atom in listed]  # type: ignore[operator]
            change = np.array([int(after) - int(before) for after, before in held])
            for unit in truth.unit_ids():
                whole = np.array([unit in truth.line(str(atom[0])) for atom in listed])
                direct = np.array([atom[0] == unit for atom in listed])
                members["changed", "direct", unit, f"{earlier}-{later}"] = change * direct
                members["changed", "whole", unit, f"{earlier}-{later}"] = change * whole
    table = np.array(rows, dtype=np.int64).reshape(len(rows), len(listed))
    return _System(np.array(list(atoms.values())), table, np.array(is_tree, dtype=bool), members)


def _small_groups(system: _System, floor: int) -> list[tuple[int, str]]:
    """Derived groups under the floor; one that the tree alone does not give away is held to that of categories."""
    stricter = max(floor, CATEGORY_FLOOR)
    everything = orthogonal_to(system.rows)
    alone = orthogonal_to(system.rows[system.is_tree])
    named = named_groups(system.members, system.sizes, everything, stricter)
    from_tree = {what for _, what in named_groups(system.members, system.sizes, alone, stricter)}
    found = [
        (people, what)
        for people, what in named
        if people < (floor if what in from_tree or _is_uncut(what) else stricter)
    ]
    label = _classes(system.rows)
    sizes, open_, shut = (_joined(values, label) for values in (system.sizes[:, None], everything, alone))
    for people, union in small_unions(sizes[:, 0], open_, stricter):
        is_from_tree = not (shut[list(union)].sum(axis=0) % PRIME).any()
        if people < (floor if is_from_tree else stricter):
            found.append((people, f"sets {union} of {len(sizes)}"))
    return found


def _is_uncut(what: str) -> bool:
    return what.split()[0] in ("direct", "whole", "beside", "changed") and "=" not in what


def named_groups(
    members: Mapping[tuple[str, ...], np.ndarray], sizes: np.ndarray, orthogonal: np.ndarray, floor: int
) -> list[tuple[int, str]]:
    """The groups of a list that follow; a change is what joined less what left, and counts both."""
    found = []
    for name, inside in members.items():
        signs = inside.astype(np.int64)
        people = int((sizes * np.abs(signs)).sum())
        if 0 < people < floor and not ((orthogonal * signs[:, None]).sum(axis=0) % PRIME).any():
            found.append((people, " ".join(name).strip()))
    return found


def _classes(rows: np.ndarray) -> np.ndarray:
    """For each unknown the number of its class: what no published sum tells apart."""
    if not len(rows):
        return np.zeros(rows.shape[1], dtype=np.int64)
    return np.asarray(np.unique(rows, axis=1, return_inverse=True)[1]).reshape(-1)


def _joined(values: np.ndarray, label: np.ndarray) -> np.ndarray:
    joined = np.zeros((int(label.max()) + 1, values.shape[1]), dtype=np.int64)
    np.add.at(joined, label, values)
    return joined % PRIME


def small_unions(sizes: np.ndarray, orthogonal: np.ndarray, floor: int) -> list[tuple[int, tuple[int, ...]]]:
    """Unions of one to four small sets whose unknowns cancel."""
    small = np.flatnonzero((sizes > 0) & (sizes < floor))
    is_open = (orthogonal[small] != 0).any(axis=1)
    found = [(int(sizes[one]), (int(one),)) for one in small[~is_open]]
    open_ = small[is_open]
    one, two = np.triu_indices(open_.size, 1)
    fits = sizes[open_[one]] + sizes[open_[two]] < floor
    pairs = np.column_stack([open_[one[fits]], open_[two[fits]]])
    listed = [*((int(a),) for a in open_), *((int(a), int(b)) for a, b in pairs)]
    sums = np.concatenate([orthogonal[open_], orthogonal[pairs].sum(axis=1) % PRIME])
    whole, opposite = (values[:, 0] * PRIME + values[:, 1] for values in (sums, (-sums) % PRIME))
    order = np.argsort(whole, kind="stable")
    at = np.searchsorted(whole[order], opposite)
    inside = at < whole.size
    matches = np.flatnonzero(inside & (whole[order[np.minimum(at, whole.size - 1)]] == opposite)) if whole.size else []
    for left in np.asarray(matches, dtype=np.int64).tolist():
        union = tuple(sorted({*listed[left], *listed[int(order[at[left]])]}))
        people = int(sizes[list(union)].sum())
        if people < floor and not (orthogonal[list(union)].sum(axis=0) % PRIME).any():
            found.append((people, union))
    return list(dict.fromkeys(found))


def orthogonal_to(rows: np.ndarray) -> np.ndarray:
    """Random vectors modulo the prime that every published sum sends to nought, unknowns × probes."""
    width = rows.shape[1]
    matrix = np.unique(rows, axis=0).astype(np.int64) % PRIME if len(rows) else np.zeros((0, width), dtype=np.int64)
    pivots: list[int] = []
    at = 0
    for column in range(width):
        nonzero = np.flatnonzero(matrix[at:, column])
        if not nonzero.size:
            continue
        swap = at + int(nonzero[0])
        matrix[[at, swap]] = matrix[[swap, at]]
        matrix[at] = matrix[at] * pow(int(matrix[at, column]), -1, PRIME) % PRIME
        others = np.flatnonzero(matrix[:, column])
        others = others[others != at]
        matrix[others] = (matrix[others] - matrix[others, column][:, None] * matrix[at]) % PRIME
        pivots.append(column)
        at += 1
        if at == len(matrix):
            break
    rng = np.random.default_rng(20261124)
    vectors = rng.integers(1, PRIME, size=(width, PROBES))
    vectors[pivots] = 0
    for row, pivot in enumerate(pivots):
        terms = matrix[row][:, None] * vectors % PRIME
        vectors[pivot] = (-terms.sum(axis=0)) % PRIME
    return vectors


def _badly_rounded(row: Row, is_top: bool) -> Iterator[str]:
    measure = row["measure"]
    if measure in ("respondents", "response_rate", "enps"):
        return
    if measure in ("alpha", "icc1", "icc2", "rwg"):
        if not all(re.fullmatch(r"-?[01]\.\d\d", row[name]) for name in ("value", "low", "high") if row[name]):
            yield "a coefficient that is not two decimals"
        return
    if measure in ANALYSES:
        if not re.fullmatch(r"\d{1,3}", row["value"]):
            yield "a share or bound that is not whole"
        return
    numbers = [float(row[name]) for name in ("value", "low", "high") if row[name]]
    step = {"index": 1.0, "mean": 0.1, "share": 1.0}.get(measure, 1.0 if is_top else 10.0)
    if any(abs(number / step - round(number / step)) > 1e-6 for number in numbers):
        yield f"more digits than steps of {step}"
    if is_top or measure == "share":
        return
    low, high = {"index": (8, 92), "mean": (1.3, 4.7)}.get(measure, (10, 90))
    if not all(low - 1e-9 <= number <= high + 1e-9 for number in numbers):
        yield f"outside {low}–{high}"
