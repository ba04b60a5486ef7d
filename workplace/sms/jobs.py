"""Send the text messages that wait: each text is made and its link minted when it goes, as for mails."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from workplace.house import House
from workplace.mail.outbox import SERVER_WAIT, MailState
from workplace.sms.actions import TextClaim, TextTaken, claim_texts, give_text_back, mark_text
from workplace.sms.gateway import Gateway, GatewayAddress, GatewayTrouble, RefusedForGood
from workplace.sms.queries import has_due_text
from workplace.sms.text import REFUSED_FOR_GOOD, UNKNOWN_KIND, Occasion

log = logging.getLogger("medskap.sms")

TextComposer = Callable[[Session, Occasion, dt.datetime], str | None]
"""Makes the text of a message when it is about to be sent, and mints its link in the session given; None: nothing to
send any more.
"""

AT_ONCE = 10


@dataclass(frozen=True)
class TextDelivery:
    """What became of the messages of one call."""

    sent: int = 0
    refused: int = 0
    withdrawn: int = 0
    is_gateway_reached: bool = True


def deliver_texts(
    house: House,
    composers: Mapping[str, TextComposer],
    limit: int = 100,
    *,
    may_go_on: Callable[[], bool] = lambda: True,
) -> TextDelivery:
    """Send up to `limit` messages that are due. Without a gateway they stay waiting."""
    with house.database.reading() as session:
        if not has_due_text(session, house.clock.now()):
            return TextDelivery()
    if not house.settings.sms_url:
        return TextDelivery(is_gateway_reached=False)
    gateway = Gateway(GatewayAddress.of_url(house.settings.sms_url))
    counts = dict.fromkeys(MailState, 0)
    handled = 0
    try:
        while handled < limit and may_go_on():
            with house.database.writing() as session:
                claims = claim_texts(session, now=house.clock.now(), limit=min(AT_ONCE, limit - handled))
            if not claims:
                break
            for position, claim in enumerate(claims):
                handled += 1
                try:
                    counts[_send(house, composers, gateway, claim)] += 1
                except TextTaken:
                    log.info("a message of %s was taken over", claim.kind)
                except GatewayTrouble as trouble:
                    log.warning("the gateway cannot be used: %s", trouble)
                    _give_back(house, claims[position:], str(trouble))
                    return _delivery(counts, is_gateway_reached=False)
    finally:
        gateway.close()
    return _delivery(counts, is_gateway_reached=True)


def _send(house: House, composers: Mapping[str, TextComposer], gateway: Gateway, claim: TextClaim) -> MailState:
    """Send one message and return how it ended. A composer that fails ends the message, told by the error's class."""
    if claim.kind not in composers:
        return _end(house, claim, MailState.FAILED, UNKNOWN_KIND)
    try:
        with house.database.writing() as session:
            text = composers[claim.kind](session, _occasion(house, claim), house.clock.now())
    except Exception as error:  # one message's fault holds up no other
        return _end(house, claim, MailState.FAILED, type(error).__name__)
    if text is None:
        return _end(house, claim, MailState.WITHDRAWN)
    try:
        gateway.send(claim.to_number, text, message_id=claim.message_id)
    except RefusedForGood:
        return _end(house, claim, MailState.FAILED, REFUSED_FOR_GOOD)
    return _end(house, claim, MailState.SENT)


def _occasion(house: House, claim: TextClaim) -> Occasion:
    return Occasion(
        kind=claim.kind,
        arguments=claim.arguments,
        to_number=claim.to_number,
        to_person_id=claim.to_person_id,
        translator=house.translator(claim.language),
        public_url=house.settings.public_url,
    )


def _end(house: House, claim: TextClaim, state: MailState, error: str = "") -> MailState:
    with house.database.writing() as session:
        mark_text(session, claim, state, now=house.clock.now(), error=error)
    if state is MailState.FAILED:
        log.warning("a message of %s failed: %s", claim.kind, error)
    return state


def _give_back(house: House, claims: list[TextClaim], error: str) -> None:
    later = house.clock.now() + SERVER_WAIT
    for claim in claims:
        try:
            with house.database.writing() as session:
                give_text_back(session, claim, error=error, not_before=later)
        except TextTaken:
            continue


def _delivery(counts: Mapping[MailState, int], *, is_gateway_reached: bool) -> TextDelivery:
    return TextDelivery(
        counts[MailState.SENT], counts[MailState.FAILED], counts[MailState.WITHDRAWN], is_gateway_reached
    )
