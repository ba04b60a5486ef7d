"""Mails reach a real SMTP server: whole, once, and with a link that no row ever held."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mail.senders import (
    COMPOSERS,
    make_link_table,
    minted,
    queue_link,
    queue_plain,
    row,
    start_sender,
    with_server,
)
from tests.mail.sink import Sink, running_sink
from workplace.clock import FixedClock, SystemClock
from workplace.database import Database
from workplace.employer.records import Birth, EmployerRecord
from workplace.house import House
from workplace.jobs.lease import LEASE
from workplace.mail import actions, queries
from workplace.mail.jobs import deliver_waiting
from workplace.mail.outbox import WAITS, MailState


@pytest.fixture
def sink() -> Iterator[Sink]:
    with running_sink() as running:
        yield running


@pytest.fixture
def sending(house: House, sink: Sink) -> House:
    """The house with a mail server."""
    make_link_table(house)
    return with_server(house, sink.url)


def state(house: House, mail_id: int) -> str:
    found = row(house, mail_id)
    assert found is not None
    return found.state


def born_demo(database: Database) -> None:
    with database.writing() as session:
        employer = session.get(EmployerRecord, 1)
        assert employer is not None
        employer.born = Birth.DEMO.value


def test_a_swedish_mail_arrives_as_it_was_written(sending: House, sink: Sink) -> None:
    subject = "Åsa Öberg – din ledarrapport för Örnsköldsvik är klar"
    body = "Hej Åsa!\n\nÄntligen: ”klart” – 74 %.\n"
    queue_plain(sending, subject=subject, body=body, to="asa@example.se")
    assert deliver_waiting(sending, COMPOSERS).sent == 1
    (mail,) = sink.mails
    assert mail["Subject"] == subject
    assert mail.get_content().replace("\r\n", "\n") == body
    assert mail["To"] == "asa@example.se"
    assert mail["Auto-Submitted"] == "auto-generated"


def test_a_mail_is_sent_once(sending: House, sink: Sink) -> None:
    mail_id = queue_plain(sending)
    deliver_waiting(sending, COMPOSERS)
    deliver_waiting(sending, COMPOSERS)
    assert len(sink.raw) == 1
    assert state(sending, mail_id) == MailState.SENT


def test_a_mail_of_an_undone_cause_was_never_queued(sending: House, sink: Sink) -> None:
    with pytest.raises(RuntimeError), sending.database.writing() as session:  # noqa: PT012
        actions.queue(
            session,
            subject="s",
            body="b",
            to_address="a@example.se",
            language="sv",
            now=sending.clock.now(),
            cause_kind="test",
            cause_id="1",
        )
        raise RuntimeError
    assert deliver_waiting(sending, COMPOSERS).sent == 0


def test_all_mails_go_over_one_connection(sending: House, sink: Sink) -> None:
    for number in range(45):
        queue_plain(sending, to=f"p{number}@example.se")
    assert deliver_waiting(sending, COMPOSERS).sent == 45
    assert sink.connections == 1


def test_a_link_is_minted_when_the_mail_is_sent_and_stays_in_no_row(sending: House, sink: Sink, tmp_path: Path) -> None:
    mail_id = queue_link(sending)
    assert minted(sending) == []
    deliver_waiting(sending, COMPOSERS)
    assert "http://localhost/logga-in/lank/hemlig-1" in sink.mails[0].get_content()
    sent = row(sending, mail_id)
    assert sent is not None
    assert (sent.state, sent.subject, sent.body) == ("sent", None, None)
    assert "hemlig" not in str(sent.arguments)


def test_a_demo_keeps_the_text_so_that_it_can_be_read_on_a_page(house: House) -> None:
    make_link_table(house)
    born_demo(house.database)
    queue_link(house)
    assert deliver_waiting(house, COMPOSERS).sent == 1
    with house.database.reading() as session:
        (mail,) = queries.demo_mails(session)
    assert mail.body == "http://localhost/logga-in/lank/hemlig-1\n"


def test_a_real_database_never_shows_texts(sending: House) -> None:
    queue_plain(sending)
    deliver_waiting(sending, COMPOSERS)
    with sending.database.reading() as session:
        assert queries.demo_mails(session) == []
        (listed,) = queries.outbox_rows(session)
    assert not hasattr(listed, "subject")
    assert not hasattr(listed, "body")


def test_without_a_server_mails_wait_and_health_says_so(house: House) -> None:
    mail_id = queue_plain(house)
    assert not deliver_waiting(house, COMPOSERS).is_server_reached
    assert state(house, mail_id) == MailState.WAITING
    with house.database.reading() as session:
        assert queries.health(session, house.clock.now(), has_server=False) == "no_server"


def test_mails_wait_for_a_server_that_is_away_and_are_not_blamed(sending: House, sink: Sink, clock: FixedClock) -> None:
    away = with_server(sending, "smtp://127.0.0.1:1")
    ids = [queue_plain(sending, to=f"p{number}@example.se") for number in range(3)]
    for _hour in range(30):
        assert not deliver_waiting(away, COMPOSERS).is_server_reached
        clock.moment += dt.timedelta(hours=1)
    with sending.database.reading() as session:
        assert queries.health(session, clock.now(), has_server=True) == "overdue"
    assert deliver_waiting(sending, COMPOSERS).sent == 3
    assert {state(sending, mail_id) for mail_id in ids} == {MailState.SENT}


def test_an_address_the_server_refuses_fails_at_once_and_stops_no_other(sending: House, sink: Sink) -> None:
    sink.replies["gone@example.se"] = "550 5.1.1 no such user"
    gone = queue_plain(sending, to="gone@example.se")
    fine = queue_plain(sending, to="fine@example.se")
    deliver_waiting(sending, COMPOSERS)
    assert (state(sending, gone), state(sending, fine)) == (MailState.FAILED, MailState.SENT)
    assert sink.recipients == ["fine@example.se"]


def test_a_refusal_for_now_is_tried_later_under_the_same_message_id(
    sending: House, sink: Sink, clock: FixedClock
) -> None:
    queue_plain(sending)
    sink.data_reply = "451 4.7.1 greylisted"
    assert deliver_waiting(sending, COMPOSERS).sent == 0
    sink.data_reply = "250 OK"
    assert deliver_waiting(sending, COMPOSERS).sent == 0
    clock.moment += WAITS[0]
    assert deliver_waiting(sending, COMPOSERS).sent == 1
    assert len(sink.raw) == 1


def test_a_mail_refused_again_and_again_fails_in_the_end_and_can_be_sent_again(
    sending: House, sink: Sink, clock: FixedClock
) -> None:
    sink.replies["full@example.se"] = "452 4.2.2 mailbox full"
    mail_id = queue_plain(sending, to="full@example.se")
    for wait in (*WAITS, dt.timedelta(0)):
        assert state(sending, mail_id) == MailState.WAITING
        deliver_waiting(sending, COMPOSERS)
        clock.moment += wait
    assert state(sending, mail_id) == MailState.FAILED
    sink.replies.clear()
    with sending.database.writing() as session:
        actions.send_again(session, mail_id)
    assert deliver_waiting(sending, COMPOSERS).sent == 1


def test_a_composer_that_fails_holds_up_no_other_mail(sending: House, sink: Sink) -> None:
    def broken(*_given: object) -> None:
        raise LookupError("Anna Andersson")

    bad = queue_link(sending, kind="broken")
    queue_plain(sending)
    assert deliver_waiting(sending, {"broken": broken}).sent == 1
    stays = row(sending, bad)
    assert stays is not None
    assert (stays.state, stays.last_error) == (MailState.WAITING, "LookupError")


def test_a_mail_with_nothing_to_say_any_more_is_withdrawn(sending: House, sink: Sink) -> None:
    mail_id = queue_link(sending, kind="reminder")
    assert deliver_waiting(sending, {"reminder": lambda *_given: None}).withdrawn == 1
    assert state(sending, mail_id) == MailState.WITHDRAWN
    assert sink.raw == []


def test_a_row_that_must_not_stay_is_erased_when_sent(sending: House, sink: Sink) -> None:
    mail_id = queue_link(sending, is_erased_when_sent=True)
    deliver_waiting(sending, COMPOSERS)
    assert len(sink.raw) == 1
    assert row(sending, mail_id) is None


@pytest.mark.parametrize("address", ["", "ingen adress", "a@example.se\r\nBcc: b@example.se", "a@b@c", "a,b@c.se"])
def test_an_impossible_address_stands_as_failed_and_is_never_tried(house: House, address: str) -> None:
    mail_id = queue_plain(house, to=address)
    assert state(house, mail_id) == MailState.FAILED


def test_nothing_can_be_written_into_the_headers(sending: House, sink: Sink) -> None:
    body = "Bcc: tjuv@example.se\n.\nRCPT TO"
    queue_plain(sending, subject="Hej\r\nBcc: tjuv@example.se\r\n\r\n<script>", body=body)
    deliver_waiting(sending, COMPOSERS)
    (mail,) = sink.mails
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Hej Bcc: tjuv@example.se <script>"
    assert sink.recipients == ["anna@example.se"]
    assert mail.get_content().replace("\r\n", "\n") == "Bcc: tjuv@example.se\n.\nRCPT TO\n"


def test_a_sender_killed_in_the_middle_loses_no_mail(sending: House, sink: Sink) -> None:
    addresses = [f"p{number:03}@example.se" for number in range(200)]
    for address in addresses:
        send = queue_link if address.endswith("0@example.se") else queue_plain
        send(sending, to=address)
    for reached in (30, 80, 130):
        process = start_sender(sending)
        latest = time.monotonic() + 60
        while len(sink.raw) < reached:
            assert time.monotonic() < latest
            time.sleep(0.002)
        process.kill()
        process.join()
    assert len(sink.raw) < 200
    later = House(sending.settings, sending.database, FixedClock(SystemClock().now() + 2 * LEASE))
    deliver_waiting(later, COMPOSERS)
    with sending.database.reading() as session:
        assert queries.outbox_state(session, later.clock.now()).sent == 200
    assert set(sink.recipients) == set(addresses)
    ids = Counter(mail["Message-ID"] for mail in sink.mails)
    assert len(ids) == 200
    doubled = sum(count - 1 for count in ids.values())
    assert doubled <= 3, "at most the one mail on the wire at each kill goes twice, under the same Message-ID"


def test_two_senders_send_each_mail_once(sending: House, sink: Sink) -> None:
    for number in range(120):
        queue_plain(sending, to=f"p{number}@example.se")
    processes = [start_sender(sending) for _ in range(2)]
    for process in processes:
        process.join(60)
    assert sorted(Counter(sink.recipients).values()) == [1] * 120
