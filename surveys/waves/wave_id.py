"""What a wave may be called in addresses and commands."""

from __future__ import annotations

import re

TAKEN_WORDS = ("ny", "planera")
"""The last words of addresses of our own, which no wave can have."""
WAVE_ID = re.compile(rf"(?!(?:{'|'.join(TAKEN_WORDS)})$)[a-z0-9-]{{1,40}}")
