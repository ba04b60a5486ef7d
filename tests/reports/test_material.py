"""The material of a wave: every unit beside its own top unit, and each page opened when its turn comes."""

from __future__ import annotations

from typing import Any

from appraisal.reports.material import PAGES_KEPT, FrozenPages
from appraisal.reports.queries import report_material
from surveys.waves.records import WaveUnitRecord
from workplace.releases.cells import Layout, Page, encode

RELEASE = "enkat-2026.1"


def test_a_unit_stands_beside_the_top_unit_above_it(place: Any) -> None:
    with place.house.database.writing() as session:
        session.get(WaveUnitRecord, ("enkat-2026", "JT")).parent_id = None
    with place.house.database.reading() as session:
        material = report_material(session, RELEASE)

    assert material.shared_for("T1").whole.name == "Jobbtorg"
    assert material.shared_for("AMF").whole.name == "Arbetsmarknad"
    assert [unit.unit_id for unit in material.led_units()] == ["AMF", "JT", "T1", "T2", "T3"]


def test_the_facts_name_leader_superior_and_the_nearest_group_that_is_shown(place: Any) -> None:
    with place.house.database.reading() as session:
        material = report_material(session, RELEASE)
    facts = material.facts_of("T2")

    assert (facts.leader_name, facts.superior_name) == ("Bo Chef", "Mid Chef")
    assert facts.nearest is not None
    assert facts.nearest.name == "Jobbtorg"
    assert not facts.has_own_figures
    assert material.facts_of("T1").nearest is None
    assert [goal.name for goal in material.facts_of("T1").goals] == ["Alla vet vad som förväntas"]


def test_only_so_many_pages_stand_open_at_once() -> None:
    packed = {f"u{place}": encode(Page(f"u{place}", ())) for place in range(PAGES_KEPT + 20)}
    pages = FrozenPages("r.1", Layout(()), packed)
    for unit_id in packed:
        assert pages.findings(unit_id) is not None

    assert len(pages._opened) == PAGES_KEPT
    assert pages.findings("nobody") is None
