"""The outbox: readable in a demo, rows without content for administration, counts for HR."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, render_template, request

from workplace.identity.actor import Actor
from workplace.identity.guard import guarded
from workplace.mail.access import OutboxView, may_open_outbox, outbox_view
from workplace.mail.outbox import PAGE_SIZE
from workplace.mail.pages import outbox_numbers, outbox_page, wanted_state
from workplace.mail.queries import demo_mails, keeps_texts, outbox_rows, outbox_state
from workplace.web.request import actor, house, now, session

blueprint = Blueprint("mail", __name__)


def _is_demo(session: Any, _actor: Actor, _now: dt.datetime) -> bool:
    return keeps_texts(session)


@blueprint.get("/admin/post")
@guarded(may_open_outbox, subject=_is_demo)
def show_outbox(is_demo: bool) -> str:
    """Show as much of the outbox as the reader may see, a page at a time; `?lage=` chooses a state."""
    view, state = outbox_view(actor(), is_demo), outbox_state(session(), now())
    chosen = wanted_state(request.args.get("lage", ""))
    numbers = outbox_numbers(state, chosen, request.args.get("sida", ""))
    page = outbox_page(
        state,
        numbers=numbers,
        chosen=chosen,
        has_server=bool(house().settings.smtp_url),
        is_demo=is_demo,
        rows=outbox_rows(session(), state=chosen, offset=numbers.offset(PAGE_SIZE))
        if view is OutboxView.ROWS
        else None,
        mails=demo_mails(session(), state=chosen, offset=numbers.offset(PAGE_SIZE))
        if view is OutboxView.TEXTS
        else None,
        public_url=house().settings.public_url,
    )
    return render_template("mail/outbox.html", page=page)
