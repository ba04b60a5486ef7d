"""Where the index of all who could answer lies, whatever the silent think: worked out of published figures alone.

From the index and the response rate as they are shown, rounded, so that the bounds tell nothing those two do not.
"""

from __future__ import annotations

from dataclasses import replace

from measures.disclosure.analyses import LEAST
from measures.estimate import Rung
from measures.nonresponse import worst_case
from surveys.findings.layout import Plan
from surveys.findings.patterns import PROTECTS_OTHER, TOO_FEW
from workplace.releases.cells import RATE_PLACE, Block


def with_bias_bounds(block: Block, plan: Plan) -> Block:
    """Return the block with its bounds filled in from its own index and response rate.

    Shown from `LEAST` respondents on the highest rung, where both of them are. A response rate shown as nought bounds
    nothing: 0–100.
    """
    if block.is_withheld or not plan.analyses:
        return block
    value, n, reason = list(block.value), list(block.n), list(block.reason)
    for places, index in zip(plan.analyses, plan.indices, strict=True):
        why = _why(block, index)
        low, high = (0.0, 0.0) if why else _bounds(block.value[index] / 10, block.value[RATE_PLACE] / 10)
        for place, bound in ((places.bias_low, low), (places.bias_high, high)):
            value[place], n[place], reason[place] = int(bound + 0.5) * 10, 0 if why else block.n[0], why
    return replace(block, value=tuple(value), n=tuple(n), reason=tuple(reason))


def _why(block: Block, index: int) -> int:
    if why := block.reason[index] or block.reason[RATE_PLACE]:
        return why
    if block.n[0] < LEAST:
        return TOO_FEW
    return 0 if block.rung >= Rung.CLASSES else PROTECTS_OTHER


def _bounds(index: float, rate: float) -> tuple[float, float]:
    if rate <= 0:
        return 0.0, 100.0
    # The rate in tenths of a per cent stands for so many of a thousand who could answer.
    found = worst_case(index, min(1000, round(rate * 10)), 1000)
    return found.low, found.high
