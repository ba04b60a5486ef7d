"""Places of small figures."""

from __future__ import annotations

import pytest

from workplace.web.figure_geometry import (
    Compared,
    Comparison,
    Shares,
    distribution_bars,
    index_bar,
    place,
    progress_bar,
)

FIVE = ("a", "b", "c", "d", "e")


def number(text: str) -> float:
    return float(text.removesuffix("%"))


def test_a_place_is_written_as_a_short_length_that_svg_reads() -> None:
    assert [place(0), place(0.5), place(1), place(1 / 3)] == ["0%", "50%", "100%", "33.33%"]


def test_an_index_stands_at_its_value_with_its_interval_and_comparisons_on_the_same_scale() -> None:
    whole = Compared(Comparison.WHOLE, "Alla", 66.5, "67")

    bar = index_bar(74, text="74", low=68, high=80.25, compared=[whole])

    assert (bar.value_x, bar.interval_x, bar.interval_end) == ("74%", "68%", "80.25%")
    assert [(mark.comparison, mark.x, mark.text) for mark in bar.marks] == [(Comparison.WHOLE, "66.5%", "67")]


def test_an_index_without_interval_draws_none() -> None:
    bar = index_bar(100, text="100")

    assert bar.value_x == "100%"
    assert bar.interval_x is None
    assert bar.interval_end is None


def test_comparisons_of_the_same_value_stand_below_each_other_and_the_drawing_grows() -> None:
    near = [
        Compared(Comparison.PARENT, "närmast över", 70, "70"),
        Compared(Comparison.WHOLE, "hela", 70, "70"),
        Compared(Comparison.LAST_WAVE, "förra", 80, "80"),
    ]
    crowded, alone = index_bar(74, text="74", compared=near), index_bar(74, text="74", compared=near[2:])
    assert [mark.y for mark in crowded.marks] == [34, 48, 34]
    assert crowded.height == alone.height + 14
    assert alone.scale_y < alone.height


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [(101, None, None), (-1, None, None), (50, 40, None), (50, 51, 60), (50, -2, 60)],
)
def test_an_index_that_cannot_be_drawn_is_refused(value: float, low: float | None, high: float | None) -> None:
    with pytest.raises(ValueError):
        index_bar(value, text="x", low=low, high=high)


def test_the_classes_of_a_distribution_follow_each_other_without_gap_and_fill_the_width() -> None:
    (bar,) = distribution_bars([Shares("Fråga", (10, 20, 30, 25, 15), FIVE)], class_labels=FIVE)

    ends = [number(segment.x) + number(segment.width) for segment in bar.segments]
    starts = [number(segment.x) for segment in bar.segments]
    assert starts == pytest.approx([0, *ends[:-1]])
    assert ends[-1] == pytest.approx(100)
    assert [segment.shade for segment in bar.segments] == ["lowest", "low", "middle", "high", "highest"]


def test_distributions_made_together_share_middle_and_scale() -> None:
    left_heavy, right_heavy = distribution_bars(
        [Shares("", (60, 20, 20), ("", "", "")), Shares("", (10, 20, 70), ("", "", ""))],
        class_labels=("a", "b", "c"),
    )

    def middle(bar: object) -> float:
        segment = bar.segments[1]  # type: ignore[attr-defined]
        return number(segment.x) + number(segment.width) / 2

    assert left_heavy.middle_x == right_heavy.middle_x
    assert middle(left_heavy) == pytest.approx(number(left_heavy.middle_x), abs=0.02)
    assert middle(right_heavy) == pytest.approx(number(left_heavy.middle_x), abs=0.02)
    assert left_heavy.segments[1].width == right_heavy.segments[1].width
    assert left_heavy.segments[0].x == "0%"
    last = right_heavy.segments[-1]
    assert number(last.x) + number(last.width) == pytest.approx(100, abs=0.02)


def test_a_segment_too_narrow_for_its_number_says_so() -> None:
    (bar,) = distribution_bars([Shares("", (2, 8, 90), ("2", "8", "90"))], class_labels=("a", "b", "c"))

    assert [segment.label_fits for segment in bar.segments] == [False, True, True]


def test_shares_that_miss_hundred_by_rounding_still_fill_the_width() -> None:
    (bar,) = distribution_bars([Shares("", (33, 33, 33), ("33", "33", "33"))], class_labels=("a", "b", "c"))

    last = bar.segments[-1]
    assert number(last.x) + number(last.width) == pytest.approx(100, abs=0.02)


def test_no_distributions_give_no_bars() -> None:
    assert distribution_bars([], class_labels=FIVE) == ()


@pytest.mark.parametrize(
    ("values", "labels"),
    [((1, 2, 3, 4), ("a", "b", "c", "d")), ((1, 2), FIVE), ((0, 0, 0), ("a",) * 3), ((-1, 2, 3), ("a",) * 3)],
)
def test_a_distribution_that_cannot_be_drawn_is_refused(values: tuple[float, ...], labels: tuple[str, ...]) -> None:
    with pytest.raises(ValueError):
        distribution_bars([Shares("", values, tuple("x" for _ in values))], class_labels=labels)


def test_progress_is_the_done_part_of_all() -> None:
    assert progress_bar(11, 44).width == "25%"
    assert progress_bar(0, 0).width == "100%"
    with pytest.raises(ValueError):
        progress_bar(3, 2)
