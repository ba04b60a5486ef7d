"""Pages of goals: where to find them, and those of one unit."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from appraisal.goals.access import may_read_goals, may_read_goals_of
from appraisal.goals.pages import goals_page, unit_goals_page
from appraisal.goals.queries import goals_of_units, unit_subject
from workplace.clock import local_date
from workplace.identity.guard import guarded
from workplace.organisation.queries import tree_on
from workplace.organisation.unit_tree import Unit
from workplace.web.request import actor, now, session

blueprint = Blueprint("goals", __name__)


@blueprint.get("/mal")
@guarded(may_read_goals)
def list_goals() -> str:
    """Show the way to goals."""
    tree = tree_on(session(), local_date(now()))
    page = goals_page(tree, actor().employed_in | actor().leads)
    return render_template("goals/list.html", page=page)


@blueprint.get("/mal/<unit_id>")
@guarded(may_read_goals_of, subject=unit_subject)
def show_unit(unit: Unit, **_place: Any) -> str:
    """Show the goals of a unit; those of the nearest unit above where it has none."""
    tree = tree_on(session(), local_date(now()))
    upwards = [unit.unit_id, *tree.above(unit.unit_id)]
    plans = goals_of_units(session(), upwards)
    page = unit_goals_page(tree, unit, [plans[unit_id] for unit_id in upwards])
    return render_template("goals/unit.html", page=page)
