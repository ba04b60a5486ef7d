"""The cells every group has, in order, made from an instrument."""

from __future__ import annotations

from dataclasses import dataclass

from measures.scales import CLASS_NAMES
from surveys.findings.questions import Questions
from surveys.instrument import ItemType
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


@dataclass(frozen=True, eq=False)
class Plan:
    """A layout, and where each figure stands in it. Respondents and response rate come first."""

    layout: Layout
    indices: tuple[int, ...]
    items: tuple[ItemPlaces, ...]


def plan_of(questions: Questions) -> Plan:
    """Return the cells of a group: two counts, the indices, then item by item."""
    cells: list[tuple[str, str]] = [("respondents", ""), ("response_rate", "")]

    def add(measure: str, item: str) -> int:
        cells.append((measure, item))
        return len(cells) - 1

    indices = tuple(add("index", index.key) for index in questions.instrument.indices)
    items: list[ItemPlaces] = []
    for position, item in enumerate(questions.items):
        columns = [questions.step_columns[place] for place in questions.columns_of.get(position, ())]
        if item.type is ItemType.LIKERT:
            mean, favourable = add("mean", item.key), add("favourable", item.key)
            bands = tuple(add("band", f"{item.key}={name}") for name in CLASS_NAMES)
            shares = tuple(
                (add("share", f"{item.key}={code}"), columns[0].first + place)
                for place, code in enumerate(columns[0].codes)
            )
            items.append(ItemPlaces(mean, favourable, bands, shares))
        elif item.type is ItemType.NUMBER:
            items.append(ItemPlaces(mean=add("mean", item.key)))
        elif item.type is ItemType.ENPS:
            items.append(ItemPlaces(enps=add("enps", item.key)))
        elif item.type is ItemType.ONE:
            one = tuple(
                (add("share", f"{item.key}={code}"), columns[0].first + place)
                for place, code in enumerate(columns[0].codes)
            )
            items.append(ItemPlaces(shares=one))
        else:
            many = tuple((add("share", f"{item.key}={column.codes[1]}"), column.first + 1) for column in columns)
            items.append(ItemPlaces(shares=many))
    return Plan(Layout(tuple(cells)), indices, tuple(items))
