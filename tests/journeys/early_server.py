"""A broken server for the ledger to catch: some answers are stored only after it has said so, others twice."""

from __future__ import annotations

import threading
from typing import Any

from bench import serving
from surveys.answering import actions, routes
from surveys.answering.actions import Outcome
from surveys.ballots.actions import put_box
from surveys.ballots.box import pack
from workplace.web.request import house

MOMENT = 30.0
"""Seconds; the server is killed long before."""


def submit_wrong(session: Any, invitation_id: str, wave_id: str, content: Any, draft_id: str, **given: Any) -> Outcome:
    """Say that the answer is stored, whatever becomes of it."""
    if invitation_id < "8":
        actions.submit(session, invitation_id, wave_id, content, draft_id, **given)
        put_box(session, wave_id, pack(content, given["size"]))
        return Outcome.STORED
    database = house().database

    def store() -> None:
        with database.writing() as later:
            actions.submit(later, invitation_id, wave_id, content, draft_id, **given)

    threading.Timer(MOMENT, store).start()
    return Outcome.STORED


if __name__ == "__main__":
    vars(routes)["submit"] = submit_wrong
    serving.start_servers()
