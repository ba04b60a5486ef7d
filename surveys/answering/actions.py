"""Keep a draft, and send an answer: once, whole, and without a trace of who sent which."""

from __future__ import annotations

import secrets
from enum import Enum
from typing import Any

from sqlalchemy import bindparam, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from surveys.answering.draft import Draft, to_bytes
from surveys.answering.draft_seal import NONCE_BYTES, draft_id, seal
from surveys.answering.records import DraftRecord
from surveys.ballots.actions import put_box
from surveys.ballots.box import BoxContent, box_size, pack
from surveys.invitations.records import InvitationRecord
from surveys.waves.queries import instrument_of


class Outcome(Enum):
    """What became of an answer that was sent."""

    STORED = "stored"
    ALREADY = "already"
    """This person's answer was in before; nothing was stored now."""
    CLOSED = "closed"
    """The urn takes no more; nothing was stored."""


_INVITATIONS: Any = InvitationRecord.__table__
_DRAFTS: Any = DraftRecord.__table__
_OPEN_ONE = (
    update(_INVITATIONS)
    .where(
        _INVITATIONS.c.id == bindparam("invitation"),
        _INVITATIONS.c.wave_id == bindparam("wave"),
        _INVITATIONS.c.answered.is_(False),
        _INVITATIONS.c.is_withdrawn.is_(False),
    )
    .values(answered=True)
)
_UNDO = update(_INVITATIONS).where(_INVITATIONS.c.id == bindparam("invitation")).values(answered=False)
_PLACE = update(_INVITATIONS).where(_INVITATIONS.c.id == bindparam("invitation")).values(unit_id=bindparam("unit"))
_DROP = delete(_DRAFTS).where(_DRAFTS.c.id == bindparam("draft"))


def _written_over(insert: Any) -> Any:
    statement = insert(_DRAFTS)
    return statement.on_conflict_do_update(
        index_elements=[_DRAFTS.c.id],
        set_={"wave_id": statement.excluded.wave_id, "sealed": statement.excluded.sealed},
    )


_KEEP = {"sqlite": _written_over(sqlite.insert), "postgresql": _written_over(postgresql.insert)}
"""One statement in each database: two tabs that save at once never meet as strangers."""


def save_draft(session: Session, code: str, draft: Draft, size: int) -> None:
    """Write the draft of a code over the one there was; `size` as `draft_size` says, the same for the whole wave."""
    sealed = seal(code, to_bytes(draft), size=size, nonce=secrets.token_bytes(NONCE_BYTES))
    connection = session.connection()
    row = {"id": draft_id(code), "wave_id": draft.wave_id, "sealed": sealed}
    connection.execute(_KEEP[connection.dialect.name], row)


def submit(
    session: Session,
    invitation_id: str,
    wave_id: str,
    content: BoxContent,
    draft_id: str,
    *,
    size: int | None = None,
    chose_workplace: bool = False,
) -> Outcome:
    """Mark the invitation where it is not answered, put the box in the urn and drop the draft, all in one transaction.

    The caller commits before anything is said to whoever sent it. Twenty at once wait for each other at the
    invitation's row and one of them is stored. `size`: bytes of a box; None: asked of the wave's instrument.
    `chose_workplace`: the person could choose, so the invitation is counted where the answer belongs.
    """
    connection = session.connection()
    if not connection.execute(_OPEN_ONE, {"invitation": invitation_id, "wave": wave_id}).rowcount:
        return Outcome.ALREADY
    if not put_box(session, wave_id, pack(content, size or box_size(instrument_of(session, wave_id)))):
        connection.execute(_UNDO, {"invitation": invitation_id})
        return Outcome.CLOSED
    if chose_workplace:
        connection.execute(_PLACE, {"invitation": invitation_id, "unit": content.unit_id})
    connection.execute(_DROP, {"draft": draft_id})
    return Outcome.STORED
