"""The journal, for those who may read it."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from workplace.identity.guard import guarded
from workplace.journal.access import may_open_journal, reads_content
from workplace.journal.entry import PAGE_SIZE
from workplace.journal.pages import journal_page
from workplace.journal.queries import entry_count, first_bad_entry, latest_entries
from workplace.organisation.queries import people_by_id
from workplace.web.request import actor, session
from workplace.web.views import pages_of

blueprint = Blueprint("journal", __name__)


@blueprint.get("/admin/journal")
@guarded(may_open_journal)
def show_journal() -> str:
    """Show the entries, newest first, a page at a time, and whether the chain is whole."""
    numbers = pages_of(entry_count(session()), PAGE_SIZE, request.args.get("sida", ""), "/admin/journal?sida=")
    entries = latest_entries(session(), offset=numbers.offset(PAGE_SIZE))
    people = people_by_id(session(), {entry.actor_id for entry in entries})
    page = journal_page(
        entries,
        {person_id: person.name or person_id for person_id, person in people.items()},
        first_bad=first_bad_entry(session()),
        shows_content=reads_content(actor()),
        numbers=numbers,
    )
    return render_template("journal/journal.html", page=page)
