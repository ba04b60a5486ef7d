"""The reference cases and the columns of real files, for tests that have the folder at hand."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np


def cases(folder: Path) -> dict[str, Any]:
    with (folder / "reference_cases.jsonl").open(encoding="utf-8") as file:
        return {found["id"]: found for found in map(json.loads, file)}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def matrix(path: Path, names: list[str]) -> np.ndarray:
    return np.array([[number(row[name]) for name in names] for row in rows(path)])
