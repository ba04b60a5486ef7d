"""The journal as a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workplace.journal.entry import Entry
from workplace.web.moment import moment_sentence
from workplace.web.views import Cell, Column, PageNumbers, TableView
from workplace.wording import N_, Sentence

VERBS: Mapping[str, str] = {
    "signed_in": N_("loggade in"),
    "made_sign_in_link": N_("gjorde en inloggningslänk"),
    "chose_password": N_("valde lösenord"),
    "granted_role": N_("gav en roll"),
    "revoked_role": N_("avslutade en roll"),
    "imported": N_("läste in"),
    "published": N_("publicerade"),
    "released": N_("släppte"),
    "opened": N_("öppnade"),
    "noted": N_("skrev en anteckning på"),
    "agreed": N_("skrev en överenskommelse om"),
    "changed": N_("ändrade"),
    "signed": N_("signerade stadgan för"),
    "sharpened": N_("skärpte stadgan för"),
    "refused_loosening": N_("nekades att mildra stadgan för"),
    "brought_forward": N_("tidigarelade"),
    "invited_late": N_("bjöd in en person till"),
    "moved": N_("flyttade en inbjudan i"),
    "extended": N_("förlängde"),
    "refused_extension": N_("nekades att förlänga"),
    "aborted": N_("avbröt"),
    "wiped": N_("raderade på prov"),
    "backed_up": N_("säkerhetskopierade"),
    "restored": N_("återställde"),
    "erased": N_("raderade"),
    "decided_erasure": N_("antecknade ett gallringsbeslut"),
    "withdrew_erasure_decision": N_("tog tillbaka ett gallringsbeslut"),
    "extracted": N_("gjorde ett registerutdrag om"),
}
KINDS: Mapping[str, str] = {
    "person": N_("person"),
    "definition": N_("definition"),
    "wave": N_("omgång"),
    "release": N_("utgåva"),
    "leader_report": N_("ledarrapport"),
    "leader_reports": N_("ledarrapporter"),
    "agreement": N_("överenskommelse"),
    "organisation": N_("organisation"),
    "goals": N_("mål"),
    "database": N_("databas"),
    "erasure": N_("gallring"),
    "erasure_decision": N_("gallringsbeslut"),
}


@dataclass(frozen=True)
class JournalPage:
    """A page of the entries, newest first, and whether the chain is whole. `first_bad` None: it is."""

    table: TableView
    first_bad: int | None
    shows_content: bool
    numbers: PageNumbers


def journal_page(
    entries: Iterable[Entry],
    names: Mapping[str, str],
    *,
    first_bad: int | None,
    shows_content: bool,
    numbers: PageNumbers,
) -> JournalPage:
    """Return the page; without content each row says only when and what kind of thing was done.

    `names`: person id to the name that may be shown; an id that is not there is shown as the system or as the id.
    """
    columns = [Column(N_("Nummer")), Column(N_("När")), Column(N_("Vad"))]
    if shows_content:
        columns += [Column(N_("Vem")), Column(N_("Om vad"))]
    rows: list[tuple[Cell, ...]] = []
    for entry in entries:
        verb = Sentence(VERBS[entry.verb]) if entry.verb in VERBS else entry.verb
        row: list[Cell] = [str(entry.sequence), moment_sentence(entry.happened_at), verb]
        if shows_content:
            kind = Sentence(KINDS[entry.object_kind]) if entry.object_kind in KINDS else entry.object_kind
            row += [_who(entry.actor_id, names), Sentence("%(kind)s %(id)s", {"kind": kind, "id": entry.object_id})]
        rows.append(tuple(row))
    table = TableView(
        Sentence(N_("Händelserna, de senaste först")),
        tuple(_sentenced(column) for column in columns),
        tuple(rows),
        empty_text=Sentence(N_("Ingenting har hänt ännu.")),
    )
    return JournalPage(table, first_bad, shows_content, numbers)


def _who(actor_id: str, names: Mapping[str, str]) -> str | Sentence:
    return names.get(actor_id, actor_id) if actor_id else Sentence(N_("systemet"))


def _sentenced(column: Column) -> Column:
    return Column(Sentence(str(column.label)), column.is_number)
