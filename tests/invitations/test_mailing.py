"""Mails of a wave: everybody once, one link each that no row holds, and no trace of who was reminded."""

from __future__ import annotations

import datetime as dt
import logging
import re
from pathlib import Path

import pytest
from sqlalchemy import func, select

from surveys.invitations.actions import remind_now, send_again
from surveys.invitations.jobs import BULK, COMPOSERS, compose_opening
from surveys.invitations.queries import invitation_by_token, opening_mails, own_surveys, undelivered
from surveys.invitations.records import InvitationRecord, InvitationTokenRecord
from surveys.invitations.timetable import Doing, Due
from tests.invitations.wave_builders import (
    CLOSES,
    WAVE,
    build_organisation,
    do_step,
    everything_stored,
    files_hold,
    invitation_id_of,
    mark_answered,
    open_it,
    plan,
    with_settings,
)
from tests.mail.sink import Sink
from workplace.clock import FixedClock
from workplace.errors import Refused
from workplace.house import House
from workplace.mail.jobs import deliver_waiting
from workplace.mail.message import Letter
from workplace.mail.outbox import WAITS
from workplace.mail.queries import outbox_rows
from workplace.mail.records import MailRecord
from workplace.organisation.records import PersonRecord

LINK = re.compile(r"https?://\S+")


def deliver(house: House, sink: Sink) -> None:
    deliver_waiting(with_settings(house, smtp_url=sink.url), COMPOSERS, bulk=BULK)


def links_of(sink: Sink) -> dict[str, str]:
    """Return each recipient's newest link."""
    found = {}
    for mail in sink.mails:
        (link,) = LINK.findall(mail.get_content())
        found[str(mail["To"])] = link
    return found


def mails_stored(house: House) -> int:
    with house.database.reading() as session:
        return session.scalar(select(func.count()).select_from(MailRecord)) or 0


def test_everybody_with_an_address_gets_one_mail_with_one_link_of_their_own(running: House, sink: Sink) -> None:
    deliver(running, sink)

    recipients = [str(mail["To"]) for mail in sink.mails]
    assert len(recipients) == len(set(recipients))
    assert {"e1@prov.example", "top@prov.example", "hr@prov.example"} <= set(recipients)
    links = links_of(sink)
    assert len(set(links.values())) == len(recipients)
    with running.database.reading() as session:
        for address, link in links.items():
            assert re.fullmatch(r"http://localhost/enkat/[A-Za-z0-9_-]{22}", link)
            found = invitation_by_token(session, link.rpartition("/")[2])
            assert found is not None
            assert found.invitation_id == invitation_id_of(running, address.partition("@")[0])


def test_the_mail_names_the_promise_the_time_the_last_day_and_whom_to_ask(running: House, sink: Sink) -> None:
    deliver(running, sink)

    text = sink.mails[0].get_content()
    for words in ("ingen kan se vad just du har svarat", "minuter", "fredag 11 december 2026", "Frågor?", "färre än 5"):
        assert words in text
    assert "also in English" in text


def test_the_mail_speaks_the_language_of_a_wave_in_english_alone(employer: House, sink: Sink) -> None:
    plan(employer, languages=("en",), texts={"en": {"opening_subject": "Your turn", "opening_body": "Hello"}})
    open_it(employer)
    deliver(employer, sink)

    mail = sink.mails[0]
    assert mail["Subject"] == "Your turn"
    assert mail["Content-Language"] == "en"
    assert mail.get_content().startswith("Hello")


def test_words_of_hr_bring_no_second_address_and_no_header(employer: House, sink: Sink) -> None:
    words = {
        "opening_subject": "Hej\r\nBcc: alla@prov.example",
        "opening_body": "Se https://elak.example och www.elak.example",
    }
    plan(employer, texts={"sv": words})
    open_it(employer)
    deliver(employer, sink)

    mail = sink.mails[0]
    assert len(LINK.findall(mail.get_content())) == 1
    assert "www." not in mail.get_content()
    assert mail["Bcc"] is None
    assert "alla@prov.example" not in sink.recipients


def test_no_link_or_token_is_in_any_row_log_or_file(
    running: House, sink: Sink, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("medskap", "sqlalchemy"):
        caplog.set_level(logging.DEBUG, name)
    sink.replies["e2@prov.example"] = "550 no such user"
    deliver(running, sink)

    tokens = [link.rpartition("/")[2] for link in links_of(sink).values()]
    stored = everything_stored(running)
    for token in tokens:
        assert token not in stored
        assert token not in caplog.text
        assert not files_hold(tmp_path, token)
    assert "/enkat/" not in stored


def test_whoever_has_no_address_or_is_protected_gets_no_mail(running: House, sink: Sink) -> None:
    deliver(running, sink)

    assert "skyddad@prov.example" not in sink.recipients
    with running.database.reading() as session:
        rows = session.scalars(select(MailRecord.to_person_id)).all()
    assert not {"skyddad", "brev", "mobil", "hrm"} & set(rows)


def test_both_links_of_a_mail_that_went_twice_lead_to_one_invitation(running: House) -> None:
    letter = Letter(
        "survey.opening", {"wave_id": WAVE, "minutes": 2}, "e1@prov.example", "e1", running.translator(), "http://x"
    )
    tokens = []
    for _time in range(2):
        with running.database.writing() as session:
            message = compose_opening(session, letter, running.clock.now())
        assert message is not None
        tokens.append(LINK.findall(message.body)[0].rpartition("/")[2])

    with running.database.reading() as session:
        found = {invitation_by_token(session, token).invitation_id for token in tokens}  # type: ignore[union-attr]
    assert len(set(tokens)) == 2
    assert found == {invitation_id_of(running, "e1")}


def test_inviting_again_after_a_restart_queues_nobody_twice(running: House) -> None:
    before = mails_stored(running)
    do_step(running, Due(Doing.INVITE, WAVE))

    assert mails_stored(running) == before


def test_a_reminder_goes_only_to_those_who_have_not_answered(running: House, sink: Sink) -> None:
    deliver(running, sink)
    sink.raw.clear()
    sink.recipients.clear()
    do_step(running, Due(Doing.REMIND, WAVE, "1"))
    mark_answered(running, "e1", "e2", "top")
    deliver(running, sink)

    assert not {"e1@prov.example", "e2@prov.example", "top@prov.example"} & set(sink.recipients)
    assert "e3@prov.example" in sink.recipients
    assert len(sink.recipients) == len(set(sink.recipients))
    assert "Du kan fortfarande svara" in sink.mails[0].get_content()


def test_nothing_that_is_kept_tells_who_was_reminded(running: House, sink: Sink) -> None:
    deliver(running, sink)
    before = mails_stored(running)
    mark_answered(running, "e1", "e2")
    do_step(running, Due(Doing.REMIND, WAVE, "1"))
    waiting = mails_stored(running) - before
    sink.replies["e3@prov.example"] = "550 no such user"
    deliver(running, sink)

    assert mails_stored(running) == before, "sent, withdrawn and failed rows are gone alike"
    with running.database.reading() as session:
        tokens = dict(
            session.execute(
                select(InvitationRecord.person_id, func.count())
                .join(InvitationTokenRecord, InvitationTokenRecord.invitation_id == InvitationRecord.id)
                .group_by(InvitationRecord.person_id)
            ).all()  # type: ignore[arg-type]
        )
        mailed = session.scalar(select(func.count()).select_from(MailRecord)) or 0
    assert waiting == mailed, "the answered were queued as well"
    assert set(tokens.values()) == {2}, "a token was minted for each, reminded or not"


def test_reminders_that_wait_are_in_no_list_of_the_outbox(running: House, sink: Sink) -> None:
    deliver(running, sink)
    do_step(running, Due(Doing.REMIND, WAVE, "1"))
    sink.data_reply = "451 later"
    deliver(running, sink)

    with running.database.reading() as session:
        assert all(row.kind != "survey.reminder" for row in outbox_rows(session, limit=10_000))


def test_a_reminder_refused_for_now_names_nobody_in_the_log(
    running: House, sink: Sink, caplog: pytest.LogCaptureFixture, clock: FixedClock
) -> None:
    deliver(running, sink)
    do_step(running, Due(Doing.REMIND, WAVE, "1"))
    sink.replies["e3@prov.example"] = "450 later"
    caplog.set_level(logging.DEBUG, "medskap")
    deliver(running, sink)

    told = [record.getMessage() for record in caplog.records if "reminder" in record.getMessage()]
    assert told
    assert not any(re.search(r"\d{2,}", line.replace("450", "")) or "e3" in line for line in told)
    clock.moment += WAITS[0]
    sink.replies.clear()
    deliver(running, sink)
    assert sink.recipients.count("e3@prov.example") == 2


def test_after_the_close_nothing_more_is_sent(running: House, sink: Sink, clock: FixedClock) -> None:
    clock.moment = dt.datetime(2026, 12, 12, 8, 0, tzinfo=dt.UTC)
    deliver(running, sink)

    assert sink.raw == []


def test_a_bounce_is_shown_and_sending_again_reaches_the_new_address(running: House, sink: Sink) -> None:
    sink.replies["e1@prov.example"] = "550 no such user"
    deliver(running, sink)
    with running.database.reading() as session:
        (bounced,) = undelivered(session, WAVE, ["team"])
        assert (bounced.person_id, bounced.address) == ("e1", "e1@prov.example")
    with running.database.writing() as session:
        session.get_one(PersonRecord, "e1").email = "ny@prov.example"
        send_again(session, WAVE, "e1", now=running.clock.now(), actor_id="hr")
    deliver(running, sink)

    assert "ny@prov.example" in sink.recipients
    with running.database.reading() as session:
        assert undelivered(session, WAVE, ["team"]) == []
        assert opening_mails(session, WAVE).failed == 0


def test_sending_again_kills_the_links_mailed_before(running: House, sink: Sink) -> None:
    deliver(running, sink)
    old = links_of(sink)["e1@prov.example"].rpartition("/")[2]
    other = links_of(sink)["e2@prov.example"].rpartition("/")[2]
    with running.database.writing() as session:
        send_again(session, WAVE, "e1", now=running.clock.now(), actor_id="hr")
    deliver(running, sink)
    new = links_of(sink)["e1@prov.example"].rpartition("/")[2]

    with running.database.reading() as session:
        assert invitation_by_token(session, old) is None
        assert invitation_by_token(session, new) is not None
        assert invitation_by_token(session, other) is not None


def test_somebody_who_has_answered_gets_the_mail_again_like_anybody(running: House, sink: Sink) -> None:
    deliver(running, sink)
    mark_answered(running, "e1")
    sink.recipients.clear()
    for person_id in ("e1", "e2"):
        with running.database.writing() as session:
            send_again(session, WAVE, person_id, now=running.clock.now(), actor_id="hr")
    deliver(running, sink)

    assert sorted(sink.recipients) == ["e1@prov.example", "e2@prov.example"]


def test_hr_reminds_no_more_often_than_the_charter_allows(running: House, clock: FixedClock) -> None:
    def remind() -> None:
        with running.database.writing() as session:
            remind_now(session, WAVE, now=clock.now(), actor_id="hr")

    remind()
    with pytest.raises(Refused, match="minst 6 dagar"):
        remind()
    clock.moment += dt.timedelta(days=6)
    remind()
    clock.moment += dt.timedelta(days=6)
    with pytest.raises(Refused, match="tillåter 2 påminnelser"):
        remind()


def test_mails_to_many_let_a_sign_in_link_go_first(running: House, sink: Sink) -> None:
    from tests.mail.senders import queue_plain

    queue_plain(running, to="inloggning@prov.example")
    deliver(running, sink)

    assert sink.recipients[0] == "inloggning@prov.example"


def test_one_s_own_start_page_knows_what_one_has_not_answered(running: House) -> None:
    mark_answered(running, "e1")
    with running.database.reading() as session:
        (waiting,) = own_surveys(session, "e2", running.clock.now())
        assert (waiting.wave_id, waiting.last_day) == (WAVE, CLOSES)
        assert own_surveys(session, "e1", running.clock.now()) == []
        assert own_surveys(session, "skyddad", running.clock.now()) != [], "a protected person answers from here"


def test_a_wave_of_two_workers_invites_each_once(house: House, sink: Sink, clock: FixedClock) -> None:
    from surveys.invitations.jobs import keep_timetable
    from tests.invitations.wave_builders import OPENS

    build_organisation(house)
    clock.moment = dt.datetime.combine(OPENS, dt.time(5), dt.UTC)
    plan(house)
    clock.moment = dt.datetime.combine(OPENS, dt.time(6), dt.UTC)
    from appraisal.work import worker_for

    for _worker in range(2):
        keep_timetable(house, lambda: True)
    for name in ("a", "b"):
        worker_for(house, name).run_until_idle()
    deliver(house, sink)

    assert len(sink.recipients) == len(set(sink.recipients)) > 50
