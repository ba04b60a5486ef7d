"""The pages: who sees what over HTTP, writing together, the one button, release and new editions."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from tests.reports.conftest import LEADERS, UNITS
from workplace.journal.queries import entries_about
from workplace.organisation.records import LeadershipRecord

WAVE = "enkat-2026"
REPORT = f"/ledarrapport/{WAVE}/T1"
RUN = f"/hr/ledarrapporter/{WAVE}"


def work(place: Any) -> None:
    from appraisal.work import worker_for

    worker_for(place.house, "pages").run_until_idle()


@pytest.mark.parametrize("path", [REPORT, f"{REPORT}.pdf"])
def test_a_report_is_hidden_from_all_but_hr_until_it_is_released(place: Any, client_for: Any, path: str) -> None:
    place.make()

    missing = client_for("anna").get(f"/ledarrapport/{WAVE}/finns-inte")
    for person in ("anna", "mid", "T1-3", "cia"):
        hidden = client_for(person).get(path)
        assert (hidden.status_code, hidden.data) == (404, missing.data)
    assert client_for("hr1").get(path).status_code == 200


def test_released_it_is_read_by_leader_superior_and_hr_alone(released: Any, client_for: Any) -> None:
    found = {
        person: client_for(person).get(REPORT).status_code for person in ("anna", "mid", "hr1", "top", "cia", "T1-3")
    }

    assert found == {"anna": 200, "mid": 200, "hr1": 200, "top": 404, "cia": 404, "T1-3": 404}
    pdf = client_for("anna").get(f"{REPORT}.pdf")
    assert pdf.mimetype == "application/pdf"
    assert pdf.data.startswith(b"%PDF")


def test_the_leader_sees_who_opened_the_report(released: Any, client_for: Any) -> None:
    client_for("mid").get(REPORT)
    page = client_for("anna").get(REPORT).get_data(as_text=True)

    assert "Mid Chef" in page.split("Vem har öppnat rapporten")[-1]
    assert "Vem har öppnat" not in client_for("mid").get(REPORT).get_data(as_text=True)
    with released.house.database.reading() as session:
        openers = {entry.actor_id for entry in entries_about(session, "leader_report", f"{WAVE}/T1", verb="opened")}
    assert openers == {"anna", "mid"}


def test_a_successor_reads_cells_and_agreements_and_the_former_leader_the_report(
    released: Any, client_for: Any
) -> None:
    today = released.house.clock.today()
    with released.house.database.writing() as session:
        row = session.query(LeadershipRecord).filter_by(unit_id="T1").one()
        row.valid_to = today
        session.add(LeadershipRecord(unit_id="T1", person_id="T1-3", valid_from=today, valid_to=dt.date(9999, 12, 31)))

    successor = client_for("T1-3").get(REPORT)
    assert successor.status_code == 200
    text = successor.get_data(as_text=True)
    assert f"/resultat/{WAVE}/T1" in text
    assert "Tre saker först" not in text
    assert client_for("T1-3").get(f"{REPORT}.pdf").status_code == 404
    former = client_for("anna").get(REPORT)
    assert "Tre saker först" in former.get_data(as_text=True)
    assert client_for("anna").send(f"{REPORT}/anteckning", {"text": "hej"}).status_code == 404


def test_the_list_holds_ones_own_and_those_of_the_leaders_one_leads(released: Any, client_for: Any) -> None:
    mid = client_for("mid").get("/ledarrapport").get_data(as_text=True)
    assert {f"/ledarrapport/{WAVE}/{unit}" in mid for unit in ("JT", "T1", "T2", "T3")} == {True}
    assert f"/ledarrapport/{WAVE}/AMF" not in mid

    someone = client_for("T1-3").get("/ledarrapport").get_data(as_text=True)
    assert "Du har ingen ledarrapport" in someone


def test_leader_and_superior_write_notes_and_agreements_together(released: Any, client_for: Any) -> None:
    anna, mid = client_for("anna"), client_for("mid")
    before = anna.get(REPORT).get_data(as_text=True)
    assert before.index("tryckfrihetsförordningen") < before.index('name="text"')

    assert mid.send(f"{REPORT}/anteckning", {"text": "Bra samtal <b>om</b> mål"}).status_code == 303
    fields = {"version": "0", "what": "Veckomöte", "who": "Anna", "by_when": "2027-03-01", "state": "agreed"}
    assert anna.send(f"{REPORT}/overenskommelse", fields).status_code == 303

    page = mid.get(REPORT).get_data(as_text=True)
    assert "Bra samtal &lt;b&gt;om&lt;/b&gt; mål" in page
    assert "Mid Chef, överordnad chef" in page
    assert "Veckomöte" in page
    assert "1 mars 2027" in page
    assert client_for("hr1").send(f"{REPORT}/anteckning", {"text": "HR"}).status_code == 404
    assert anna.send(f"{REPORT}/anteckning", {"text": "  "}).status_code == 400


def test_the_second_of_two_who_change_an_agreement_gets_409_with_both_texts(released: Any, client_for: Any) -> None:
    anna, mid = client_for("anna"), client_for("mid")
    anna.send(f"{REPORT}/overenskommelse", {"version": "0", "what": "Veckomöte", "state": "agreed"})
    found = re.search(r'href="([^"]+/overenskommelse/\d+)"', anna.get(REPORT).get_data(as_text=True))
    assert found is not None
    path = found[1]
    assert anna.get(path).status_code == 200

    assert mid.send(path, {"version": "1", "what": "Veckomöte på måndagar", "state": "ongoing"}).status_code == 303
    answer = anna.send(path, {"version": "1", "what": "Veckomöte på fredagar", "state": "ongoing"})

    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Veckomöte på måndagar" in text
    assert "Veckomöte på fredagar" in text
    assert 'name="version" type="hidden" value="2"' in text
    assert "måndagar" in anna.get(REPORT).get_data(as_text=True)
    assert client_for("cia").get(path).status_code == 404
    assert anna.get(path.replace("/T1/", "/T2/")).status_code == 404


def test_hr_makes_samples_and_releases_from_one_page(place: Any, client_for: Any) -> None:
    hr = client_for("hr1")
    assert hr.get("/hr/ledarrapporter").status_code == 200
    assert "Gör alla rapporter" in hr.get(RUN).get_data(as_text=True)

    assert hr.send(f"{RUN}/bestall").status_code == 303
    assert hr.send(f"{RUN}/bestall").status_code == 409
    assert hr.send(f"{RUN}/stoppa").status_code == 303
    work(place)
    assert "0 av 5" in hr.get(RUN).get_data(as_text=True)
    assert hr.send(f"{RUN}/fortsatt").status_code == 303
    work(place)

    page = hr.get(RUN).get_data(as_text=True)
    assert "5 av 5" in page
    assert "Öppna ett stickprov" in page
    assert hr.send(f"{RUN}/slapp").status_code == 409
    for unit in LEADERS.values():
        assert hr.get(f"/ledarrapport/{WAVE}/{unit}").status_code == 200
    assert "5 mejl skickas" in hr.get(f"{RUN}/slapp").get_data(as_text=True)
    assert hr.send(f"{RUN}/slapp").status_code == 303
    assert client_for("anna").get(REPORT).status_code == 200


def test_a_new_edition_needs_a_reason_and_both_can_be_opened(released: Any, client_for: Any) -> None:
    hr = client_for("hr1")
    assert hr.send(f"{RUN}/bestall", {"reason": "", "unit_id": "T1"}).status_code == 400
    assert hr.send(f"{RUN}/bestall", {"reason": "Målen saknades", "unit_id": "T1"}).status_code == 303
    work(released)

    anna = client_for("anna")
    assert "Målen saknades" not in anna.get(REPORT).get_data(as_text=True)
    assert anna.get(f"{REPORT}?utgava=2").status_code == 404
    hr.get(REPORT)
    assert hr.send(f"{RUN}/slapp").status_code == 303

    page = anna.get(REPORT).get_data(as_text=True)
    assert "Målen saknades" in page
    assert "?utgava=1" in page
    old = anna.get(f"{REPORT}?utgava=1").get_data(as_text=True)
    assert "ersatt av en senare utgåva" in old
    assert anna.get(f"{REPORT}.pdf?utgava=1").data.startswith(b"%PDF")


def test_the_run_is_hidden_from_those_who_are_not_hr(place: Any, client_for: Any) -> None:
    for person in ("anna", "top", "T1-3"):
        assert client_for(person).get(RUN).status_code == 404
        assert client_for(person).get("/hr/ledarrapporter").status_code == 404
        assert client_for(person).send(f"{RUN}/bestall").status_code == 404
    assert client_for("hr1").get("/hr/ledarrapporter/finns-inte").status_code == 404
    assert UNITS
