"""Frozen pages, read in full or without their breakdowns."""

from __future__ import annotations

import pytest

from tests.findings.built_release import SMALL_TOWN, instrument_of, page_of
from workplace.releases.cells import ALL, DIRECT, decode, decode_groups, encode


@pytest.mark.parametrize("built", SMALL_TOWN, ids=lambda built: built.unit_id)
def test_a_page_without_breakdowns_is_the_page_without_its_breakdowns(built: object) -> None:
    page = page_of(instrument_of("medarbetarenkat"), built)  # type: ignore[arg-type]
    frozen = encode(page)

    found = decode_groups(page.unit_id, frozen)

    assert decode(page.unit_id, frozen) == page
    assert found.blocks == tuple(block for block in page.blocks if block.breakdown in (ALL, DIRECT))
    assert found.blocks
