"""What the roof knows of every room: records, pages, kinds of definitions, kinds of work."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from flask import Blueprint

from workplace.jobs.worker import Handler

RECORDS = (
    "workplace.employer.records",
    "workplace.organisation.records",
    "workplace.identity.records",
    "workplace.journal.records",
    "workplace.imports.records",
    "workplace.definitions.records",
    "workplace.jobs.records",
    "workplace.mail.records",
    "workplace.agreements.records",
    "workplace.releases.records",
    "surveys.waves.records",
    "surveys.ballots.records",
    "surveys.findings.records",
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
    "surveys.waves.routes",
    "surveys.findings.routes",
    "appraisal.home.routes",
    "appraisal.goals.routes",
    "appraisal.pay.routes",
    "appraisal.reports.routes",
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
)
"""Modules that add commands, in the order that help shows them."""

JOBS = ("appraisal.reports.jobs",)
"""Modules that hold `HANDLERS`: what is done with the items of each kind of work."""


def handlers() -> dict[str, Handler]:
    """Return the handlers of every kind of work."""
    found: dict[str, Handler] = {}
    for name in JOBS:
        if exists(name):
            found.update(import_module(name).HANDLERS)
    return found


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
