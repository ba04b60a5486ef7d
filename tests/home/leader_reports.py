"""Leader reports put straight into the database, for pages that only need to know that they are there."""

from __future__ import annotations

import datetime as dt

from appraisal.reports.records import LeaderReportRecord, ReportRunRecord
from appraisal.reports.run import ReportState
from tests.waves.small_organisation import NOW, UNITS, WAVE
from workplace.database import Database
from workplace.jobs.actions import order
from workplace.wording import Sentence


def put_reports(
    database: Database,
    units: dict[str, tuple[str, str]] | None = None,
    *,
    wave_id: str = WAVE,
    state: ReportState = ReportState.RELEASED,
    made_at: dt.datetime = NOW,
) -> None:
    """Put one edition for each unit: id to (name, leader)."""
    chosen = units or {unit_id: (name, leader) for unit_id, name, _parent, leader in UNITS}
    with database.writing() as session:
        batch = order(session, kind="leader_reports", keys=[], title=Sentence("Rapporter"), now=made_at)
        run = ReportRunRecord(
            id=f"run-{wave_id}",
            wave_id=wave_id,
            release_id=f"{wave_id}.1",
            batch_id=batch,
            administrations=None,
            language="sv",
            outline_sha256="",
            fingerprint="",
            ordered_at=made_at,
            ordered_by="",
        )
        session.add(run)
        session.flush()
        for unit_id, (name, leader) in chosen.items():
            session.add(
                LeaderReportRecord(
                    wave_id=wave_id,
                    unit_id=unit_id,
                    version=1,
                    state=state.value,
                    release_id=f"{wave_id}.1",
                    run_id=run.id,
                    leader_id=leader,
                    unit_name=name,
                    administration="",
                    has_own_figures=True,
                    content={},
                    html=b"",
                    pdf=b"",
                    sha256="",
                    made_at=made_at,
                    released_at=None if state is ReportState.DRAFT else made_at,
                )
            )
