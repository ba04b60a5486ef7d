"""An extract holds everything there is about a person, and no answer, token or link."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from appraisal.cli import build_parser
from appraisal.registry import extract_sources
from surveys.invitations.records import InvitationTokenRecord
from surveys.planning.records import WavePlanRecord
from tests.conftest import PageClient
from tests.house.employer import build_employer
from tests.invitations.wave_builders import WAVE, build_organisation, mark_answered, open_it, plan, with_settings
from workplace.agreements.records import AgreementRecord
from workplace.clock import FixedClock
from workplace.errors import Refused
from workplace.extracts.actions import make_extract
from workplace.extracts.extract import BY_TEXT, Extract, as_html, as_json, as_zip
from workplace.house import House
from workplace.identity.actions import begin_session, grant_role, make_link
from workplace.identity.actor import Role
from workplace.identity.records import SessionRecord, SignInLinkRecord
from workplace.journal.queries import entries_about


@pytest.fixture
def open_wave(house: House, tmp_path_factory: pytest.TempPathFactory) -> House:
    """An employer whose wave is open; e1 has answered and signed in."""
    employer = with_settings(house, keys=tmp_path_factory.mktemp("keys"))
    build_organisation(employer)
    plan(employer)
    open_it(employer)
    mark_answered(employer, "e1")
    with employer.database.writing() as session:
        begin_session(session, "e1", employer.clock.now())
        make_link(session, "e1", employer.clock.now())
        grant_role(session, "hr2", Role.REGISTRAR, employer.clock.now())
    return employer


def extract_of(house: House, person_id: str, **more: Any) -> Extract:
    with house.database.writing() as session:
        return make_extract(session, extract_sources(), person_id, now=house.clock.now(), **more)


def parts_of(house: House, person_id: str) -> dict[str, list[dict[str, Any]]]:
    written = json.loads(as_json(extract_of(house, person_id), house.translator()))
    return {part["key"]: part["rows"] for part in written["parts"]}


def test_an_employee_is_told_of_post_sign_in_mails_and_invitation(open_wave: House) -> None:
    found = parts_of(open_wave, "e1")

    assert found["person"][0]["email"] == "e1@prov.example"
    assert found["employments"][0]["unit_id"] == "team"
    assert found["sessions"][0]["began_at"] == "2026-11-24T09:30:00+00:00"
    assert found["mails"][0]["kind"] == "survey.opening"
    assert (found["invitations"][0]["wave_id"], found["invitations"][0]["answered"]) == (WAVE, True)
    assert {row["verb"] for row in found["journal"]} >= {"signed_in", "made_sign_in_link", "extracted"}


def test_no_token_no_hash_and_no_link_stands_in_it(open_wave: House) -> None:
    extract = extract_of(open_wave, "e1")
    texts = as_json(extract, open_wave.translator()) + as_html(extract, open_wave.translator())
    with open_wave.database.reading() as session:
        hashes = [
            *session.scalars(select(SessionRecord.token_hash)),
            *session.scalars(select(SignInLinkRecord.token_hash)),
            *session.scalars(select(InvitationTokenRecord.token_hash)),
        ]
    assert hashes

    assert not [one for one in hashes if one in texts]
    assert "/enkat/" not in texts
    assert "/logga-in/" not in texts


def test_it_says_that_answers_cannot_be_found(open_wave: House) -> None:
    extract = extract_of(open_wave, "e1")

    assert "sparas utan koppling till person" in as_json(extract, open_wave.translator())
    assert "sparas utan koppling till person" in as_html(extract, open_wave.translator())


def test_a_reviewer_and_somebody_named_in_the_journal_are_found(open_wave: House) -> None:
    with open_wave.database.writing() as session:
        row = session.get_one(WavePlanRecord, WAVE)
        row.charter = {**row.charter, "reviewers": ["e2", "e3"]}

    assert parts_of(open_wave, "e2")["wave_plans"][0]["wave_id"] == WAVE
    assert "wave_plans" not in parts_of(open_wave, "e20"), "an id that only begins alike is another person's"


def test_a_leader_is_told_of_reports_and_of_who_opened_them(
    house: House, clock: FixedClock, client_for: Callable[[str], PageClient]
) -> None:
    build_employer(house, clock)
    assert client_for("dept").get("/ledarrapport/prov-2026/team").status_code == 200

    found = parts_of(house, "team_then")

    assert found["leader_reports"][0]["unit_id"] == "team"
    assert ("dept", "opened") in {(row["actor_id"], row["verb"]) for row in found["report_openings"]}
    assert found["frozen_units"][0]["leader_id"] == "team_then"
    assert "report_openings" not in parts_of(house, "e1")


def test_somebody_named_in_an_agreement_is_found_by_name_and_it_says_so(open_wave: House) -> None:
    now = open_wave.clock.now()
    with open_wave.database.writing() as session:
        session.add(
            AgreementRecord(
                home_kind="unit",
                home_id="team",
                kind="improvement",
                what="Tydligare mål",
                who="person E7 och chefen",
                state="agreed",
                version=1,
                made_at=now,
                made_by="lead",
                changed_at=now,
                changed_by="lead",
            )
        )

    named = parts_of(open_wave, "e7")["agreements"]

    assert [(row["what"], row["found_by"]) for row in named] == [("Tydligare mål", BY_TEXT)]
    assert parts_of(open_wave, "lead")["agreements"][0]["found_by"] == "person_id"
    assert "agreements" not in parts_of(open_wave, "e8")
    assert "Pröva att det är samma person" in as_html(extract_of(open_wave, "e7"), open_wave.translator())


def test_nobody_unknown_and_no_person_without_a_reason(open_wave: House) -> None:
    with pytest.raises(Refused, match="finns inte"):
        extract_of(open_wave, "nobody")
    with pytest.raises(Refused, match="varför"):
        extract_of(open_wave, "e1", actor_id="hr2", reason=" ")
    with open_wave.database.reading() as session:
        assert not entries_about(session, "person", "e1", verb="extracted")


def test_texts_in_it_are_written_as_text(open_wave: House) -> None:
    extract = extract_of(open_wave, "e1", actor_id="hr2", reason="<script>alert(1)</script>")

    assert "<script>" not in as_html(extract, open_wave.translator())


def test_the_file_holds_both_and_the_same_extract_gives_the_same_bytes(open_wave: House) -> None:
    extract = extract_of(open_wave, "e1")
    made = as_zip(extract, open_wave.translator())

    assert zipfile.ZipFile(io.BytesIO(made)).namelist() == ["registerutdrag.html", "registerutdrag.json"]
    assert as_zip(extract, open_wave.translator()) == made


def test_the_command_writes_it_where_asked(
    open_wave: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*words: str) -> int:
        arguments = build_parser().parse_args(["person", "export", *words])
        return int(arguments.handler(arguments, open_wave))

    assert run("e1") == 0
    assert json.loads(capsys.readouterr().out)["person_id"] == "e1"
    for name, begins in (("u.json", b"{"), ("u.html", b"<!doctype html>"), ("u.zip", b"PK")):
        assert run("e1", "--out", str(tmp_path / name), "--reason", "Dnr 12") == 0
        assert (tmp_path / name).read_bytes().startswith(begins)
    assert capsys.readouterr().out == ""
    with pytest.raises(Refused):
        run("nobody")
    with open_wave.database.reading() as session:
        entries = entries_about(session, "person", "e1", verb="extracted")
    assert [entry.facts for entry in entries] == [{"reason": "Dnr 12"}] * 3 + [{}]


def test_the_registrar_gets_it_as_a_file_and_it_stands_in_the_journal(
    open_wave: House, client_for: Callable[[str], PageClient]
) -> None:
    client = client_for("hr2")
    assert client.get("/hr/gallring/registerutdrag").status_code == 200

    response = client.send("/hr/gallring/registerutdrag", {"person_id": "e1", "reason": "Dnr 2026/9"})

    assert response.mimetype == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(response.get_data()))
    assert json.loads(archive.read("registerutdrag.json"))["reason"] == "Dnr 2026/9"
    with open_wave.database.reading() as session:
        (entry,) = entries_about(session, "person", "e1", verb="extracted")
    assert (entry.actor_id, entry.facts) == ("hr2", {"reason": "Dnr 2026/9"})


def test_the_form_says_what_is_wrong(open_wave: House, client_for: Callable[[str], PageClient]) -> None:
    client = client_for("hr2")

    unknown = client.send("/hr/gallring/registerutdrag", {"person_id": "nobody", "reason": "Dnr"})
    without = client.send("/hr/gallring/registerutdrag", {"person_id": "e1", "reason": ""})

    assert (unknown.status_code, without.status_code) == (409, 400)
    assert "Personen nobody finns inte." in unknown.get_data(as_text=True)
    assert "Ange ett skäl." in without.get_data(as_text=True)
