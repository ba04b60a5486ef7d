"""A form as it will be met: page by page as on a phone, and printed for paper or to be shown."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request

from surveys.editing import queries
from surveys.editing.access import may_edit_instruments
from surveys.editing.draft import InstrumentDraft
from surveys.editing.pages import LIST_HREF, draft_href
from surveys.editing.paper.pages import PhonePage, print_page
from surveys.editing.phone import phone_pages, phone_view
from surveys.instrument import Instrument, read_instrument
from workplace.clock import local_date
from workplace.definitions.definition import Definition
from workplace.definitions.document import parse
from workplace.identity.guard import guarded
from workplace.identity.tokens import form_token
from workplace.web.request import house, language, now

blueprint = Blueprint("paper", __name__)


@blueprint.get(f"{LIST_HREF}/<key>/telefon/<int:number>")
@guarded(may_edit_instruments, subject=queries.draft_subject)
def show_phone(draft: InstrumentDraft, number: int, **_place: Any) -> Any:
    """Show a page as it will be answered; what is filled in goes nowhere."""
    if draft.instrument is None:
        return render_template("editing/not_yet.html", draft=draft, href=draft_href(draft.key))
    pages = phone_pages(draft.instrument)
    if not 1 <= number <= len(pages):
        abort(404)
    g.language = _language(draft.instrument)
    base = f"{draft_href(draft.key)}/telefon"
    token = form_token(house().secret, g.signed_in.token_hash)
    view = phone_view(
        draft.instrument, number, base=base, language=language(), form_token=token, today=local_date(now())
    )
    return render_template("editing/phone.html", view=view, phone=PhonePage(draft_href(draft.key), number, len(pages)))


@blueprint.post(f"{LIST_HREF}/<key>/telefon/<int:number>")
@guarded(may_edit_instruments, subject=queries.draft_subject)
def turn_phone(draft: InstrumentDraft, number: int, **_place: Any) -> Any:
    """Go to the page before or after; nothing is kept."""
    if draft.instrument is None:
        return redirect(draft_href(draft.key), code=303)
    chosen, go = request.form.get("enkat:sprak", ""), request.form.get("enkat:go", "")
    wanted = number if chosen else number - 1 if go == "back" else number + 1
    last = len(phone_pages(draft.instrument))
    if go == "elsewhere" or not 1 <= wanted <= last:
        return redirect(draft_href(draft.key), code=303)
    spoken = chosen if chosen in draft.instrument.languages else request.args.get("sprak", "")
    query = f"?sprak={spoken}" if spoken in draft.instrument.languages else ""
    return redirect(f"{draft_href(draft.key)}/telefon/{wanted}{query}", code=303)


@blueprint.post(f"{LIST_HREF}/<key>/telefon/spara")
@guarded(may_edit_instruments, subject=queries.draft_subject)
def save_nothing(draft: InstrumentDraft, **_place: Any) -> Any:
    """Answer what the answering page saves by itself, and keep none of it."""
    return "", 204


@blueprint.get(f"{LIST_HREF}/<key>/utskrift")
@guarded(may_edit_instruments, subject=queries.draft_subject)
def print_draft(draft: InstrumentDraft, **_place: Any) -> Any:
    """Show the draft to be printed."""
    if draft.instrument is None:
        return render_template("editing/not_yet.html", draft=draft, href=draft_href(draft.key))
    return _printed(draft.instrument, draft_href(draft.key), is_draft=True)


@blueprint.get(f"{LIST_HREF}/<key>/version/<version>/utskrift")
@guarded(may_edit_instruments, subject=queries.published_subject)
def print_published(definition: Definition, **_place: Any) -> str:
    """Show a published version to be printed."""
    return _printed(read_instrument(parse(definition.toml)), LIST_HREF, is_draft=False)


def _printed(instrument: Instrument, back_href: str, *, is_draft: bool) -> str:
    g.language = _language(instrument)
    return render_template("editing/print.html", page=print_page(instrument, language(), back_href, is_draft=is_draft))


def _language(instrument: Instrument) -> str:
    wanted = request.args.get("sprak", "")
    return wanted if wanted in instrument.languages and wanted in ("sv", "en") else "sv"
