"""The work of a wave that is open: mixed every night, closed once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from surveys.ballots.queries import urn_of
from surveys.closing.actions import close_wave, mix_open_waves, mix_wave
from workplace.house import House
from workplace.jobs.lease import LONGEST_LEASE
from workplace.jobs.worker import Daily, Handler
from workplace.wording import N_, Sentence

MIX_KIND = "survey.mix"
CLOSE_KIND = "survey.close"
MIX_AT = dt.time(2, 30)
DAILY = (Daily(MIX_KIND, Sentence(N_("Nattlig blandning av urnorna")), MIX_AT),)
"""What comes back every day."""


def mix_urns(context: tuple[House, Mapping[str, Any]], _day: str) -> None:
    """Mix the urn of the batch's wave, or every open urn. Nothing is kept of it: a count would tell who answers when.

    A wave that takes no answers any more needs no mix: closing it mixed it.
    """
    house, arguments = context
    wave_id = arguments.get("wave_id")
    if wave_id is None:
        mix_open_waves(house)
    elif is_taking_boxes(house, wave_id):
        mix_wave(house, wave_id)


def close_one(context: tuple[House, Mapping[str, Any]], key: str) -> None:
    """Close the batch's wave, or the one the item is named by. The count lies in its plan."""
    house, arguments = context
    close_wave(house, arguments.get("wave_id", key), actor_id=arguments.get("ordered_by", ""))


def is_taking_boxes(house: House, wave_id: str) -> bool:
    """Return whether the urn of a wave is open."""
    with house.database.reading() as session:
        urn = urn_of(session, wave_id)
    return urn is not None and urn.is_open


HANDLERS = {
    MIX_KIND: Handler(work=mix_urns, lease=LONGEST_LEASE),
    CLOSE_KIND: Handler(work=close_one, lease=LONGEST_LEASE),
}
