"""What goes on around an open wave: the nightly mix, backups, restores, who may know the keys."""

from __future__ import annotations

import ast
import datetime as dt
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update

from appraisal.registry import after_restores, before_backups, handlers
from appraisal.work import worker_for
from surveys.ballots.records import SealedBoxRecord
from surveys.closing.actions import after_restore, before_backup, mix_open_waves, reopen_after_restore
from surveys.closing.jobs import CLOSE_KIND, DAILY, MIX_KIND
from surveys.planning.records import WavePlanRecord
from tests.ballots.urns import WAVE, OpenWave
from workplace.clock import FixedClock
from workplace.errors import Refused
from workplace.jobs.actions import order
from workplace.jobs.records import BatchItemRecord
from workplace.jobs.worker import Worker, daily_pass
from workplace.journal.queries import entries_about
from workplace.wording import Sentence

ROOT = Path(__file__).resolve().parents[2]
ANSWERED = 12


@pytest.fixture
def wave(opened: Callable[..., OpenWave]) -> OpenWave:
    made = opened(20)
    made.answer_all(range(ANSWERED))
    return made


def work(wave: OpenWave, kind: str, **arguments: str) -> None:
    with wave.house.database.writing() as session:
        order(
            session,
            kind=kind,
            keys=["2026-11-24"],
            title=Sentence("Prov", {}),
            now=wave.house.clock.now(),
            arguments=arguments,
        )
    Worker(wave.house, handlers(), "w").run_until_idle()


def item_states(wave: OpenWave) -> list[tuple[str, object]]:
    with wave.house.database.reading() as session:
        return [(row.state, row.result) for row in session.scalars(select(BatchItemRecord))]


def test_every_night_all_open_urns_are_mixed(wave: OpenWave, clock: FixedClock) -> None:
    worker = Worker(wave.house, handlers(), "w", passes=[daily_pass(DAILY)])
    worker.run_until_idle()
    assert wave.urn.epoch == 1
    clock.moment += dt.timedelta(days=1)

    worker.run_until_idle()

    assert wave.urn.epoch == 2
    assert wave.marks_in_urn() == Counter(range(ANSWERED))


def test_the_workers_of_the_house_do_so(wave: OpenWave) -> None:
    assert {MIX_KIND, CLOSE_KIND} <= set(handlers())
    assert "daily" in {each.name for each in worker_for(wave.house, "w")._passes}


def test_nothing_is_kept_of_how_many_were_mixed(wave: OpenWave) -> None:
    work(wave, MIX_KIND, wave_id=WAVE)

    assert wave.urn.epoch == 2
    assert item_states(wave) == [("done", None)]
    with wave.house.database.reading() as session:
        assert entries_about(session, "wave", WAVE) == []


def test_closing_is_work_that_is_done_once(wave: OpenWave) -> None:
    work(wave, CLOSE_KIND, wave_id=WAVE)
    work(wave, CLOSE_KIND, wave_id=WAVE)
    work(wave, MIX_KIND, wave_id=WAVE)

    assert wave.marks_in_ballots() == Counter(range(ANSWERED))
    assert [state for state, _ in item_states(wave)] == ["done"] * 3
    with wave.house.database.reading() as session:
        (entry,) = entries_about(session, "wave", WAVE, verb="closed")
    assert entry.facts == {"edition": 1, "adds_up": True}


def test_a_wave_that_cannot_be_mixed_is_told_of_and_keeps_no_other_waiting(
    wave: OpenWave, opened: Callable[..., OpenWave]
) -> None:
    with wave.house.database.writing() as session:
        session.execute(
            text(
                "insert into wave select 'annan', title, instrument_key, instrument_version, "
                "instrument_sha256, closed_on, source, charter, charter_sha256, created_at, created_by "
                "from wave"
            )
        )
        session.execute(text("insert into urn select 'annan', is_open, epoch, public_key, box_size from urn"))

    with pytest.raises(Refused) as refused:
        mix_open_waves(wave.house)

    assert refused.value.problems[0].code == "urn_key_gone"
    assert wave.urn.epoch == 2


def test_a_key_that_a_killed_close_left_is_destroyed_the_night_after(wave: OpenWave) -> None:
    wave.close()
    wave.keys.make(WAVE, 9)

    mix_open_waves(wave.house)

    assert wave.keys.waves() == []


def test_a_key_made_for_a_wave_that_is_about_to_open_is_left_alone(wave: OpenWave) -> None:
    wave.keys.make("snart", 1)

    mix_open_waves(wave.house)

    assert wave.keys.waves() == [WAVE, "snart"]


def test_before_a_backup_the_urns_are_mixed(wave: OpenWave) -> None:
    assert before_backup in before_backups()

    before_backup(wave.house)

    assert wave.urn.epoch == 2


def restored(wave: OpenWave) -> list[Sentence]:
    with wave.house.database.writing() as session:
        return after_restore(session, wave.house)


def test_a_backup_from_before_the_last_mix_opens_its_invitations_again(wave: OpenWave) -> None:
    assert after_restore in after_restores()
    wave.keys.destroy(WAVE, 1)  # as the mix after the backup did

    (told,) = restored(wave)

    assert told.facts == {"wave": WAVE, "count": ANSWERED}
    assert not any(wave.invitations().values())
    assert (wave.urn.epoch, wave.urn.is_open) == (2, True)
    wave.answer_all(range(ANSWERED))
    count = wave.close()
    assert count.adds_up
    assert count.ballots == ANSWERED
    with wave.house.database.reading() as session:
        (entry,) = entries_about(session, "wave", WAVE, verb="reopened_after_restore")
    assert entry.facts == {"invitations": ANSWERED}


def test_boxes_of_a_mix_that_was_under_way_at_the_backup_do_not_count_twice(wave: OpenWave) -> None:
    with wave.house.database.writing() as session:
        session.execute(text("insert into sealed_box select 'x' || substr(id, 2), wave_id, 2, box from sealed_box"))
    wave.keys.make(WAVE, 2)
    wave.keys.destroy(WAVE, 1)

    restored(wave)

    assert wave.urn.epoch == 3
    with wave.house.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(SealedBoxRecord)) == 0


def test_a_restore_whose_key_is_there_changes_nothing(wave: OpenWave) -> None:
    before = wave.boxes()

    assert restored(wave) == []

    assert wave.boxes() == before
    assert sum(wave.invitations().values()) == ANSWERED


def test_a_restored_wave_that_was_being_closed_is_open_again(wave: OpenWave) -> None:
    with wave.house.database.writing() as session:
        session.execute(update(WavePlanRecord).values(state="closing"))
        session.execute(text("update urn set is_open = false"))
    wave.keys.destroy(WAVE, 1)

    with wave.house.database.writing() as session:
        count = reopen_after_restore(session, wave.keys, WAVE, now=wave.house.clock.now())

    assert count == ANSWERED
    assert wave.urn.is_open
    wave.answer_all([0])


def test_a_restored_wave_that_was_closed_stays_closed(wave: OpenWave) -> None:
    wave.close()

    assert restored(wave) == []
    assert not wave.urn.is_open


def test_an_answer_is_taken_by_a_process_that_cannot_read_the_keys(wave: OpenWave) -> None:
    for place in (wave.house.settings.keys, wave.house.settings.keys_mirror):
        assert place is not None
        shutil.move(place, place.with_name(f"{place.name}-elsewhere"))

    wave.answer_all([ANSWERED])

    assert len(wave.boxes()) == ANSWERED + 1


NEAR_THE_KEYS = {"KeyFolder", "key_folder", "open_with_key", "mix_wave", "mix_open_waves", "close_wave", "mix"}
"""What holds a private key while it works: for workers and commands, never for a process that serves pages."""


def imported(path: Path) -> set[str]:
    """Return modules and names that a file imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found |= {node.module or "", *(alias.name for alias in node.names)}
    return found


def test_what_serves_pages_never_holds_a_private_key() -> None:
    for path in [*(ROOT / "surveys/answering").glob("*.py"), *(ROOT / "surveys").rglob("routes.py")]:
        assert not imported(path) & NEAR_THE_KEYS, path
    assert not any("surveys.ballots.keys" in imported(path) for path in (ROOT / "surveys/answering").glob("*.py"))
    # The control: the same question finds them where they are used.
    assert imported(ROOT / "surveys/closing/jobs.py") & NEAR_THE_KEYS


def test_the_room_of_ballots_knows_no_people_no_time_and_no_sequence() -> None:
    strangers = {"invitations", "planning", "answering", "organisation", "identity", "clock", "journal", "jobs"}
    for path in (ROOT / "surveys/ballots").glob("*.py"):
        names = imported(path)
        assert not {name.split(".")[1] for name in names if name.startswith(("surveys.", "workplace."))} & strangers
        assert not {"datetime", "random"} & names, path.name
    assert "surveys.invitations.records" in imported(ROOT / "surveys/answering/actions.py")
