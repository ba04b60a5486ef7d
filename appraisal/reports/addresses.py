"""Where a leader report is read."""

from __future__ import annotations


def report_path(wave_id: str, unit_id: str) -> str:
    """Return the path of a report's page."""
    return f"/ledarrapport/{wave_id}/{unit_id}"
