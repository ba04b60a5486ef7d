"""What a report says: in every state of a figure, without a wave before, without goals."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from appraisal.reports.compose import compose
from appraisal.reports.model import BarTable, Cards, KeyPoints, LeaderReport, Section, SpreadTable, Table
from appraisal.reports.outline import SECTIONS, read_outline
from appraisal.reports.run import IndexRow, index_text
from appraisal.reports.speech import from_values, spoken, to_values
from measures.estimate import Reason
from tests.reports import builders
from workplace.errors import Refused
from workplace.wording import Translator


def report(**changes: Any) -> LeaderReport:
    return spoken(compose(builders.shared(), builders.unit(**changes), builders.outline()), Translator())


def section(found: LeaderReport, key: str) -> Section:
    return next(part for part in found.sections if part.key == key)


def points(found: LeaderReport) -> list[str]:
    (block,) = section(found, "summary").blocks
    assert isinstance(block, KeyPoints)
    return [str(point.text) for point in block.points]


def with_group(n: int, **more: Any) -> dict[str, Any]:
    group = builders.group("T1", "Jobbtorg Norra", n, **more)
    return {"direct": group, "unit": group}


def test_page_one_says_leadership_what_to_talk_about_and_who_answered() -> None:
    leadership, talk, response = points(report())

    assert leadership == (
        "Ledarskap är 77 av 100 i direktgruppen: ingen säkerställd skillnad mot Jobbtorgsavdelningen (74), "
        "ingen säkerställd förändring sedan förra gången (70)."
    )
    assert "värt att prata om, inte bevisat" in talk
    assert response == "21 personer svarade, 84 % av dem som fick enkäten."


def test_a_difference_beyond_chance_is_called_higher_or_lower() -> None:
    far_below = builders.group("T1", "Jobbtorg Norra", 21, -50)
    leadership, _talk, _response = points(report(last_direct=far_below, last_unit=far_below))
    assert "högre än förra gången (24)" in leadership

    leadership, talk, _response = points(report(direct=far_below, unit=far_below))
    assert "lägre än Jobbtorgsavdelningen (74)" in leadership
    assert "säkerställt lägre" in talk
    assert "inte bevisat" not in talk


def test_without_an_earlier_wave_nothing_is_said_of_change() -> None:
    found = report(last_direct=None, last_unit=None)

    assert "det finns ingen tidigare mätning att jämföra med" in points(found)[0]
    (table, *_rest) = section(found, "leadership").blocks
    assert isinstance(table, BarTable)
    assert "Förändring" not in [column.label for column in table.columns]


@pytest.mark.parametrize(
    "n, shows_items, shows_spread", [(5, False, False), (8, True, False), (12, True, True), (30, True, True)]
)
def test_each_rung_shows_its_figures_and_no_more(n: int, shows_items: bool, shows_spread: bool) -> None:
    found = report(**with_group(n))
    blocks = section(found, "leadership").blocks
    table = next(block for block in blocks if isinstance(block, BarTable))

    assert table.bars[0].at is not None
    assert [bar.at is not None for bar in table.bars[1:]] == [shows_items] * 3
    assert any(isinstance(block, SpreadTable) for block in blocks) is shows_spread
    if not shows_items:
        assert {bar.reason for bar in table.bars[1:]} == {"För få svar"}
        assert all(bar.cells[:3] == ("", "", "") for bar in table.bars[1:])


@pytest.mark.parametrize("reason", [Reason.TOO_FEW, Reason.PROTECTS_OTHER])
def test_a_leader_without_own_figures_gets_the_nearest_group_labelled_so(reason: Reason) -> None:
    found = spoken(compose(builders.shared(), builders.unit_without_figures(reason), builders.outline()), Translator())

    assert not found.has_own_figures
    assert [part.key for part in found.sections] == [
        "why",
        "nearest",
        "conditions",
        "cards",
        "goals",
        "criteria",
        "about",
        "agreements",
    ]
    text = str(section(found, "nearest"))
    assert "Siffrorna gäller Jobbtorgsavdelningen. De säger inte hur det är i Teamet på Östra torget." in text
    why = str(section(found, "why"))
    assert ("för få svar" in why) is (reason is Reason.TOO_FEW)
    cards = next(block for block in section(found, "cards").blocks if isinstance(block, Cards))
    assert [card.title for card in cards.cards] == [
        "Engagemang just nu",
        "Motivation",
        "Ledarskap",
        "Styrning",
        "Tecken mellan mätningarna",
    ]


def test_nothing_larger_to_show_is_said_plainly() -> None:
    hidden = builders.group("T4", "Ensam", 4, withheld=Reason.TOO_FEW)
    found = report(direct=hidden, unit=hidden, parent=None, last_direct=None, last_unit=None, nearest=None)

    assert "Ingen större grupp har siffror som kan visas." in str(section(found, "nearest"))


def test_a_withheld_direct_group_in_a_shown_unit_shows_the_larger_average_as_what_it_is() -> None:
    hidden = builders.group("JT", "Jobbtorgsavdelningen", 4, withheld=Reason.TOO_FEW)
    found = report(
        direct=hidden,
        unit=builders.group("JT", "Jobbtorgsavdelningen", 60),
        has_units_below=True,
        nearest=builders.group("AMF", "Förvaltningen", 312),
    )

    assert found.has_own_figures
    assert points(found)[0].startswith("Ledarskapet visas inte för direktgruppen. HME i enheten är")
    assert "Genomsnittet över alla chefer i Förvaltningen, inte ett resultat för chefen" in str(
        section(found, "leadership")
    )


def test_a_leader_new_in_post_is_printed_beside_the_leadership_items() -> None:
    new = report(in_post_since=dt.date(2026, 6, 1))
    settled = report(in_post_since=dt.date(2026, 1, 1))

    assert "kortare tid än sex månader" in str(section(new, "leadership"))
    assert "kortare tid än sex månader" not in str(section(settled, "leadership"))


def test_an_unknown_response_rate_says_why() -> None:
    assert "saknas uppgift om hur många" in points(report(**with_group(21, rate=None)))[2]


def test_a_low_response_rate_asks_for_care_and_for_a_question() -> None:
    found = report(**with_group(21, rate=41.0))

    assert "läs med försiktighet" in points(found)[2]
    assert "för att fler ska vilja och hinna svara" in str(section(found, "questions"))


def test_targets_stand_as_they_were_given() -> None:
    table = next(block for block in section(report(), "goals").blocks if isinstance(block, Table))

    assert [row[1:3] for row in table.rows] == [("80", "81"), ("minska", "tas fram av nämnden"), ("75", "inte satt")]


def test_without_goals_there_is_room_to_write_them() -> None:
    assert "Enheten har inga mål inlagda" in str(section(report(goals=()), "goals"))


def test_the_top_unit_is_not_compared_with_itself() -> None:
    whole = builders.group("AMF", "Arbetsmarknadsförvaltningen", 312)
    found = report(unit_id="AMF", direct=whole, unit=whole, parent=None)

    assert "det finns ingen större grupp att ställa det bredvid" in points(found)[0]
    assert "skiljer sig" not in points(found)[1]
    table = next(block for block in section(found, "engagement").blocks if isinstance(block, BarTable))
    assert [key.kind for key in table.key] == ["own", "last"]


def test_no_report_judges_ranks_or_ties_the_result_to_pay() -> None:
    for found in (report(), report(**with_group(5))):
        text = str(found)
        assert "inget betyg" in text
        assert "påverkar lönen av sig självt" in text
        for word in ("sämst", "bäst av", "botten", "på plats", "underkän", "rankning"):
            assert word not in text


def test_a_report_survives_being_kept_as_values() -> None:
    for unit in (builders.unit(), builders.unit_without_figures()):
        found = compose(builders.shared(), unit, builders.outline())
        assert from_values(to_values(found)) == found


def test_hr_may_leave_out_reorder_and_name_sections() -> None:
    document = {
        "kind": "report_outline",
        "key": "ledarrapport",
        "version": "2",
        "title": {"sv": "Ledarrapport"},
        "section": [
            {"key": "questions", "title": {"sv": "Att tala om"}, "text": {"sv": "Läs först."}},
            {"key": "summary"},
        ],
        "without_figures": [{"key": "cards"}],
    }
    found = spoken(compose(builders.shared(), builders.unit(), read_outline(document)), Translator())

    assert [part.title for part in found.sections] == ["Att tala om", "Tre saker först"]
    assert "Läs först." in str(found.sections[0])


def test_an_outline_names_every_problem_at_once() -> None:
    document = {
        "kind": "report_outline",
        "key": "x",
        "version": "1",
        "title": {"sv": "X"},
        "section": [{"key": "nearest"}, {"key": "goals"}, {"key": "goals"}],
        "without_figures": [{"key": "sumary"}],
    }
    with pytest.raises(Refused) as refused:
        read_outline(document)

    assert [problem.column for problem in refused.value.problems] == [
        "section[1].key",
        "without_figures[1].key",
        "section[3].key",
    ] or len(refused.value.problems) == 3
    assert set(SECTIONS) >= {"summary", "cards"}


def test_the_index_is_text_for_a_spreadsheet() -> None:
    assert index_text([IndexRow("U1", "=1+1", "failed", "för få, tyvärr", "")]) == (
        'unit_id,leader_id,status,reason,sha256\nU1,\'=1+1,failed,"för få, tyvärr",\n'
    )
