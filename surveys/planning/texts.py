"""What the mails, messages and letters of a wave say: HR's own words, else ours.

No text holds an address: the one link of a message is put in when it is sent.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from workplace.clock import STOCKHOLM
from workplace.wording import N_, Sentence, Translator

LONGEST_SUBJECT = 120
LONGEST_BODY = 2_000
_ADDRESS = re.compile(r"https?:|www\.|://", re.IGNORECASE)
CONTACTS: Mapping[str, str] = {
    "leader": N_("Din chef, eller chefens chef"),
    "hr": N_("HR-avdelningen"),
    "safety": N_("Skyddsombudet på din arbetsplats"),
    "health": N_("Företagshälsovården"),
}
"""Whom to turn to about harassment, by part played, and how it reads where HR has written nothing more exact."""


@dataclass(frozen=True)
class WaveTexts:
    """The words of a wave in one language. An empty one has not been written."""

    opening_subject: str = ""
    opening_body: str = ""
    reminder_subject: str = ""
    reminder_body: str = ""
    sms: str = ""

    def stored(self) -> dict[str, str]:
        """Return what HR wrote, by name; what is empty is left out."""
        return {name: text for name, text in asdict(self).items() if text}


TEXT_NAMES = tuple(field.name for field in fields(WaveTexts))


def last_day(closes_at: dt.datetime) -> dt.date:
    """Return the last day for answers; `closes_at` is the first moment at which none is taken."""
    return (closes_at - dt.timedelta(microseconds=1)).astimezone(STOCKHOLM).date()


def our_texts(title: str, closes_at: dt.datetime, translator: Translator) -> WaveTexts:
    """Return the words of a wave for which HR has written none, in the translator's language."""
    facts = {"title": title, "date": last_day(closes_at)}
    return WaveTexts(
        opening_subject=translator.say(Sentence(N_("%(title)s: nu kan du svara"), facts)),
        opening_body=translator.say(
            Sentence(
                N_(
                    "Hej!\n\nNu öppnar %(title)s. Det tar några minuter att svara, och det går bra på mobilen. Du kan "
                    "svara till och med %(date)s.\n\nVarken din chef eller HR får se vad just du har svarat. "
                    "Länken är din egen. Skicka den inte vidare."
                ),
                facts,
            )
        ),
        reminder_subject=translator.say(Sentence(N_("%(title)s: du hinner fortfarande svara"), facts)),
        reminder_body=translator.say(
            Sentence(
                N_(
                    "Hej!\n\nDu kan fortfarande svara på %(title)s, till och med %(date)s. Ju fler som svarar, desto "
                    "fler grupper får ett eget resultat att prata om.\n\nDet är frivilligt, och varken din chef eller "
                    "HR får se vad just du har svarat."
                ),
                facts,
            )
        ),
        sms=translator.say(Sentence(N_("%(title)s: svara senast %(date)s. Din egen länk:"), facts)),
    )


def texts_in(
    stored: Mapping[str, Any], language: str, title: str, closes_at: dt.datetime, translator: Translator
) -> WaveTexts:
    """Return the words of a wave in one language: what HR wrote, and ours where that is nothing.

    `translator` speaks the language asked for.
    """
    ours = asdict(our_texts(title, closes_at, translator))
    written = stored.get(language, {})
    return WaveTexts(**{name: written.get(name) or ours[name] for name in TEXT_NAMES})


def own_words(given: WaveTexts, ours: WaveTexts) -> WaveTexts:
    """Return what differs from our words; a text that says the same is not kept, so that it follows a new date."""
    kept = {
        name: "" if _plain(text) == _plain(getattr(ours, name)) else _plain(text)
        for name, text in asdict(given).items()
    }
    return WaveTexts(**kept)


def holds_address(text: str) -> bool:
    """Return whether a text names an address of its own: a message holds exactly one, which is the person's link."""
    return bool(_ADDRESS.search(text))


def contacts_in(stored: Mapping[str, Any], translator: Translator) -> dict[str, str]:
    """Return whom to turn to about harassment, by part played, in the order of the page."""
    return {part: str(stored.get(part) or "") or translator.gettext(ours) for part, ours in CONTACTS.items()}


def _plain(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").strip().split("\n"))
