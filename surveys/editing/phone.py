"""A page of a draft as it will be answered: the answering pages' own views, filled with nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from surveys.answering.journey import Page, pages_of
from surveys.answering.pages import (
    LANGUAGE_NAMES,
    BlockView,
    FrameView,
    SheetView,
    blocks_of,
    progress_of_pages,
    progress_of_questions,
)
from surveys.instrument import Instrument
from surveys.items.kinds import parse
from surveys.planning.texts import CONTACTS
from workplace.definitions.document import in_language
from workplace.wording import N_, Sentence


def phone_pages(instrument: Instrument) -> tuple[Page, ...]:
    """Return the pages one goes through."""
    return pages_of(instrument)


def every_block(instrument: Instrument, page: Page, language: str) -> tuple[BlockView, ...]:
    """Return the questions of a page, those on conditions and every administration's own among them."""
    everybodys = tuple(replace(item, administration="") for item in page.items)
    return blocks_of(
        instrument,
        replace(page, items=everybodys),
        administration="",
        asked=frozenset(item.key for item in page.items),
        values={},
        language=language,
        has_reviewers=True,
        missing=frozenset(),
    )


def phone_view(
    instrument: Instrument, number: int, *, base: str, language: str, form_token: str, today: dt.date
) -> SheetView:
    """Return one page with every question it may show."""
    pages = pages_of(instrument)
    page = pages[number - 1]
    asked = frozenset(item.key for item in instrument.items)
    is_single = len(pages) == 1
    if is_single:
        progress, words = progress_of_questions(page, asked, {item.key: parse(item, ()) for item in instrument.items})
    else:
        progress, words = progress_of_pages(number, len(pages))
    offered = [code for code in instrument.languages if code != language]
    heading = in_language(page.title, language) or (
        in_language(instrument.title, language) if page.items else Sentence(N_("Om dig"))
    )
    return SheetView(
        frame=FrameView(
            base=base,
            title=in_language(instrument.title, language),
            form_token=form_token,
            languages=tuple((code, LANGUAGE_NAMES.get(code, code)) for code in offered),
        ),
        heading=heading,
        intro=in_language(page.intro, language),
        number=number,
        blocks=every_block(instrument, page, language),
        contacts=tuple(Sentence(words) for words in CONTACTS.values()),
        progress=progress,
        progress_text=words,
        action=f"{base}/{number}",
        go_label=Sentence(N_("Nästa") if number < len(pages) else N_("Granska svaren")),
        back=number > 1,
        last_day=today,
    )
