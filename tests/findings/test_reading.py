"""What is read out of published cells, state by state."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from measures.disclosure.floors import Floors
from measures.estimate import Estimate, Figure, Reason, Rung, Shown, Withheld
from surveys.findings.figure_words import what_rung_leaves_out, why_group_is_withheld
from surveys.findings.pages import UnitPage
from surveys.findings.reading import (
    Beside,
    Group,
    SeenGroup,
    change,
    highest_and_lowest,
    points,
    same_indices,
    same_items,
    standings,
)
from surveys.findings.talk import talk_view
from surveys.findings.unit_findings import ReleaseSummary, UnitFindings
from surveys.findings.unit_view import LastWave, Released, unit_page
from surveys.instrument import Instrument
from tests.findings.built_release import (
    NOW,
    SMALL_TOWN,
    Built,
    instrument_of,
    layout_of,
    page_of,
    wave_unit,
)
from workplace.web.views import Change
from workplace.wording import Sentence, Translator

SAY = Translator().text
NINE = instrument_of("hme")
YEARLY = instrument_of("medarbetarenkat")


def shown(value: float, half: float | None, n: int = 30) -> Shown:
    ends = (None, None) if half is None else (value - half, value + half)
    return Shown(Estimate(value, *ends, n), Rung.CLASSES)


def findings(built: Built, instrument: Instrument = YEARLY, shift: float = 0.0, **given: bool) -> UnitFindings:
    return UnitFindings("ma-2026.1", layout_of(instrument), page_of(instrument, built, shift=shift, **given))


def released(
    unit_id: str,
    units: tuple[Built, ...] = SMALL_TOWN,
    *,
    last: LastWave | None = None,
    instrument: Instrument = YEARLY,
    has_register: bool = True,
) -> Released:
    return Released(
        release=ReleaseSummary("ma-2026.1", "ma-2026", 1, "Våren 2026", dt.date(2026, 5, 29), NOW),
        instrument=instrument,
        floors=Floors(),
        unit_id=unit_id,
        units={built.unit_id: wave_unit(units, built, place) for place, built in enumerate(units)},
        findings={built.unit_id: findings(built, instrument, has_register=has_register) for built in units},
        last=last,
    )


def last_wave(unit_id: str, *, shift: float, instrument: Instrument = YEARLY) -> LastWave:
    built = next(one for one in SMALL_TOWN if one.unit_id == unit_id)
    return LastWave(
        release=ReleaseSummary("ma-2025.1", "ma-2025", 1, "Våren 2025", dt.date(2025, 5, 29), NOW),
        instrument=instrument,
        unit=wave_unit(SMALL_TOWN, built, 0),
        findings=findings(built, instrument, shift),
    )


def words(page: UnitPage) -> str:
    """Return the index headings, area headings and notes of a page."""
    return " | ".join(
        SAY(text)
        for text in (
            *(view.title for view in page.indices),
            *(area.title for area in page.areas),
            *page.notes,
            *(note for view in page.indices for note in view.notes),
        )
    )


@pytest.mark.parametrize(
    "own, other, said",
    [
        (shown(74, 3), shown(66, 3), Change.HIGHER),
        (shown(60, 3), shown(66, 3), Change.LOWER),
        (shown(68, 3), shown(66, 3), Change.NONE_ESTABLISHED),
        (shown(66, 3), shown(66, 3), Change.NONE_ESTABLISHED),
        (shown(74, None), shown(66, 3), None),
        (Withheld(Reason.TOO_FEW), shown(66, 3), None),
        (shown(74, 3), None, None),
    ],
)
def test_a_difference_is_told_only_when_it_is_more_than_noise(
    own: Figure, other: Figure | None, said: Change | None
) -> None:
    assert change(own, other) is said


def test_an_interval_shortened_by_clipping_is_judged_by_its_longer_half() -> None:
    clipped = Shown(Estimate(90, 78, 92, 9), Rung.MEANS)

    assert change(clipped, shown(80, 3)) is Change.NONE_ESTABLISHED


def test_a_pair_chosen_out_of_many_needs_a_larger_difference() -> None:
    assert change(shown(74, 4), shown(68, 4)) is Change.HIGHER
    assert change(shown(74, 4), shown(68, 4), comparisons=10) is Change.NONE_ESTABLISHED


def test_the_same_trend_key_is_the_same_question_and_the_same_index_in_another_instrument() -> None:
    assert same_items(NINE, YEARLY)["hme4"] == "hme4"
    assert same_indices(NINE, YEARLY) == {
        "motivation": "motivation",
        "leadership": "leadership",
        "governance": "governance",
        "total": "total",
    }
    assert "leadership-conduct" not in same_indices(YEARLY, NINE)


def test_a_question_on_another_scale_is_another_question() -> None:
    seven_steps = replace(NINE, items=tuple(replace(item, high=7.0) for item in NINE.items))

    assert same_items(NINE, seven_steps) == {}
    assert same_indices(NINE, seven_steps) == {}


def test_a_question_without_trend_is_the_same_only_in_the_very_same_instrument() -> None:
    bare = replace(NINE, items=tuple(replace(item, trend="") for item in NINE.items))

    assert same_items(bare, bare)["hme1"] == "hme1"
    assert same_items(bare, replace(bare, version="2")) == {}


def test_a_reversed_question_counts_from_the_good_end() -> None:
    item = NINE.item("hme1")

    assert points(item, 4.0) == pytest.approx(75)
    assert points(replace(item, is_reversed=True), 4.0) == pytest.approx(25)


def test_an_area_with_a_hidden_question_is_left_out_of_highest_and_lowest() -> None:
    norr, syd = (findings(SMALL_TOWN[place]) for place in (2, 3))

    large = standings(YEARLY, Beside(SeenGroup("Norr", norr)), "sv")
    small = standings(YEARLY, Beside(SeenGroup("Syd", syd)), "sv")

    assert "Lika rättigheter och möjligheter" in {one.title for one in large}
    assert "Lika rättigheter och möjligheter" not in {one.title for one in small}


def test_where_no_question_may_be_seen_the_part_indices_are_compared_instead() -> None:
    ost = findings(SMALL_TOWN[5], NINE)

    found = standings(NINE, Beside(SeenGroup("Öst", ost)), "sv")

    assert {one.title for one in found} == {"Motivation", "Ledarskap", "Styrning"}
    assert highest_and_lowest(found) is None, "they are built alike"


def test_highest_and_lowest_are_named_as_worth_talking_about_and_not_proven_when_nothing_is_established() -> None:
    view = talk_view(
        YEARLY,
        Beside(SeenGroup("Väst", findings(SMALL_TOWN[4])), SeenGroup("Jobbtorgen", findings(SMALL_TOWN[1]))),
        language="sv",
    )

    assert view is not None
    assert not view.is_proven
    assert SAY(view.sentence).startswith("Högst ligger")
    assert SAY(view.verdict) == "Inte bevisat: inget i dem skiljer sig säkert från Jobbtorgen."


def test_an_established_lowest_area_is_said_to_be_proven() -> None:
    view = talk_view(
        YEARLY,
        Beside(SeenGroup("Syd", findings(SMALL_TOWN[3])), SeenGroup("Jobbtorgen", findings(SMALL_TOWN[1]))),
        language="sv",
    )

    assert view is not None
    assert view.is_proven
    assert "säkert lägre" in SAY(view.verdict)


@pytest.mark.parametrize(
    "shift, said", [(-30, "högre än i förra omgången"), (24, "lägre än i förra omgången"), (-1, "ingen säkerställd")]
)
def test_the_heading_of_an_index_says_the_change_in_words(shift: float, said: str) -> None:
    page = unit_page(released("jt", last=last_wave("jt", shift=shift)), Group.WHOLE)

    assert said in SAY(page.indices[0].title)


def test_without_a_last_wave_the_heading_compares_with_the_larger_group_and_the_page_says_so() -> None:
    page = unit_page(released("syd"), Group.WHOLE)

    assert "lägre än Jobbtorgen (68)" in SAY(page.indices[0].title)
    assert "Det finns ingen tidigare omgång att jämföra med." in words(page)


def test_a_last_wave_with_other_questions_gives_no_change() -> None:
    other = replace(YEARLY, items=tuple(replace(item, trend="x-" + item.key) for item in YEARLY.items))
    page = unit_page(released("norr", last=last_wave("norr", shift=-30, instrument=other)), Group.WHOLE)

    assert "hade andra frågor" in words(page)
    assert "högre än i förra" not in words(page)


def test_a_new_leader_since_the_last_wave_is_told() -> None:
    last = last_wave("norr", shift=0)
    assert last.unit is not None
    last = replace(last, unit=replace(last.unit, leader_id="p-other", leader_name="Bo Ek"))

    page = unit_page(released("norr", last=last), Group.WHOLE)

    assert "I förra omgången (Våren 2025) leddes direktgruppen av Bo Ek." in words(page)


def test_a_leader_new_in_post_is_named_so_beside_the_leadership_questions_of_the_direct_group_only() -> None:
    new = replace(released("jt"), led_since=dt.date(2026, 2, 1))
    settled = replace(new, led_since=dt.date(2024, 2, 1))

    assert "Per Holm, som tillträdde 1 februari 2026" in words(unit_page(new, Group.DIRECT))
    assert "tillträdde" not in words(unit_page(new, Group.WHOLE))
    assert "tillträdde" not in words(unit_page(settled, Group.DIRECT))


def test_a_top_unit_has_nothing_larger_to_stand_beside_but_its_direct_group_has_the_whole() -> None:
    whole = unit_page(released("amf"), Group.WHOLE)
    direct = unit_page(released("amf"), Group.DIRECT)

    assert SAY(whole.indices[0].title).endswith("av 100")
    assert "hela Arbetsmarknadsförvaltningen" in SAY(direct.indices[0].title)


def test_each_rung_shows_all_of_its_own_and_says_what_it_leaves_out() -> None:
    by_unit = {unit_id: unit_page(released(unit_id), Group.WHOLE) for unit_id in ("norr", "syd", "vast", "ost", "mitt")}

    classes = {
        unit_id: {len(item.bar.segments) for area in page.areas for item in area.items if item.bar}
        for unit_id, page in by_unit.items()
    }
    assert classes == {"norr": {5}, "syd": {3}, "vast": set(), "ost": set(), "mitt": set()}
    assert [bool(page.areas) for page in by_unit.values()] == [True, True, True, False, False]
    assert [bool(page.indices) for page in by_unit.values()] == [True, True, True, True, False]
    assert [page.left_out is not None for page in by_unit.values()] == [False, True, True, True, False]
    assert [page.withheld is not None for page in by_unit.values()] == [False, False, False, False, True]


def test_every_drawn_distribution_has_its_numbers_in_a_table() -> None:
    for unit_id in ("norr", "syd"):
        for area in unit_page(released(unit_id), Group.WHOLE).areas:
            assert area.shares is not None
            assert len(area.shares.rows) == sum(item.bar is not None for item in area.items)


def test_what_a_rung_leaves_out_is_blamed_on_numbers_only_when_they_are_too_few() -> None:
    too_few = what_rung_leaves_out(1, 6, Floors())
    protects = what_rung_leaves_out(1, 12, Floors())

    assert too_few is not None
    assert protects is not None
    assert "från sju svar" in SAY(too_few)
    assert "en annan, mindre grupp" in SAY(protects)


def test_a_stricter_charter_is_said_with_its_own_floor() -> None:
    said = why_group_is_withheld(Reason.TOO_FEW, Floors(indices=8, means=8))

    assert SAY(said).startswith("Färre än åtta svarade.")


def test_a_withheld_group_leads_to_the_nearest_group_above_that_is_shown() -> None:
    town = tuple(
        replace(built, reason=Reason.PROTECTS_OTHER) if built.unit_id == "jt" else built for built in SMALL_TOWN
    )
    page = unit_page(released("mitt", town), Group.WHOLE)

    assert page.withheld is not None
    assert page.withheld.nearest is not None
    assert page.withheld.nearest.href == "/resultat/ma-2026/amf"


def test_a_withheld_direct_group_leads_to_its_own_whole_unit() -> None:
    town = tuple(replace(built, direct=3) if built.unit_id == "jt" else built for built in SMALL_TOWN)
    page = unit_page(released("jt", town), Group.DIRECT)

    assert page.withheld is not None
    assert page.withheld.nearest is not None
    assert page.withheld.nearest.href == "/resultat/ma-2026/jt"


def test_where_nothing_above_is_shown_no_group_is_pointed_out() -> None:
    page = unit_page(released("only", (Built("only", None, "Ensam", 3),)), Group.WHOLE)

    assert page.withheld is not None
    assert page.withheld.nearest is None


def test_a_response_rate_without_a_register_says_what_is_missing() -> None:
    page = unit_page(released("norr", has_register=False), Group.WHOLE)

    facts = {SAY(name): value for name, value in page.facts}
    assert SAY(facts["Svarsfrekvens"].reason_text).startswith("Kan inte räknas")  # type: ignore[union-attr]


def test_a_withheld_group_tells_no_number_anywhere() -> None:
    page = unit_page(released("mitt"), Group.WHOLE)

    assert [SAY(name) for name, _ in page.facts] == ["Ledde direktgruppen när enkäten stängde"]
    assert (page.talk, page.indices, page.areas, page.breakdowns) == (None, (), (), ())


def test_a_question_too_few_have_answered_says_so_beside_the_others() -> None:
    page = unit_page(released("syd"), Group.WHOLE)

    assert [SAY(sentence) for sentence in page.hidden_areas] == [
        "Lika rättigheter och möjligheter visas inte (för få svar på frågan)."
    ]


def test_every_text_of_the_page_can_be_said() -> None:
    for unit_id in (built.unit_id for built in SMALL_TOWN):
        for group in Group:
            _say_all(unit_page(released(unit_id, last=last_wave(unit_id, shift=-4)), group))


def _say_all(value: object) -> None:
    if isinstance(value, Sentence):
        assert "%(" not in SAY(value)
    elif isinstance(value, tuple):
        for part in value:
            _say_all(part)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            _say_all(getattr(value, name))
