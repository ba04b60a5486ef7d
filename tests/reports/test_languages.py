"""The reader's language: one frozen report, read in Swedish or English, on the page and as a tagged PDF."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import pikepdf
import pytest

from appraisal.reports.compose import compose
from appraisal.reports.localized import Localized, localized
from appraisal.reports.render import render
from appraisal.reports.speech import from_values, spoken, to_values
from tests.reports import builders
from tests.reports.test_render import DATE, structure_of, text_of
from workplace.translations import translator_for
from workplace.wording import Sentence, Translator

REPORT = "/ledarrapport/enkat-2026/T1"
SWEDISH = re.compile(
    r"\b(och|är|av|inte|det|som|på|för|till|frågor|svar|hela|nivån|chef|chefen|gruppen|över|enheten|den)\b", re.I
)


def english_facts() -> tuple[Any, Any]:
    """Facts whose own texts (names, goals, agreements) are English too, so that any Swedish left is the product's."""
    item = replace(builders.ITEMS[0], text="My work feels meaningful")
    leader = replace(builders.ITEMS[3], text="My manager shows appreciation")
    group = builders.group("T1", "North square", 21, 3)
    shared = builders.shared(
        wave_title="Survey 2026",
        whole=builders.group("AMF", "Labour market", 312),
        items=(item, replace(item, key="q2", policy_area="u"), leader),
        indices=tuple(replace(one, title=one.key) for one in builders.INDICES),
        areas=(("uppdrag", "Mission"), ("u", "Learning"), ("ledarskap", "Leadership")),
        criteria_title="Criteria",
        criteria=(),
    )
    hidden = builders.group("T4", "Square", 4, withheld=builders.Reason.TOO_FEW)
    own = {"unit_name": "North square", "leader_name": "A", "superior_name": "B", "goals": (), "agreements": ()}
    parent = builders.group("JT", "Job centres", 148)
    shown = builders.unit(direct=group, unit=group, last_direct=group, last_unit=group, parent=parent, **own)
    without = builders.unit(direct=hidden, unit=hidden, last_direct=None, last_unit=None, nearest=parent, **own)
    return shared, (shown, without)


@pytest.mark.parametrize("which", [0, 1], ids=["own", "nearest"])
def test_the_english_pdf_is_tagged_english_and_says_every_word_in_english(which: int) -> None:
    shared, units = english_facts()
    report = compose(shared, units[which], builders.outline())
    rendered = render(report, translator_for("en"), employer="Testville", made_on=DATE)

    with pikepdf.open(io.BytesIO(rendered.pdf)) as pdf:
        assert str(pdf.Root.Lang) == "en"
        assert str(pdf.docinfo["/Title"]) == "Leader report: North square"
        assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/P"} <= set(structure_of(pdf.Root.StructTreeRoot))
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
    assert SWEDISH.findall(text_of(rendered.pdf)) == []
    swedish = render(report, Translator(), employer="Testville", made_on=DATE)
    assert SWEDISH.findall(text_of(swedish.pdf)), "the words looked for must be such that a Swedish report has them"
    assert '<html lang="en">' in rendered.html.decode()
    assert render(report, translator_for("en"), employer="Testville", made_on=DATE).pdf == rendered.pdf


def test_a_text_with_two_languages_is_frozen_in_both() -> None:
    title = localized({"sv": "Ledarskap", "en": "Leadership"})
    sentence = Sentence("%(index)s: %(more)s", {"index": title, "more": Sentence("%(index)s", {"index": title})})
    kept = from_values(to_values(sentence))

    assert isinstance(title, Localized)
    assert spoken(kept, Translator()) == "Ledarskap: Ledarskap"
    assert spoken(kept, Translator(language="en")) == "Leadership: Leadership"
    assert spoken(title, Translator(language="fi")) == "Ledarskap"
    assert localized({"sv": "Motivation", "en": "Motivation"}) == "Motivation"
    assert localized({}) == ""


def test_page_and_pdf_come_in_the_readers_language(released: Any, client_for: Any) -> None:
    anna = client_for("anna")
    swedish = anna.get(f"{REPORT}.pdf")
    anna.set_cookie("medskap_language", "en")
    page = anna.get(REPORT).get_data(as_text=True)
    english = anna.get(f"{REPORT}.pdf")

    assert "My immediate manager shows appreciation for my work" in page
    assert english.headers["Content-Disposition"].endswith('-en.pdf"')
    assert "My immediate manager shows appreciation for my work" in text_of(english.data)
    assert "Min närmaste chef" in text_of(swedish.data)
    for reply, language in ((swedish, "sv"), (english, "en")):
        with pikepdf.open(io.BytesIO(reply.data)) as pdf:
            assert str(pdf.Root.Lang) == language
    assert anna.get(f"{REPORT}.pdf").data == english.data
