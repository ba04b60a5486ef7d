"""HR takes in a closed wave, looks at what a release would show, publishes it and fetches it."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from appraisal.work import worker_for
from surveys.findings import jobs, release_making
from surveys.findings.actions import PUBLISH_KIND, keep_release
from surveys.findings.queries import latest_release, release_inputs, release_material
from surveys.findings.records import ReleasePreviewRecord
from surveys.findings.release_making import make_release
from surveys.waves.queries import wave_named
from tests.waves.small_organisation import (
    NOW,
    STAFF,
    WAVE,
    answers_file,
    make_organisation,
    publish_wave,
    take_in_answers,
)
from workplace.clock import FixedClock
from workplace.database import Database
from workplace.errors import Refused
from workplace.house import House
from workplace.jobs.actions import stop
from workplace.jobs.queries import batches
from workplace.journal.queries import entries_about
from workplace.releases.queries import release_heads

RELEASE = f"/hr/omgangar/{WAVE}/utgava"
FIELDS = {"wave_id": WAVE, "title": "Medarbetarenkäten hösten 2026", "instrument": "hme@1", "closed_on": "2026-11-01"}
ELIGIBLE = "unit_id,eligible\n" + "\n".join(f"{unit},{count + 4}" for unit, count in STAFF.items())


def posted(answers: bytes, **fields: str) -> dict[str, Any]:
    return {**FIELDS, **fields, "answers": (io.BytesIO(answers), "svar.csv")}


def uploaded(client: Any, data: dict[str, Any]) -> str:
    """Upload and return the address of the dry run."""
    response = client.send("/hr/omgangar/ny", data, content_type="multipart/form-data")
    assert response.status_code == 303, response.get_data(as_text=True)
    return str(response.headers["Location"])


@pytest.fixture
def work(house: House) -> Callable[[], int]:
    """Return a function that does what waits and says how much it was."""
    return lambda: worker_for(house, "pages").run_until_idle()


def fields_of(response: Any) -> dict[str, str]:
    """Return what the publishing form of the page carries."""
    found = re.search(r'name="fingerprint" value="([0-9a-f]{64})"', response.get_data(as_text=True))
    assert found
    return {"fingerprint": found.group(1)}


def text_of(response: Any) -> str:
    """Return what the page says, without tags, with single spaces."""
    body = response.get_data(as_text=True)
    main = body[body.index("<main") : body.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_a_wave_goes_from_files_over_a_dry_run_to_a_published_release(
    database: Database, client_for: Callable[[str], Any], work: Callable[[], int]
) -> None:
    make_organisation(database)
    hanna = client_for("hanna")

    dry_run = uploaded(
        hanna, {**posted(answers_file().content), "eligible": (io.BytesIO(ELIGIBLE.encode()), "antal.csv")}
    )
    said = text_of(hanna.get(dry_run))
    assert "Svarande 35" in said
    assert "9 av formulärets 9" in said
    with database.reading() as session:
        assert wave_named(session, WAVE) is None

    assert hanna.send(dry_run).headers["Location"] == f"/hr/omgangar/{WAVE}"
    assert hanna.get(dry_run).status_code == 404
    wave = hanna.get(f"/hr/omgangar/{WAVE}")
    assert "Förhandsgranska utgåvan" in text_of(wave)
    assert "inte redovisad" in text_of(wave)

    assert "Förhandsgranskningen räknas nu" in text_of(hanna.get(RELEASE))
    work()
    preview = hanna.get(RELEASE)
    assert "Ingenting är publicerat ännu" in text_of(preview)
    with database.reading() as session:
        assert latest_release(session, WAVE) is None

    assert hanna.send(RELEASE, fields_of(preview)).headers["Location"] == RELEASE
    ongoing = text_of(hanna.get(RELEASE))
    assert "Resultatet publiceras nu" in ongoing
    assert "Läs om sidan" in ongoing
    work()
    assert "Den ändras aldrig" in text_of(hanna.get(RELEASE))
    with database.reading() as session:
        release = latest_release(session, WAVE)
    assert release is not None
    assert release.release_id == f"{WAVE}.1"
    assert "Till ledarrapporterna" in text_of(hanna.get(f"/hr/omgangar/{WAVE}"))


def test_the_preview_says_what_the_release_then_shows(
    database: Database, client_for: Callable[[str], Any], work: Callable[[], int]
) -> None:
    make_organisation(database)
    take_in_answers(database)
    hanna = client_for("hanna")

    assert "Räkna förhandsgranskningen" in text_of(hanna.get(RELEASE))
    hanna.send(f"{RELEASE}/forhandsgranskning")
    work()
    before = text_of(hanna.get(RELEASE))
    hanna.send(RELEASE)
    work()
    after = text_of(hanna.get(RELEASE))

    tables = before[before.index("Vad cheferna får se") : before.index("Filen hade inga bakgrunder")]
    assert tables in after
    assert "Jobbtorg Väst hela enheten" in tables
    assert "för få svar" in tables


def test_the_preview_never_tells_how_many_answered_in_a_group_that_is_withheld(
    database: Database, client_for: Callable[[str], Any], work: Callable[[], int]
) -> None:
    make_organisation(database)
    hanna = client_for("hanna")
    pages, kept = [], []
    for wave_id, in_west in (("prov-a", 3), ("prov-b", 4)):
        take_in_answers(database, wave_id, counts={**STAFF, "vast": in_west}, title="Samma namn")
        hanna.send(f"/hr/omgangar/{wave_id}/utgava/forhandsgranskning")
        work()
        pages.append(text_of(hanna.get(f"/hr/omgangar/{wave_id}/utgava")).replace(wave_id, ""))
        with database.reading() as session:
            row = session.scalars(select(ReleasePreviewRecord).where(ReleasePreviewRecord.wave_id == wave_id)).one()
            kept.append(str(row.outcome).replace(wave_id, ""))

    assert "Ingenting är publicerat ännu" in pages[0]
    assert pages[0] == pages[1]
    assert kept[0] == kept[1]


def test_a_page_that_is_opened_computes_and_orders_nothing(
    database: Database, client_for: Callable[[str], Any], work: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_organisation(database)
    take_in_answers(database)
    hanna = client_for("hanna")
    hanna.send(f"{RELEASE}/forhandsgranskning")
    work()
    monkeypatch.setattr(release_making, "protect", lambda *_a, **_k: pytest.fail("computed in a page"))

    assert hanna.get(RELEASE).status_code == 200
    assert hanna.send(RELEASE).status_code == 303
    assert hanna.get(RELEASE).status_code == 200


def test_two_presses_are_one_piece_of_work_and_one_release(
    database: Database, client_for: Callable[[str], Any], work: Callable[[], int]
) -> None:
    make_organisation(database)
    take_in_answers(database)
    hanna, second = client_for("hanna"), client_for("hanna")

    for client in (hanna, second):
        assert client.send(f"{RELEASE}/forhandsgranskning").status_code == 303
    assert work() == 1
    for client in (hanna, second):
        assert client.send(RELEASE, fields_of(hanna.get(RELEASE)) if client is hanna else None).status_code == 303
    assert work() == 1
    assert hanna.send(RELEASE).status_code == 303
    assert work() == 0

    with database.reading() as session:
        release = latest_release(session, WAVE)
        (published,) = entries_about(session, "release", f"{WAVE}.1")
    assert release is not None
    assert release.number == 1
    assert published.actor_id == "hanna"


def test_what_was_not_previewed_is_not_published(
    database: Database, client_for: Callable[[str], Any], work: Callable[[], int]
) -> None:
    make_organisation(database)
    take_in_answers(database)
    hanna = client_for("hanna")
    hanna.send(f"{RELEASE}/forhandsgranskning")
    work()
    read = fields_of(hanna.get(RELEASE))
    take_in_answers(database, shift=1)

    refused = hanna.send(RELEASE, read)

    assert refused.status_code == 409
    assert "Nya svar har kommit in sedan förhandsgranskningen" in text_of(refused)
    assert work() == 0


def test_a_delivery_that_comes_in_while_it_is_published_stops_the_publishing_and_is_told(
    database: Database, client_for: Callable[[str], Any], work: Callable[[], int], clock: FixedClock
) -> None:
    make_organisation(database)
    take_in_answers(database)
    hanna = client_for("hanna")
    hanna.send(RELEASE)
    take_in_answers(database, shift=1)
    assert "Resultatet publiceras nu" in text_of(hanna.get(RELEASE))

    work()
    said = text_of(hanna.get(RELEASE))

    assert "Nya svar kom in medan resultatet räknades" in said
    assert "Räkna förhandsgranskningen" in said
    with database.reading() as session:
        assert latest_release(session, WAVE) is None
    hanna.send(f"{RELEASE}/forhandsgranskning")
    work()
    hanna.send(RELEASE, fields_of(hanna.get(RELEASE)))
    work()
    assert "Det gick inte" not in text_of(hanna.get(RELEASE))
    with database.reading() as session:
        release = latest_release(session, WAVE)
        assert release is not None
        assert release_heads(session, WAVE)[0].edition == 2


def test_work_that_fails_is_named_and_can_be_ordered_again(
    database: Database, client_for: Callable[[str], Any], work: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_organisation(database)
    take_in_answers(database)
    hanna = client_for("hanna")
    for path, button in ((f"{RELEASE}/forhandsgranskning", "Räkna förhandsgranskningen"), (RELEASE, "Publicera")):
        with monkeypatch.context() as broken:
            broken.setattr(jobs, "make_release", lambda *_a, **_k: [][1])
            hanna.send(path)
            work()
            said = text_of(hanna.get(RELEASE))
            assert "oväntat fel" in said
            assert "Felet heter IndexError" in said
            assert button in said
        hanna.send(path)
        work()
        assert "oväntat fel" not in text_of(hanna.get(RELEASE))

    with database.reading() as session:
        assert latest_release(session, WAVE) is not None


def test_stopped_work_says_so_and_goes_on_at_the_next_press(
    database: Database, client_for: Callable[[str], Any], work: Callable[[], int]
) -> None:
    make_organisation(database)
    take_in_answers(database)
    hanna = client_for("hanna")
    hanna.send(RELEASE)
    with database.writing() as session:
        (ordered,) = batches(session, NOW, kinds=[PUBLISH_KIND])
        stop(session, ordered.batch.id)

    assert work() == 0
    assert "Arbetet är stoppat" in text_of(hanna.get(RELEASE))
    hanna.send(RELEASE)
    assert work() == 1
    assert "Den ändras aldrig" in text_of(hanna.get(RELEASE))


def test_work_that_nobody_takes_says_whom_to_tell(
    database: Database, client_for: Callable[[str], Any], clock: FixedClock
) -> None:
    make_organisation(database)
    take_in_answers(database)
    hanna = client_for("hanna")
    hanna.send(f"{RELEASE}/forhandsgranskning")
    assert "systemförvaltningen" not in text_of(hanna.get(RELEASE))

    clock.moment += dt.timedelta(minutes=3)

    assert "systemförvaltningen" in text_of(hanna.get(RELEASE))


def test_a_correction_that_changes_nothing_that_may_be_shown_is_told_and_not_published(
    database: Database, client_for: Callable[[str], Any], work: Callable[[], int]
) -> None:
    make_organisation(database)
    take_in_answers(database)
    publish_wave(database)
    take_in_answers(database, counts={**STAFF, "vast": STAFF["vast"] + 1})
    hanna = client_for("hanna")
    hanna.send(RELEASE)
    work()

    said = text_of(hanna.get(RELEASE))

    assert "Rättelserna ändrar ingenting som får visas" in said
    assert hanna.send(RELEASE).status_code == 303
    assert work() == 0
    with database.reading() as session:
        assert [head.release_id for head in release_heads(session, WAVE)] == [f"{WAVE}.1"]


def test_a_release_made_from_answers_that_are_no_longer_the_newest_is_not_kept(database: Database) -> None:
    make_organisation(database)
    take_in_answers(database)
    with database.reading() as session:
        made = make_release(release_material(session, release_inputs(session, WAVE)), is_final=True)
    take_in_answers(database, shift=1)

    with pytest.raises(Refused) as refused, database.writing() as session:
        keep_release(session, made, now=NOW)

    assert refused.value.problems[0].code == "answers_changed"


def test_a_release_made_twice_at_once_is_kept_once(database: Database) -> None:
    make_organisation(database)
    take_in_answers(database)
    with database.reading() as session:
        material = release_material(session, release_inputs(session, WAVE))
    first, second = (make_release(material, is_final=True) for _ in range(2))

    with database.writing() as session:
        assert keep_release(session, first, now=NOW).is_new
    with database.writing() as session:
        again = keep_release(session, second, now=NOW)

    assert (again.release_id, again.is_new) == (f"{WAVE}.1", False)


def test_every_problem_of_the_files_is_listed_and_nothing_can_be_taken_in(
    database: Database, client_for: Callable[[str], Any]
) -> None:
    make_organisation(database)
    hanna = client_for("hanna")
    wrong = b"unit_id,hme1,hme99\nnorr,7,1\nnordr,4,2\n"

    dry_run = uploaded(hanna, posted(wrong))
    page = hanna.get(dry_run)
    said = text_of(page)

    for what in ("hme99", "utanför skalan", "nordr", "menade du"):
        assert what in said
    assert "Läs in svaren" not in said
    assert hanna.send(dry_run).status_code == 409
    with database.reading() as session:
        assert wave_named(session, WAVE) is None


def test_the_form_says_what_is_missing_beside_each_field(database: Database, client_for: Callable[[str], Any]) -> None:
    make_organisation(database)

    response = client_for("hanna").send("/hr/omgangar/ny", {"wave_id": "Våren 26"}, content_type="multipart/form-data")

    assert response.status_code == 400
    for words in ("a–z, 0–9 och bindestreck", "Välj det formulär", "Ange datum", "Välj en fil med svar"):
        assert words in text_of(response)


def test_a_wave_cannot_take_the_word_of_the_form(database: Database, client_for: Callable[[str], Any]) -> None:
    make_organisation(database)

    response = client_for("hanna").send(
        "/hr/omgangar/ny", posted(answers_file().content, wave_id="ny"), content_type="multipart/form-data"
    )

    assert response.status_code == 400


def test_the_very_same_files_again_change_nothing(database: Database, client_for: Callable[[str], Any]) -> None:
    make_organisation(database)
    take_in_answers(database)
    hanna = client_for("hanna")

    said = text_of(hanna.get(uploaded(hanna, posted(answers_file().content))))

    assert "redan inlästa" in said
    assert "Läs in svaren" not in said


def test_corrected_answers_become_a_delivery_and_wait_to_be_published(
    database: Database, client_for: Callable[[str], Any]
) -> None:
    make_organisation(database)
    take_in_answers(database)
    publish_wave(database)
    hanna = client_for("hanna")

    form = hanna.get(f"/hr/omgangar/ny?omgang={WAVE}").get_data(as_text=True)
    assert "Rätta svaren i Medarbetarenkäten hösten 2026" in form
    assert f'value="{WAVE}"' in form
    dry_run = uploaded(hanna, posted(answers_file(shift=1).content))
    assert "leverans 2" in text_of(hanna.get(dry_run))
    hanna.send(dry_run)

    assert "Rättade svar har kommit in" in text_of(hanna.get(f"/hr/omgangar/{WAVE}"))
    assert "Rättad, ska publiceras" in text_of(hanna.get("/hr/omgangar"))


def test_without_an_instrument_the_page_says_to_publish_one(
    database: Database, client_for: Callable[[str], Any]
) -> None:
    make_organisation(database, instrument=False)
    hanna = client_for("hanna")

    for path in ("/hr/omgangar", "/hr/omgangar/ny"):
        assert "Publicera" in text_of(hanna.get(path))
        assert 'href="/hr/definitioner"' in hanna.get(path).get_data(as_text=True)


def test_the_release_can_be_fetched_as_a_file_once_it_is_published(
    database: Database, client_for: Callable[[str], Any]
) -> None:
    make_organisation(database)
    take_in_answers(database)
    hanna = client_for("hanna")
    assert hanna.get(f"/hr/omgangar/{WAVE}/utgava.csv").status_code == 404

    publish_wave(database)
    response = hanna.get(f"/hr/omgangar/{WAVE}/utgava.csv")
    rows = [line.split(",") for line in response.get_data(as_text=True).splitlines()]

    assert response.mimetype == "text/csv"
    assert rows[0][:5] == ["release", "unit_id", "breakdown", "category", "measure"]
    assert sum(row[0] == "release" for row in rows) == 1
    west = [row for row in rows if row[1] == "vast"]
    assert west
    assert all(row[6:10] == ["", "", "", ""] and row[10] == "withheld" for row in west)
    assert {row[1] for row in rows[1:]} == {"f", "norr", "soder", "vast"}


@pytest.mark.parametrize("person_id", ["sten", "ulla", "nils", "norr-1"])
def test_the_waves_do_not_exist_for_anybody_but_hr(
    person_id: str, database: Database, client_for: Callable[[str], Any]
) -> None:
    make_organisation(database)
    take_in_answers(database)
    publish_wave(database)
    client = client_for(person_id)
    missing = client.get("/hr/finns-inte")

    for path in (
        "/hr/omgangar",
        "/hr/omgangar/ny",
        f"/hr/omgangar/{WAVE}",
        f"/hr/omgangar/{WAVE}/utgava",
        f"/hr/omgangar/{WAVE}/utgava.csv",
    ):
        response = client.get(path)
        assert (response.status_code, response.data) == (404, missing.data), path
    assert client.send(RELEASE).status_code == 404
    assert client.send(f"{RELEASE}/forhandsgranskning").status_code == 404


def test_files_somebody_else_uploaded_are_not_there(database: Database, client_for: Callable[[str], Any]) -> None:
    make_organisation(database)
    dry_run = uploaded(client_for("hanna"), posted(answers_file().content))
    hugo = client_for("hugo")

    assert hugo.get(dry_run).status_code == 404
    assert hugo.send(dry_run).status_code == 404


def test_thrown_away_files_are_gone(database: Database, client_for: Callable[[str], Any]) -> None:
    make_organisation(database)
    hanna = client_for("hanna")
    dry_run = uploaded(hanna, posted(answers_file().content))

    assert hanna.send(f"{dry_run}/slang").headers["Location"] == "/hr/omgangar"
    assert hanna.get(dry_run).status_code == 404
