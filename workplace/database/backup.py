"""Write all of a database into one file while it is in use, and restore such a file into an empty one.

Both are whole or nothing. A backup is read in one transaction, so it is the state of one moment, and gets its name only
when it is complete and on disk. A restore checks every hash before it begins, and runs in one transaction together with
the migrations that an older backup needs. Keys and the secret of this installation lie in no table and so in no backup.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sqlalchemy import Connection

from workplace.database.archive import LARGEST_MANIFEST, MANIFEST, Manifest, TableEntry, line_of, manifest_of, row_of
from workplace.database.engine import Database
from workplace.database.schema import fill, knows_revision, schema_state
from workplace.database.tables import AT_ONCE, StoredTable, go_on_counting, left_out_names, stored_tables, unbound
from workplace.errors import Refused, refuse
from workplace.wording import N_

Progress = Callable[[int, int], None]
"""Told how many rows of how many are done."""
BORN_WITH = frozenset({"employer"})
"""What an empty database of ours may hold: whose it is."""
_ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)
_PIECE = 1024 * 1024


@dataclass(frozen=True)
class Backup:
    """A backup that has been made or restored."""

    manifest: Manifest
    sha256: str


def write_backup(database: Database, path: Path, *, now: dt.datetime, progress: Progress) -> Backup:
    """Write everything into a new file, readable by its owner alone. Refused when it exists or nothing is there."""
    if path.exists():
        raise refuse("backup_exists", N_("%(path)s finns redan. Ange ett annat namn."), path=str(path))
    state = schema_state(database)
    if not state.held:
        raise refuse("nothing_to_back_up", N_("Databasen är tom. Det finns inget att säkerhetskopiera."))
    for left in path.parent.glob(f".{path.name}.*.part"):  # of a backup that was killed
        left.unlink()
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as file:
            with _one_moment(database) as connection, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                manifest = _write_tables(connection, archive, state.held, now, progress)
            file.flush()
            os.fsync(file.fileno())
        digest = _file_hash(part)
        os.link(part, path)  # unlike a rename it never replaces a file that has come meanwhile
        _sync_folder(path.parent)
    except FileExistsError:
        raise refuse("backup_exists", N_("%(path)s finns redan. Ange ett annat namn."), path=str(path)) from None
    finally:
        part.unlink(missing_ok=True)
    return Backup(manifest, digest)


def restore_backup(
    database: Database, path: Path, *, progress: Progress, finish: Callable[[Connection, Backup], None]
) -> Backup:
    """Restore a file into an empty database, and call `finish` in the same transaction when all is there.

    Refused, with nothing changed, when the database holds anything, the file is damaged or from a newer version.
    """
    _refuse_a_database_in_use(database)
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _checked_manifest(archive, path)
            backup = Backup(manifest, _file_hash(path))
            if not knows_revision(manifest.revision):
                raise refuse(
                    "newer_backup",
                    N_("%(path)s är från en nyare version (%(held)s) än programmet. Uppdatera programmet."),
                    path=str(path),
                    held=manifest.revision,
                )
            fill(
                database,
                manifest.revision,
                check=_refuse_what_is_not_empty,
                load=lambda connection: _load(connection, archive, path, manifest, progress),
                finish=lambda connection: finish(connection, backup),
            )
    except zipfile.BadZipFile:
        raise _damaged(path, path.name) from None
    return backup


def _refuse_a_database_in_use(database: Database) -> None:
    state = schema_state(database)
    if state.is_empty:
        return
    if not state.held or not state.is_known:
        raise _not_empty()
    with database.engine.connect() as connection:
        _refuse_what_is_not_empty(connection)


def _refuse_what_is_not_empty(connection: Connection) -> None:
    if not all(table.is_empty(connection) for table in stored_tables(connection, but=BORN_WITH)):
        raise _not_empty()


def _not_empty() -> Refused:
    return refuse(
        "not_empty",
        N_(
            "Databasen är inte tom. En säkerhetskopia återställs i en tom: ange en annan MEDSKAP_HOME eller "
            "MEDSKAP_DATABASE_URL."
        ),
    )


@contextlib.contextmanager
def _one_moment(database: Database) -> Iterator[Connection]:
    """A transaction that sees one state of the database however long it lasts, and stops nobody from writing."""
    with database.engine.connect() as connection:
        if not database.is_sqlite:  # in WAL a reader of SQLite always does
            connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            yield connection


def _write_tables(
    connection: Connection, archive: zipfile.ZipFile, revision: str, now: dt.datetime, progress: Progress
) -> Manifest:
    tables = stored_tables(connection, but=left_out_names())
    whole = sum(table.count(connection) for table in tables)
    done = 0
    entries = []
    for table in tables:
        kinds = [kind for _, kind in table.columns]
        digest, rows = hashlib.sha256(), 0
        with archive.open(_member(f"tables/{table.name}.jsonl"), "w", force_zip64=True) as file:
            for row in table.rows(connection):
                line = line_of(row, kinds)
                file.write(line)
                digest.update(line)
                rows += 1
                progress(done + rows, whole)
        done += rows
        entries.append(TableEntry(table.name, table.columns, rows, digest.hexdigest()))
    manifest = Manifest(revision, now, tuple(entries))
    archive.writestr(_member(MANIFEST), manifest.text())
    return manifest


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _ZIP_MOMENT)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o600 << 16
    return member


def _checked_manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    """Return the manifest after every member has been read and every hash holds."""
    try:
        if archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
            raise ValueError
        manifest = manifest_of(archive.read(MANIFEST).decode())
    except (KeyError, ValueError, zipfile.BadZipFile, OSError, EOFError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise refuse(
            "no_backup", N_("%(path)s är ingen säkerhetskopia av medskap, eller skadad."), path=str(path)
        ) from None
    expected = sorted([MANIFEST, *(table.file for table in manifest.tables)])
    if sorted(archive.namelist()) != expected:
        raise _damaged(path, MANIFEST)
    for table in manifest.tables:
        digest, rows = hashlib.sha256(), 0
        try:
            with archive.open(table.file) as file:
                while piece := file.read(_PIECE):
                    digest.update(piece)
                    rows += piece.count(b"\n")
        except Exception:  # zlib, zipfile and the system each say in their own way that bytes are not as written
            raise _damaged(path, table.file) from None
        if (digest.hexdigest(), rows) != (table.sha256, table.rows):
            raise _damaged(path, table.file)
    return manifest


def _load(connection: Connection, archive: zipfile.ZipFile, path: Path, manifest: Manifest, progress: Progress) -> None:
    present = {table.name: table for table in stored_tables(connection)}
    done = 0
    with unbound(connection):
        for entry in manifest.tables:
            table = present.get(entry.name)
            if table is None or dict(table.columns) != dict(entry.columns):
                raise _damaged(path, entry.file)
            with archive.open(entry.file) as file:
                for written in _add_all(connection, table, file, entry, path):
                    progress(done + written, manifest.rows)
            done += entry.rows
        go_on_counting(connection, [present[entry.name] for entry in manifest.tables])


def _add_all(
    connection: Connection, table: StoredTable, file: IO[bytes], entry: TableEntry, path: Path
) -> Iterator[int]:
    """Write the rows of a file and yield, now and then, how many are written."""
    rows = []
    written = 0
    for line in file:
        try:
            rows.append(row_of(line, entry.columns))
        except ValueError:
            raise _damaged(path, entry.file) from None
        if len(rows) == AT_ONCE:
            table.add(connection, rows)
            written += len(rows)
            yield written
            rows = []
    table.add(connection, rows)
    yield written + len(rows)


def _damaged(path: Path, part: str) -> Refused:
    return refuse(
        "damaged_backup",
        N_("%(path)s är skadad: %(part)s är inte som den skrevs. Ingenting har återställts."),
        path=str(path),
        part=part,
    )


def _file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
