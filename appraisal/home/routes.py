"""Where one lands: what waits, HR's desk, the administrator's start."""

from __future__ import annotations

from flask import Blueprint, render_template

from appraisal.home.access import may_see_operations, may_use_desk
from appraisal.home.pages import desk_page, operations_page, start_page
from appraisal.home.queries import desk_faults, situation_of, year_facts
from workplace.identity.guard import guarded, is_anybody
from workplace.jobs.access import may_list_batches
from workplace.mail.queries import outbox_state
from workplace.web.queries import health_of
from workplace.web.request import actor, house, now, session

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@guarded(is_anybody)
def start() -> str:
    """Show what waits for the person, and nothing else."""
    page = start_page(actor().name, situation_of(session(), actor(), now()))
    return render_template("home/start.html", page=page)


@blueprint.get("/hr")
@guarded(may_use_desk)
def desk() -> str:
    """Show HR's year, the next step, and what is late."""
    page = desk_page(
        year_facts(session(), actor(), now()),
        desk_faults(session(), now()),
        may_see_jobs=bool(may_list_batches(actor())),
    )
    return render_template("home/desk.html", page=page)


@blueprint.get("/admin")
@guarded(may_see_operations)
def operations() -> str:
    """Show how the installation is."""
    health, post = health_of(house()), outbox_state(session(), now())
    parts = [(name, state) for name, state in health.as_json().items() if name != "status"]
    page = operations_page(parts, waiting_mails=post.waiting, failed_mails=post.failed)
    return render_template("home/operations.html", page=page)
