"""From backgrounds in memory to breakdown counts: the same for answers that came in a file and answers given here."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from measures.disclosure.floors import Floors
from measures.disclosure.ladder import ladder
from measures.disclosure.unit_tree import UnitTree
from surveys.findings.answers import Answers
from surveys.findings.breakdown_counts import Breakdowns, count_breakdowns
from surveys.findings.patterns import tree_patterns
from surveys.findings.questions import Questions
from surveys.findings.tabulate import tabulate_units


def count_wave_breakdowns(
    questions: Questions,
    answers: Answers,
    category: NDArray[np.int64],
    categories: Mapping[str, tuple[str, ...]],
    tree: UnitTree,
    floors: Floors,
    *,
    rng: np.random.Generator,
) -> Breakdowns:
    """Decide and count every breakdown of a wave from its answers and their backgrounds.

    `category` respondents × breakdowns: place among the codes of `categories`.
    """
    counted = tabulate_units(questions, answers, tree.unit_count)
    items, indices = tree_patterns(ladder(tree, counted.respondents, floors), counted.items, questions)
    return count_breakdowns(questions, answers, category, categories, items, indices, rng=rng)


def without_unused_missing(
    categories: Mapping[str, tuple[str, ...]], category: NDArray[np.int64]
) -> dict[str, tuple[str, ...]]:
    """Return the codes of each background, without the last ("missing") where nobody's is missing."""
    return {
        key: codes if (category[:, place] == len(codes) - 1).any() else codes[:-1]
        for place, (key, codes) in enumerate(categories.items())
    }
