"""Versions are put in order the way people count."""

from __future__ import annotations

import pytest

from workplace.definitions.versions import next_free, version_order


def test_numbers_in_versions_are_compared_as_numbers() -> None:
    versions = ["10", "2", "2016", "2015", "2.10", "2.9", "2a"]
    assert sorted(versions, key=version_order) == ["2", "2.9", "2.10", "2a", "10", "2015", "2016"]


@pytest.mark.parametrize(
    ("version", "taken", "free"),
    [
        ("1", {"1"}, "2"),
        ("1", {"1", "2"}, "3"),
        ("2016", {"2016"}, "2017"),
        ("1.9", {"1.9"}, "1.10"),
        ("a", {"a"}, "a2"),
    ],
)
def test_the_next_free_version_counts_the_last_number_up(version: str, taken: set[str], free: str) -> None:
    assert next_free(version, taken) == free
