"""The private keys of the urns: files outside the database, written and destroyed in two places together.

A process that serves pages never comes here: it seals with the public key, which stands in the database.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

from nacl.public import PrivateKey

from surveys.ballots.sealing import public_half
from workplace.config import Settings
from workplace.errors import refuse
from workplace.wording import N_

KEY_BYTES = 32
_WAVE = re.compile(r"[a-z0-9-]{1,40}")
_FILE = re.compile(r"([a-z0-9-]{1,40})\.([1-9][0-9]*)\.key")
_LOCK = "mixing.lock"
_POLL_SECONDS = 0.05


class MixingElsewhere(TimeoutError):
    """Another process is mixing or closing, and did not end in the time one was willing to wait."""


class KeyFolder:
    """The keys in a folder and its mirror. Every write is on disk, file and folder, before the call returns.

    A file holds the private key and the public one. Where the two do not belong together the file was being written
    or destroyed when the machine stopped, and counts as no key.
    """

    def __init__(self, folder: Path, mirror: Path | None = None) -> None:
        """`mirror` None: the keys lie in one place only."""
        self._folder = folder
        self._places = (folder,) if mirror is None else (folder, mirror)

    def make(self, wave_id: str, epoch: int) -> bytes:
        """Make the key of an epoch and return its public half.

        Where it was made before, as when the work was interrupted, that one stands and is seen to lie in both places.
        """
        private = self.private(wave_id, epoch) or bytes(PrivateKey.generate())
        public = public_half(private)
        for place in self._places:
            _make_folder(place)
            _write(self._path(place, wave_id, epoch), private + public)
        return public

    def make_next(self, wave_id: str, epoch: int) -> tuple[int, bytes]:
        """Make a key for an epoch after this one that nobody else has, and return the epoch and the public half.

        Two who do so at once get two epochs, also where `mixing` does not reach from one machine to the other.
        """
        _make_folder(self._folder)
        number = max([epoch, *self.epochs(wave_id)]) + 1
        while not _take(self._path(self._folder, wave_id, number)):
            number += 1
        return number, self.make(wave_id, number)

    def private(self, wave_id: str, epoch: int) -> bytes | None:
        """Return the private key of an epoch, from the folder or else the mirror; None when it is destroyed."""
        for place in self._places:
            try:
                content = self._path(place, wave_id, epoch).read_bytes()
            except FileNotFoundError:
                continue
            private, public = content[:KEY_BYTES], content[KEY_BYTES:]
            if len(private) == KEY_BYTES and public_half(private) == public:
                return private
        return None

    def destroy(self, wave_id: str, epoch: int) -> None:
        """Write over the key in both places and take it away; nothing happens where it is gone."""
        for place in self._places:
            path = self._path(place, wave_id, epoch)
            if path.exists():
                # Bytes of chance and not zeros: a disk that compresses would otherwise write them somewhere else.
                _write(path, os.urandom(2 * KEY_BYTES))
                path.unlink()
                _to_disk(place)

    def epochs(self, wave_id: str) -> list[int]:
        """Return the epochs of which there is a key, or a damaged file, in any place, in order."""
        return sorted(epoch for held, epoch in self._held() if held == wave_id)

    def waves(self) -> list[str]:
        """Return the waves of which there is any key."""
        return sorted({wave_id for wave_id, _ in self._held()})

    @contextlib.contextmanager
    def mixing(self, wait_seconds: float = 600.0) -> Iterator[None]:
        """Be the only one who mixes or closes; MixingElsewhere when somebody else still is after the wait.

        The lock belongs to the open file: when the process is killed it is gone at once.
        """
        _make_folder(self._folder)
        handle = os.open(self._folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            latest = time.monotonic() + wait_seconds
            while not _is_locked(handle):
                if time.monotonic() >= latest:
                    raise MixingElsewhere("another process is mixing")
                time.sleep(_POLL_SECONDS)
            yield
        finally:
            os.close(handle)

    def _held(self) -> set[tuple[str, int]]:
        names = [path.name for place in self._places if place.is_dir() for path in place.iterdir()]
        found = [match for name in names if (match := _FILE.fullmatch(name))]
        return {(match.group(1), int(match.group(2))) for match in found}

    @staticmethod
    def _path(place: Path, wave_id: str, epoch: int) -> Path:
        if not _WAVE.fullmatch(wave_id) or epoch < 1:
            raise ValueError("no name of a key")
        return place / f"{wave_id}.{epoch}.key"


def key_folder(settings: Settings) -> KeyFolder:
    """Return the folder of keys that the settings name, with its mirror."""
    return KeyFolder(settings.keys, settings.keys_mirror)


def refuse_keys_under_home(settings: Settings, is_demo: bool) -> None:
    """Raise `Refused` where the keys of a real wave would lie beside the database, and so in its backups."""
    if is_demo:
        return
    home = settings.home.resolve()
    for name, place in (("MEDSKAP_KEYS", settings.keys), ("MEDSKAP_KEYS_MIRROR", settings.keys_mirror)):
        if place is not None and place.resolve().is_relative_to(home):
            raise refuse(
                "keys_under_home",
                N_(
                    "Urnans nycklar får inte ligga under MEDSKAP_HOME, där säkerhetskopian tas. Sätt %(name)s till en "
                    "mapp utanför %(home)s."
                ),
                name=name,
                home=str(settings.home),
            )


def _write(path: Path, content: bytes) -> None:
    """Write a small file in place, and wait until file and folder are on disk."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if os.write(handle, content) != len(content):
            raise OSError("the key was not written whole")
        os.fsync(handle)
    finally:
        os.close(handle)
    _to_disk(path.parent)


def _take(path: Path) -> bool:
    """Take a name that nobody else has; return whether it was free. An empty file is no key yet."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        return False
    return True


def _make_folder(place: Path) -> None:
    if not place.is_dir():
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        _to_disk(place.parent)


def _to_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _is_locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
