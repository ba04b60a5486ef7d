"""What the outbox page shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workplace.mail.linked_text import Piece, pieces_of
from workplace.mail.outbox import (
    ERROR_WORDS,
    PAGE_SIZE,
    SERVER_WORDS,
    STATE_PLACES,
    STATE_WORDS,
    DemoMail,
    MailRow,
    MailState,
    OutboxState,
)
from workplace.web.moment import moment_sentence
from workplace.web.views import Cell, Column, PageNumbers, Tab, TableView, Tag, TagKind, Text, pages_of
from workplace.wording import N_, Sentence

_TAGS = {
    MailState.WAITING: TagKind.WAITING,
    MailState.SENT: TagKind.DONE,
    MailState.FAILED: TagKind.FAILED,
    MailState.WITHDRAWN: TagKind.PLAIN,
}


@dataclass(frozen=True)
class ReadableMail:
    """A mail of a demo. `subject` is empty until it has been sent."""

    anchor: str
    to: str
    subject: str
    pieces: tuple[Piece, ...]
    tag: Tag
    when: Sentence


@dataclass(frozen=True)
class OutboxPage:
    """The outbox as one reader sees it: counts always, then one page of rows or readable mails.

    `tabs` show the counts and choose a state; they are empty where the reader sees the counts alone.
    """

    counts: tuple[tuple[Text, Text], ...]
    notice: Sentence | None
    tabs: tuple[Tab, ...]
    numbers: PageNumbers
    rows: TableView | None = None
    mails: tuple[ReadableMail, ...] | None = None


OUTBOX = "/admin/post"


def wanted_state(place: str) -> MailState | None:
    """Return the state that an address names, None for none or an unknown one."""
    return next((state for state, name in STATE_PLACES.items() if name == place), None)


def outbox_numbers(state: OutboxState, chosen: MailState | None, wanted_page: str) -> PageNumbers:
    """Return which page of the chosen mails is open."""
    asked = f"lage={STATE_PLACES[chosen]}&" if chosen else ""
    return pages_of(state.count_of(chosen), PAGE_SIZE, wanted_page, f"{OUTBOX}?{asked}sida=")


def outbox_page(
    state: OutboxState,
    *,
    numbers: PageNumbers,
    chosen: MailState | None,
    has_server: bool,
    is_demo: bool,
    rows: Iterable[MailRow] | None = None,
    mails: Iterable[DemoMail] | None = None,
    public_url: str = "",
) -> OutboxPage:
    """Return the page; `rows` and `mails` are None where the reader sees none."""
    return OutboxPage(
        counts=_counts(state),
        notice=_notice(state, has_server=has_server, is_demo=is_demo),
        tabs=() if rows is None and mails is None else _tabs(state, chosen),
        numbers=numbers,
        rows=_table(rows) if rows is not None else None,
        mails=tuple(_readable(mail, public_url) for mail in mails) if mails is not None else None,
    )


def _counts(state: OutboxState) -> tuple[tuple[Text, Text], ...]:
    return tuple((Sentence(STATE_WORDS[kind]), Sentence("%(n)s", {"n": state.count_of(kind)})) for kind in MailState)


def _tabs(state: OutboxState, chosen: MailState | None) -> tuple[Tab, ...]:
    return (
        Tab(OUTBOX, Sentence(N_("Alla")), is_current=chosen is None, count=state.count_of(None)),
        *(
            Tab(
                f"{OUTBOX}?lage={STATE_PLACES[kind]}",
                Sentence(STATE_WORDS[kind]),
                is_current=chosen is kind,
                count=state.count_of(kind),
            )
            for kind in MailState
        ),
    )


def _notice(state: OutboxState, *, has_server: bool, is_demo: bool) -> Sentence | None:
    if is_demo and not has_server:
        return Sentence(N_("Inga mejl skickas från en demo. De stannar här, med sina länkar."))
    if not has_server:
        return Sentence(
            N_("Ingen e-postserver är inställd. Mejlen väntar tills MEDSKAP_SMTP_URL är satt och går sedan i väg.")
        )
    if state.server_trouble:
        return Sentence(SERVER_WORDS[state.server_trouble])
    if state.overdue:
        return Sentence(
            N_("%(n)s mejl har väntat längre än en kvart. E-postservern svarar kanske inte."), {"n": state.overdue}
        )
    return None


def _table(rows: Iterable[MailRow]) -> TableView:
    heads = (N_("Till"), N_("Läge"), N_("Lagt i utkorgen"), N_("Skickat"), N_("Orsak"))
    return TableView(
        caption=Sentence(N_("Mejlen utan innehåll, de nyaste först")),
        columns=tuple(Column(Sentence(head)) for head in heads),
        rows=tuple(_cells(row) for row in rows),
        empty_text=Sentence(N_("Inga mejl här.")),
    )


def _cells(row: MailRow) -> tuple[Cell, ...]:
    nobody = N_("Skyddad person") if row.is_protected else N_("Adress saknas")
    return (
        row.to_address or Sentence(nobody),
        Tag(Sentence(STATE_WORDS[row.state]), _TAGS[row.state]),
        moment_sentence(row.made_at),
        moment_sentence(row.sent_at) if row.sent_at else None,
        _reason(row.error),
    )


def _reason(error: str) -> Cell:
    if not error:
        return None
    return Sentence(ERROR_WORDS[error]) if error in ERROR_WORDS else error


def _readable(mail: DemoMail, public_url: str) -> ReadableMail:
    to = f"{mail.to_name} ({mail.to_address})" if mail.to_name else mail.to_address
    return ReadableMail(
        anchor=f"mejl-{mail.id}",
        to=to,
        subject=mail.subject,
        pieces=pieces_of(mail.body, public_url),
        tag=Tag(Sentence(STATE_WORDS[mail.state]), _TAGS[mail.state]),
        when=moment_sentence(mail.sent_at or mail.made_at),
    )
