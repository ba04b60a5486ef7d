"""What the poster and the page of messages show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum

from surveys.improvements.telling.told import LONGEST_ON_POSTER, MOST_ON_POSTER, Said, shortened
from workplace.mail.message import Message
from workplace.web.views import Place, Text
from workplace.wording import N_, Sentence

LONG_ON_POSTER = 85
"""With something longer than this on it, in signs, the poster is set smaller."""


class Size(Enum):
    """How large the words of the poster are: the fewer and shorter the things are, the larger."""

    LONG = "long"
    ONE = "one"
    TWO = "two"
    THREE = "three"


@dataclass(frozen=True)
class PosterItem:
    """One thing on the poster. `group` "" where the figure is the unit's own. `number` marks a choice of it."""

    title: str
    value: Text
    top: Sentence
    group: str
    what: str
    done: Sentence
    is_done: bool


@dataclass(frozen=True)
class PosterChoice:
    """Something that may stand on the poster. `number`: its place in the plan, from 1."""

    number: int
    what: str
    is_chosen: bool


@dataclass(frozen=True)
class PosterPage:
    """The poster. `choices` are offered on the screen alone, where there is more than fits."""

    unit_name: str
    wave_title: str
    read_more: str
    above: tuple[Place, ...]
    items: tuple[PosterItem, ...]
    size: Size
    choices: tuple[PosterChoice, ...]
    action: str


@dataclass(frozen=True)
class MessageView:
    """A message before it goes: when, and its words as they would be today."""

    sending: Sentence
    subject: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class MessagesPage:
    """The messages to the group. `recipients`: to how many they go as things are now."""

    above: tuple[Place, ...]
    unit_name: str
    recipients: int
    messages: tuple[MessageView, ...]
    has_plan: bool
    action: str
    back_href: str


def poster_page(
    unit_name: str,
    wave_title: str,
    said: Sequence[Said],
    chosen: Collection[int],
    *,
    above: tuple[Place, ...],
    read_more: str,
    action: str,
) -> PosterPage:
    """Return the poster with at most three things: those chosen, else the first of the plan."""
    numbered = list(enumerate(said, start=1))
    wanted = [(number, one) for number, one in numbered if number in chosen] or numbered
    shown = wanted[:MOST_ON_POSTER]
    numbers = {number for number, _ in shown}
    sizes = {1: Size.ONE, 2: Size.TWO}
    is_long = any(len(one.what) > LONG_ON_POSTER for _, one in shown)
    return PosterPage(
        unit_name=unit_name,
        wave_title=wave_title,
        read_more=read_more,
        above=above,
        items=tuple(_item(one) for _, one in shown),
        size=Size.LONG if is_long else sizes.get(len(shown), Size.THREE),
        choices=tuple(PosterChoice(number, shortened(one.what, 90), number in numbers) for number, one in numbered)
        if len(numbered) > 1
        else (),
        action=action,
    )


def message_view(weeks: int, on: dt.date, today: dt.date, message: Message) -> MessageView:
    """Return a message as its reader would see it."""
    paragraphs = tuple(part.strip() for part in message.body.split("\n\n") if part.strip())
    return MessageView(_sending(weeks, on, today), message.subject, paragraphs)


def _sending(weeks: int, on: dt.date, today: dt.date) -> Sentence:
    facts = {"weeks": weeks, "date": on}
    if on <= today:
        return Sentence(N_("Efter %(weeks)s veckor: dagen var %(date)s"), facts)
    return Sentence(N_("Efter %(weeks)s veckor: skickas %(date)s"), facts)


def _item(one: Said) -> PosterItem:
    return PosterItem(
        title=shortened(one.title, 110),
        value=one.value,
        top=one.top,
        group=one.group,
        what=shortened(one.what, LONGEST_ON_POSTER),
        done=one.done,
        is_done=one.is_done,
    )
