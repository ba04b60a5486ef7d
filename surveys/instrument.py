"""An instrument: the questions of a medarbetarenkät, the indices built on them, the backgrounds asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from workplace.definitions.document import in_language


class ItemType(StrEnum):
    """How an item is answered."""

    LIKERT = "likert"
    """One whole step of a scale from `low` to `high`."""
    NUMBER = "number"
    """A number with decimals; between `low` and `high` when both are given."""
    ONE = "one"
    """One of the options."""
    MANY = "many"
    """Any number of the options."""
    TEXT = "text"
    """Words of one's own."""
    ENPS = "enps"
    """A whole step from 0 to 10: would one recommend the workplace."""


class Scope(StrEnum):
    """Whom an item is about."""

    WHOLE = "whole"
    """The unit with all below it."""
    DIRECT = "direct"
    """"Min närmaste chef": the leader of the answering person's direct group."""


class IndexRole(StrEnum):
    """The part an index plays on pages and in reports."""

    MOTIVATION = "motivation"
    LEADERSHIP = "leadership"
    GOVERNANCE = "governance"
    TOTAL = "total"


UNSURE = "vet_ej"
"""The code of "vet ej" where an item allows it: an answer, and not the same as passing over."""


@dataclass(frozen=True)
class Condition:
    """An item is asked only where an earlier item was answered with one of the codes."""

    item: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Option:
    """A choice of an item of type one or many; `code` is what stands in files of answers."""

    code: str
    text: Mapping[str, str]


@dataclass(frozen=True)
class Item:
    """A question. `text` is by language, Swedish always there; `low` and `high` are None without a scale.

    `trend`: the same key means the same question over years. `policy_area`: a code of the personalpolicy.
    `floor`: the fewest answers with which it may be shown where it asks for more than the charter; 0 asks for
    nothing. `allows_unsure`: "vet ej" may be answered, which is not the same as passing over. `matrix`: key of the
    matrix the item is a row of, "" outside one. `longest`: most characters of a text. `names_contacts`: before the
    item the page says whom to turn to, and that an answer is no report. `administration`: only asked there, "" for
    all.
    """

    key: str
    type: ItemType
    text: Mapping[str, str]
    low: float | None = None
    high: float | None = None
    is_reversed: bool = False
    policy_area: str = ""
    trend: str = ""
    scope: Scope = Scope.WHOLE
    options: tuple[Option, ...] = ()
    low_text: Mapping[str, str] = field(default_factory=dict)
    high_text: Mapping[str, str] = field(default_factory=dict)
    floor: int = 0
    allows_unsure: bool = False
    condition: Condition | None = None
    matrix: str = ""
    longest: int = 2000
    names_contacts: bool = False
    administration: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes an answer may have, without "vet ej"; () for numbers and words."""
        if self.type in (ItemType.ONE, ItemType.MANY):
            return tuple(option.code for option in self.options)
        if self.type in (ItemType.LIKERT, ItemType.ENPS) and self.low is not None and self.high is not None:
            return tuple(str(step) for step in range(int(self.low), int(self.high) + 1))
        return ()

    @property
    def has_scale(self) -> bool:
        """Whether answers can be averaged: a Likert item, or a number between two ends."""
        return self.type in (ItemType.LIKERT, ItemType.NUMBER) and self.low is not None and self.high is not None


@dataclass(frozen=True)
class Index:
    """A figure 0–100 over items, or over other indices (`of`); exactly one of the two is filled."""

    key: str
    title: Mapping[str, str]
    items: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    role: str = ""


@dataclass(frozen=True)
class Background:
    """A background with its raw codes in order; `labels` gives some of them a text by language.

    `is_asked`: the respondent is asked for it; else it is taken from the register.
    """

    key: str
    title: Mapping[str, str]
    categories: tuple[str, ...]
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    is_asked: bool = False

    def label(self, category: str, language: str = "sv") -> str:
        """Return how a category is written for people: its label, else the code itself."""
        return in_language(self.labels.get(category, {}), language) or category


@dataclass(frozen=True)
class Section:
    """Items under one heading: a page when answering, a group when results are read."""

    key: str
    title: Mapping[str, str]
    items: tuple[str, ...]
    intro: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Matrix:
    """Items with the same scale under one question: a table on paper, one card after the other on a phone."""

    key: str
    text: Mapping[str, str]


@dataclass(frozen=True)
class Area:
    """How a policy area is called in this instrument, for readers who have no policy at hand."""

    key: str
    title: Mapping[str, str]


@dataclass(frozen=True)
class Instrument:
    """An instrument as it is published. `alias_of`: key of the instrument whose items it repeats, else ""."""

    key: str
    version: str
    title: Mapping[str, str]
    items: tuple[Item, ...]
    indices: tuple[Index, ...] = ()
    backgrounds: tuple[Background, ...] = ()
    alias_of: str = ""
    pages: tuple[Section, ...] = ()
    areas: tuple[Area, ...] = ()
    matrices: tuple[Matrix, ...] = ()

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages every question is written in, Swedish first."""
        common = set.intersection(*(set(item.text) for item in self.items)) if self.items else {"sv"}
        return ("sv", *sorted(common - {"sv"}))

    def matrix(self, key: str) -> Matrix:
        """Return the matrix of a key; KeyError when there is none."""
        return next((matrix for matrix in self.matrices if matrix.key == key), None) or _missing(key)

    def item(self, key: str) -> Item:
        """Return the item of a key; KeyError when there is none."""
        return next((item for item in self.items if item.key == key), None) or _missing(key)

    def index(self, key: str) -> Index:
        """Return the index of a key; KeyError when there is none."""
        return next((index for index in self.indices if index.key == key), None) or _missing(key)

    def background(self, key: str) -> Background:
        """Return the background of a key; KeyError when there is none."""
        return next((background for background in self.backgrounds if background.key == key), None) or _missing(key)

    def index_with_role(self, role: str) -> Index | None:
        """Return the index that plays a role (motivation, leadership, governance, total), or None."""
        return next((index for index in self.indices if index.role == role), None)

    def leaf_items(self, index_key: str) -> tuple[str, ...]:
        """Return the keys of the items an index rests on, through other indices, each once, in order."""
        index = self.index(index_key)
        keys = [*index.items, *(key for part in index.of for key in self.leaf_items(part))]
        return tuple(dict.fromkeys(keys))

    def items_of_area(self, policy_area: str) -> tuple[Item, ...]:
        """Return the items that follow a policy area, in order."""
        return tuple(item for item in self.items if item.policy_area == policy_area)

    def area_codes(self) -> tuple[str, ...]:
        """Return the policy areas the items name, each once, in the order of the items."""
        return tuple(dict.fromkeys(item.policy_area for item in self.items if item.policy_area))

    def area_title(self, code: str, language: str = "sv") -> str:
        """Return what the instrument calls a policy area, else the code itself."""
        return next((in_language(area.title, language) for area in self.areas if area.key == code), code)


def read_instrument(document: Mapping[str, Any], *, file: str = "") -> Instrument:
    """Return the instrument a TOML table describes, or raise `Refused` with every problem found."""
    from surveys.instrument_reader import read

    return read(document, file=file)


def _missing(key: str) -> Any:
    raise KeyError(key)
