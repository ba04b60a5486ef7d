"""HR's and the registrar's page of what is erased."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, cast

from flask import Blueprint, current_app, redirect, render_template

from workplace.erasure.access import may_handle_erasure
from workplace.erasure.actions import record_decision, withdraw_decision
from workplace.erasure.forms import DecisionForm
from workplace.erasure.pages import ERASURE_HREF, erasure_page
from workplace.erasure.queries import all_due, decisions_in_force, erasures
from workplace.erasure.rule import Source, rules_of
from workplace.errors import Refused
from workplace.extracts.access import may_make_extracts
from workplace.extracts.extract import EXTRACT_HREF
from workplace.identity.guard import guarded
from workplace.organisation.queries import people_by_id
from workplace.web.request import actor, now, session

blueprint = Blueprint("erasure", __name__)
LOOKED_AHEAD = dt.timedelta(days=365)


def sources() -> Sequence[Source]:
    """Return what the rooms have handed in, by way of the roof."""
    return cast(Sequence[Source], current_app.extensions["medskap_erasures"])


@blueprint.get("/hr/gallring")
@guarded(may_handle_erasure)
def show_erasure() -> str:
    """Show what is due, what waits for a decision, and what has gone."""
    return _page(DecisionForm())


@blueprint.post("/hr/gallring/beslut")
@guarded(may_handle_erasure)
def decide() -> Any:
    """Record a decision; what it covers goes the night after."""
    form = DecisionForm.of_request()
    assert isinstance(form, DecisionForm)
    rules = rules_of(sources())
    form.offer_kinds(rules.values())
    if not form.is_posted_right():
        return _page(form), 400
    try:
        record_decision(
            session(),
            rules,
            kind=form.kind.data,
            decided_by=form.decided_by.data or "",
            reference=form.reference.data or "",
            decided_on=form.decided_on.data,
            now=now(),
            actor_id=actor().person_id,
        )
    except Refused as refused:
        session().rollback()
        form.show_problems(refused.problems, "decided_on")
        return _page(form), 409
    return redirect(ERASURE_HREF, code=303)


@blueprint.post("/hr/gallring/beslut/<int:decision_id>/ater")
@guarded(may_handle_erasure)
def withdraw(decision_id: int) -> Any:
    """Let a decision hold no longer."""
    withdraw_decision(session(), decision_id, now=now(), actor_id=actor().person_id)
    return redirect(ERASURE_HREF, code=303)


def _page(form: DecisionForm) -> str:
    rules = rules_of(sources())
    form.offer_kinds(rules.values())
    due = all_due(session(), sources(), now())
    later = [one for one in all_due(session(), sources(), now() + LOOKED_AHEAD) if rules[one.kind].needs_decision]
    in_force = decisions_in_force(session())
    people = people_by_id(session(), {decision.recorded_by for decision in in_force.values()})
    page = erasure_page(
        rules=rules,
        due=[*due, *(one for one in later if one.due_at > now())],
        in_force=in_force,
        erased=erasures(session()),
        form=form,
        now=now(),
        names={person_id: person.name or person_id for person_id, person in people.items()},
        extract_href=EXTRACT_HREF if may_make_extracts(actor()) else "",
    )
    return render_template("erasure/erasure.html", page=page)
