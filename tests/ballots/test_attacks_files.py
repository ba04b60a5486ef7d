"""Attacks on the files: copies of everything after each answer, pages, what was freed, every key there is.

The attacker copies everything after every single answer, and so knows for sure which sealed box is whose. What must
not follow is which answer lies in it.
"""

from __future__ import annotations

import logging
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, inspect, text

from surveys.ballots.queries import ballots_of_edition
from tests.ballots.attack import NO_ORDER, keys_in, opened_with, raw_files, tau
from tests.ballots.urns import WAVE, OpenWave, add_drafts
from workplace.database import Database

PEOPLE = 60
CANARY = "KANARIEFÅGEL-7f3a91"
FORMS = (CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.encode("latin-1"), b"KANARIEF\\u00c5GEL-7f3a91")


def home_of(wave: OpenWave) -> Path:
    return wave.house.settings.home


def key_places(wave: OpenWave) -> tuple[Path, ...]:
    mirror = wave.house.settings.keys_mirror
    assert mirror is not None
    return wave.house.settings.keys, mirror


def copied_boxes(wave: OpenWave, place: Path) -> dict[str, bytes]:
    """Copy database and log as they lie there, and read the boxes from the copy."""
    place.mkdir()
    for name, content in raw_files(home_of(wave)).items():
        (place / name).write_bytes(content)
    connection = sqlite3.connect(place / "medskap.db")
    try:
        return dict(connection.execute("select id, box from sealed_box"))
    finally:
        connection.close()


def answer_watched(wave: OpenWave, numbers: range, place: Path) -> dict[int, bytes]:
    """Let people answer one by one and return whose box is which, as the copies between tell without a doubt."""
    known = set(wave.boxes().values())
    of_person: dict[int, bytes] = {}
    for number in numbers:
        wave.answer(number)
        (new,) = set(copied_boxes(wave, place / f"{number}").values()) - known
        known.add(new)
        of_person[number] = new
    return of_person


def places_in(content: bytes, marks: dict[int, bytes]) -> list[int]:
    """Return the people in the order in which something of theirs first lies in a file; those not in it left out."""
    found = {number: content.find(mark) for number, mark in marks.items()}
    return sorted((number for number in found if found[number] >= 0), key=lambda number: found[number])


def ballot_marks() -> dict[int, bytes]:
    """Return the bytes by which the ballot of each person is known in a file."""
    return {number: f'{{"mark":{float(number)},'.encode() for number in range(PEOPLE)}


def test_copies_of_everything_after_every_answer_open_no_box(
    file_wave: Callable[..., OpenWave], tmp_path: Path
) -> None:
    wave = file_wave(PEOPLE)
    copies = tmp_path / "copies"
    copies.mkdir()
    of_person = answer_watched(wave, range(25), copies)
    wave.mix()
    of_person |= answer_watched(wave, range(25, PEOPLE), copies)
    assert len(of_person) == PEOPLE

    wave.mix()
    live = [wave.keys.private(WAVE, epoch) for epoch in wave.keys.epochs(WAVE)]
    assert live, "while the wave is open there is a key"
    assert opened_with(of_person.values(), keys_in(*key_places(wave))) == 0
    wave.close()

    assert opened_with(of_person.values(), keys_in(*key_places(wave))) == 0
    everything = [*raw_files(copies).values(), *raw_files(home_of(wave).parent).values()]
    assert not any(key in content for key in live if key for content in everything)


def test_control_with_a_key_that_is_kept_every_box_is_opened(
    file_wave: Callable[..., OpenWave], tmp_path: Path
) -> None:
    wave = file_wave(PEOPLE)
    copies = tmp_path / "copies"
    copies.mkdir()
    kept = tmp_path / "kept"
    kept.mkdir()
    of_person = answer_watched(wave, range(PEOPLE), copies)
    (kept / "key").write_bytes((key_places(wave)[0] / f"{WAVE}.1.key").read_bytes())

    wave.close()

    assert opened_with(of_person.values(), keys_in(kept)) == PEOPLE


def test_neither_pages_nor_log_hold_mixed_boxes_in_the_order_of_answering(file_wave: Callable[..., OpenWave]) -> None:
    wave = file_wave(PEOPLE)
    wave.answer_all(range(PEOPLE))
    inside = wave.opened()
    before = {inside[box_id]: box[:64] for box_id, box in wave.boxes().items()}
    log = raw_files(home_of(wave))["medskap.db-wal"]
    # The control: as they came, the log holds them in that very order.
    assert tau(wave.answered, places_in(log, before)) == pytest.approx(1)

    wave.mix()

    inside = wave.opened()
    after = {inside[box_id]: box[:64] for box_id, box in wave.boxes().items()}
    for name, content in raw_files(home_of(wave)).items():
        found = places_in(content, after)
        assert len(found) < 20 or abs(tau(wave.answered, found)) < NO_ORDER, name
    assert any(len(places_in(content, after)) == PEOPLE for content in raw_files(home_of(wave)).values())


def test_neither_pages_nor_log_hold_ballots_in_the_order_of_answering(file_wave: Callable[..., OpenWave]) -> None:
    wave = file_wave(PEOPLE)
    wave.answer_all(range(30))
    wave.mix()
    wave.answer_all(range(30, PEOPLE))

    wave.close()

    checked = 0
    for name, content in raw_files(home_of(wave)).items():
        found = places_in(content, ballot_marks())
        if len(found) == PEOPLE:
            checked += 1
            assert abs(tau(wave.answered, found)) < NO_ORDER, name
    assert checked, "the attack did find the ballots"


def test_control_ballots_written_as_they_come_are_in_order_in_the_log(file_wave: Callable[..., OpenWave]) -> None:
    wave = file_wave(PEOPLE)
    database = wave.house.database
    with database.writing() as session:
        session.execute(text("create table naive (id text primary key, answers text) without rowid"))
    for mark in ballot_marks().values():
        with database.writing() as session:
            session.execute(
                text("insert into naive values (hex(randomblob(16)), :answers)"), {"answers": mark.decode() + "}"}
            )

    found = places_in(raw_files(home_of(wave))["medskap.db-wal"], ballot_marks())

    assert tau(range(PEOPLE), found) == pytest.approx(1)


def freed_secure(_database: Database) -> None:
    """As the product is."""


def freed_and_left(database: Database) -> None:
    """A database that leaves what was deleted where it lay."""
    event.listen(database.engine, "connect", lambda connection, _: connection.execute("pragma secure_delete=off"))


def left_in_file(wave: OpenWave) -> int:
    """Return how many of the answered boxes still lie somewhere in the files when all is closed."""
    wave.answer_all(range(PEOPLE))
    boxes = [box[64:128] for box in wave.boxes().values()]
    wave.mix()
    boxes += [box[64:128] for box in wave.boxes().values()]
    wave.close()
    wave.house.database.dispose()  # the log is taken back into the file
    files = raw_files(home_of(wave))
    return sum(any(box in content for content in files.values()) for box in boxes)


def test_no_box_is_left_on_any_page_when_all_is_closed(file_wave: Callable[..., OpenWave]) -> None:
    assert left_in_file(file_wave(PEOPLE, prepare=freed_secure)) == 0


def test_control_a_database_that_does_not_wipe_leaves_boxes_on_its_pages(file_wave: Callable[..., OpenWave]) -> None:
    assert left_in_file(file_wave(PEOPLE, prepare=freed_and_left)) > 5


@pytest.fixture
def watched_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of temporary files and a log of everything that is said, as talkative as it gets."""
    temporary = tmp_path / "installation" / "temporary"
    temporary.mkdir(parents=True)
    for name in ("TMPDIR", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    handler = logging.FileHandler(tmp_path / "installation" / "medskap.log")
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    logging.getLogger("sqlalchemy.engine").setLevel(logging.DEBUG)
    yield tmp_path / "installation"
    logging.getLogger("sqlalchemy.engine").setLevel(logging.NOTSET)
    root.setLevel(level)
    root.removeHandler(handler)
    handler.close()


def canaries(folder: Path) -> dict[str, int]:
    """Return how often the marked words stand in each file, in any way of writing them."""
    found = {name: sum(content.count(form) for form in FORMS) for name, content in raw_files(folder).items()}
    return {name: count for name, count in found.items() if count}


def forget_words(wave: OpenWave) -> None:
    """Take away the one table the words belong in, as erasure does."""
    with wave.house.database.writing() as session:
        session.execute(text("delete from text_ballot"))
    assert wave.house.database.clean_up(["text_ballot"])


def answer_with_canary(wave: OpenWave, place: Path) -> None:
    wave.answer_all(range(20))
    wave.answer(20, texts={"ord": CANARY})
    wave.mix()
    backup = place / "backup.db"
    with closing(sqlite3.connect(home_of(wave) / "medskap.db")) as source, closing(sqlite3.connect(backup)) as copy:
        source.backup(copy)
    wave.answer_all(range(21, 30))


def test_marked_words_stand_nowhere_but_in_the_table_they_belong_in(
    file_wave: Callable[..., OpenWave], watched_places: Path
) -> None:
    wave = file_wave(30)
    answer_with_canary(wave, watched_places)
    assert canaries(watched_places) == {}, "while the wave is open they stand nowhere at all"

    wave.close()

    assert set(canaries(watched_places)) <= {"home/medskap.db", "home/medskap.db-wal"}
    assert canaries(watched_places)
    forget_words(wave)
    assert canaries(watched_places) == {}


def test_control_marked_words_left_in_a_draft_are_found(
    file_wave: Callable[..., OpenWave], watched_places: Path
) -> None:
    wave = file_wave(30)
    with wave.house.database.writing() as session:
        session.execute(text("create table plain_draft (words text)"))
        session.execute(text("insert into plain_draft values (:words)"), {"words": CANARY})
    answer_with_canary(wave, watched_places)

    assert canaries(watched_places)
    wave.close()
    forget_words(wave)
    assert canaries(watched_places)


def cells_with(database: Database, words: str) -> set[str]:
    """Return every column of every table in which words stand."""
    found = set()
    inspector = inspect(database.engine)
    with database.engine.connect() as connection:
        for table in inspector.get_table_names():
            for column in inspector.get_columns(table):
                rows = connection.execute(text(f'select "{column["name"]}" from "{table}"')).scalars()
                if any(words in _shown(value) for value in rows):
                    found.add(f"{table}.{column['name']}")
    return found


def _shown(value: Any) -> str:
    return bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value)


def test_marked_words_stand_in_no_column_but_their_own(opened: Callable[..., OpenWave]) -> None:
    wave = opened(20)
    wave.answer_all(range(10))
    wave.answer(10, texts={"ord": CANARY})
    add_drafts(wave.house, 3)
    assert cells_with(wave.house.database, CANARY) == set()

    wave.close()

    assert cells_with(wave.house.database, CANARY) == {"text_ballot.text"}
    # The control: a column that does hold what somebody answered is found by the same search.
    with wave.house.database.reading() as session:
        assert ballots_of_edition(session, WAVE, 1)
    assert "ballot.answers" in cells_with(wave.house.database, '"mark"')
