"""The picture (QR) of an address, as one path that a page can draw."""

from __future__ import annotations

import segno

QUIET = 4
"""Empty modules around the picture, as ISO/IEC 18004 asks."""


def picture_of(address: str) -> tuple[str, int]:
    """Return the path of the dark modules, and how many modules wide the picture is with its quiet edge."""
    rows = [bytes(row) for row in segno.make(address, error="m", micro=False).matrix]
    parts = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            length = 1
            if row[x]:
                while x + length < len(row) and row[x + length]:
                    length += 1
                parts.append(f"M{x + QUIET} {y + QUIET}h{length}v1h-{length}z")
            x += length
    return "".join(parts), len(rows) + 2 * QUIET
