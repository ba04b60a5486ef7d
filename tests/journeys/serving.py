"""A house served on a free port of this machine, for browsers: the same app, over real HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import make_url
from werkzeug.serving import WSGIRequestHandler, make_server

from appraisal.app import create_app
from workplace.clock import Clock, SystemClock
from workplace.config import Settings
from workplace.database import Database
from workplace.house import House
from workplace.identity.actions import make_link


@dataclass(frozen=True)
class Served:
    """A house that answers at `base`; its settings name that address, so its mails lead there."""

    base: str
    house: House

    def sign_in_link(self, person_id: str) -> str:
        """Return a fresh one-time link of a person."""
        with self.house.database.writing() as session:
            return f"{self.base}/logga-in/lank/{make_link(session, person_id, self.house.clock.now())}"


class _Silent(WSGIRequestHandler):
    """Keeps no log of requests on the terminal."""

    def log(self, type: str, message: str, *args: Any) -> None:
        return


@contextmanager
def served(house: House, *, smtp_url: str = "") -> Iterator[Served]:
    """Serve the house until the end of the block. The port is bound before the app is made, so nobody can take it."""
    server = make_server("127.0.0.1", 0, _not_yet, threaded=True, request_handler=_Silent)
    base = f"http://127.0.0.1:{server.port}"
    settings = replace(house.settings, port=server.port, public_url=base, public_url_is_set=True, smtp_url=smtp_url)
    installation = replace(house, settings=settings)
    server.app = create_app(installation)
    answering = threading.Thread(target=server.serve_forever, name="served", daemon=True)
    answering.start()
    try:
        yield Served(base, installation)
    finally:
        server.shutdown()
        answering.join()
        server.server_close()


def house_in(home: Path, database_url: str, *, clock: Clock | None = None) -> House:
    """Return a house of its own in a folder, with nothing set but where it is and what time it is there."""
    settings = Settings(
        home=home,
        database_url=make_url(database_url).render_as_string(hide_password=False),
        keys=home / "keys",
        secret_key="only-for-tests-0123456789",
    )
    return House(settings=settings, database=Database(settings.database_url), clock=clock or SystemClock())


def _not_yet(_environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    start("503 Not yet", [])
    return [b""]
