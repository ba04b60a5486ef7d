"""Freeze a release."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from workplace.journal.actions import record
from workplace.releases.cells import Layout, page_hash, release_hash
from workplace.releases.records import ReleasePageRecord, ReleaseRecord

_BATCH = 500


def freeze(
    session: Session,
    *,
    wave_id: str,
    number: int,
    edition: int,
    charter_sha256: str,
    layout: Layout,
    pages: Sequence[tuple[str, bytes]],
    certificate: Mapping[str, Any],
    summary: Mapping[str, Any] | None = None,
    now: dt.datetime,
    actor_id: str = "",
) -> str:
    """Write a release and its pages (unit id, encoded cells), in tree order, and return its id.

    `summary`: what the pages say in all, for those who ask for nothing more.
    """
    release_id = f"{wave_id}.{number}"
    hashes = [(unit_id, page_hash(cells)) for unit_id, cells in pages]
    rows = [[measure, item] for measure, item in layout.cells]
    digest = release_hash(rows, hashes)
    session.add(
        ReleaseRecord(
            id=release_id,
            wave_id=wave_id,
            number=number,
            edition=edition,
            published_at=now,
            published_by=actor_id,
            charter_sha256=charter_sha256,
            layout=rows,
            certificate=dict(certificate),
            summary=None if summary is None else dict(summary),
            sha256=digest,
        )
    )
    session.flush()
    for start in range(0, len(pages), _BATCH):
        session.execute(
            insert(ReleasePageRecord),
            [
                {
                    "release_id": release_id,
                    "unit_id": unit_id,
                    "position": start + place,
                    "cells": cells,
                    "sha256": hashes[start + place][1],
                }
                for place, (unit_id, cells) in enumerate(pages[start : start + _BATCH])
            ],
        )
    record(
        session,
        now=now,
        actor_id=actor_id,
        verb="published",
        object_kind="release",
        object_id=release_id,
        facts={"sha256": digest, "charter": charter_sha256},
    )
    return release_id
