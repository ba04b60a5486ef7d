"""An instrument with every kind of question there is, on one page or on several."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from surveys.answering import queries
from surveys.instrument import (
    Background,
    Condition,
    Instrument,
    Item,
    ItemType,
    Matrix,
    Option,
    Section,
)

ENDS = {"sv": "Stämmer mycket dåligt", "en": "Not true at all"}, {"sv": "Stämmer mycket bra", "en": "Very true"}


def both(swedish: str, english: str = "") -> Mapping[str, str]:
    return {"sv": swedish, "en": english or f"{swedish} (in English)"}


def likert(key: str, text: str, **more: object) -> Item:
    low, high = ENDS
    return Item(key, ItemType.LIKERT, both(text), 1.0, 5.0, low_text=low, high_text=high, **more)  # type: ignore[arg-type]


YES_NO = (Option("ja", both("Ja", "Yes")), Option("nej", both("Nej", "No")))
ITEMS = (
    likert("mening", "Mitt arbete känns meningsfullt", allows_unsure=True),
    likert("klart", "Jag vet vad som förväntas av mig", matrix="uppdrag"),
    likert("foljs", "Våra mål följs upp på ett bra sätt", matrix="uppdrag"),
    Item("samtal", ItemType.ONE, both("Har du haft medarbetarsamtal i år?", "Have you had a talk?"), options=YES_NO),
    likert("nytta", "Samtalet gjorde nytta", condition=Condition("samtal", ("ja",))),
    Item(
        "hinder",
        ItemType.MANY,
        both("Vad hindrar dig i arbetet?"),
        options=(
            Option("tid", both("Tiden räcker inte", "Too little time")),
            Option("system", both("Systemen krånglar", "The systems fail")),
            Option("annat", both("Något annat", "Something else")),
        ),
        allows_unsure=True,
    ),
    Item("pass", ItemType.NUMBER, both("Hur många pass i veckan är ni för få?"), 0.0, 30.0, allows_unsure=True),
    Item("enps", ItemType.ENPS, both("Hur troligt är det att du rekommenderar din arbetsplats?"), 0.0, 10.0),
    Item(
        "utsatt",
        ItemType.ONE,
        both("Har du blivit utsatt för kränkande särbehandling det senaste året?"),
        options=YES_NO,
        allows_unsure=True,
        names_contacts=True,
        floor=20,
    ),
    Item(
        "av_vem",
        ItemType.MANY,
        both("Av vem?"),
        options=(Option("chef", both("Chef")), Option("kollega", both("Kollega"))),
        condition=Condition("utsatt", ("ja",)),
    ),
    likert("egen", "Förvaltning två har en fråga för sig själv", administration="Förvaltning två"),
    Item("ord", ItemType.TEXT, both("Vad vill du ändra på?"), longest=200),
)
ASKED = Background(
    "tid",
    both("Hur länge har du arbetat här?"),
    ("kort", "lang"),
    {"kort": both("Kortare än fem år"), "lang": both("Fem år eller mer")},
    is_asked=True,
)
SEX = Background("sex", both("Kön"), ("K", "M"))


def rich(*, pages: bool) -> Instrument:
    """Return the instrument, on three pages and one for the asked background, or all on one."""
    sections = (
        Section("uppdraget", both("Mitt uppdrag", "My work"), ("mening", "klart", "foljs")),
        Section(
            "samtalet",
            both("Samtal och villkor", "Talks"),
            ("samtal", "nytta", "hinder", "pass"),
            both("Tänk på i år."),
        ),
        Section("helheten", both("Helheten", "The whole"), ("enps", "utsatt", "av_vem", "egen", "ord")),
    )
    return Instrument(
        "rik",
        "1",
        both("En rik enkät"),
        ITEMS,
        backgrounds=(SEX, ASKED),
        pages=sections if pages else (),
        matrices=(Matrix("uppdrag", both("Hur väl stämmer det här?", "How true is this?")),),
    )


def give(monkeypatch: pytest.MonkeyPatch, instrument: Instrument) -> None:
    """Let every wave of the test be answered with this instrument."""
    monkeypatch.setattr("surveys.waves.queries._read", lambda _toml: instrument)
    monkeypatch.setattr(queries, "_QUESTIONS", {})
