"""What the leader reports hold about a person, and who opened the person's reports."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, exists
from sqlalchemy.orm import Session

from appraisal.reports.queries import HOME_KIND
from appraisal.reports.records import LeaderReportRecord, ReportNoteRecord, ReportRunRecord
from workplace.extracts.extract import Part
from workplace.extracts.held import Held
from workplace.extracts.queries import read_places
from workplace.journal.records import JournalContentRecord
from workplace.wording import N_


def parts_about(session: Session, person_id: str, name: str) -> list[Part]:
    """Return what the leader reports hold."""
    return read_places(session, PLACES, person_id, name)


def _is_about_own_report(person_id: str) -> Any:
    report = LeaderReportRecord
    return and_(
        JournalContentRecord.object_kind == HOME_KIND,
        exists().where(
            report.leader_id == person_id,
            JournalContentRecord.object_id == report.wave_id + "/" + report.unit_id,
        ),
    )


_WAVE, _UNIT, _WHEN = N_("Omgång"), N_("Enhet"), N_("När")
PLACES = (
    Held(
        "leader_reports",
        N_("Ledarrapporter om grupper som personen ledde"),
        LeaderReportRecord,
        (LeaderReportRecord.leader_id,),
        {
            "wave_id": (_WAVE, LeaderReportRecord.wave_id),
            "unit_id": (_UNIT, LeaderReportRecord.unit_id),
            "unit_name": (N_("Namn"), LeaderReportRecord.unit_name),
            "version": (N_("Version"), LeaderReportRecord.version),
            "state": (N_("Läge"), LeaderReportRecord.state),
            "made_at": (_WHEN, LeaderReportRecord.made_at),
            "released_at": (N_("Släppt"), LeaderReportRecord.released_at),
        },
        note=N_("Själva rapporten består av publicerade siffror och hämtas på sin egen sida."),
    ),
    Held(
        "report_notes",
        N_("Anteckningar till ledarrapporter som personen har skrivit eller nämns i"),
        ReportNoteRecord,
        (ReportNoteRecord.written_by,),
        {
            "wave_id": (_WAVE, ReportNoteRecord.wave_id),
            "unit_id": (_UNIT, ReportNoteRecord.unit_id),
            "text": (N_("Text"), ReportNoteRecord.text),
            "written_as": (N_("Skriven som"), ReportNoteRecord.written_as),
            "written_at": (_WHEN, ReportNoteRecord.written_at),
        },
        names=(ReportNoteRecord.text,),
    ),
    Held(
        "report_runs",
        N_("Körningar av ledarrapporter som personen har beställt"),
        ReportRunRecord,
        (ReportRunRecord.ordered_by,),
        {
            "wave_id": (_WAVE, ReportRunRecord.wave_id),
            "reason": (N_("Skäl"), ReportRunRecord.reason),
            "ordered_at": (_WHEN, ReportRunRecord.ordered_at),
        },
    ),
    Held(
        "report_openings",
        N_("Vem som har gjort vad med personens ledarrapporter"),
        JournalContentRecord,
        (),
        {
            "happened_at": (_WHEN, JournalContentRecord.happened_at),
            "actor_id": (N_("Vem"), JournalContentRecord.actor_id),
            "verb": (N_("Vad"), JournalContentRecord.verb),
            "object_id": (N_("Om vad"), JournalContentRecord.object_id),
            "facts": (N_("Uppgifter"), JournalContentRecord.facts),
        },
        also=_is_about_own_report,
    ),
)
"""In the order they are read."""
