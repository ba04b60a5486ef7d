"""Text messages: read numbers, a gateway over HTTP, and an outbox that behaves as that of mails."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.sms.gateway_server import TestGateway, running_gateway
from workplace.clock import FixedClock
from workplace.config import settings_from
from workplace.errors import Refused
from workplace.house import House
from workplace.jobs.lease import LEASE
from workplace.mail.outbox import SERVER_WAIT
from workplace.sms.actions import TextRecipient, claim_texts, queue_texts
from workplace.sms.gateway import GatewayAddress
from workplace.sms.jobs import TextComposer, deliver_texts
from workplace.sms.number import number_or_none
from workplace.sms.records import TextMessageRecord
from workplace.sms.text import Occasion


def compose(_session: Session, occasion: Occasion, _now: dt.datetime) -> str | None:
    return f"Svara på enkäten: {occasion.public_url}/enkat/hemlig-{occasion.arguments['who']}"


COMPOSERS: dict[str, TextComposer] = {"link": compose}


@pytest.fixture
def gateway() -> Iterator[TestGateway]:
    with running_gateway() as running:
        yield running


@pytest.fixture
def sending(house: House, gateway: TestGateway) -> House:
    return House(replace(house.settings, sms_url=gateway.url), house.database, house.clock)


def queue(house: House, *numbers: str, kind: str = "link", is_erased: bool = False) -> None:
    with house.database.writing() as session:
        queue_texts(
            session,
            [TextRecipient(number, None, "sv", {"who": number[-2:]}) for number in numbers],  # type: ignore[arg-type]
            kind=kind,
            arguments={},
            now=house.clock.now(),
            cause_kind="test",
            cause_id="1",
            is_erased_when_sent=is_erased,
        )


def rows(house: House) -> list[TextMessageRecord]:
    with house.database.reading() as session:
        return list(session.scalars(select(TextMessageRecord).order_by(TextMessageRecord.id)))


@pytest.mark.parametrize(
    "given, read",
    [
        ("070-123 45 67", "+46701234567"),
        ("0046 70 123 45 67", "+46701234567"),
        ("+46 (0)70-1234567", "+46701234567"),
        ("+358401234567", "+358401234567"),
        ("", None),
        ("okänt", None),
        ("070-123 45 67 / 08-12 34", None),
        ("070123\r\n4567", "+46701234567"),
        ("12", None),
        ("+46701234567890123", None),
    ],
)
def test_numbers_are_read_as_people_write_them(given: str, read: str | None) -> None:
    assert number_or_none(given) == read


def test_a_message_reaches_the_gateway_as_documented(sending: House, gateway: TestGateway) -> None:
    queue(sending, "070-123 45 67")
    assert deliver_texts(sending, COMPOSERS).sent == 1

    assert gateway.messages == [{"to": "+46701234567", "text": "Svara på enkäten: http://localhost/enkat/hemlig-67"}]
    assert gateway.headers[0]["Content-Type"] == "application/json; charset=utf-8"
    assert gateway.headers[0]["Idempotency-Key"] == rows(sending)[0].message_id


def test_no_row_holds_the_text_or_the_link(sending: House) -> None:
    queue(sending, "0701234567")
    deliver_texts(sending, COMPOSERS)

    assert "hemlig" not in str([vars(row) for row in rows(sending)])


def test_a_message_is_sent_once(sending: House, gateway: TestGateway) -> None:
    queue(sending, "0701234567", "0701234568")
    deliver_texts(sending, COMPOSERS)
    deliver_texts(sending, COMPOSERS)

    assert len(gateway.messages) == 2


def test_a_gateway_that_is_away_is_waited_for_and_no_message_is_blamed(
    sending: House, gateway: TestGateway, clock: FixedClock
) -> None:
    queue(sending, "0701234567", "0701234568")
    gateway.status = 503
    assert not deliver_texts(sending, COMPOSERS).is_gateway_reached
    assert {row.state for row in rows(sending)} == {"waiting"}
    gateway.status = 202
    assert deliver_texts(sending, COMPOSERS).sent == 0, "a while is waited"
    clock.moment += SERVER_WAIT
    assert deliver_texts(sending, COMPOSERS).sent == 2


def test_a_number_the_gateway_refuses_stops_no_other(sending: House, gateway: TestGateway) -> None:
    gateway.statuses["+46701234567"] = 422
    queue(sending, "0701234567", "0701234568")
    deliver_texts(sending, COMPOSERS)

    assert [(row.state, row.last_error) for row in rows(sending)] == [("failed", "NumberRefused"), ("sent", "")]


def test_a_number_that_is_none_stands_as_failed_and_is_never_tried(sending: House, gateway: TestGateway) -> None:
    queue(sending, "", "inget nummer")
    deliver_texts(sending, COMPOSERS)

    assert [(row.state, row.last_error) for row in rows(sending)] == [("failed", "NoNumber"), ("failed", "BadNumber")]
    assert gateway.messages == []


@pytest.mark.parametrize("status", [202, 422])
def test_a_row_that_must_not_stay_goes_however_it_ended(sending: House, gateway: TestGateway, status: int) -> None:
    gateway.status = status
    queue(sending, "0701234567", is_erased=True)
    deliver_texts(sending, COMPOSERS)

    assert rows(sending) == []


def test_a_message_left_by_a_killed_sender_goes_under_the_same_key_when_its_lease_has_ended(
    sending: House, gateway: TestGateway, clock: FixedClock
) -> None:
    queue(sending, "0701234567")
    with sending.database.writing() as session:
        claim_texts(session, now=clock.now(), limit=10)
    assert deliver_texts(sending, COMPOSERS).sent == 0
    clock.moment += LEASE
    assert deliver_texts(sending, COMPOSERS).sent == 1
    assert gateway.headers[0]["Idempotency-Key"] == rows(sending)[0].message_id


def test_without_a_gateway_messages_wait(house: House) -> None:
    queue(house, "0701234567")

    assert not deliver_texts(house, COMPOSERS).is_gateway_reached
    assert rows(house)[0].state == "waiting"


def test_a_composer_that_fails_or_has_nothing_to_say_holds_up_no_other(sending: House, gateway: TestGateway) -> None:
    def broken(*_given: object) -> str:
        raise LookupError("Anna")

    queue(sending, "0701234567", kind="broken")
    queue(sending, "0701234568", kind="nothing")
    queue(sending, "0701234569")
    deliver_texts(sending, {**COMPOSERS, "broken": broken, "nothing": lambda *_given: None})

    assert [(row.state, row.last_error) for row in rows(sending)] == [
        ("failed", "LookupError"),
        ("withdrawn", ""),
        ("sent", ""),
    ]


def test_a_password_in_the_address_goes_as_basic_and_shows_nowhere() -> None:
    address = GatewayAddress.of_url("https://namn:hem%20lig@sms.example/v1/send?x=1")

    assert address.authorization == "Basic bmFtbjpoZW0gbGln"
    assert (address.host, address.port, address.path) == ("sms.example", 443, "/v1/send?x=1")
    assert "bmFt" not in repr(address)


@pytest.mark.parametrize("url", ["http://sms.example/send", "ftp://sms.example", "sms.example"])
def test_a_gateway_in_clear_over_the_net_is_refused_at_start(url: str, tmp_path: object) -> None:
    from pathlib import Path

    with pytest.raises(Refused, match="sms-tjänst"):
        settings_from({"MEDSKAP_SMS_URL": url}, Path(str(tmp_path)))
