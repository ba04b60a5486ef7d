"""Released figures as a file: one row a cell, withheld cells too."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from measures.estimate import Measure
from workplace.releases.cells import COEFFICIENTS, RATE_PLACE, REASONS, Block, Layout, Page

COLUMNS = (
    "release",
    "unit_id",
    "breakdown",
    "category",
    "measure",
    "item",
    "value",
    "low",
    "high",
    "n",
    "status",
    "reason",
)
_NEEDS_QUOTES = re.compile(r'[",\r\n]')


def csv_lines(release_id: str, layout: Layout, pages: Iterable[Page]) -> Iterator[str]:
    """Yield the file a unit at a time, the header first; decimal point, line feeds."""
    yield ",".join(COLUMNS) + "\n"
    middle = [f",{measure},{_quoted(item)}," for measure, item in layout.cells]
    write: list[Callable[[int | None], str]] = [
        _two_decimals if measure in COEFFICIENTS else _one_decimal if measure == Measure.MEAN.value else _whole
        for measure, _item in layout.cells
    ]
    withheld = [f",,,,withheld,{reason.value}\n" for reason in REASONS]
    for page in pages:
        head = f"{release_id},{_quoted(page.unit_id)},"
        yield "".join(
            _block_text(
                f"{head}{block.breakdown},{_quoted(block.category)}",
                block,
                middle[: layout.width(block.breakdown)],
                write[: layout.width(block.breakdown)],
                withheld,
            )
            for block in page.blocks
        )


def _block_text(
    head: str, block: Block, middle: list[str], write: list[Callable[[int | None], str]], withheld: list[str]
) -> str:
    if block.is_withheld:
        tail = withheld[block.why - 1]
        lines = [f"{head}{cell}{tail}" for cell in middle]
        lines[RATE_PLACE] = f"{head}{middle[RATE_PLACE]}{withheld[block.why_rate - 1]}"
        return "".join(lines)
    rows = zip(middle, write, block.value, block.low, block.high, block.n, block.reason, strict=True)
    return "".join(
        f"{head}{cell}{withheld[reason - 1]}"
        if reason
        else f"{head}{cell}{say(value)},{say(low)},{say(high)},{n},shown,\n"
        for cell, say, value, low, high, n, reason in rows
    )


def _one_decimal(tenths: int | None) -> str:
    """Write a mean: always one decimal, 3.0 as well."""
    return "" if tenths is None else f"{tenths / 10:.1f}"


def _two_decimals(hundredths: int | None) -> str:
    """Write a coefficient."""
    return "" if hundredths is None else f"{hundredths / 100:.2f}"


def _whole(tenths: int | None) -> str:
    """Write a figure that is published whole, with its decimal only if it has one."""
    if tenths is None:
        return ""
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths / 10:.1f}"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text
