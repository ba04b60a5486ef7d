"""The published cells of one unit as the rows of the exported file."""

from __future__ import annotations

from surveys.findings.unit_findings import UnitFindings
from workplace.releases.export import csv_lines


def unit_csv(findings: UnitFindings) -> str:
    """Return every cell of a unit, shown or withheld, a row each; withheld rows hold the reason and no figure."""
    return "".join(csv_lines(findings.release_id, findings.layout, [findings.page]))
