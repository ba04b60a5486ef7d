"""What the workplace's own tables hold about a person, and how any room's places are read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, false, inspect, or_, select
from sqlalchemy.orm import Session

from workplace.agreements.records import AgreementLogRecord, AgreementRecord
from workplace.definitions.records import DefinitionRecord
from workplace.erasure.records import ErasureDecisionRecord
from workplace.extracts.extract import BY_ID, BY_TEXT, Part
from workplace.extracts.held import Held
from workplace.identity.records import PasswordRecord, RoleGrantRecord, SessionRecord, SignInLinkRecord
from workplace.imports.records import ImportRunRecord, PendingUploadRecord
from workplace.jobs.records import BatchRecord
from workplace.journal.records import JournalContentRecord
from workplace.mail.records import MailRecord
from workplace.organisation.records import AbsenceRecord, EmploymentRecord, LeadershipRecord, PersonRecord
from workplace.releases.records import ReleaseRecord
from workplace.sms.records import TextMessageRecord
from workplace.wording import N_

SHORTEST_NAME = 4
"""A shorter name is not looked for in texts."""
_FROM, _TO = N_("Från"), N_("Till och inte med")


def parts_about(session: Session, person_id: str, name: str) -> list[Part]:
    """Return what the workplace holds."""
    return read_places(session, PLACES, person_id, name)


def read_places(session: Session, places: Iterable[Held], person_id: str, name: str) -> list[Part]:
    """Return the parts that have rows, in the order of the places."""
    parts = []
    for held in places:
        rows = _rows(session, held, person_id, name)
        if rows:
            parts.append(
                Part(held.key, held.title, {key: label for key, (label, _) in held.shows.items()}, rows, held.note)
            )
    return parts


def _rows(session: Session, held: Held, person_id: str, name: str) -> tuple[dict[str, Any], ...]:
    by_id: list[ColumnElement[bool]] = [column == person_id for column in held.by]
    by_id += [cast(column, Text).contains(f'"{person_id}"', autoescape=True) for column in held.mentions]
    if held.also is not None:
        by_id.append(held.also(person_id))
    by_name: list[ColumnElement[bool]] = []
    if len(name.strip()) >= SHORTEST_NAME:
        by_name = [cast(column, Text).icontains(name.strip(), autoescape=True) for column in held.names]
    is_by_id = or_(false(), *by_id)
    columns = [column.label(key) for key, (_, column) in held.shows.items()]
    query = (
        select(*columns, is_by_id.label("is_by_id"))
        .select_from(held.record)
        .where(or_(is_by_id, *by_name))
        .order_by(*inspect(held.record).primary_key)
    )
    return tuple(
        {**{key: row[key] for key in held.shows}, "found_by": BY_ID if row["is_by_id"] else BY_TEXT}
        for row in session.execute(query).mappings()
    )


PLACES = (
    Held(
        "person",
        N_("Personen"),
        PersonRecord,
        (PersonRecord.id,),
        {
            "person_id": (N_("Id"), PersonRecord.id),
            "name": (N_("Namn"), PersonRecord.name),
            "email": (N_("E-post"), PersonRecord.email),
            "phone": (N_("Telefon"), PersonRecord.phone),
            "sex": (N_("Kön"), PersonRecord.sex),
            "birth_year": (N_("Födelseår"), PersonRecord.birth_year),
            "protected": (N_("Skyddade uppgifter"), PersonRecord.protected),
        },
    ),
    Held(
        "employments",
        N_("Anställningar och placeringar"),
        EmploymentRecord,
        (EmploymentRecord.person_id,),
        {
            "unit_id": (N_("Enhet"), EmploymentRecord.unit_id),
            "title": (N_("Titel"), EmploymentRecord.title),
            "role": (N_("Roll"), EmploymentRecord.role),
            "employment_form": (N_("Anställningsform"), EmploymentRecord.employment_form),
            "fte": (N_("Sysselsättningsgrad"), EmploymentRecord.fte),
            "assignment_percent": (N_("Uppdrag, procent"), EmploymentRecord.assignment_percent),
            "agreement_area": (N_("Avtalsområde"), EmploymentRecord.agreement_area),
            "aid_code": (N_("AID"), EmploymentRecord.aid_code),
            "monthly_pay": (N_("Månadslön"), EmploymentRecord.monthly_pay),
            "pay_additions": (N_("Lönetillägg"), EmploymentRecord.pay_additions),
            "employed_from": (N_("Anställd från"), EmploymentRecord.employed_from),
            "employed_to": (N_("Anställd till"), EmploymentRecord.employed_to),
            "valid_from": (_FROM, EmploymentRecord.valid_from),
            "valid_to": (_TO, EmploymentRecord.valid_to),
        },
    ),
    Held(
        "absences",
        N_("Längre frånvaro"),
        AbsenceRecord,
        (AbsenceRecord.person_id,),
        {
            "kind": (N_("Slag"), AbsenceRecord.kind),
            "absent_from": (_FROM, AbsenceRecord.absent_from),
            "absent_to": (_TO, AbsenceRecord.absent_to),
        },
    ),
    Held(
        "leadership",
        N_("Chefskap"),
        LeadershipRecord,
        (LeadershipRecord.person_id,),
        {
            "unit_id": (N_("Enhet"), LeadershipRecord.unit_id),
            "valid_from": (_FROM, LeadershipRecord.valid_from),
            "valid_to": (_TO, LeadershipRecord.valid_to),
        },
    ),
    Held(
        "roles",
        N_("Roller i systemet"),
        RoleGrantRecord,
        (RoleGrantRecord.person_id,),
        {
            "role": (N_("Roll"), RoleGrantRecord.role),
            "unit_id": (N_("Enhet"), RoleGrantRecord.unit_id),
            "granted_at": (_FROM, RoleGrantRecord.granted_at),
            "until": (N_("Till"), RoleGrantRecord.until),
        },
    ),
    Held(
        "password",
        N_("Lösenord: att det finns, inte vilket"),
        PasswordRecord,
        (PasswordRecord.person_id,),
        {"changed_at": (N_("Valt"), PasswordRecord.changed_at)},
    ),
    Held(
        "sessions",
        N_("Inloggningar som pågår"),
        SessionRecord,
        (SessionRecord.person_id,),
        {"began_at": (N_("Började"), SessionRecord.began_at), "seen_at": (N_("Senast använd"), SessionRecord.seen_at)},
    ),
    Held(
        "sign_in_links",
        N_("Inloggningslänkar: att de finns, inte vilka"),
        SignInLinkRecord,
        (SignInLinkRecord.person_id,),
        {
            "made_at": (N_("Gjord"), SignInLinkRecord.made_at),
            "expires_at": (N_("Gäller till"), SignInLinkRecord.expires_at),
            "used_at": (N_("Använd"), SignInLinkRecord.used_at),
        },
    ),
    Held(
        "mails",
        N_("Mejl till personen"),
        MailRecord,
        (MailRecord.to_person_id,),
        {
            "kind": (N_("Slag"), MailRecord.kind),
            "subject": (N_("Ämne"), MailRecord.subject),
            "cause_kind": (N_("Gäller"), MailRecord.cause_kind),
            "cause_id": (N_("Vilken"), MailRecord.cause_id),
            "to_address": (N_("Adress"), MailRecord.to_address),
            "state": (N_("Läge"), MailRecord.state),
            "made_at": (N_("Beställt"), MailRecord.made_at),
            "sent_at": (N_("Skickat"), MailRecord.sent_at),
        },
    ),
    Held(
        "text_messages",
        N_("Sms till personen"),
        TextMessageRecord,
        (TextMessageRecord.to_person_id,),
        {
            "kind": (N_("Slag"), TextMessageRecord.kind),
            "cause_kind": (N_("Gäller"), TextMessageRecord.cause_kind),
            "cause_id": (N_("Vilken"), TextMessageRecord.cause_id),
            "to_number": (N_("Nummer"), TextMessageRecord.to_number),
            "state": (N_("Läge"), TextMessageRecord.state),
            "made_at": (N_("Beställt"), TextMessageRecord.made_at),
            "sent_at": (N_("Skickat"), TextMessageRecord.sent_at),
        },
    ),
    Held(
        "agreements",
        N_("Överenskommelser och förbättringsåtgärder som personen har skrivit, ändrat eller nämns i"),
        AgreementRecord,
        (AgreementRecord.made_by, AgreementRecord.changed_by),
        {
            "home_kind": (N_("Hör till"), AgreementRecord.home_kind),
            "home_id": (N_("Vilken"), AgreementRecord.home_id),
            "kind": (N_("Slag"), AgreementRecord.kind),
            "what": (N_("Vad"), AgreementRecord.what),
            "who": (N_("Vem"), AgreementRecord.who),
            "why": (N_("Varför"), AgreementRecord.why),
            "by_when": (N_("När"), AgreementRecord.by_when),
            "seen_by": (N_("Hur det märks"), AgreementRecord.seen_by),
            "cause": (N_("Orsak"), AgreementRecord.cause),
            "took_part": (N_("Deltog"), AgreementRecord.took_part),
            "effect_seen": (N_("Effekt"), AgreementRecord.effect_seen),
            "state": (N_("Läge"), AgreementRecord.state),
            "made_at": (N_("Skriven"), AgreementRecord.made_at),
            "changed_at": (N_("Ändrad"), AgreementRecord.changed_at),
        },
        names=(
            AgreementRecord.what,
            AgreementRecord.who,
            AgreementRecord.why,
            AgreementRecord.seen_by,
            AgreementRecord.cause,
            AgreementRecord.took_part,
            AgreementRecord.effect_seen,
        ),
    ),
    Held(
        "agreement_texts",
        N_("Tidigare lydelser av överenskommelser"),
        AgreementLogRecord,
        (AgreementLogRecord.actor_id,),
        {
            "agreement_id": (N_("Nummer"), AgreementLogRecord.agreement_id),
            "version": (N_("Version"), AgreementLogRecord.version),
            "terms": (N_("Lydelse"), AgreementLogRecord.terms),
            "reason": (N_("Skäl"), AgreementLogRecord.reason),
            "happened_at": (N_("När"), AgreementLogRecord.happened_at),
        },
        names=(AgreementLogRecord.reason,),
    ),
    Held(
        "imports",
        N_("Inläsningar som personen har gjort"),
        ImportRunRecord,
        (ImportRunRecord.actor_id,),
        {
            "kind": (N_("Slag"), ImportRunRecord.kind),
            "done_at": (N_("När"), ImportRunRecord.done_at),
            "as_of": (N_("Gäller från"), ImportRunRecord.as_of),
            "summary": (N_("Antal"), ImportRunRecord.summary),
        },
        note=N_("Filerna sparas inte när de är inlästa. Det som lästes in om personen står under sina egna rubriker."),
    ),
    Held(
        "uploads",
        N_("Uppladdade filer som väntar"),
        PendingUploadRecord,
        (PendingUploadRecord.owner_id,),
        {"kind": (N_("Slag"), PendingUploadRecord.kind), "made_at": (N_("När"), PendingUploadRecord.made_at)},
    ),
    Held(
        "definitions",
        N_("Definitioner som personen har publicerat"),
        DefinitionRecord,
        (DefinitionRecord.published_by,),
        {
            "kind": (N_("Slag"), DefinitionRecord.kind),
            "key": (N_("Nyckel"), DefinitionRecord.key),
            "version": (N_("Version"), DefinitionRecord.version),
            "published_at": (N_("När"), DefinitionRecord.published_at),
        },
    ),
    Held(
        "batches",
        N_("Arbeten som personen har beställt"),
        BatchRecord,
        (BatchRecord.made_by,),
        {
            "kind": (N_("Slag"), BatchRecord.kind),
            "state": (N_("Läge"), BatchRecord.state),
            "made_at": (N_("När"), BatchRecord.made_at),
        },
    ),
    Held(
        "releases",
        N_("Utgåvor som personen har publicerat"),
        ReleaseRecord,
        (ReleaseRecord.published_by,),
        {
            "release_id": (N_("Utgåva"), ReleaseRecord.id),
            "published_at": (N_("När"), ReleaseRecord.published_at),
        },
    ),
    Held(
        "erasure_decisions",
        N_("Gallringsbeslut som personen har antecknat eller tagit tillbaka"),
        ErasureDecisionRecord,
        (ErasureDecisionRecord.recorded_by, ErasureDecisionRecord.withdrawn_by),
        {
            "kind": (N_("Slag"), ErasureDecisionRecord.kind),
            "reference": (N_("Beslut"), ErasureDecisionRecord.reference),
            "recorded_at": (N_("När"), ErasureDecisionRecord.recorded_at),
            "withdrawn_at": (N_("Taget tillbaka"), ErasureDecisionRecord.withdrawn_at),
        },
        names=(ErasureDecisionRecord.decided_by,),
    ),
    Held(
        "journal",
        N_("Journalen: vad personen har gjort, och vad som har gjorts med det som gäller personen"),
        JournalContentRecord,
        (JournalContentRecord.actor_id,),
        {
            "happened_at": (N_("När"), JournalContentRecord.happened_at),
            "actor_id": (N_("Vem"), JournalContentRecord.actor_id),
            "verb": (N_("Vad"), JournalContentRecord.verb),
            "object_kind": (N_("Slag"), JournalContentRecord.object_kind),
            "object_id": (N_("Om vad"), JournalContentRecord.object_id),
            "facts": (N_("Uppgifter"), JournalContentRecord.facts),
        },
        mentions=(JournalContentRecord.facts,),
        also=lambda person_id: and_(
            JournalContentRecord.object_kind == "person", JournalContentRecord.object_id == person_id
        ),
    ),
)
"""In the order they are read."""
