"""Moments as people read them: Stockholm's clock, in words."""

from __future__ import annotations

import datetime as dt

from workplace.clock import STOCKHOLM
from workplace.wording import N_, Sentence


def moment_sentence(moment: dt.datetime) -> Sentence:
    """Return "24 november 2026 kl. 10.30" for an aware moment."""
    local = moment.astimezone(STOCKHOLM)
    return Sentence(N_("%(day)s kl.\u00a0%(time)s"), {"day": local.date(), "time": f"{local:%H.%M}"})
