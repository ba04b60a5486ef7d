"""A run over all led units: nobody left out, failures named, stopped and taken up again, released, superseded."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from appraisal.cli import main
from appraisal.report_runs.actions import order_run, under_way
from appraisal.reports import jobs
from appraisal.reports.queries import editions_of_unit, editions_of_wave, report_content, report_material, report_pdf
from appraisal.reports.run import ReportEdition, ReportState, sample_of
from appraisal.work import worker_for
from workplace.errors import Refused
from workplace.jobs.actions import resume as resume_batch
from workplace.jobs.actions import retry, stop
from workplace.jobs.queries import progress
from workplace.mail.records import MailRecord
from workplace.organisation.records import PersonRecord

WAVE = "enkat-2026"
LED = {"AMF", "JT", "T1", "T2", "T3"}


def use(place: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands work on the test's house, whose schema was not made by migrations."""
    monkeypatch.setattr("appraisal.cli.open_house", lambda: place.house)
    monkeypatch.setattr("appraisal.opening.require_schema", lambda _house: None)


def made(place: Any) -> dict[str, ReportEdition]:
    with place.house.database.reading() as session:
        return {one.unit_id: one for one in reversed(editions_of_wave(session, WAVE))}


def test_every_led_unit_gets_a_report_also_without_own_figures(place: Any) -> None:
    place.make()

    found = made(place)
    assert set(found) == LED
    assert not found["T2"].has_own_figures
    assert found["T1"].has_own_figures
    assert {one.state for one in found.values()} == {ReportState.DRAFT}


def test_a_unit_that_fails_is_named_and_the_others_are_made(place: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = jobs.render

    def failing(report: Any, *rest: Any, **named: Any) -> Any:
        if report.unit_name == "Norra torget":
            raise ValueError("no paper")
        return whole(report, *rest, **named)

    monkeypatch.setattr(jobs, "render", failing)
    run = place.make()

    with place.house.database.reading() as session:
        state = progress(session, run.batch_id, place.house.clock.now())
        assert state is not None
        assert [(failure.key, failure.error) for failure in state.failures] == [("T1", "ValueError")]
    assert set(made(place)) == LED - {"T1"}

    monkeypatch.setattr(jobs, "render", whole)
    with place.house.database.writing() as session:
        retry(session, run.batch_id)
    worker_for(place.house, "again", batch_id=run.batch_id).run_until_idle()
    assert set(made(place)) == LED


def test_a_stopped_run_goes_on_where_it_was(place: Any) -> None:
    run = place.order()
    worker = worker_for(place.house, "first", batch_id=run.batch_id)
    worker._run_one()
    with place.house.database.writing() as session:
        stop(session, run.batch_id)
    worker.run_until_idle()
    assert len(made(place)) == 1

    with place.house.database.writing() as session:
        resume_batch(session, run.batch_id)
    worker_for(place.house, "second", batch_id=run.batch_id).run_until_idle()

    found = made(place)
    assert set(found) == LED
    assert {one.version for one in found.values()} == {1}


def test_a_second_run_waits_for_the_first(place: Any) -> None:
    place.order()

    with pytest.raises(Refused), place.house.database.writing() as session:
        order_run(session, WAVE, now=place.house.clock.now())


def test_release_makes_all_readable_at_once_and_mails_each_leader_once(place: Any) -> None:
    place.make()
    place.release()

    assert {one.state for one in made(place).values()} == {ReportState.RELEASED}
    with place.house.database.reading() as session:
        mails = session.scalars(select(MailRecord).where(MailRecord.cause_kind == "leader_reports")).all()
        assert sorted(mail.to_person_id for mail in mails) == ["anna", "bo", "cia", "mid", "top"]
        text = next(mail.body for mail in mails if mail.to_person_id == "anna")
        assert "http://localhost/ledarrapport/enkat-2026/T1" in text
        assert text.count("http") == 1


def test_a_leader_of_two_units_gets_one_mail_with_both(place: Any) -> None:
    with place.house.database.writing() as session:
        from surveys.waves.records import WaveUnitRecord

        session.get(WaveUnitRecord, (WAVE, "T3")).leader_id = "anna"
    place.make()
    place.release()

    with place.house.database.reading() as session:
        mails = session.scalars(select(MailRecord).where(MailRecord.to_person_id == "anna")).all()
        assert [mail.body.count("/ledarrapport/") for mail in mails] == [2]


def test_a_protected_leader_gets_no_mail_and_stands_nowhere_by_name(place: Any) -> None:
    with place.house.database.writing() as session:
        session.get(PersonRecord, "anna").protected = True
    place.make()
    place.release()

    with place.house.database.reading() as session:
        assert session.scalars(select(MailRecord).where(MailRecord.to_person_id == "anna")).all() == []
        report = report_content(session, made(place)["T1"].edition_id)
    assert report.leader_name == ""
    assert "Anna Chef" not in str(report)


def test_nothing_is_released_while_a_run_is_under_way(place: Any) -> None:
    place.order()

    with pytest.raises(Refused):
        place.release()


def test_a_released_report_gets_a_new_edition_only_with_a_reason(released: Any) -> None:
    with pytest.raises(Refused):
        released.make(unit_ids=["T1"])


def test_a_superseded_report_is_kept_beside_the_new_one(released: Any) -> None:
    released.make(unit_ids=["T1"], reason="Målen var inte inlagda")
    released.release()

    with released.house.database.reading() as session:
        new, old = editions_of_unit(session, WAVE, "T1")
        assert (new.version, new.state, new.reason) == (2, ReportState.RELEASED, "Målen var inte inlagda")
        assert (old.version, old.state) == (1, ReportState.SUPERSEDED)
        assert report_pdf(session, old.edition_id).startswith(b"%PDF")
        assert [one.state for one in editions_of_unit(session, WAVE, "T3")] == [ReportState.RELEASED]


def test_the_same_material_makes_the_same_bytes(place: Any) -> None:
    place.make()
    first = {unit: one.sha256 for unit, one in made(place).items()}
    place.make()

    assert {unit: one.sha256 for unit, one in made(place).items()} == first


def test_the_material_takes_as_many_queries_however_many_units(place: Any) -> None:
    def queries_of(leaders: int) -> int:
        seen: list[str] = []
        with place.house.database.writing() as session:
            from surveys.waves.records import WaveUnitRecord

            for unit in sorted(LED)[leaders:]:
                session.get(WaveUnitRecord, (WAVE, unit)).leader_id = None
        engine = place.house.database.engine
        event.listen(engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
        with place.house.database.reading() as session:
            material = report_material(session, f"{WAVE}.1")
            before = len(seen)
            for unit in material.led_units():
                material.facts_of(unit.unit_id)
            assert len(seen) == before
        return before

    assert queries_of(5) == queries_of(1)


def test_the_command_writes_every_file_and_the_index(
    place: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(place, monkeypatch)
    out = tmp_path / "ut och in"

    assert main(["reports", "build", WAVE, "--out", str(out)]) == 0

    assert capsys.readouterr().out == f"{out / 'index.csv'}\n"
    with (out / "index.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["unit_id"]: row for row in csv.DictReader(file)}
    assert set(rows) == LED
    assert {row["status"] for row in rows.values()} == {"built"}
    assert rows["T2"]["reason"]
    assert rows["T1"]["leader_id"] == "anna"
    for unit in LED:
        assert (out / f"{unit}.pdf").read_bytes().startswith(b"%PDF")
        assert (out / f"{unit}.html").read_text(encoding="utf-8").lstrip().startswith("<!doctype html>")
    assert main(["reports", "build", WAVE, "--out", str(out)]) == 0
    with place.house.database.reading() as session:
        assert under_way(session, WAVE) is None
        assert {one.version for one in editions_of_wave(session, WAVE)} == {1}


def test_the_command_names_what_could_not_be_made(
    place: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(place, monkeypatch)
    whole = jobs.compose

    def failing(shared: Any, unit: Any, outline: Any) -> Any:
        if unit.unit_id == "T3":
            raise ValueError
        return whole(shared, unit, outline)

    monkeypatch.setattr(jobs, "compose", failing)

    assert main(["reports", "build", WAVE, "--out", str(tmp_path / "ut")]) == 1

    assert "T3" in capsys.readouterr().err
    index = (tmp_path / "ut" / "index.csv").read_text(encoding="utf-8")
    assert "T3,cia,failed," in index
    assert index.count("built") == 4


def test_the_command_releases(place: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    place.make()
    use(place, monkeypatch)

    assert main(["reports", "release", WAVE]) == 0

    assert capsys.readouterr().out == "5 rapporter släppta, 5 mejl\n"
    assert main(["reports", "release", WAVE]) == 1


def test_the_sample_holds_reports_with_and_without_own_figures() -> None:
    def edition(place: int, has_own: bool) -> ReportEdition:
        return ReportEdition(
            place,
            WAVE,
            f"U{place}",
            "",
            "",
            "",
            1,
            ReportState.DRAFT,
            "",
            "",
            has_own,
            "",
            "",
            None,
            None,
            None,  # type: ignore[arg-type]
        )

    editions = [edition(place, place % 10 != 0) for place in range(100)]
    sample = sample_of(editions)

    assert len(sample) == 5
    assert {one.has_own_figures for one in sample} == {True, False}
    assert sample == sample_of(editions)
    assert len(sample_of(editions[:3])) == 3
    assert sample_of([]) == ()
