"""The page on which the registrar makes an extract."""

from __future__ import annotations

from dataclasses import dataclass

from workplace.extracts.extract import EXTRACT_HREF, NO_ANSWERS, OTHERS
from workplace.extracts.forms import ExtractForm
from workplace.wording import Sentence


@dataclass(frozen=True)
class ExtractPage:
    """The form, and what one should know of what comes out."""

    form: ExtractForm
    action: str
    no_answers: Sentence
    others: Sentence


def extract_page(form: ExtractForm) -> ExtractPage:
    """Return the page."""
    return ExtractPage(form, EXTRACT_HREF, Sentence(NO_ANSWERS), Sentence(OTHERS))
