"""How the figure of an earlier improvement stands now, and how much of that can be put down to anything at all.

Two things make a figure change by itself: chance, and that a figure which once was extreme comes back towards the
middle (regression to the mean). Both are worked out from published cells alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from measures.estimate import Figure, Shown
from measures.shrinkage import dersimonian_laird
from measures.trend import change_beyond_regression
from surveys.findings.reading import change, same_indices, same_items
from surveys.improvements.figure import INDEX, CitedFigure, FigureKey
from surveys.instrument import Instrument
from workplace.web.views import Change
from workplace.wording import N_, Sentence

LEAST_UNITS = 10
"""With fewer groups than this the spread between them is not known well enough to judge regression by."""


class Verdict(Enum):
    """What can be said about a change since an improvement was made."""

    NOT_COMPARABLE = "not comparable"
    NOISE = "noise"
    REGRESSION = "regression"
    UNJUDGED = "unjudged"
    BEYOND = "beyond"


@dataclass(frozen=True)
class Between:
    """A figure over all groups of a wave: the mean of all, the spread within groups and between them.

    `within` is the standard deviation in the figure's own unit, `tau_squared` the variance between groups.
    """

    grand: float
    within: float
    tau_squared: float

    def reliability(self, n: int) -> float:
        """Return how much of a group's distance from the mean is the group's own, 0–1, where `n` answered."""
        noise = self.within**2 / n
        return self.tau_squared / (self.tau_squared + noise) if self.tau_squared + noise else 0.0


@dataclass(frozen=True)
class Since:
    """A cited figure and the same figure now; `now` None where the question was not put or may not be seen."""

    now: Shown | None
    said: Change | None
    verdict: Verdict


def between_groups(figures: Sequence[Figure | None], *, grand: Figure | None, within: float | None) -> Between | None:
    """Return the spread of a figure between groups; None where too few are shown or a part of it is unknown."""
    shown = [figure.estimate for figure in figures if isinstance(figure, Shown) and figure.estimate.n > 0]
    if len(shown) < LEAST_UNITS or not within or not isinstance(grand, Shown):
        return None
    means = np.array([estimate.value for estimate in shown])
    errors = within / np.sqrt([estimate.n for estimate in shown])
    return Between(grand.estimate.value, within, dersimonian_laird(means, errors).tau_squared)


def since(cited: CitedFigure, now: Figure | None, *, then_all: Between | None, now_grand: Figure | None) -> Since:
    """Judge the change of a figure since it was cited.

    `then_all`: the figure over all groups when it was cited; `now_grand`: the mean of all now. Where either is
    unknown an established change is left unjudged.
    """
    said = change(now, cited.shown)
    if not isinstance(now, Shown) or said is None:
        return Since(now if isinstance(now, Shown) else None, None, Verdict.NOT_COMPARABLE)
    if said is Change.NONE_ESTABLISHED:
        return Since(now, said, Verdict.NOISE)
    if then_all is None or not isinstance(now_grand, Shown):
        return Since(now, said, Verdict.UNJUDGED)
    beyond = change_beyond_regression(
        cited.estimate.value,
        now.estimate.value,
        grand_before=then_all.grand,
        grand_after=now_grand.estimate.value,
        reliability=then_all.reliability(cited.estimate.n),
        n=(cited.estimate.n, now.estimate.n),
        spread=then_all.within,
    )
    is_beyond = beyond.low > 0 if said is Change.HIGHER else beyond.high < 0
    return Since(now, said, Verdict.BEYOND if is_beyond else Verdict.REGRESSION)


def key_now(key: FigureKey, then: Instrument, now: Instrument) -> FigureKey | None:
    """Return the key under which the same index or question stands now; None where it is another or gone."""
    same: Mapping[str, str] = same_indices(now, then) if key.measure == INDEX else same_items(now, then)
    found = next((ours for ours, theirs in same.items() if theirs == key.item), None)
    return None if found is None else FigureKey(key.measure, found)


VERDICT_WORDS: Mapping[tuple[Verdict, Change | None], str] = {
    (Verdict.NOT_COMPARABLE, None): N_("Siffran kan inte jämföras: frågan ställdes inte, eller så visas den inte nu."),
    (Verdict.NOISE, Change.NONE_ESTABLISHED): N_("Ingen säkerställd skillnad: det som skiljer kan vara slump."),
    (Verdict.REGRESSION, Change.HIGHER): N_(
        "Högre än då, och mer än slump. Men låga värden brukar stiga av sig själva och andra kan ha stigit lika "
        "mycket, så det går inte att säga att åtgärden gjorde skillnad."
    ),
    (Verdict.REGRESSION, Change.LOWER): N_(
        "Lägre än då, och mer än slump. Men höga värden brukar sjunka av sig själva och andra kan ha sjunkit lika "
        "mycket, så det går inte att säga att gruppen skiljer ut sig."
    ),
    (Verdict.UNJUDGED, Change.HIGHER): N_(
        "Högre än då, och mer än slump. Om det är mer än att ett lågt värde går mot mitten går inte att avgöra."
    ),
    (Verdict.UNJUDGED, Change.LOWER): N_(
        "Lägre än då, och mer än slump. Om det är mer än att ett högt värde går mot mitten går inte att avgöra."
    ),
    (Verdict.BEYOND, Change.HIGHER): N_(
        "Högre än då: mer än slump, och mer än vad som var att vänta ändå. Att det beror på åtgärden är inte bevisat."
    ),
    (Verdict.BEYOND, Change.LOWER): N_(
        "Lägre än då: mer än slump, och mer än vad som var att vänta ändå. Prata om vad som har hänt."
    ),
}


def verdict_sentence(found: Since) -> Sentence:
    """Say what can be said about the change."""
    return Sentence(VERDICT_WORDS[found.verdict, found.said])
