"""What the phone's frame and the printed form show."""

from __future__ import annotations

from dataclasses import dataclass

from surveys.answering.pages import BlockView
from surveys.editing.phone import every_block, phone_pages
from surveys.instrument import Condition, Instrument
from surveys.items.kinds import draw
from surveys.planning.texts import CONTACTS
from workplace.definitions.document import in_language
from workplace.web.views import Text
from workplace.wording import N_, Sentence


@dataclass(frozen=True)
class PhonePage:
    """Where one is in the preview."""

    back_href: str
    number: int
    pages: int


@dataclass(frozen=True)
class PrintedPage:
    """A page on paper."""

    heading: Text
    intro: str
    blocks: tuple[BlockView, ...]


@dataclass(frozen=True)
class PrintPage:
    """A form on paper. `languages`: the other ones, as (code, name). The rest by item key:
    when it is answered, where it is asked, its number."""

    title: str
    version: str
    is_draft: bool
    pages: tuple[PrintedPage, ...]
    contacts: tuple[Text, ...]
    back_href: str
    languages: tuple[tuple[str, Text], ...]
    conditions: dict[str, Sentence]
    administrations: dict[str, str]
    numbers: dict[str, int]


def print_page(instrument: Instrument, language: str, back_href: str, *, is_draft: bool) -> PrintPage:
    """Return the whole form with nothing filled in."""
    pages = phone_pages(instrument)
    places = [item.key for page in pages for item in page.items]
    names = {"sv": Sentence(N_("Svenska")), "en": Sentence(N_("Engelska"))}
    return PrintPage(
        in_language(instrument.title, language),
        instrument.version,
        is_draft,
        tuple(
            PrintedPage(
                in_language(page.title, language) or ("" if page.items else Sentence(N_("Om dig"))),
                in_language(page.intro, language),
                every_block(instrument, page, language),
            )
            for page in pages
        ),
        tuple(Sentence(words) for words in CONTACTS.values()),
        back_href,
        tuple((code, names[code]) for code in instrument.languages if code != language and code in names),
        {
            item.key: _condition(instrument, item.condition, places, language)
            for item in instrument.items
            if item.condition is not None
        },
        {item.key: item.administration for item in instrument.items if item.administration},
        {key: place for place, key in enumerate(places, start=1)},
    )


def _condition(instrument: Instrument, condition: Condition, places: list[str], language: str) -> Sentence:
    control = draw(instrument.item(condition.item), (), language)
    every = (*control.choices, *((control.unsure,) if control.unsure else ()))
    words = {choice.code: choice.label for choice in every}
    said: Text = words.get(condition.codes[0], condition.codes[0])
    for code in condition.codes[1:]:
        said = Sentence(N_("%(some)s eller %(last)s"), {"some": said, "last": words.get(code, code)})
    facts = {"number": places.index(condition.item) + 1, "answer": said}
    return Sentence(N_("Besvaras bara om svaret på fråga %(number)s är %(answer)s."), facts)
