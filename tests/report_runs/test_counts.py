"""What central HR reads of leader reports: how many, in every administration, and never one of them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.conftest import PageClient
from tests.house.employer import PERSONAS, WAVE, build_employer, build_unreleased
from workplace.clock import FixedClock
from workplace.house import House

RUN = f"/hr/ledarrapporter/{WAVE}"


def rows_of(page: str) -> dict[str, list[str]]:
    rows = re.findall(r'<tr role="row"><th scope="row"[^>]*>([^<]+)</th>(.*?)</tr>', page, re.DOTALL)
    return {name: re.findall(r">(\d+)</td>", cells) for name, cells in rows}


@pytest.mark.parametrize("is_released", [False, True], ids=["before release", "released"])
def test_central_hr_reads_counts_of_every_administration(
    house: House, clock: FixedClock, client_for: Callable[[str], PageClient], is_released: bool
) -> None:
    if is_released:
        build_employer(house, clock)
    else:
        build_unreleased(house)
    central = client_for(PERSONAS["hr_central"])

    page = central.get(RUN).get_data(as_text=True)

    released = {"Staden": "1", "Förvaltning ett": "2", "Förvaltning två": "1"} if is_released else {}
    found = rows_of(page)
    assert {name: cells[:3] for name, cells in found.items()} == {
        "Staden": ["1", "1", released.get("Staden", "0")],
        "Förvaltning ett": ["2", "2", released.get("Förvaltning ett", "0")],
        "Förvaltning två": ["1", "1", released.get("Förvaltning två", "0")],
    }
    assert "/ledarrapport/" not in page
    assert "Teamet" not in page
    assert RUN in central.get("/hr/ledarrapporter").get_data(as_text=True)
    assert "/hr/ledarrapporter" in central.get("/ledarrapport").get_data(as_text=True)
