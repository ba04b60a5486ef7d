"""The opened boxes of a wave, while they are in memory: what fits the instrument, and what does not, by name."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveys.ballots.box import BoxContent, Unreadable, unpack
from surveys.closing.count import UnreadableBox
from surveys.instrument import Instrument, Item, ItemType
from workplace.releases.cells import MISSING

NOT_OPENED = "not_opened"
NOT_PACKED = "not_packed"
UNKNOWN_UNIT = "unknown_unit"
DOES_NOT_FIT = "does_not_fit"
"""Followed by a colon and the key of the item."""
_NEARLY = 1e-9


@dataclass(frozen=True)
class OpenedUrn:
    """What lay in the boxes.

    `ballots` (unit id, answers) with `background` of each, in the same order, which means nothing; `texts` (unit id,
    item key, words); `blank` boxes without an answer to a counted question.
    """

    ballots: tuple[tuple[str, Mapping[str, Any]], ...]
    background: tuple[Mapping[str, str], ...]
    texts: tuple[tuple[str, str, str], ...]
    blank: int
    unreadable: tuple[UnreadableBox, ...]

    @property
    def boxes(self) -> int:
        """How many boxes there were."""
        return len(self.ballots) + self.blank + len(self.unreadable)


def opened_urn(plains: Iterable[tuple[str, bytes | None]], instrument: Instrument, units: Collection[str]) -> OpenedUrn:
    """Sort what came out of the boxes: (id of the box, packed answer or None where the box could not be opened).

    `units`: ids of the frozen tree. One bad answer makes the whole box unreadable, since nothing tells what else in
    it was meant; it is counted and named, and stops nobody else's.
    """
    known = {item.key: item for item in instrument.items}
    ballots: list[tuple[str, Mapping[str, Any]]] = []
    background: list[Mapping[str, str]] = []
    texts: list[tuple[str, str, str]] = []
    unreadable: list[UnreadableBox] = []
    blank = 0
    for name, plain in plains:
        try:
            content = _content_of(plain, known, units)
        except Unreadable as fault:
            unreadable.append(UnreadableBox(name, str(fault)))
            continue
        texts += [(content.unit_id, key, words) for key, text in content.texts.items() if (words := text.strip())]
        if any(answer not in (None, []) for answer in content.answers.values()):
            ballots.append((content.unit_id, content.answers))
            background.append(content.background)
        else:
            blank += 1
    return OpenedUrn(tuple(ballots), tuple(background), tuple(texts), blank, tuple(unreadable))


def categories_of(
    instrument: Instrument, background: Sequence[Mapping[str, str]]
) -> tuple[dict[str, tuple[str, ...]], NDArray[np.int64]]:
    """Return the codes of each background that anybody has, "missing" last, and respondents × those: their places.

    A code that the instrument does not have comes from the register, not from the one who answered: it counts as
    missing, and costs nobody their answer.
    """
    held = [each for each in instrument.backgrounds if any(each.key in given for given in background)]
    codes = {each.key: (*each.categories, MISSING) for each in held}
    columns = []
    for each in held:
        place = {code: number for number, code in enumerate(each.categories)}
        columns.append([place.get(given.get(each.key, ""), len(each.categories)) for given in background])
    if not columns:
        return {}, np.zeros((len(background), 0), dtype=np.int64)
    return codes, np.array(columns, dtype=np.int64).T


def _content_of(plain: bytes | None, items: Mapping[str, Item], units: Collection[str]) -> BoxContent:
    if plain is None:
        raise Unreadable(NOT_OPENED)
    try:
        content = unpack(plain)
    except Unreadable:
        # A blank stands for a box that an earlier mix could not open.
        raise Unreadable(NOT_PACKED if any(plain) else NOT_OPENED) from None
    if content.unit_id not in units:
        raise Unreadable(UNKNOWN_UNIT)
    for key, answer in content.answers.items():
        if key not in items or not _fits(items[key], answer):
            raise Unreadable(f"{DOES_NOT_FIT}:{key}"[:80])
    for key in content.texts:
        if key not in items or items[key].type is not ItemType.TEXT:
            raise Unreadable(f"{DOES_NOT_FIT}:{key}"[:80])
    return content


def _fits(item: Item, answer: Any) -> bool:
    if answer is None:  # "vet ej"
        return True
    if item.type in (ItemType.LIKERT, ItemType.ENPS):
        return type(answer) is int and _is_within(item, answer)
    if item.type is ItemType.NUMBER:
        return type(answer) in (int, float) and math.isfinite(answer) and _is_within(item, answer)
    codes = [option.code for option in item.options]
    if item.type is ItemType.ONE:
        return isinstance(answer, str) and answer in codes
    if item.type is ItemType.MANY:
        return (
            isinstance(answer, list)
            and all(isinstance(code, str) and code in codes for code in answer)
            and len(set(answer)) == len(answer)
        )
    return False  # words do not lie among the answers


def _is_within(item: Item, answer: float) -> bool:
    return (item.low is None or answer >= item.low - _NEARLY) and (item.high is None or answer <= item.high + _NEARLY)
