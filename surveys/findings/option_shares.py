"""How a group chose among the options of an item: the shares of one choice, and of a choice of any number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from measures.estimate import Figure
from surveys.findings.unit_findings import UnitFindings
from surveys.instrument import Item, ItemType
from workplace.releases.cells import ALL


@dataclass(frozen=True)
class OptionShare:
    """An option, its text by language, and how many per cent of those who answered chose it, or why not shown."""

    code: str
    text: Mapping[str, str]
    figure: Figure


def option_shares(
    findings: UnitFindings, item: Item, breakdown: str = ALL, category: str = ""
) -> tuple[OptionShare, ...]:
    """Return the share of each option of an item of type one or many, in the order of the options.

    The shares of one choice add up to 100; those of any number need not. Empty for other items, and for options that
    the release does not know.
    """
    if item.type not in (ItemType.ONE, ItemType.MANY):
        return ()
    return tuple(
        OptionShare(option.code, option.text, findings.cell("share", f"{item.key}={option.code}", breakdown, category))
        for option in item.options
        if findings.has_cell("share", f"{item.key}={option.code}", breakdown, category)
    )
