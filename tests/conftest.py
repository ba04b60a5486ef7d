"""What every test may ask for: a database of its own on each kind, a house, an app, a signed-in client."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import make_url

from appraisal.app import create_app
from appraisal.registry import load_records
from tests.page_checker import check_page
from workplace.clock import FixedClock
from workplace.config import Settings
from workplace.database import Database
from workplace.database.engine import sqlite_url
from workplace.database.schema import upgrade
from workplace.employer.actions import give_birth
from workplace.employer.records import Birth
from workplace.house import House
from workplace.identity.actions import begin_session
from workplace.identity.guard import FORM_TOKEN_FIELD
from workplace.identity.tokens import form_token, hash_of

pytest_plugins = ["tests.postgres", "tests.browser"]

SHARED = Path(__file__).resolve().parents[2] / "shared"
"""Where the real files lie, when they do."""
NOW = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)
"""Tuesday morning, when all tests happen unless they set the clock."""


@pytest.fixture
def shared_data() -> Path:
    """The folder of real files."""
    return SHARED / "data"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where the folder of real files is not beside the checkout, leave out the tests that ask for it."""
    if (SHARED / "data").is_dir():
        return
    asking = [item for item in items if "shared_data" in getattr(item, "fixturenames", ())]
    if asking:
        items[:] = [item for item in items if item not in asking]
        config.hook.pytest_deselected(items=asking)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the whole schema, to be copied for each test."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    database = Database(sqlite_url(path))
    _make_schema(database)
    database.dispose()  # the last connection that closes takes the log back into the file
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: Any) -> str:
    """The name of a PostgreSQL database with the whole schema, to be copied for each test."""
    name = postgres.new_database()
    database = Database(postgres.url(name))
    _make_schema(database)
    database.dispose()
    return str(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database with the schema and a real employer, on each kind in turn."""
    if request.param == "sqlite":
        path = tmp_path / "medskap.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        made = Database(sqlite_url(path))
        yield made
        made.dispose()
        return
    server = request.getfixturevalue("postgres")
    name = server.new_database(template=request.getfixturevalue("postgres_template"))
    made = Database(server.url(name))
    yield made
    made.dispose()
    server.drop_database(name)


@pytest.fixture
def house(database: Database, clock: FixedClock, tmp_path: Path) -> House:
    """An installation around the database; its public address is http://localhost."""
    settings = Settings(
        home=tmp_path,
        database_url=make_url(database.url).render_as_string(hide_password=False),
        keys=tmp_path / "keys",
        public_url="http://localhost",
        public_url_is_set=True,
        secret_key="only-for-tests-0123456789",
    )
    return House(settings=settings, database=database, clock=clock)


@pytest.fixture
def app(house: House) -> Flask:
    return create_app(house)


class PageClient(FlaskClient):
    """A browser without a browser: every HTML page it gets is checked, forms carry their token by themselves."""

    session_token = ""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and response.status_code != 303 and response.data:
            check_page(response.get_data(as_text=True), response.request.path)
        return response

    def send(self, path: str, fields: dict[str, Any] | None = None, **kwargs: Any) -> Any:
        """POST a form as the page would."""
        house: House = self.application.extensions["medskap"]
        session_hash = hash_of(self.session_token) if self.session_token else ""
        data = {**(fields or {}), FORM_TOKEN_FIELD: form_token(house.secret, session_hash)}
        return self.post(path, data=data, **kwargs)


@pytest.fixture
def anonymous(app: Flask) -> PageClient:
    """A client nobody has signed in with."""
    app.test_client_class = PageClient
    return app.test_client()  # type: ignore[return-value]


@pytest.fixture
def client_for(app: Flask, house: House) -> Callable[[str], PageClient]:
    """Return a function from a person's id to a client signed in as that person."""

    def sign_in(person_id: str) -> PageClient:
        app.test_client_class = PageClient
        client: PageClient = app.test_client()  # type: ignore[assignment]
        with house.database.writing() as session:
            token = begin_session(session, person_id, house.clock.now())
        client.set_cookie(app.config["MEDSKAP_SESSION_COOKIE"], token)
        client.session_token = token
        return client

    return sign_in


def _make_schema(database: Database) -> None:
    load_records()
    upgrade(database)
    with database.writing() as session:
        give_birth(session, Birth.REAL, NOW, name="Provstaden")
