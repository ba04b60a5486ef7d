"""What comes by itself: reminders to leaders, and "Ni sa – vi gör" to every group at 8 and 20 weeks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from sqlalchemy import select

from appraisal.work import worker_for
from surveys.improvements.actions import propose
from surveys.improvements.figure import FigureKey
from surveys.improvements.telling.actions import REMINDER, TOLD, order_tellings, queue_reminders
from surveys.improvements.telling.jobs import COMPOSERS, MORNING, compose_reminder, compose_told
from surveys.improvements.telling.queries import recipients_in, recipients_of
from tests.conftest import NOW, PageClient
from tests.improvements.conftest import LEADERSHIP, NEW, Town, put_in, terms
from tests.improvements.printed import printed
from workplace.agreements.agreement import AgreementState
from workplace.clock import FixedClock, local_date
from workplace.house import House
from workplace.mail.message import Letter
from workplace.mail.records import MailRecord
from workplace.wording import Translator

EIGHT_WEEKS = NOW + dt.timedelta(weeks=8)


def mails(house: House, kind: str) -> list[MailRecord]:
    with house.database.reading() as session:
        found = list(session.scalars(select(MailRecord).where(MailRecord.kind == kind).order_by(MailRecord.id)))
        session.expunge_all()
    return found


def letter_of(mail: MailRecord) -> Letter:
    return Letter(mail.kind, mail.arguments, mail.to_address, mail.to_person_id, Translator(), "https://prov.example")


def run_worker(house: House) -> None:
    worker_for(house, "test").run_until_idle()


def test_every_group_is_told_once_and_protected_people_get_none(town: Town, house: House, clock: FixedClock) -> None:
    put_in(house)
    clock.moment = EIGHT_WEEKS
    with house.database.writing() as session:
        assert order_tellings(session, now=clock.now()) == 1
        assert order_tellings(session, now=clock.now()) == 0

    run_worker(house)

    told = mails(house, TOLD)
    to = [mail.to_person_id for mail in told]
    assert "t1e1" in to
    assert town.protected not in to
    assert len(to) == len(set(to))
    with house.database.reading() as session:
        expected = recipients_of(session, NEW, local_date(clock.now()))
        assert sum(map(len, expected.values())) == len(to)
        for unit_id in ("t1", "small", "forv"):
            assert recipients_in(session, NEW, unit_id, clock.today()) == len(expected[unit_id]), unit_id


def test_what_the_group_reads_is_the_plan_and_without_one_an_honest_sentence(town: Town, house: House) -> None:
    put_in(house)
    with house.database.writing() as session:
        propose(session, NEW, "t2", LEADERSHIP, "En idé från mötet", actor_id="ny2", now=NOW)
        messages = {
            unit_id: compose_told(
                session,
                Letter(TOLD, {"wave_id": NEW, "unit_id": unit_id, "weeks": 8}, "", None, Translator(), "https://x"),
                EIGHT_WEEKS,
            )
            for unit_id in ("t1", "t2")
        }

    with_plan, without = messages["t1"], messages["t2"]
    assert with_plan is not None
    assert "Vi gör: Veckoavstämning om prioriteringar" in with_plan.body
    for secret in ("allvarlig", "Oklara uppdrag", "Skyddsombudet"):
        assert secret not in with_plan.body
    assert without is not None
    assert "ännu ingen plan" in without.body
    assert "En idé" not in without.body


def test_a_leader_is_reminded_once_for_each_date_in_one_mail(town: Town, house: House, clock: FixedClock) -> None:
    soon = put_in(house, given=terms("Snart", by_when=clock.today() + dt.timedelta(7)))
    late = put_in(house, given=terms("Sen", by_when=clock.today() - dt.timedelta(1)))
    put_in(house, given=terms("Klar", by_when=clock.today() - dt.timedelta(1), state=AgreementState.DONE))
    put_in(house, given=terms("Långt kvar", by_when=clock.today() + dt.timedelta(60)))
    with house.database.writing() as session:
        assert queue_reminders(session, now=clock.now()) == 1
        assert queue_reminders(session, now=clock.now()) == 0

    (mail,) = mails(house, REMINDER)
    assert mail.to_person_id == town.chef
    assert mail.arguments["improvements"] == [soon, late]
    with house.database.writing() as session:
        message = compose_reminder(session, letter_of(mail), clock.now())
    assert message is not None
    assert message.subject == "Försenade förbättringsåtgärder: 1"
    assert "Snart (Team 1" in message.body
    assert f"/resultat/{NEW}/t1/atgarder/{late}" in message.body
    clock.moment = NOW + dt.timedelta(days=8)
    with house.database.writing() as session:
        assert queue_reminders(session, now=clock.now()) == 1


def test_who_no_longer_leads_the_unit_is_not_reminded(town: Town, house: House, clock: FixedClock) -> None:
    put_in(house, given=terms(by_when=clock.today()))
    with house.database.writing() as session:
        queue_reminders(session, now=clock.now())
    (mail,) = mails(house, REMINDER)
    elsewhere = Letter(mail.kind, mail.arguments, "", town.small_chef, Translator(), "")

    with house.database.writing() as session:
        assert compose_reminder(session, elsewhere, clock.now()) is None


def test_the_worker_knows_the_mornings_work_and_every_mail(town: Town, house: House, clock: FixedClock) -> None:
    put_in(house, given=terms(by_when=clock.today() + dt.timedelta(2)))
    run_worker(house)
    clock.moment = NOW + dt.timedelta(days=1)

    run_worker(house)

    assert len(mails(house, REMINDER)) == 1
    assert {TOLD, REMINDER} == set(COMPOSERS)
    assert MORNING == "improvements.morning"


def test_the_leader_sees_the_messages_and_adds_own_words(
    town: Town, client_for: Callable[[str], PageClient], house: House
) -> None:
    chef, path = client_for(town.chef), f"/resultat/{NEW}/t1/atgarder/utskick"
    assert "Gruppen har ingen plan. Då står det så i mejlet." in chef.get(path).get_data(as_text=True)
    put_in(house)

    response = chef.send(path, {"version": "0", "words": "Tack för att ni svarade."})

    page = chef.get(path).get_data(as_text=True)
    assert response.status_code == 303
    assert "<p>Tack för att ni svarade.</p>" in page
    assert "Efter 8 veckor: skickas 19 januari 2027" in page
    assert "De går till 11 personer" in page
    clash = chef.send(path, {"version": "0", "words": "En annan text."})
    assert clash.status_code == 409


LONG = "Vi går igenom schemat tillsammans. " * 40
UNBROKEN = "Arbetsbelastningsdiskussionsunderlag" * 8


@pytest.mark.browser
@pytest.mark.parametrize(
    "texts",
    [
        ("Avstämning varje måndag", LONG, UNBROKEN, "Den fjärde får inte plats"),
        ("x" * 85, "Ord och ord och ord och ord och ord och ord och ord och ord och ord och ord och ord.", "Vi gör"),
        (LONG, LONG),
        (UNBROKEN,),
        ("Kort",),
        (),
    ],
)
def test_the_poster_is_one_sheet_of_paper_and_nothing_is_cut_off(
    town: Town,
    client_for: Callable[[str], PageClient],
    house: House,
    browser: object,
    tmp_path: Path,
    texts: tuple[str, ...],
) -> None:
    for text in texts:
        put_in(house, key=FigureKey("mean", "q1"), given=terms(text))
    page = client_for(town.chef).get(f"/resultat/{NEW}/t1/atgarder/anslag").get_data(as_text=True)

    target = printed(browser, page, tmp_path / "anslag.pdf")

    assert page.count('<li class="poster__item">') == min(len(texts), 3)
    for secret in ("allvarlig", "Oklara uppdrag", "Skyddsombudet", "Person l1"):
        assert secret not in page[page.index("<article") : page.index("</article>")]
    with pikepdf.open(target) as document:
        assert len(document.pages) == 1
        box = document.pages[0].mediabox
        assert (round(float(box[2]) / 72 * 25.4), round(float(box[3]) / 72 * 25.4)) == (210, 297)


def test_what_stands_on_the_poster_can_be_chosen(
    town: Town, client_for: Callable[[str], PageClient], house: House
) -> None:
    for text in ("Första", "Andra", "Tredje", "Fjärde"):
        put_in(house, given=terms(text))
    put_in(house, given=terms("Struken", state=AgreementState.DROPPED))
    employee = client_for(town.employee)

    page = employee.get(f"/resultat/{NEW}/t1/atgarder/anslag?visa=4&visa=2&visa=99&visa=x").get_data(as_text=True)

    poster = page[page.index("<article") :]
    assert "Fjärde" in poster
    assert "Andra" in poster
    assert "Första" not in poster
    assert "Struken" not in page
