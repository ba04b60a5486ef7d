"""Send what waits in the outbox.

Each mail: its text is made and its link minted in one transaction; it goes out in none; that it went is
noted in another. Killed in between, the mail waits until its lease ends and goes again under the same
Message-ID.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from workplace.house import House
from workplace.jobs.lease import LEASE
from workplace.mail import actions
from workplace.mail.actions import MailClaim, MailTaken
from workplace.mail.message import Letter, Message, on_the_wire
from workplace.mail.outbox import REFUSED_FOR_GOOD, SERVER_WAIT, UNKNOWN_KIND
from workplace.mail.post import Postman, RefusedForGood, RefusedForNow, Server, ServerTrouble
from workplace.mail.queries import has_due_mail, keeps_texts

log = logging.getLogger("medskap.mail")

Composer = Callable[[Session, Letter, dt.datetime], Message | None]
"""Makes the text of a mail when it is about to be sent, and mints its link in the session given; None:
nothing to send.
"""

AT_ONCE = 20
"""How many mails a sender takes at a time; all are sent well before their lease ends."""


@dataclass(frozen=True)
class Delivery:
    """What became of the mails of one call."""

    sent: int = 0
    refused: int = 0
    withdrawn: int = 0
    is_server_reached: bool = True


class _Stopped(Exception):
    """The server cannot be used now."""


def deliver_waiting(
    house: House, composers: Mapping[str, Composer], limit: int = 500, *, may_go_on: Callable[[], bool] = lambda: True
) -> Delivery:
    """Send up to `limit` mails that are due, over one connection, and tell what became of them.

    Without a mail server mails stay waiting; a database born demo then counts them as sent to its own page.
    """
    with house.database.reading() as session:
        is_demo = keeps_texts(session)
        if not has_due_mail(session, house.clock.now()):
            return Delivery()
    if not house.settings.smtp_url and not is_demo:
        return Delivery(is_server_reached=False)
    postman = Postman(Server.of_url(house.settings.smtp_url)) if house.settings.smtp_url else None
    sender = _Sender(house, composers, postman, is_demo=is_demo)
    try:
        while sender.handled < limit and may_go_on() and sender.send_some(min(AT_ONCE, limit - sender.handled)):
            pass
    except _Stopped:
        return sender.delivery(is_server_reached=False)
    finally:
        if postman is not None:
            postman.close()
    return sender.delivery(is_server_reached=True)


class _Sender:
    """Takes mails in small lots and sends them."""

    def __init__(
        self, house: House, composers: Mapping[str, Composer], postman: Postman | None, *, is_demo: bool
    ) -> None:
        self._house, self._composers, self._postman, self._is_demo = house, composers, postman, is_demo
        self.handled = self._sent = self._refused = self._withdrawn = 0

    def delivery(self, *, is_server_reached: bool) -> Delivery:
        """Return the counts so far."""
        return Delivery(self._sent, self._refused, self._withdrawn, is_server_reached)

    def send_some(self, limit: int) -> bool:
        """Take and send one lot; return whether there was any."""
        with self._house.database.writing() as session:
            claims = actions.claim_waiting(session, now=self._house.clock.now(), limit=limit)
        taken_at = self._house.clock.now()
        for position, claim in enumerate(claims):
            self.handled += 1
            try:
                self._send_one(claim, is_lease_old=self._house.clock.now() - taken_at > LEASE / 3)
            except MailTaken:
                log.info("mail %s was taken over", claim.id)
            except ServerTrouble as trouble:
                log.warning("mail server cannot be used: %s", trouble)
                self._give_back(claims[position:], str(trouble))
                raise _Stopped from trouble
        return bool(claims)

    def _send_one(self, claim: MailClaim, *, is_lease_old: bool) -> None:
        try:
            message = self._text_of(claim, is_lease_old=is_lease_old)
        except MailTaken:
            raise
        except Exception as error:
            name = UNKNOWN_KIND if isinstance(error, KeyError) and claim.kind not in self._composers else ""
            self._note_refused(claim, name or type(error).__name__)
            return
        if message is None:
            with self._house.database.writing() as session:
                actions.mark_withdrawn(session, claim)
            self._withdrawn += 1
            return
        try:
            self._hand_over(claim, message)
        except RefusedForNow as refused:
            self._note_refused(claim, f"RefusedForNow {refused}")
            return
        except (RefusedForGood, ValueError) as refused:
            is_refusal = isinstance(refused, RefusedForGood)
            with self._house.database.writing() as session:
                actions.mark_failed(session, claim, REFUSED_FOR_GOOD if is_refusal else type(refused).__name__)
            self._refused += 1
            log.warning("mail %s %s failed: %s", claim.id, claim.kind, type(refused).__name__)
            return
        with self._house.database.writing() as session:
            actions.mark_sent(session, claim, message, self._house.clock.now(), keeps_text=self._is_demo)
        self._sent += 1

    def _text_of(self, claim: MailClaim, *, is_lease_old: bool) -> Message | None:
        if claim.message is not None and not is_lease_old:
            return claim.message
        with self._house.database.writing() as session:
            now = self._house.clock.now()
            actions.hold(session, claim, now=now)
            if claim.message is not None:
                return claim.message
            letter = Letter(
                kind=claim.kind,
                arguments=claim.arguments,
                to_address=claim.to_address,
                to_person_id=claim.to_person_id,
                translator=self._house.translator(claim.language),
                public_url=self._house.settings.public_url,
            )
            return self._composers[claim.kind](session, letter, now)

    def _hand_over(self, claim: MailClaim, message: Message) -> None:
        if self._postman is None:
            return
        sender = self._house.settings.mail_from
        mail = on_the_wire(
            message,
            message_id=claim.message_id,
            sender=sender,
            recipient=claim.to_address,
            language=claim.language,
            now=self._house.clock.now(),
        )
        self._postman.send(mail, sender=sender, recipient=claim.to_address)

    def _note_refused(self, claim: MailClaim, error: str) -> None:
        with self._house.database.writing() as session:
            actions.mark_refused_for_now(session, claim, error, self._house.clock.now())
        self._refused += 1
        log.warning("mail %s %s was not sent now: %s", claim.id, claim.kind, error)

    def _give_back(self, claims: list[MailClaim], error: str) -> None:
        later = self._house.clock.now() + SERVER_WAIT
        for claim in claims:
            try:
                with self._house.database.writing() as session:
                    actions.give_back(session, claim, error=error, not_before=later)
            except MailTaken:
                continue
