"""What a mail, a text message and a letter say around the words HR chose: the link, the promise, the time, the day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from surveys.planning.texts import WaveTexts
from workplace.mail.message import Message
from workplace.wording import N_, Sentence, Translator

SECONDS_PER_ITEM = 12
"""How long one question takes, words and all; a guess on the safe side."""
_ADDRESS = re.compile(r"(?:\w+://|www\.)", re.IGNORECASE)
ALSO_IN: Mapping[str, str] = {
    "en": "The survey is also in English: use the same link.",
    "sv": "Enkäten finns också på svenska: använd samma länk.",
}
"""Said to those who read another language, in that language, so never translated."""


@dataclass(frozen=True)
class Occasion:
    """What every message of a wave tells.

    `floor`: the least number of answers of which a group is shown. `contact`: whom to ask. `others`: the other
    languages the wave can be answered in.
    """

    title: str
    last_day: dt.date
    minutes: int
    floor: int
    contact: str
    others: tuple[str, ...] = ()


def minutes_for(items: int) -> int:
    """Return about how many minutes so many questions take: at least two."""
    return max(2, -(-items * SECONDS_PER_ITEM // 60))


def opening_mail(words: WaveTexts, occasion: Occasion, link: str, translator: Translator) -> Message:
    """Return the mail that invites. It holds one address, the person's own link."""
    return Message(words.opening_subject, _mail(words.opening_body, occasion, link, translator))


def reminder_mail(words: WaveTexts, occasion: Occasion, link: str, translator: Translator) -> Message:
    """Return the mail that reminds; the earlier link still holds, and both lead to the one answer."""
    return Message(words.reminder_subject, _mail(words.reminder_body, occasion, link, translator))


def text_message(words: WaveTexts, link: str) -> str:
    """Return the text message that invites or reminds: one line and the link."""
    return f"{' '.join(without_addresses(words.sms).split())} {link}"


def without_addresses(text: str) -> str:
    """Return a text in which nothing reads as an address, so that the one link is the only one."""
    return _ADDRESS.sub("", text)


def _mail(body: str, occasion: Occasion, link: str, translator: Translator) -> str:
    say = translator.say
    facts = {
        "minutes": occasion.minutes,
        "date": translator.date(occasion.last_day, weekday=True),
        "floor": occasion.floor,
        "contact": without_addresses(occasion.contact),
    }
    also = [ALSO_IN[language] for language in occasion.others if language in ALSO_IN]
    parts = [
        without_addresses(body),
        say(Sentence(N_("Svara här:"))) + f"\n{link}",
        say(Sentence(N_("Det tar ungefär %(minutes)s minuter. Sista dag att svara: %(date)s."), facts)),
        say(
            Sentence(
                N_(
                    "Vårt löfte: ingen kan se vad just du har svarat, och en grupp med färre än %(floor)s svar visas "
                    "aldrig. Att du har svarat syns för systemet. Hela löftet står på sidan dit länken leder."
                ),
                facts,
            )
        ),
        say(Sentence(N_("Frågor? %(contact)s."), facts)),
        *also,
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"
