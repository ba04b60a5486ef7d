"""An open wave whose keys lie where those of a real one do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.ballots.urns import OpenWave, open_wave, with_keys_outside
from workplace.house import House


@pytest.fixture
def opened(house: House, tmp_path: Path) -> Callable[..., OpenWave]:
    """Return a function that opens a wave for so many people."""

    def build(people: int = 60, **more: Any) -> OpenWave:
        return open_wave(with_keys_outside(house, tmp_path / "installation"), people, **more)

    return build
