"""HR's pages of instruments: the list, a draft with its parts, what differs, publishing."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request

from surveys.editing import queries
from surveys.editing.access import may_edit_instruments
from surveys.editing.actions import begin_draft, drop_draft, keep_draft, publish_draft
from surveys.editing.changes import moved, part_of, with_head, without_part
from surveys.editing.difference import Difference, difference
from surveys.editing.draft import InstrumentDraft, fingerprint
from surveys.editing.forms import NameForm, PublishForm, StartForm
from surveys.editing.pages import (
    LIST_HREF,
    NEW_HREF,
    REMOVE_TITLES,
    SORTS,
    PartPage,
    RemovePage,
    difference_page,
    draft_href,
    list_page,
    overview_page,
    part_href,
    removal,
)
from surveys.editing.question.ties import swedish
from surveys.editing.taken import word_key
from surveys.editing.toml_text import part_text
from surveys.editing.uploads import fresh_text, read_upload
from workplace.definitions.definition import Definition
from workplace.definitions.document import parse
from workplace.definitions.kinds import Kinds
from workplace.definitions.pages import href_of
from workplace.errors import Problem, Refused
from workplace.identity.guard import guarded
from workplace.imports.forms import given_files
from workplace.organisation.queries import people_by_id
from workplace.web.request import actor, now, session
from workplace.wording import N_, Sentence

blueprint = Blueprint("editing", __name__)


def kinds() -> Kinds:
    """Return the kinds of definitions the roof has handed in."""
    return cast(Kinds, current_app.extensions["medskap_kinds"])


# ---- The list, and new drafts ------------------------------------------------------------------------


@blueprint.get(LIST_HREF)
@guarded(may_edit_instruments)
def list_instruments() -> str:
    """Show the drafts, and what is published."""
    drafts = queries.drafts(session())
    people = people_by_id(session(), {draft.updated_by for draft in drafts if draft.updated_by})
    names = {person_id: person.name for person_id, person in people.items()}
    return render_template("editing/list.html", page=list_page(drafts, queries.newest_published(session()), names))


@blueprint.get(NEW_HREF)
@guarded(may_edit_instruments)
def new_instrument() -> str:
    """Show the form of a new instrument."""
    return render_template("editing/new.html", form_=StartForm(), problems=())


@blueprint.post(NEW_HREF)
@guarded(may_edit_instruments)
def begin_instrument() -> Any:
    """Begin a draft with nothing in it, or with what a file holds."""
    form = StartForm.of_request()
    assert isinstance(form, StartForm)
    if not form.is_posted_right():
        return render_template("editing/new.html", form_=form, problems=(), has_errors=True), 400
    given = given_files(form, ("upload",)).get("upload")
    try:
        text, left_out = read_upload(given, form.title.data or "") if given else (fresh_text(form.title.data), ())
        document = parse(text)
        key = form.key.data or _key_for(document, given is not None and given.name.lower().endswith(".toml"))
        draft = begin_draft(
            session(), text, document, key=key, left_out=left_out, now=now(), actor_id=actor().person_id
        )
    except Refused as refused:
        own = tuple(problem for problem in refused.problems if problem.column == "key")
        form.show_problems(own, "key")
        others = tuple(problem for problem in refused.problems if problem not in own)
        return render_template("editing/new.html", form_=form, problems=others, has_errors=True), 400
    return redirect(draft_href(draft.key), code=303)


@blueprint.post(f"{LIST_HREF}/fran")
@guarded(may_edit_instruments)
def begin_from_published() -> Any:
    """Begin the next version of what is published; where a draft of it exists, go on with that."""
    key = request.form.get("key", "")
    found = next((row for row in queries.newest_published(session()) if row.key == key), None)
    if found is None:
        abort(404)
    if queries.draft_named(session(), key) is None:
        begin_draft(
            session(),
            found.toml,
            parse(found.toml),
            key=key,
            based_on=found.version,
            now=now(),
            actor_id=actor().person_id,
        )
    return redirect(draft_href(key), code=303)


# ---- A draft -----------------------------------------------------------------------------------------


@blueprint.get(f"{LIST_HREF}/<key>")
@guarded(may_edit_instruments, subject=queries.draft_subject)
def show_draft(draft: InstrumentDraft, **_place: Any) -> str:
    """Show a draft with all its parts."""
    return render_template("editing/overview.html", page=overview_page(draft))


@blueprint.get(f"{LIST_HREF}/<key>/namn")
@guarded(may_edit_instruments, subject=queries.draft_subject)
def show_name(draft: InstrumentDraft, **_place: Any) -> str:
    """Show the form of the head."""
    form = NameForm()
    form.fill_in(draft.document)
    return _name_page(form, draft)


@blueprint.post(f"{LIST_HREF}/<key>/namn")
@guarded(may_edit_instruments, subject=queries.draft_subject)
def keep_name(draft: InstrumentDraft, **_place: Any) -> Any:
    """Keep the head."""
    form = NameForm.of_request()
    assert isinstance(form, NameForm)
    if not form.is_posted_right():
        return _name_page(form, draft), 400
    fields = form.fields_of(draft.document)
    document = with_head(draft.document, fields)
    seen = form.seen.data
    is_stale = seen != fingerprint(draft.document, None, "")
    if is_stale or not keep_draft(session(), draft, document, now=now(), actor_id=actor().person_id):
        stored = {name: draft.document.get(name, {}) for name in fields}
        return _name_page(form, draft, (_head_text(stored), _head_text(fields))), 409
    return redirect(draft_href(draft.key), code=303)


@blueprint.post(f"{LIST_HREF}/<key>/flytta")
@guarded(may_edit_instruments, subject=queries.draft_subject)
def move_part(draft: InstrumentDraft, **_place: Any) -> Any:
    """Move a part one place up or down."""
    sort, part = SORTS.get(request.form.get("sort", "")), request.form.get("part", "")
    if sort is None or part_of(draft.document, sort, part) is None:
        abort(404)
    step = -1 if request.form.get("way") == "upp" else 1
    kept = keep_draft(session(), draft, moved(draft.document, sort, part, step), now=now(), actor_id=actor().person_id)
    if not kept:
        abort(409)
    return redirect(f"{draft_href(draft.key)}#{request.form.get('sort')}-{part}", code=303)


@blueprint.get(f"{LIST_HREF}/<key>/<any({', '.join(SORTS)}):address>/<part>/bort")
@guarded(may_edit_instruments, subject=queries.draft_subject)
def ask_removal(draft: InstrumentDraft, address: str, part: str, **_place: Any) -> str:
    """Ask before a part is taken away."""
    sort = SORTS[address]
    table = part_of(draft.document, sort, part)
    if table is None:
        abort(404)
    page = RemovePage(
        draft,
        Sentence(REMOVE_TITLES[sort]),
        swedish(table.get("text")) or swedish(table.get("title")) or part,
        f"{part_href(draft.key, sort, part)}/bort",
        draft_href(draft.key),
        removal(draft, sort, part),
    )
    return render_template("editing/remove.html", page=page)


@blueprint.post(f"{LIST_HREF}/<key>/<any({', '.join(SORTS)}):address>/<part>/bort")
@guarded(may_edit_instruments, subject=queries.draft_subject)
def remove_part(draft: InstrumentDraft, address: str, part: str, **_place: Any) -> Any:
    """Take a part away; one that is gone already stays gone."""
    document = without_part(draft.document, SORTS[address], part) if part else draft.document
    if not keep_draft(session(), draft, document, now=now(), actor_id=actor().person_id):
        abort(409)
    return redirect(draft_href(draft.key), code=303)


@blueprint.post(f"{LIST_HREF}/<key>/slang")
@guarded(may_edit_instruments, subject=queries.draft_subject)
def throw_away(draft: InstrumentDraft, **_place: Any) -> Any:
    """Throw the draft away. What is published stays as it is."""
    drop_draft(session(), draft.key)
    return redirect(LIST_HREF, code=303)


# ---- What differs, and publishing --------------------------------------------------------------------


@blueprint.get(f"{LIST_HREF}/<key>/skillnad")
@guarded(may_edit_instruments, subject=queries.draft_subject)
def show_difference(draft: InstrumentDraft, **_place: Any) -> str:
    """Show what differs from the version published last."""
    before, found = _difference(draft)
    return render_template("editing/difference.html", page=difference_page(draft, before, found))


@blueprint.get(f"{LIST_HREF}/<key>/publicera")
@guarded(may_edit_instruments, subject=queries.draft_subject)
def ask_publishing(draft: InstrumentDraft, **_place: Any) -> str:
    """Show what will be published, and what it breaks."""
    form = PublishForm()
    form.process(revision=draft.revision)
    return _publish_page(form, draft)


@blueprint.post(f"{LIST_HREF}/<key>/publicera")
@guarded(may_edit_instruments, subject=queries.draft_subject)
def publish_instrument(draft: InstrumentDraft, **_place: Any) -> Any:
    """Publish the draft as the next version."""
    form = PublishForm.of_request()
    assert isinstance(form, PublishForm)
    if not form.is_posted_right():
        return _publish_page(form, draft), 400
    if form.revision.data != str(draft.revision):
        problem = Problem(
            "draft_changed",
            Sentence(N_("Utkastet har ändrats sedan du öppnade sidan. Läs igenom det igen.")),
            column="accepts_breaks",
        )
        form.show_problems((problem,), "accepts_breaks")
        form.revision.data = draft.revision
        return _publish_page(form, draft), 409
    try:
        published = publish_draft(
            session(),
            draft,
            accepts_breaks=form.accepts_breaks.data,
            kinds=kinds(),
            now=now(),
            actor_id=actor().person_id,
        )
    except Refused as refused:
        form.show_problems(refused.problems, "accepts_breaks")
        return _publish_page(form, draft), 400
    return redirect(href_of(queries.KIND, published.draft.key, published.draft.version), code=303)


# ---- Files -------------------------------------------------------------------------------------------


@blueprint.get(f"{LIST_HREF}/<key>/fil.toml")
@guarded(may_edit_instruments, subject=queries.draft_subject)
def download_draft(draft: InstrumentDraft, **_place: Any) -> Response:
    """Send the draft as TOML."""
    return _file(draft.toml, f"{draft.key}-utkast.toml")


@blueprint.get(f"{LIST_HREF}/<key>/version/<version>/fil.toml")
@guarded(may_edit_instruments, subject=queries.published_subject)
def download_published(definition: Definition, **_place: Any) -> Response:
    """Send a published version as TOML."""
    return _file(definition.toml, f"{definition.key}-{definition.version}.toml")


def _file(text: str, name: str) -> Response:
    response = Response(text, mimetype="application/toml")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _key_for(document: dict[str, Any], keeps_own: bool) -> str:
    """Return a free key: a file of ours keeps its own where no draft has it, else one is made of the name."""
    own = document.get("key", "")
    if keeps_own and isinstance(own, str) and own and queries.draft_named(session(), own) is None:
        return own
    base = word_key(swedish(document.get("title"))) or "formular"
    taken, key, number = queries.taken_keys(session()), base, 2
    while key in taken or key == "ny":
        key, number = f"{base}-{number}", number + 1
    return key


def _name_page(form: NameForm, draft: InstrumentDraft, conflict: tuple[str, str] | None = None) -> str:
    if conflict or not form.seen.data:
        form.seen.data = fingerprint(draft.document, None, "")
    page = PartPage(
        draft,
        "namn",
        Sentence(N_("Namn och skala")),
        form,
        f"{draft_href(draft.key)}/namn",
        draft_href(draft.key),
        conflict=conflict,
    )
    return render_template("editing/name.html", page=page, has_errors=bool(form.errors))


def _head_text(fields: dict[str, Any]) -> str:
    return part_text("", fields).partition("\n")[2]


def _difference(draft: InstrumentDraft) -> tuple[str, Difference]:
    """Return the version published last, "" for none, and what differs from it once the draft holds."""
    last = queries.last_published(session(), draft.key)
    if last is None or draft.instrument is None:
        return (last.version if last else ""), Difference()
    return last.version, difference(last, draft.instrument)


def _publish_page(form: PublishForm, draft: InstrumentDraft) -> str:
    before, found = _difference(draft)
    summary = kinds().read(draft.toml).summary if draft.instrument else ()
    version = queries.next_version(session(), draft.key)
    page = difference_page(draft, before, found, version=version, form=form, summary=summary)
    return render_template("editing/publish.html", page=page, has_errors=bool(form.errors))
