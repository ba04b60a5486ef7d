"""What the outbox page shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workplace.mail.linked_text import Piece, pieces_of
from workplace.mail.outbox import ERROR_WORDS, STATE_WORDS, DemoMail, MailRow, MailState, OutboxState
from workplace.web.moment import moment_sentence
from workplace.web.views import Cell, Column, TableView, Tag, TagKind, Text
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
    """The outbox as one reader sees it: counts always, then rows or readable mails."""

    counts: tuple[tuple[Text, Text], ...]
    notice: Sentence | None
    rows: TableView | None = None
    mails: tuple[ReadableMail, ...] | None = None


def outbox_page(
    state: OutboxState,
    *,
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
        rows=_table(rows) if rows is not None else None,
        mails=tuple(_readable(mail, public_url) for mail in mails) if mails is not None else None,
    )


def _counts(state: OutboxState) -> tuple[tuple[Text, Text], ...]:
    numbers = (
        (MailState.WAITING, state.waiting),
        (MailState.SENT, state.sent),
        (MailState.FAILED, state.failed),
        (MailState.WITHDRAWN, state.withdrawn),
    )
    return tuple((Sentence(STATE_WORDS[kind]), Sentence("%(n)s", {"n": number})) for kind, number in numbers)


def _notice(state: OutboxState, *, has_server: bool, is_demo: bool) -> Sentence | None:
    if is_demo and not has_server:
        return Sentence(N_("Inga mejl skickas från en demo. De stannar här, med sina länkar."))
    if not has_server:
        return Sentence(
            N_("Ingen e-postserver är inställd. Mejlen väntar tills MEDSKAP_SMTP_URL är satt och går sedan i väg.")
        )
    if state.overdue:
        return Sentence(
            N_("%(n)s mejl har väntat längre än en kvart. E-postservern svarar kanske inte."), {"n": state.overdue}
        )
    return None


def _table(rows: Iterable[MailRow]) -> TableView:
    heads = (N_("Till"), N_("Läge"), N_("Lagt i utkorgen"), N_("Skickat"), N_("Orsak"))
    return TableView(
        caption=Sentence(N_("De senaste mejlen, utan innehåll")),
        columns=tuple(Column(Sentence(head)) for head in heads),
        rows=tuple(_cells(row) for row in rows),
        empty_text=Sentence(N_("Inga mejl har lagts i utkorgen.")),
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
