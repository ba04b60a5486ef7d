"""The two documents: tagged PDF/UA-1, the same figures in both, the same bytes twice, user text inert."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace
from typing import Any

import pikepdf
import pypdfium2
import pytest

from appraisal.reports.compose import compose
from appraisal.reports.facts import GoalFacts
from appraisal.reports.model import BarTable, LeaderReport
from appraisal.reports.render import Rendered, render
from appraisal.reports.speech import spoken
from tests.reports import builders
from workplace.wording import Translator

DATE = dt.date(2026, 11, 2)
HOSTILE = [
    '#read("/etc/passwd")',
    "<script>alert(1)</script>",
    "$x$ *fet* _kursiv_ @ref \\#",
    "{{ 7*7 }} {% raw %}",
    "😀 漢字 العربية",
]


def made(unit: Any = None, **changes: Any) -> tuple[LeaderReport, Rendered]:
    report = compose(builders.shared(), unit or builders.unit(**changes), builders.outline())
    return spoken(report, Translator()), render(report, Translator(), employer="Provstaden", made_on=DATE)


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    return re.sub(r"\s+", " ", " ".join(pages))


@pytest.mark.parametrize("unit", [builders.unit(), builders.unit_without_figures()], ids=["own", "nearest"])
def test_the_pdf_is_tagged_and_says_that_it_follows_pdf_ua(unit: Any) -> None:
    _report, rendered = made(unit)

    with pikepdf.open(io.BytesIO(rendered.pdf)) as pdf:
        root = pdf.Root
        assert bool(root.MarkInfo.Marked) is True
        assert str(root.Lang) == "sv"
        assert bool(root.ViewerPreferences.DisplayDocTitle) is True
        assert "Ledarrapport: " in str(pdf.docinfo["/Title"])
        tags = structure_of(root.StructTreeRoot)
        assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/P"} <= set(tags)
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
        assert not any("/AA" in page or "/JS" in page for page in pdf.pages)
        assert "/EmbeddedFiles" not in root.get("/Names", {})


def structure_of(element: Any) -> list[str]:
    found = [str(element.S)] if "/S" in element else []
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and ("/S" in kid or "/K" in kid):
            found += structure_of(kid)
    return found


def test_page_and_paper_say_the_same_figures() -> None:
    report, rendered = made()
    pdf, html = text_of(rendered.pdf), rendered.html.decode()

    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, BarTable):
                for bar in block.bars:
                    cells = " ".join(str(cell) for cell in bar.cells if cell)
                    assert cells in pdf
                    for cell in bar.cells:
                        assert not cell or f">{cell}<" in html


def test_the_same_report_gives_the_same_bytes() -> None:
    first, again = made()[1], made()[1]
    other = made(group_size=26)[1]

    assert (first.pdf, first.html) == (again.pdf, again.html)
    assert first.sha256 != other.sha256


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_write_is_text_and_never_code(text: str) -> None:
    goal = GoalFacts("g", text, text)
    agreements = (replace(builders.unit().agreements[0], what=text, who=text, why=text, seen_by=text),)
    _report, rendered = made(goals=(goal,), agreements=agreements, unit_name=text, leader_name=text)

    html, pdf = rendered.html.decode(), text_of(rendered.pdf)
    assert "<script" not in html
    assert "root:" not in pdf
    assert "root:" not in html
    assert "{{ 7*7 }}" in html or "7*7" not in text
    if text.isascii():
        assert text in pdf


def test_the_html_file_needs_no_other() -> None:
    html = made()[1].html.decode()

    assert not re.search(r'(src|href)="', html)
    assert "@import" not in html
    assert "url(" not in html
    assert '<html lang="sv">' in html
    assert html.count("<h1") == 1


def test_a_withheld_figure_has_no_number_anywhere() -> None:
    hidden = builders.unit_without_figures()
    report, rendered = made(hidden)

    assert "Gruppen har för få svar" in text_of(rendered.pdf)
    assert hidden.direct.has_shown_index is False
    assert not any(section.key in ("summary", "leadership", "areas") for section in report.sections)
