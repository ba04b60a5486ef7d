"""The cells every group has, in order, made from an instrument.

First the counts, the indices and the items; last the analyses, which only whole units and direct groups have:

| measure | item | is |
|---|---|---|
| `alpha` | index | Cronbach's alpha of its items, with interval |
| `icc1`, `icc2`, `rwg` | index | agreement within the direct groups of a whole unit |
| `bias_low`, `bias_high` | index | where the index of all who could answer lies, whatever the silent think |
| `driver_weight` | policy area, or item | its share, in per cent, of what goes together with the outcome |
| `explained` | outcome | per cent of the outcome's spread that all of them account for |
| `unsure` | item | per cent of the group's respondents who answered "vet ej" |
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from measures.drivers import MOST_PREDICTORS
from measures.scales import CLASS_NAMES
from surveys.findings.questions import Questions
from surveys.instrument import IndexRole, Instrument, ItemType
from workplace.releases.cells import Layout


@dataclass(frozen=True)
class ItemPlaces:
    """Where the figures of an item stand in the layout; −1 for a figure it does not have.

    `bands` low, middle, high; `shares` (place, place among all counted values).
    """

    mean: int = -1
    favourable: int = -1
    bands: tuple[int, ...] = ()
    shares: tuple[tuple[int, int], ...] = ()
    enps: int = -1
    unsure: int = -1


@dataclass(frozen=True)
class IndexAnalyses:
    """Where the analyses of an index stand; −1 for one it does not have. `items`: those it rests on, by position."""

    items: tuple[int, ...]
    alpha: int = -1
    icc1: int = -1
    icc2: int = -1
    rwg: int = -1
    bias_low: int = -1
    bias_high: int = -1


@dataclass(frozen=True)
class Drivers:
    """What is related to what.

    `outcome`: key of the recommend item (`outcome_item` its position) or else of the total index (`outcome_index`).
    `predictors`: the items of each, by position; `places` of their weights; `explained` place of the R².
    """

    outcome: str
    outcome_item: int
    outcome_index: int
    predictors: tuple[tuple[int, ...], ...]
    places: tuple[int, ...]
    explained: int

    def items(self, rests_on: tuple[IndexAnalyses, ...]) -> tuple[int, ...]:
        """Every item it takes an answer to, by position."""
        outcome = (self.outcome_item,) if self.outcome_item >= 0 else rests_on[self.outcome_index].items
        return tuple(sorted({*outcome, *(item for items in self.predictors for item in items)}))


@dataclass(frozen=True, eq=False)
class Plan:
    """A layout, and where each figure stands in it. Respondents and response rate come first."""

    layout: Layout
    indices: tuple[int, ...]
    items: tuple[ItemPlaces, ...]
    analyses: tuple[IndexAnalyses, ...] = ()
    drivers: Drivers | None = None

    def rests_on(self) -> dict[int, tuple[int, ...]]:
        """Return the items whose answers each analysis is made of, by place; without shares of "vet ej" and bounds."""
        found = {
            place: places.items
            for places in self.analyses
            for place in (places.alpha, places.icc1, places.icc2, places.rwg)
            if place >= 0
        }
        if self.drivers is not None:
            items = self.drivers.items(self.analyses)
            found |= dict.fromkeys((*self.drivers.places, self.drivers.explained), items)
        return found


def plan_of(questions: Questions) -> Plan:
    """Return the cells of a group: two counts, the indices, item by item, and the analyses."""
    adding = _Adding(questions)
    indices = tuple(adding.add("index", index.key) for index in questions.instrument.indices)
    items = tuple(adding.item(position) for position in range(len(questions.items)))
    analyses = tuple(adding.analyses(place) for place in range(len(indices)))
    drivers = adding.drivers()
    items = tuple(adding.with_unsure(position, places) for position, places in enumerate(items))
    return Plan(Layout(tuple(adding.cells)), indices, items, analyses, drivers)


def without_analyses(plan: Plan) -> Plan:
    """Return the plan of those cells alone that are made of counts."""
    items = tuple(replace(places, unsure=-1) for places in plan.items)
    return Plan(Layout(plan.layout.cells[: plan.layout.counted]), plan.indices, items)


def predictors_of(questions: Questions) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Return what may be related to the outcome: the policy areas with the items of each, else the items themselves.

    Empty where there is nothing to choose between, or more than can be told apart.
    """
    instrument = questions.instrument
    areas = [
        (code, tuple(questions.position[item.key] for item in instrument.items_of_area(code) if item.has_scale))
        for code in instrument.area_codes()
    ]
    found = [(code, items) for code, items in areas if items]
    if len(found) < 2:
        found = [(item.key, (place,)) for place, item in enumerate(questions.items) if item.has_scale]
    return tuple(found) if 2 <= len(found) <= MOST_PREDICTORS else ()


class _Adding:
    def __init__(self, questions: Questions) -> None:
        self.questions = questions
        self.cells: list[tuple[str, str]] = [("respondents", ""), ("response_rate", "")]

    def add(self, measure: str, item: str) -> int:
        self.cells.append((measure, item))
        return len(self.cells) - 1

    def item(self, position: int) -> ItemPlaces:
        questions = self.questions
        item = questions.items[position]
        columns = [questions.step_columns[place] for place in questions.columns_of.get(position, ())]
        if item.type is ItemType.NUMBER:
            return ItemPlaces(mean=self.add("mean", item.key))
        if item.type is ItemType.ENPS:
            return ItemPlaces(enps=self.add("enps", item.key))
        if item.type is ItemType.MANY:
            return ItemPlaces(
                shares=tuple(
                    (self.add("share", f"{item.key}={column.codes[1]}"), column.first + 1) for column in columns
                )
            )
        mean, favourable = -1, -1
        bands: tuple[int, ...] = ()
        if item.type is ItemType.LIKERT:
            mean, favourable = self.add("mean", item.key), self.add("favourable", item.key)
            bands = tuple(self.add("band", f"{item.key}={name}") for name in CLASS_NAMES)
        shares = tuple(
            (self.add("share", f"{item.key}={code}"), columns[0].first + place)
            for place, code in enumerate(columns[0].codes)
        )
        return ItemPlaces(mean, favourable, bands, shares)

    def analyses(self, place: int) -> IndexAnalyses:
        questions = self.questions
        index = questions.instrument.indices[place]
        items = tuple(questions.position[key] for key in questions.instrument.leaf_items(index.key))
        asked = [questions.items[item] for item in items]
        has_scale = len(asked) > 1 and all(item.has_scale for item in asked)
        is_alike = has_scale and all(
            item.type is ItemType.LIKERT and (item.low, item.high) == (asked[0].low, asked[0].high) for item in asked
        )
        return IndexAnalyses(
            items=items,
            alpha=self.add("alpha", index.key) if has_scale else -1,
            icc1=self.add("icc1", index.key) if has_scale else -1,
            icc2=self.add("icc2", index.key) if has_scale else -1,
            rwg=self.add("rwg", index.key) if is_alike else -1,
            bias_low=self.add("bias_low", index.key),
            bias_high=self.add("bias_high", index.key),
        )

    def drivers(self) -> Drivers | None:
        questions = self.questions
        predictors = predictors_of(questions)
        outcome = _outcome(questions.instrument)
        if not predictors or not outcome:
            return None
        is_item = outcome in questions.position
        indices = [index.key for index in questions.instrument.indices]
        return Drivers(
            outcome=outcome,
            outcome_item=questions.position[outcome] if is_item else -1,
            outcome_index=-1 if is_item else indices.index(outcome),
            predictors=tuple(items for _, items in predictors),
            places=tuple(self.add("driver_weight", key) for key, _ in predictors),
            explained=self.add("explained", outcome),
        )

    def with_unsure(self, position: int, places: ItemPlaces) -> ItemPlaces:
        item = self.questions.items[position]
        if not item.allows_unsure:
            return places
        return replace(places, unsure=self.add("unsure", item.key))


def _outcome(instrument: Instrument) -> str:
    """Return what the predictors are held against: the recommend item, else the total index; "" for neither."""
    recommend = next((item.key for item in instrument.items if item.type is ItemType.ENPS), "")
    total = instrument.index_with_role(IndexRole.TOTAL)
    return recommend or (total.key if total is not None else "")
