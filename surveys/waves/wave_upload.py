"""A wave from elsewhere on its way in: what was said of it beside the files, kept with them until HR says yes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass

from workplace.imports.table import GivenFile

WAVE_IMPORT = "wave"
"""The kind of these uploads."""
DETAILS = "details"
ANSWERS, ELIGIBLE, MAPPING = "answers", "eligible", "mapping"


@dataclass(frozen=True)
class WaveDetails:
    """What the form says. `instrument`: `KEY@VERSION`. An empty title: the instrument's and the year."""

    wave_id: str
    title: str
    instrument: str
    closed_on: dt.date


def with_details(details: WaveDetails, files: Mapping[str, GivenFile]) -> dict[str, GivenFile]:
    """Return the files with the details beside them as a file of their own, so that one id stands for all."""
    said = {
        "wave_id": details.wave_id,
        "title": details.title,
        "instrument": details.instrument,
        "closed_on": details.closed_on.isoformat(),
    }
    content = json.dumps(said, ensure_ascii=False, sort_keys=True).encode()
    return {**files, DETAILS: GivenFile("details.json", content)}


def details_in(files: Mapping[str, GivenFile]) -> WaveDetails:
    """Return what `with_details` kept."""
    said = json.loads(files[DETAILS].content)
    return WaveDetails(said["wave_id"], said["title"], said["instrument"], dt.date.fromisoformat(said["closed_on"]))


def given_files(files: Mapping[str, GivenFile]) -> dict[str, GivenFile]:
    """Return the files somebody handed over, without the details."""
    return {part: given for part, given in files.items() if part != DETAILS}
