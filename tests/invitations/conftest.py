"""An employer whose wave is open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.invitations.wave_builders import build_organisation, open_it, plan
from tests.mail.sink import Sink, running_sink
from workplace.house import House


@pytest.fixture
def house(house: House, tmp_path_factory: pytest.TempPathFactory) -> House:
    """The keys lie outside home, as they must where a real wave opens."""
    keys: Path = tmp_path_factory.mktemp("keys")
    house.settings = replace(house.settings, keys=keys)
    return house


@pytest.fixture
def sink() -> Iterator[Sink]:
    with running_sink() as running:
        yield running


@pytest.fixture
def employer(house: House) -> House:
    build_organisation(house)
    return house


@pytest.fixture
def running(employer: House) -> House:
    """The wave is open and its invitations lie in the outbox."""
    plan(employer)
    open_it(employer)
    return employer
