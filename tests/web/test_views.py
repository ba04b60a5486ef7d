"""The values that the shared macros take."""

from __future__ import annotations

import pytest

from workplace.web.views import Column, FigureKind, FigureView, TableView, page_numbers, pages_of, shown, withheld


def test_a_withheld_figure_can_carry_nothing_but_its_reason() -> None:
    assert withheld("För få svar").text == ""
    with pytest.raises(ValueError):
        FigureView(FigureKind.WITHHELD, text="74", reason_text="För få svar")
    with pytest.raises(ValueError):
        FigureView(FigureKind.WITHHELD, n_text="3 svar", reason_text="För få svar")
    with pytest.raises(ValueError):
        withheld("")


def test_a_shown_figure_tells_something() -> None:
    assert shown("74", n_text="14 svar").n_text == "14 svar"
    with pytest.raises(ValueError):
        shown("")


def test_a_row_has_a_cell_for_each_column() -> None:
    with pytest.raises(ValueError, match="2 columns but 1 cells"):
        TableView("Rubrik", (Column("a"), Column("b")), (("x",),))


@pytest.mark.parametrize(
    ("current", "last", "pages"),
    [
        (1, 1, (1,)),
        (1, 3, (1, 2, 3)),
        (4, 12, (1, 2, 3, 4, 5, None, 12)),
        (6, 12, (1, None, 5, 6, 7, None, 12)),
        (12, 12, (1, None, 11, 12)),
    ],
)
def test_the_first_the_last_and_the_neighbouring_pages_are_offered(
    current: int, last: int, pages: tuple[int | None, ...]
) -> None:
    assert page_numbers(current, last, "/x?sida=").pages == pages


def test_a_page_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError):
        page_numbers(0, 3, "/x?sida=")


@pytest.mark.parametrize(
    ("wanted", "current"), [("", 1), ("2", 2), ("99", 3), ("0", 1), ("-1", 1), ("två", 1), ("²", 1), ("9" * 5000, 1)]
)
def test_a_list_opens_on_a_page_that_exists_whatever_the_address_asks_for(wanted: str, current: int) -> None:
    numbers = pages_of(51, 25, wanted, "/x?sida=")

    assert (numbers.current, numbers.last, numbers.offset(25)) == (current, 3, (current - 1) * 25)


def test_an_empty_list_has_one_page() -> None:
    assert pages_of(0, 25, "7", "/x?sida=").last == 1
