"""A whole release as the exported file: one head, then every cell of every unit in the order of the tree."""

from __future__ import annotations

from collections.abc import Iterable

from surveys.findings.unit_csv import unit_csv
from surveys.findings.unit_findings import UnitFindings
from workplace.releases.cells import Layout, Page


def release_csv(release_id: str, layout: Layout, pages: Iterable[Page]) -> str:
    """Return the file's text."""
    parts: list[str] = []
    for page in pages:
        text = unit_csv(UnitFindings(release_id, layout, page))
        parts.append(text if not parts else text.partition("\n")[2])
    return "".join(parts)
