"""Send what waits in the outbox.

Each mail: its text is made and its link minted in one transaction; it goes out in none; that it went is
noted in another. Killed in between, the mail waits until its lease ends and goes again under the same
Message-ID.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from workplace.house import House
from workplace.jobs.lease import LEASE
from workplace.mail import actions
from workplace.mail.actions import MailClaim, MailTaken
from workplace.mail.message import Letter, Message, on_the_wire
from workplace.mail.outbox import REFUSED_FOR_GOOD, SERVER_WAIT, UNKNOWN_KIND
from workplace.mail.pace import Pace
from workplace.mail.post import Postman, RefusedForGood, RefusedForNow, Server, ServerTrouble
from workplace.mail.queries import has_due_mail, keeps_texts

log = logging.getLogger("medskap.mail")

Composer = Callable[[Session, Letter, dt.datetime], Message | None]
"""Makes the text of a mail when it is about to be sent, and mints its link in the session given; None:
nothing to send.
"""

AT_ONCE = 20
"""How many mails a sender takes at a time; all are sent well before their lease ends."""

LOT = "people_of_lot"
"""Under this name a session knows whose mails are composed in its transaction, so that a composer may read once for
all of them.
"""

URGENT_SECONDS = 1.0
"""How often a sender of mails to many looks for others that should not wait behind them."""


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
    house: House,
    composers: Mapping[str, Composer],
    limit: int = 500,
    *,
    may_go_on: Callable[[], bool] = lambda: True,
    bulk: Collection[str] = (),
    pace: Pace | None = None,
) -> Delivery:
    """Send up to `limit` mails that are due, over one connection, and tell what became of them.

    `bulk`: kinds of mail that go to many at once; all others go before them, and `pace` holds these alone.
    Without a mail server mails stay waiting; a database born demo then counts them as sent to its own page.
    """
    with house.database.reading() as session:
        is_demo = keeps_texts(session)
        if not has_due_mail(session, house.clock.now()):
            return Delivery()
    if not house.settings.smtp_url and not is_demo:
        return Delivery(is_server_reached=False)
    postman = Postman(Server.of_url(house.settings.smtp_url)) if house.settings.smtp_url else None
    sender = _Sender(house, composers, postman, _Queue(bulk, pace or Pace(0)), is_demo=is_demo)
    try:
        while sender.handled < limit and may_go_on() and sender.send_some(min(AT_ONCE, limit - sender.handled)):
            pass
    except _Stopped:
        return sender.delivery(is_server_reached=False)
    finally:
        if postman is not None:
            postman.close()
    return sender.delivery(is_server_reached=True)


class _Queue:
    """Says which mails come next: those to many only when no other waits."""

    def __init__(self, bulk: Collection[str], pace: Pace) -> None:
        self._bulk, self._pace = bulk, pace
        self._looked_at: float | None = None

    def claim(self, session: Session, now: dt.datetime, limit: int) -> list[MailClaim]:
        if not self._bulk:
            return actions.claim_waiting(session, now=now, limit=limit)
        moment = time.monotonic()
        if self._looked_at is None or moment - self._looked_at >= URGENT_SECONDS:
            claims = actions.claim_waiting(session, now=now, limit=limit, without=self._bulk)
            if claims:
                return claims
            self._looked_at = moment
        granted = self._pace.grant(limit, moment)
        return actions.claim_waiting(session, now=now, limit=granted, only=self._bulk) if granted else []


class _Sender:
    """Takes mails in small lots and sends them."""

    def __init__(
        self, house: House, composers: Mapping[str, Composer], postman: Postman | None, queue: _Queue, *, is_demo: bool
    ) -> None:
        self._house, self._composers, self._postman, self._is_demo = house, composers, postman, is_demo
        self._queue = queue
        self.handled = self._sent = self._refused = self._withdrawn = 0

    def delivery(self, *, is_server_reached: bool) -> Delivery:
        """Return the counts so far."""
        return Delivery(self._sent, self._refused, self._withdrawn, is_server_reached)

    def send_some(self, limit: int) -> bool:
        """Take and send one lot; return whether there was any."""
        with self._house.database.writing() as session:
            claims = self._queue.claim(session, self._house.clock.now(), limit)
        taken_at = self._house.clock.now()
        texts = self._texts_at_once(claims)
        for position, claim in enumerate(claims):
            self.handled += 1
            try:
                self._send_one(claim, texts, is_lease_old=self._house.clock.now() - taken_at > LEASE / 3)
            except MailTaken:
                log.info("mail %s was taken over", _named(claim))
            except ServerTrouble as trouble:
                log.warning("mail server cannot be used: %s", trouble)
                self._give_back(claims[position:], str(trouble))
                raise _Stopped from trouble
        return bool(claims)

    def _texts_at_once(self, claims: list[MailClaim]) -> Mapping[int, Message | None]:
        """Compose a lot in one transaction; nothing where one of them fails, so that each is then tried alone."""
        composed = [claim for claim in claims if claim.message is None]
        if len(composed) < 2:
            return {}
        try:
            with self._house.database.writing() as session:
                now = self._house.clock.now()
                session.info[LOT] = [claim.to_person_id for claim in composed if claim.to_person_id]
                return {claim.id: self._composed(session, claim, now) for claim in composed}
        except Exception as error:
            log.info("a lot of %s mails is composed one by one: %s", len(composed), type(error).__name__)
            return {}

    def _send_one(self, claim: MailClaim, texts: Mapping[int, Message | None], *, is_lease_old: bool) -> None:
        try:
            if claim.id in texts and not is_lease_old:
                message = texts[claim.id]
            else:
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
            log.warning("mail %s failed: %s", _named(claim), type(refused).__name__)
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
            return claim.message or self._composed(session, claim, now)

    def _composed(self, session: Session, claim: MailClaim, now: dt.datetime) -> Message | None:
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
        log.warning("mail %s was not sent now: %s", _named(claim), error)

    def _give_back(self, claims: list[MailClaim], error: str) -> None:
        later = self._house.clock.now() + SERVER_WAIT
        for claim in claims:
            try:
                with self._house.database.writing() as session:
                    actions.give_back(session, claim, error=error, not_before=later)
            except MailTaken:
                continue


def _named(claim: MailClaim) -> str:
    """Name a mail for the log; of one that leaves no row, only its kind."""
    return claim.kind if claim.is_erased_when_sent else f"{claim.id} {claim.kind}"
