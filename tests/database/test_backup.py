"""Backup and restore: the same rows and figures on another machine and the other database, whole or not at all."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import signal
import stat
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from appraisal import registry
from appraisal.cli import build_parser
from appraisal.registry import load_records
from tests.conftest import NOW
from tests.database import killed
from tests.house.employer import WAVE, build_unreleased
from tests.journeys.serving import house_in
from workplace.clock import FixedClock
from workplace.database import Database
from workplace.database.archive import MANIFEST, line_of
from workplace.database.backup import restore_backup, write_backup
from workplace.database.engine import sqlite_url
from workplace.database.schema import schema_state, upgrade
from workplace.database.tables import left_out_names, stored_tables
from workplace.errors import Refused
from workplace.house import House
from workplace.identity.actions import begin_session, grant_role, make_link, set_password
from workplace.identity.actor import Role
from workplace.identity.tokens import hash_of
from workplace.journal.queries import latest_entries
from workplace.mail.actions import queue
from workplace.organisation.records import PersonRecord
from workplace.releases.queries import release_heads

KINDS = ["sqlite", "postgresql"]
CANARY = "kanariefågel-som-aldrig-får-synas"


@dataclass(frozen=True)
class Kept:
    """An employer in use, its backup, and what must lie in no backup."""

    house: House
    backup: Path
    secrets: tuple[str, ...]


@pytest.fixture(scope="module", params=KINDS)
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """An employer with a published wave, reports, mails, roles, sessions and keys, backed up by the command."""
    home = tmp_path_factory.mktemp("kept")
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("sqlite_template"), home / "medskap.db")
        url, drop = sqlite_url(home / "medskap.db"), None
    else:
        server: Any = request.getfixturevalue("postgres")
        name = server.new_database(template=request.getfixturevalue("postgres_template"))
        url, drop = server.url(name), (server, name)
    house = house_in(home, url, clock=FixedClock(NOW))
    build_unreleased(house)
    (home / "keys").mkdir()
    (home / "keys" / "wave.key").write_text(CANARY, encoding="utf-8")
    (home / "secret_key").write_text(CANARY, encoding="utf-8")
    with house.database.writing() as session:
        set_password(session, "hr", "en mening som jag minns", NOW, keep_session="")
        token, link = begin_session(session, "hr", NOW), make_link(session, "hr", NOW)
        queue(
            session,
            subject="Åäö",
            body="”Hej”\n",
            to_address="a@example.se",
            language="sv",
            now=NOW,
            cause_kind="test",
            cause_id="1",
        )
    backup = home / "kopia.zip"
    assert run(house, "backup", backup) == 0
    yield Kept(house, backup, (CANARY, token, hash_of(token), link, hash_of(link), house.settings.secret_key))
    house.database.dispose()
    if drop:
        drop[0].drop_database(drop[1])


@pytest.fixture(params=KINDS)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """A house with a database that has nothing in it."""
    home = tmp_path / "ny maskin"
    home.mkdir()
    if request.param == "sqlite":
        house = house_in(home, sqlite_url(home / "medskap.db"), clock=FixedClock(NOW + dt.timedelta(days=1)))
        yield house
        house.database.dispose()
        return
    server: Any = request.getfixturevalue("postgres")
    name = server.new_database()
    house = house_in(home, server.url(name), clock=FixedClock(NOW + dt.timedelta(days=1)))
    yield house
    house.database.dispose()
    server.drop_database(name)


def run(house: House, *words: str | Path) -> int:
    """Run a command of the database, or another one when it names itself."""
    given = [str(word) for word in words]
    arguments = build_parser().parse_args(["database", *given] if given[0] in ("backup", "restore") else given)
    return int(arguments.handler(arguments, house))


def rows_of(house: House, *, but_journal: bool = False) -> dict[str, list[bytes]]:
    """Return all rows of all tables that a backup holds."""
    journal = {"journal_entry", "journal_content"} if but_journal else set()
    with house.database.engine.connect() as connection:
        return {
            table.name: [line_of(row, [kind for _, kind in table.columns]) for row in table.rows(connection)]
            for table in stored_tables(connection, but=left_out_names() | journal)
        }


def refusal(house: House, path: Path) -> str:
    with pytest.raises(Refused) as caught:
        run(house, "restore", path)
    (problem,) = caught.value.problems
    return problem.code


def assert_nothing_there(house: House) -> None:
    assert schema_state(house.database).is_empty


def test_a_restored_database_has_the_same_rows_figures_and_chain(
    kept: Kept, empty: House, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(empty, "restore", kept.backup) == 0

    assert rows_of(empty, but_journal=True) == rows_of(kept.house, but_journal=True)
    before, after = tmp_path / "before.csv", tmp_path / "after.csv"
    assert run(kept.house, "release", "export", WAVE, "--out", before) == 0
    assert run(empty, "release", "export", WAVE, "--out", after) == 0
    assert before.read_bytes() == after.read_bytes()
    assert before.read_bytes().count(b"shown") > 10
    with kept.house.database.reading() as old, empty.database.reading() as new:
        hashes = [[(head.release_id, head.sha256) for head in release_heads(each, WAVE)] for each in (old, new)]
    assert hashes[0] == hashes[1] != []
    assert run(empty, "verify") == 0
    assert run(empty, "release", "audit", WAVE) == 0


def test_backup_and_restore_are_written_in_the_journal(kept: Kept, empty: House) -> None:
    run(empty, "restore", kept.backup)

    with kept.house.database.reading() as old, empty.database.reading() as new:
        made, restored = latest_entries(old, limit=1)[0], latest_entries(new, limit=1)[0]
    assert (made.verb, restored.verb) == ("backed_up", "restored")
    assert made.object_id == restored.object_id == "kopia.zip"
    assert made.facts == restored.facts
    assert len(made.facts["sha256"]) == 64


def test_a_restored_database_goes_on(kept: Kept, empty: House) -> None:
    run(empty, "restore", kept.backup)

    with empty.database.writing() as session:
        assert grant_role(session, "e1", Role.SAFETY, empty.clock.now())
        queue(
            session,
            subject="s",
            body="b",
            to_address="a@example.se",
            language="sv",
            now=NOW,
            cause_kind="test",
            cause_id="2",
        )
    assert run(empty, "verify") == 0
    with empty.database.reading() as session, pytest.raises(Exception, match="(?i)foreign key"):
        session.execute(text("insert into role_grant (person_id, role, granted_at) values ('x', 'hr', '2026-01-01')"))


def test_no_key_no_secret_and_no_way_in_lies_in_a_backup(kept: Kept) -> None:
    with zipfile.ZipFile(kept.backup) as archive:
        names = archive.namelist()
        content = b"\n".join(archive.read(name) for name in names) + kept.backup.read_bytes()
    for secret in kept.secrets:
        assert secret.encode() not in content
    assert all(name == MANIFEST or name.startswith("tables/") for name in names)
    assert left_out_names() >= {"session", "sign_in_link", "sign_in_try", "provider_reply"}
    assert not {f"tables/{name}.jsonl" for name in left_out_names()} & set(names)
    assert stat.S_IMODE(kept.backup.stat().st_mode) == 0o600


def test_everybody_signs_in_anew_after_a_restore(kept: Kept, empty: House) -> None:
    run(empty, "restore", kept.backup)

    with empty.database.reading() as session:
        assert session.scalar(text("select count(*) from session")) == 0
        assert session.scalar(text("select count(*) from password")) == 1


def test_a_backup_is_the_state_of_one_moment_and_stops_nobody_from_writing(database: Database, tmp_path: Path) -> None:
    load_records()
    with database.writing() as session:
        session.add_all(PersonRecord(id=f"a{number}") for number in range(50))
    written = 0

    def write_meanwhile(_done: int, _whole: int) -> None:
        nonlocal written
        with database.writing() as session:
            session.add(PersonRecord(id=f"sent{written}"))
        written += 1

    made = write_backup(database, tmp_path / "b.zip", now=NOW, progress=write_meanwhile)

    counts = {table.name: table.rows for table in made.manifest.tables}
    assert written == made.manifest.rows > 50
    assert counts["person"] == 50


def test_the_order_of_writing_is_not_in_a_backup(database: Database, tmp_path: Path) -> None:
    load_records()
    for person_id in ("c", "a", "b"):
        with database.writing() as session:
            session.add(PersonRecord(id=person_id))

    write_backup(database, tmp_path / "b.zip", now=NOW, progress=lambda _done, _whole: None)

    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        lines = archive.read("tables/person.jsonl").splitlines()
    assert [json.loads(line)[0] for line in lines] == ["a", "b", "c"]


# --- refusals -----------------------------------------------------------------------------------------


def test_a_database_in_use_is_never_restored_into(kept: Kept, house: House) -> None:
    with house.database.writing() as session:
        session.add(PersonRecord(id="somebody"))
    before = rows_of(house)

    assert refusal(house, kept.backup) == "not_empty"
    assert rows_of(house) == before


def test_a_database_where_only_the_schema_is_made_counts_as_empty(kept: Kept, house: House) -> None:
    assert run(house, "restore", kept.backup) == 0
    assert rows_of(house, but_journal=True) == rows_of(kept.house, but_journal=True)


def test_tables_of_another_program_are_left_alone(kept: Kept, empty: House) -> None:
    with empty.database.writing() as session:
        session.execute(text("create table other (x integer)"))

    assert refusal(empty, kept.backup) == "not_empty"


def changed(source: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Write the archive anew with other members, whole as a zip."""
    with zipfile.ZipFile(source) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target


def other_revision(members: dict[str, bytes]) -> None:
    manifest = json.loads(members[MANIFEST])
    members[MANIFEST] = json.dumps({**manifest, "revision": "9999"}).encode()


def without_a_column(members: dict[str, bytes]) -> None:
    manifest = json.loads(members[MANIFEST])
    for table in manifest["tables"]:
        if table["name"] == "import_run":
            table["columns"][0][0] = "other"
    members[MANIFEST] = json.dumps(manifest).encode()


CHANGES: dict[str, tuple[Callable[[dict[str, bytes]], Any], str]] = {
    "another figure": (lambda m: m.update({"tables/person.jsonl": m["tables/person.jsonl"].replace(b"e1", b"x1")}), ""),
    "a row more": (lambda m: m.update({"tables/person.jsonl": m["tables/person.jsonl"] * 2}), ""),
    "a table gone": (lambda m: m.pop("tables/person.jsonl"), ""),
    "a file more": (lambda m: m.update({"keys/wave.key": b"x"}), ""),
    "a newer version": (other_revision, "newer_backup"),
    "another column": (without_a_column, ""),
    "no manifest": (lambda m: m.pop(MANIFEST), "no_backup"),
    "a broken manifest": (lambda m: m.update({MANIFEST: b"{"}), "no_backup"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_backup_that_is_not_as_it_was_written_changes_nothing(
    kept: Kept, empty: House, tmp_path: Path, change: str
) -> None:
    how, code = CHANGES[change]

    assert refusal(empty, changed(kept.backup, tmp_path / "x.zip", how)) == (code or "damaged_backup")
    assert_nothing_there(empty)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9])
def test_a_file_with_a_wrong_byte_or_an_early_end_changes_nothing(
    kept: Kept, empty: House, tmp_path: Path, share: float
) -> None:
    content = bytearray(kept.backup.read_bytes())
    (tmp_path / "cut.zip").write_bytes(content[: int(len(content) * share)])
    content[int(len(content) * share)] ^= 0xFF
    (tmp_path / "flipped.zip").write_bytes(content)

    for name in ("cut.zip", "flipped.zip"):
        assert refusal(empty, tmp_path / name) in ("damaged_backup", "no_backup")
        assert_nothing_there(empty)


def test_a_backup_never_overwrites_a_file(kept: Kept, tmp_path: Path) -> None:
    (tmp_path / "kopia.zip").write_text("viktigt", encoding="utf-8")

    with pytest.raises(Refused, match="finns redan"):
        run(kept.house, "backup", tmp_path / "kopia.zip")
    assert (tmp_path / "kopia.zip").read_text(encoding="utf-8") == "viktigt"


def test_an_empty_database_has_nothing_to_back_up(empty: House, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="tom"):
        run(empty, "backup", tmp_path / "b.zip")
    assert not list(tmp_path.glob("*.zip"))


# --- older versions, kills, and what rooms hang on it -------------------------------------------------


def test_an_older_backup_is_moved_to_this_version(empty: House, tmp_path: Path, kept: Kept) -> None:
    old = house_in(tmp_path, sqlite_url(tmp_path / "old.db"), clock=FixedClock(NOW))
    upgrade(old.database, "0002")
    with old.database.writing() as session:
        session.execute(text("insert into employer (id, name, born, born_at) values (1, 'G', 'real', '2020-01-01')"))
        session.add(PersonRecord(id="p1", name="Anna"))
    assert run(old, "backup", tmp_path / "old.zip") == 0

    assert run(empty, "restore", tmp_path / "old.zip") == 0

    assert schema_state(empty.database).is_current
    with empty.database.reading() as session:
        assert session.scalar(text("select name from person")) == "Anna"
    old.database.dispose()


@pytest.mark.parametrize("share", [0.01, 0.6, 2.0])
def test_a_restore_killed_on_the_way_leaves_nothing_and_can_be_done_again(
    kept: Kept, empty: House, share: float
) -> None:
    code = killed.killed_half_way(killed.restore, empty.settings.database_url, kept.backup, share)

    assert code == -signal.SIGKILL
    assert_nothing_there(empty)
    assert run(empty, "restore", kept.backup) == 0


def test_a_backup_killed_on_the_way_leaves_no_file_that_looks_whole(kept: Kept, tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    code = killed.killed_half_way(killed.back_up, kept.house.settings.database_url, path, 0.5)

    assert code == -signal.SIGKILL
    assert not path.exists()
    assert run(kept.house, "backup", path) == 0
    assert [left.name for left in tmp_path.iterdir() if left.is_file()] == ["b.zip"]


def test_a_step_that_fails_at_the_end_undoes_the_whole_restore(kept: Kept, empty: House) -> None:
    def fail(*_given: Any) -> None:
        raise LookupError("no key")

    with pytest.raises(LookupError):
        restore_backup(empty.database, kept.backup, progress=lambda _done, _whole: None, finish=fail)
    assert_nothing_there(empty)


def test_rooms_do_their_part_before_a_backup_and_after_a_restore(
    house: House, empty: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(registry, "BACKUPS", ("tests.database.steps",))

    run(house, "backup", tmp_path / "b.zip")
    run(empty, "restore", tmp_path / "b.zip")

    out, err = capsys.readouterr()
    assert "17 inbjudningar är öppna igen." in err
    assert out.count("sha256") == 2
    with empty.database.reading() as session:
        assert {"before", "after"} <= set(session.scalars(text("select id from person")))


def test_without_its_first_step_no_backup_is_made(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.database import steps

    def cannot(_house: House) -> None:
        raise RuntimeError("the urn could not be mixed")

    monkeypatch.setattr(steps, "before_backup", cannot)
    monkeypatch.setattr(registry, "BACKUPS", ("tests.database.steps",))

    with pytest.raises(RuntimeError, match="mixed"):
        run(house, "backup", tmp_path / "b.zip")
    assert not list(tmp_path.glob("*.zip"))
