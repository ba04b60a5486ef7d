"""Facts about invitations as values: what a token leads to, who gets which message, whose mail did not arrive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from surveys.waves.wave_unit import WaveUnit
from workplace.identity.actor import Actor


@dataclass(frozen=True)
class InvitationFacts:
    """What a way in leads to. `unit_id`: the direct group, first of `workplaces` unless the person chose another."""

    invitation_id: str
    wave_id: str
    unit_id: str
    workplaces: tuple[str, ...]
    background: Mapping[str, Any]
    answered: bool
    is_withdrawn: bool


@dataclass(frozen=True)
class OwnWay:
    """What a message to a person needs to know of the invitation."""

    invitation_id: str
    answered: bool
    is_withdrawn: bool


@dataclass(frozen=True)
class OwnSurvey:
    """A survey that waits for one's own answer."""

    wave_id: str
    title: str
    last_day: dt.date


@dataclass(frozen=True)
class Undelivered:
    """Somebody whose opening mail did not arrive. `error`: the class of what went wrong."""

    person_id: str
    name: str
    unit_name: str
    address: str
    error: str


@dataclass(frozen=True)
class Messages:
    """How many opening messages stand where."""

    waiting: int = 0
    sent: int = 0
    failed: int = 0


@dataclass(frozen=True)
class Invited:
    """How many are invited to a wave, never how many have answered.

    `absent` of them are long away. `without_address` have neither e-mail nor a text message and are handed a letter.
    `protected` get nothing at all by themselves.
    """

    people: int
    absent: int
    without_address: int
    protected: int


@dataclass(frozen=True)
class LetterScope:
    """For whom an HR person may print letters: units of the frozen tree."""

    units: frozenset[str]


def letter_scope(actor: Actor, units: Mapping[str, WaveUnit], led_now: Collection[str]) -> LetterScope:
    """Return the units of the actor's administrations, without those the actor leads or led, and all below them.

    Nobody's leader can fetch their code (TRUST 1.1): not a leader who is also HR, and not the leaders above.
    """
    own: set[str] = set()
    for unit in units.values():
        if unit.unit_id in led_now or unit.leader_id == actor.person_id or unit.parent_id in own:
            own.add(unit.unit_id)
    return LetterScope(
        frozenset(
            unit.unit_id for unit in units.values() if unit.unit_id not in own and actor.is_hr_of(unit.administration)
        )
    )
