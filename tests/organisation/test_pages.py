"""HR's pages: upload, dry run, carry out, receipt; and nobody else's eyes."""

from __future__ import annotations

import io

import pytest

from tests.conftest import NOW
from workplace.identity.actions import grant_role
from workplace.identity.actor import Role

UNITS = b"unit_id,name,parent_id,leader_id\nstad,Staden,,p1\nnorr,Norr,stad,p2\n"
PEOPLE = (
    "person_id,name,email,unit_id,title,employed_from,protected\n"
    "p1,Asta Ek,,stad,Direktör,2015-01-01,\np2,Bo Lind,,norr,Chef,2016-01-01,\n"
    "p3,Hemlig Person,,norr,Handläggare,2020-01-01,ja\n"
).encode()


@pytest.fixture
def hr(house, client_for):
    with house.database.writing() as session:
        grant_role(session, "hr1", Role.HR, NOW)
    return client_for("hr1")


def files(units=UNITS, people=PEOPLE, **more):
    given = {"units": (io.BytesIO(units), "enheter.csv"), "as_of": "2026-11-24", **more}
    if people:
        given["people"] = (io.BytesIO(people), "personer.csv")
    return given


def test_hr_walks_from_upload_over_the_dry_run_to_the_receipt(hr):
    sent = hr.send("/hr/organisation", files(), content_type="multipart/form-data")
    assert sent.status_code == 303
    dry_run = hr.get(sent.location).get_data(as_text=True)
    assert "Nya enheter: 2" in dry_run
    assert "Genomför" in dry_run
    assert "Norr" not in hr.get("/hr/organisation").get_data(as_text=True)

    done = hr.send(sent.location)

    assert done.status_code == 303
    receipt = hr.get(done.location).get_data(as_text=True)
    assert "bakåt utan gräns" in receipt
    page = hr.get("/hr/organisation").get_data(as_text=True)
    assert "Norr" in page
    assert "Bo Lind" in page
    assert hr.get(sent.location).status_code == 404


def test_protected_people_and_ordinary_names_stand_in_no_list(hr):
    sent = hr.send("/hr/organisation", files(), content_type="multipart/form-data")

    dry_run = hr.get(sent.location).get_data(as_text=True)

    assert "Hemlig" not in dry_run
    assert "(1 visas inte här)" in dry_run


def test_a_file_with_faults_shows_every_problem_and_cannot_be_carried_out(hr):
    bad = UNITS.replace(b"norr,Norr,stad", b"norr,Norr,stadd")
    sent = hr.send("/hr/organisation", files(units=bad), content_type="multipart/form-data")

    page = hr.get(sent.location).get_data(as_text=True)
    refused = hr.send(sent.location)

    assert "stadd" in page
    assert "menade du" in page
    assert "Genomför" not in page
    assert refused.status_code == 409
    assert "Här finns inga enheter" in hr.get("/hr/organisation").get_data(as_text=True)


def test_a_form_without_a_file_says_so(hr):
    answer = hr.send("/hr/organisation", {"as_of": "2026-11-24"}, content_type="multipart/form-data")

    assert answer.status_code == 400
    assert "Välj en fil med enheter." in answer.get_data(as_text=True)


def test_files_that_were_thrown_away_are_gone(hr):
    sent = hr.send("/hr/organisation", files(), content_type="multipart/form-data")

    hr.send(f"{sent.location}/slang")

    assert hr.get(sent.location).status_code == 404


def test_other_hr_people_and_others_see_neither_upload_nor_page(hr, house, client_for):
    with house.database.writing() as session:
        grant_role(session, "hr2", Role.HR, NOW)
        grant_role(session, "driften", Role.ADMIN, NOW)
    sent = hr.send("/hr/organisation", files(), content_type="multipart/form-data")

    assert client_for("hr2").get(sent.location).status_code == 404
    assert client_for("hr2").send(sent.location).status_code == 404
    assert client_for("driften").get("/hr/organisation").status_code == 404
