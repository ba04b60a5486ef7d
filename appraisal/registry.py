"""What the roof knows of every room: records, pages, kinds of definitions, kinds of work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from flask import Blueprint
from sqlalchemy.orm import Session

from workplace.erasure.jobs import RETENTION_KIND, nightly
from workplace.house import House
from workplace.jobs.worker import Handler
from workplace.wording import Sentence

RECORDS = (
    "workplace.employer.records",
    "workplace.organisation.records",
    "workplace.identity.records",
    "workplace.journal.records",
    "workplace.imports.records",
    "workplace.definitions.records",
    "workplace.jobs.records",
    "workplace.mail.records",
    "workplace.sms.records",
    "workplace.agreements.records",
    "workplace.releases.records",
    "workplace.erasure.records",
    "surveys.waves.records",
    "surveys.planning.records",
    "surveys.editing.records",
    "surveys.invitations.records",
    "surveys.ballots.records",
    "surveys.answering.records",
    "surveys.findings.records",
    "surveys.improvements.records",
    "appraisal.goals.records",
    "appraisal.reports.records",
)
"""Modules that declare tables."""

ROUTES = (
    "workplace.web.routes",
    "workplace.identity.routes",
    "workplace.organisation.routes",
    "workplace.definitions.routes",
    "workplace.mail.routes",
    "workplace.jobs.routes",
    "workplace.journal.routes",
    "workplace.erasure.routes",
    "workplace.extracts.routes",
    "surveys.invitations.routes",
    "surveys.waves.routes",
    "surveys.planning.routes",
    "surveys.editing.routes",
    "surveys.editing.question.routes",
    "surveys.editing.paper.routes",
    "surveys.running.routes",
    "surveys.answering.routes",
    "surveys.answering.entry.routes",
    "surveys.promise.routes",
    "surveys.findings.routes",
    "surveys.improvements.routes",
    "surveys.improvements.telling.routes",
    "surveys.improvements.overview.routes",
    "appraisal.home.routes",
    "appraisal.goals.routes",
    "appraisal.pay.routes",
    "appraisal.reports.routes",
    "appraisal.report_runs.routes",
)
"""Modules that hold a `blueprint`."""

COMMANDS = (
    "appraisal.commands.serve",
    "appraisal.commands.demo",
    "appraisal.commands.database",
    "appraisal.commands.role",
    "appraisal.commands.organisation",
    "appraisal.commands.definition",
    "appraisal.commands.survey",
    "appraisal.commands.release",
    "appraisal.commands.goals",
    "appraisal.commands.reports",
    "appraisal.commands.retention",
    "appraisal.commands.person",
)
"""Modules that add commands, in the order that help shows them."""

JOBS = (
    "surveys.planning.jobs",
    "surveys.closing.jobs",
    "surveys.invitations.jobs",
    "surveys.findings.jobs",
    "surveys.improvements.telling.jobs",
    "appraisal.reports.jobs",
)
"""Modules that hold `HANDLERS`: what is done with the items of each kind of work."""

BACKUPS = ("surveys.closing.actions",)
"""Modules that hold `before_backup(house)`, `after_restore(session, house)` or both.

`before_backup` does what must be done before the database is read into a backup, as mixing the urn; if it raises, no
backup is made. `after_restore` mends, in the transaction of the restore, what the restored rows no longer agree with
(keys lie in no backup), and returns the sentences that tell the operator.
"""

ERASURES = (
    "workplace.identity.erasing.actions",
    "workplace.imports.erasing.actions",
    "surveys.erasing.actions",
)
"""Modules that hold `RULES`, `due(session, now)` and `erase(session, due, now)`: what goes when it has been kept long
enough, see `workplace.erasure.rule.Source`. In the order in which it is listed and erased.
"""

EXTRACTS = (
    "workplace.extracts.queries",
    "surveys.extracts.queries",
    "appraisal.extracts.queries",
)
"""Modules that hold `PLACES` and `parts_about(session, person_id, name)`: what there is about a person, see
`workplace.extracts.extract.ExtractSource`. In the order in which an extract tells it.
"""


def erasure_sources() -> tuple[Any, ...]:
    """Return what each room erases."""
    return tuple(import_module(name) for name in ERASURES if exists(name))


def extract_sources() -> tuple[Any, ...]:
    """Return where each room keeps something about a person."""
    return tuple(import_module(name) for name in EXTRACTS if exists(name))


def handlers() -> dict[str, Handler]:
    """Return the handlers of every kind of work."""
    found: dict[str, Handler] = {RETENTION_KIND: nightly(erasure_sources)}
    for name in JOBS:
        if exists(name):
            found.update(import_module(name).HANDLERS)
    return found


def before_backups() -> list[Callable[[House], None]]:
    """Return what is done before a backup is made."""
    return _steps("before_backup")


def after_restores() -> list[Callable[[Session, House], Sequence[Sentence]]]:
    """Return what is done after a backup has been restored, in its transaction."""
    return _steps("after_restore")


def _steps(name: str) -> list[Any]:
    modules = [import_module(module) for module in BACKUPS if exists(module)]
    return [getattr(module, name) for module in modules if hasattr(module, name)]


def load_records() -> None:
    """Import every module that declares tables, so that the metadata is whole."""
    for name in RECORDS:
        if exists(name):
            import_module(name)


def blueprints() -> list[Blueprint]:
    """Return the pages of all rooms."""
    return [import_module(name).blueprint for name in ROUTES if exists(name)]


def exists(name: str) -> bool:
    """Return whether a room has this module."""
    return find_spec(name) is not None
