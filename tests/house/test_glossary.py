"""The glossary and the code say the same words."""

from __future__ import annotations

import ast
import re
from functools import cache

from tests.house.test_layers import ROOT

FROM_OUTSIDE = {
    "survey",
    "wave",
    "instrument",
    "ballot",
    "direct_group",
    "findings",
    "agreement",
    "conversation",
    "guide",
    "development_plan",
    "pay_criteria",
    "criteria_set",
    "pay_talk",
    "pay_setting_talk",
    "pay_notice",
    "pay_review",
    "calibration",
    "goal",
    "commitment",
    "indicator",
    "results",
    "target_group",
    "exit_reason",
    "self_supporting",
    "policy",
    "policy_area",
    "conduct",
    "leader_report",
    "employee",
    "leader",
    "superior",
    "administration",
    "department",
    "unit",
    "safety_representative",
    "co_determination",
    "erasure",
    "improvement",
    "aim",
    "activity",
}
"""Words that are relied on from outside and never change."""
ALSO_ENGLISH = {"chef", "mål"}
"""Not looked for as names: `chef` is the value of a background in imported files."""


def rows() -> list[tuple[str, str, str]]:
    lines = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [(row[0], row[1], row[2]) for row in cells if row[0] != "Swedish"]


@cache
def words_in_code() -> frozenset[str]:
    """Return every name in the code and every part of it that `_` or a capital divides, singular and plural."""
    found: set[str] = set()
    for room in ("measures", "workplace", "surveys", "appraisal"):
        for path in (ROOT / room).rglob("*.py"):
            found.add(path.stem)
            found.add(path.parent.name)
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                for attribute in ("name", "id", "attr", "arg"):
                    name = getattr(node, attribute, None)
                    if isinstance(name, str):
                        found.add(_snake(name))
    return frozenset(found)


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().strip("_")


def is_used(word: str) -> bool:
    pattern = re.compile(rf"(^|_){word}(s|es)?($|_)")
    return any(pattern.search(name) for name in words_in_code())


def test_words_relied_on_from_outside_are_in_the_glossary() -> None:
    assert {english for _, english, _ in rows()} >= FROM_OUTSIDE


def test_words_marked_in_code_name_something_there() -> None:
    absent = [english for _, english, place in rows() if place == "in code" and not is_used(english)]

    assert not absent, f"mark as later, or use: {absent}"


def test_words_marked_later_are_not_in_code_yet() -> None:
    present = [
        english
        for _, english, place in rows()
        if place == "later"
        and english not in ("aim", "improvement", "guide", "results", "conversation", "calibration")
        and is_used(english)
    ]

    assert not present, f"mark as in code: {present}"


def test_no_swedish_word_of_the_field_is_a_name() -> None:
    swedish = {word for word, _, _ in rows() if word not in ALSO_ENGLISH and " " not in word}
    folded = {word.translate(str.maketrans("åäöé", "aaoe")): word for word in swedish}
    named = sorted(
        f"{name} ({folded[part]})"
        for name in words_in_code()
        for part in {name, *name.split("_")}
        if part in folded and part not in ("mal",)
    )

    assert not named, named
