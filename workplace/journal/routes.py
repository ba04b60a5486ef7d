"""The journal, for those who may read it."""

from __future__ import annotations

from flask import Blueprint, render_template

from workplace.identity.guard import guarded
from workplace.journal.access import may_open_journal, reads_content
from workplace.journal.pages import journal_page
from workplace.journal.queries import first_bad_entry, latest_entries
from workplace.organisation.queries import people_by_id
from workplace.web.request import actor, session

blueprint = Blueprint("journal", __name__)


@blueprint.get("/admin/journal")
@guarded(may_open_journal)
def show_journal() -> str:
    """Show the latest entries and whether the chain is whole."""
    entries = latest_entries(session())
    people = people_by_id(session(), {entry.actor_id for entry in entries})
    page = journal_page(
        entries,
        {person_id: person.name or person_id for person_id, person in people.items()},
        first_bad=first_bad_entry(session()),
        shows_content=reads_content(actor()),
    )
    return render_template("journal/journal.html", page=page)
