"""Keys: in two places together, on disk before anybody relies on them, and gone from both."""

from __future__ import annotations

import os
import stat
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from surveys.ballots.keys import KeyFolder, MixingElsewhere, refuse_keys_under_home
from surveys.ballots.sealing import public_half
from workplace.config import Settings
from workplace.errors import Refused


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "keys", tmp_path / "mirror"


@pytest.fixture
def keys(places: tuple[Path, Path]) -> KeyFolder:
    return KeyFolder(*places)


def test_a_key_lies_in_both_places_for_its_owner_alone(keys: KeyFolder, places: tuple[Path, Path]) -> None:
    public = keys.make("hosten", 1)

    private = keys.private("hosten", 1)
    assert private is not None
    assert public_half(private) == public
    contents = {(place / "hosten.1.key").read_bytes() for place in places}
    assert contents == {private + public}
    for place in places:
        assert stat.S_IMODE((place / "hosten.1.key").stat().st_mode) == 0o600
        assert stat.S_IMODE(place.stat().st_mode) == 0o700


def test_file_and_folder_are_on_disk_before_the_key_is_told(
    keys: KeyFolder, places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[str] = []

    def note(handle: int) -> None:
        flushed.append(Path(os.readlink(f"/proc/self/fd/{handle}")).name)

    keys.make("hosten", 1)
    monkeypatch.setattr(os, "fsync", note)
    keys.make("hosten", 2)
    assert flushed == ["hosten.2.key", "keys", "hosten.2.key", "mirror"]
    flushed.clear()
    keys.destroy("hosten", 2)
    assert flushed == ["hosten.2.key", "keys", "keys", "hosten.2.key", "mirror", "mirror"]


def test_a_key_that_was_made_before_stands_and_is_healed(keys: KeyFolder, places: tuple[Path, Path]) -> None:
    public = keys.make("hosten", 1)
    (places[0] / "hosten.1.key").unlink()

    assert keys.make("hosten", 1) == public
    assert (places[0] / "hosten.1.key").exists()


def test_a_destroyed_key_is_gone_from_both_places_and_was_written_over(
    keys: KeyFolder, places: tuple[Path, Path], tmp_path: Path
) -> None:
    keys.make("hosten", 1)
    private = keys.private("hosten", 1)
    assert private is not None
    same_files = [tmp_path / f"same{number}" for number in range(2)]
    for place, other in zip(places, same_files, strict=True):
        os.link(place / "hosten.1.key", other)  # what somebody finds who reads the disk

    keys.destroy("hosten", 1)
    keys.destroy("hosten", 1)

    assert keys.private("hosten", 1) is None
    assert keys.epochs("hosten") == []
    for other in same_files:
        content = other.read_bytes()
        assert private not in content
        assert len(set(content)) > 8, "written over with chance, which no disk makes smaller"


@pytest.mark.parametrize("left", [b"", b"x" * 10, b"x" * 64, bytes(64)])
def test_a_half_written_key_is_no_key_but_is_seen_and_taken_away(
    keys: KeyFolder, places: tuple[Path, Path], left: bytes
) -> None:
    places[0].mkdir()
    (places[0] / "hosten.3.key").write_bytes(left)

    assert keys.private("hosten", 3) is None
    assert keys.epochs("hosten") == [3]
    keys.destroy("hosten", 3)
    assert keys.epochs("hosten") == []


def test_the_mirror_helps_out_where_the_folder_was_lost(keys: KeyFolder, places: tuple[Path, Path]) -> None:
    keys.make("hosten", 1)
    (places[0] / "hosten.1.key").write_bytes(b"damaged")

    assert keys.private("hosten", 1) is not None
    assert keys.epochs("hosten") == [1]
    assert keys.waves() == ["hosten"]


def test_a_wave_whose_name_is_part_of_anothers_has_its_own_keys(keys: KeyFolder) -> None:
    for wave_id in ("host", "host-2"):
        keys.make(wave_id, 1)

    keys.destroy("host", 1)

    assert keys.waves() == ["host-2"]


@pytest.mark.parametrize("wave_id, epoch", [("../x", 1), ("", 1), ("A", 1), ("a", 0), ("a/b", 1)])
def test_no_name_leads_out_of_the_folder(keys: KeyFolder, wave_id: str, epoch: int) -> None:
    with pytest.raises(ValueError, match="no name"):
        keys.make(wave_id, epoch)


def test_one_mixes_at_a_time(keys: KeyFolder) -> None:
    held, may_end = threading.Event(), threading.Event()

    def hold() -> None:
        with keys.mixing():
            held.set()
            may_end.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    try:
        with pytest.raises(MixingElsewhere), keys.mixing(wait_seconds=0.1):
            pass
    finally:
        may_end.set()
        holder.join()
    with keys.mixing(wait_seconds=0.1):
        pass


def test_keys_of_a_real_wave_do_not_lie_under_home(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "way").symlink_to(home)
    outside = Settings(home=home, database_url="sqlite:///x", keys=tmp_path / "keys", keys_mirror=tmp_path / "mirror")

    refuse_keys_under_home(outside, is_demo=False)
    for wrong in (
        replace(outside, keys=home / "keys"),
        replace(outside, keys=home),
        replace(outside, keys=home / ".." / "home" / "keys"),
        replace(outside, keys=tmp_path / "way" / "keys"),
        replace(outside, keys_mirror=home / "mirror"),
    ):
        with pytest.raises(Refused) as refused:
            refuse_keys_under_home(wrong, is_demo=False)
        assert refused.value.problems[0].code == "keys_under_home"
        refuse_keys_under_home(wrong, is_demo=True)
