"""What the surveys hold about a person: that they were invited and what they did, never what they answered."""

from __future__ import annotations

from sqlalchemy.orm import Session

from surveys.editing.records import InstrumentDraftRecord
from surveys.findings.records import CommentReviewRecord
from surveys.improvements.records import GroupWordsRecord
from surveys.invitations.records import InvitationRecord, ParticipantRecord
from surveys.planning.records import CharterVersionRecord, WavePlanRecord
from surveys.waves.records import WaveEditionRecord, WaveRecord, WaveUnitRecord
from workplace.extracts.extract import Part
from workplace.extracts.held import Held
from workplace.extracts.queries import read_places
from workplace.wording import N_


def parts_about(session: Session, person_id: str, name: str) -> list[Part]:
    """Return what the surveys hold."""
    return read_places(session, PLACES, person_id, name)


_WAVE, _UNIT, _WHEN = N_("Omgång"), N_("Enhet"), N_("När")
PLACES = (
    Held(
        "invitations",
        N_("Inbjudningar till medarbetarenkäten"),
        InvitationRecord,
        (InvitationRecord.person_id,),
        {
            "wave_id": (_WAVE, InvitationRecord.wave_id),
            "unit_id": (_UNIT, InvitationRecord.unit_id),
            "workplaces": (N_("Kunde välja bland"), InvitationRecord.workplaces),
            "background": (N_("Bakgrund ur registret"), InvitationRecord.background),
            "is_absent": (N_("Långvarigt frånvarande"), InvitationRecord.is_absent),
            "is_withdrawn": (N_("Återtagen"), InvitationRecord.is_withdrawn),
            "answered": (N_("Har svarat"), InvitationRecord.answered),
        },
        note=N_("Att personen har svarat syns, inte när och inte vad. Inbjudan raderas 30 dagar efter omgången."),
    ),
    Held(
        "participants",
        N_("Listor över deltagare"),
        ParticipantRecord,
        (ParticipantRecord.person_id,),
        {
            "wave_id": (_WAVE, ParticipantRecord.wave_id),
            "language": (N_("Språk"), ParticipantRecord.language),
        },
    ),
    Held(
        "frozen_units",
        N_("Enheter som personen ledde, eller var överordnad chef för, när en omgång frystes"),
        WaveUnitRecord,
        (WaveUnitRecord.leader_id, WaveUnitRecord.superior_id),
        {
            "wave_id": (_WAVE, WaveUnitRecord.wave_id),
            "unit_id": (_UNIT, WaveUnitRecord.unit_id),
            "name": (N_("Namn"), WaveUnitRecord.name),
            "leader_id": (N_("Chef"), WaveUnitRecord.leader_id),
            "superior_id": (N_("Överordnad chef"), WaveUnitRecord.superior_id),
        },
    ),
    Held(
        "waves",
        N_("Omgångar som personen har lagt upp, eller är granskare i"),
        WaveRecord,
        (WaveRecord.created_by,),
        {"wave_id": (_WAVE, WaveRecord.id), "created_at": (_WHEN, WaveRecord.created_at)},
        mentions=(WaveRecord.charter,),
    ),
    Held(
        "wave_plans",
        N_("Planer för omgångar som personen har gjort, signerat eller står i"),
        WavePlanRecord,
        (WavePlanRecord.made_by, WavePlanRecord.signed_by),
        {
            "wave_id": (_WAVE, WavePlanRecord.wave_id),
            "contacts": (N_("Kontaktvägar"), WavePlanRecord.contacts),
            "made_at": (_WHEN, WavePlanRecord.made_at),
            "signed_at": (N_("Signerad"), WavePlanRecord.signed_at),
        },
        mentions=(WavePlanRecord.charter,),
    ),
    Held(
        "charter_versions",
        N_("Versioner av stadgor som personen har gjort eller är granskare i"),
        CharterVersionRecord,
        (CharterVersionRecord.made_by,),
        {
            "wave_id": (_WAVE, CharterVersionRecord.wave_id),
            "version": (N_("Version"), CharterVersionRecord.version),
            "made_at": (_WHEN, CharterVersionRecord.made_at),
        },
        mentions=(CharterVersionRecord.charter,),
    ),
    Held(
        "editions",
        N_("Leveranser av svar som personen har läst in"),
        WaveEditionRecord,
        (WaveEditionRecord.imported_by,),
        {
            "wave_id": (_WAVE, WaveEditionRecord.wave_id),
            "edition": (N_("Leverans"), WaveEditionRecord.number),
            "imported_at": (_WHEN, WaveEditionRecord.imported_at),
        },
    ),
    Held(
        "comment_reviews",
        N_("Fritext som personen har granskat: läget, inte orden"),
        CommentReviewRecord,
        (CommentReviewRecord.first_reviewer, CommentReviewRecord.second_reviewer),
        {"state": (N_("Läge"), CommentReviewRecord.state)},
    ),
    Held(
        "group_words",
        N_("Egna ord till gruppen"),
        GroupWordsRecord,
        (GroupWordsRecord.written_by,),
        {
            "wave_id": (_WAVE, GroupWordsRecord.wave_id),
            "unit_id": (_UNIT, GroupWordsRecord.unit_id),
            "words": (N_("Orden"), GroupWordsRecord.words),
            "written_at": (_WHEN, GroupWordsRecord.written_at),
        },
        names=(GroupWordsRecord.words,),
    ),
    Held(
        "instrument_drafts",
        N_("Utkast till formulär som personen senast ändrade"),
        InstrumentDraftRecord,
        (InstrumentDraftRecord.updated_by,),
        {
            "key": (N_("Formulär"), InstrumentDraftRecord.key),
            "updated_at": (_WHEN, InstrumentDraftRecord.updated_at),
        },
    ),
)
"""In the order they are read."""
