"""What other processes do to an urn in the tests."""

from __future__ import annotations

from pathlib import Path

from appraisal.registry import load_records
from surveys.closing.actions import mix_wave
from surveys.mixing.mix import MixPace
from workplace.clock import SystemClock
from workplace.config import Settings
from workplace.database import Database
from workplace.house import House


def mix_for_ever(settings: Settings, wave_id: str, pace: MixPace, begun: str) -> None:
    """Mix again and again until killed; leaves a file when the first mix begins."""
    load_records()
    house = House(settings=settings, database=Database(settings.database_url), clock=SystemClock())
    mix_wave(house, wave_id, pace=pace)
    Path(begun).touch()
    while True:
        mix_wave(house, wave_id, pace=pace)
