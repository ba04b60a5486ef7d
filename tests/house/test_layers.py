"""The walls of the house: which file may import what, read from the syntax trees."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("measures", "workplace", "surveys", "appraisal")
FURNITURE = {"routes", "forms", "pages", "actions", "queries", "records", "access", "jobs"}
BUILDING_SERVICES = {
    "workplace/config.py",
    "workplace/house.py",
    "workplace/clock.py",
    "workplace/translations/__init__.py",
    "workplace/identity/guard.py",
    "workplace/identity/provider.py",
    "workplace/web/request.py",
    "workplace/web/static_files.py",
    "workplace/jobs/worker.py",
    "workplace/jobs/processes.py",
    "workplace/mail/post.py",
    "surveys/ballots/keys.py",
    "workplace/sms/gateway.py",
    "appraisal/app.py",
    "appraisal/cli.py",
    "appraisal/registry.py",
    "appraisal/opening.py",
    "appraisal/work.py",
    "appraisal/wsgi.py",
    "appraisal/reports/figures.py",
    "appraisal/reports/render.py",
}
"""Named exceptions: modules that hold the house together and belong to no layer."""
SERVICE_FOLDERS = ("workplace/database/", "appraisal/commands/", "appraisal/demo/")
PURE_MUST_NOT = {"sqlalchemy", "flask", "wtforms", "alembic", "os", "pathlib", "sqlite3", "psycopg", "random", "time"}
FORBIDDEN = {
    "routes": {"sqlalchemy", "records"},
    "forms": {"sqlalchemy", "records", "queries", "actions"},
    "pages": {"sqlalchemy", "flask", "records", "queries", "actions"},
    "actions": {"flask", "wtforms", "routes", "forms", "pages"},
    "queries": {"flask", "wtforms", "routes", "forms", "actions"},
    "records": {"flask", "wtforms", "routes", "forms", "pages", "actions", "queries"},
    "access": {"sqlalchemy", "flask", "wtforms", "records", "queries", "actions", "routes", "forms", "pages"},
    "jobs": {"flask", "wtforms", "routes", "forms", "pages"},
}
ADVICE = {
    "sqlalchemy": "ask a query or call an action instead",
    "flask": "take the value as an argument instead",
    "wtforms": "take the values as arguments instead",
    "records": "ask a query that returns values instead",
}


def modules() -> list[Path]:
    return sorted(
        path
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if "migrations" not in path.parts and path.name != "__init__.py"
    )


def imports_of(source: str) -> list[tuple[int, str]]:
    """Return (line, dotted name) of every import, also those inside functions."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return found


def faults_in(place: str, source: str) -> list[str]:
    """Return what a module imports that it may not; `place` is its path below the root."""
    room, layer = place.split("/")[0], Path(place).stem
    is_service = place in BUILDING_SERVICES or place.startswith(SERVICE_FOLDERS)
    faults = []
    for line, name in imports_of(source):
        parts = name.split(".")
        if parts[0] in ROOMS and ROOMS.index(parts[0]) > ROOMS.index(room):
            faults.append(f"{place}:{line} imports {name}: {room} stands below {parts[0]}; turn the arrow round")
        if is_service:
            continue
        if layer in FURNITURE:
            words = {parts[0]} | (set(parts[1:-1]) if parts[0] in ROOMS else set())
            words |= {parts[-1]} if parts[0] in ROOMS and parts[-1] in FURNITURE else set()
            for word in sorted(FORBIDDEN[layer] & words):
                faults.append(
                    f"{place}:{line} {layer} imports {name}: {ADVICE.get(word, f'{layer} must not know {word}')}"
                )
        elif parts[0] in PURE_MUST_NOT:
            faults.append(
                f"{place}:{line} imports {name}: a pure module takes values; {ADVICE.get(parts[0], 'pass it in')}"
            )
        elif (
            parts[0] in ROOMS
            and (FURNITURE - {"access", "pages"}) & set(parts[1:])
            or name.startswith("workplace.database")
        ):
            faults.append(f"{place}:{line} imports {name}: a pure module knows only pure modules")
    return faults


def test_every_module_imports_only_what_its_layer_may() -> None:
    faults = [
        fault
        for path in modules()
        for fault in faults_in(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
    ]
    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.parametrize(
    "place, source",
    [
        ("measures/scales.py", "from workplace.errors import Problem"),
        ("workplace/imports/table.py", "from surveys.instrument import Item"),
        ("surveys/findings/routes.py", "from sqlalchemy import select"),
        ("surveys/findings/routes.py", "from surveys.findings.records import ReleaseRecord"),
        ("surveys/findings/tabulate.py", "import sqlalchemy"),
        ("surveys/findings/tabulate.py", "from surveys.findings.queries import findings_of"),
        ("surveys/findings/tabulate.py", "from pathlib import Path"),
        ("surveys/findings/queries.py", "from surveys.findings.actions import publish"),
        ("surveys/waves/actions.py", "def f():\n    from flask import request"),
        ("surveys/waves/forms.py", "from surveys.waves.queries import waves"),
        ("surveys/waves/access.py", "from surveys.waves.queries import waves"),
        ("surveys/waves/pages.py", "import flask"),
    ],
)
def test_a_module_that_reaches_through_a_wall_is_named(place: str, source: str) -> None:
    assert faults_in(place, source)
