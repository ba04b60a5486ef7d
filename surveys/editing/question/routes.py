"""The form of each part of a draft: question, page, matrix, index, background."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request

from surveys.editing import queries
from surveys.editing.access import may_edit_instruments
from surveys.editing.actions import keep_draft
from surveys.editing.changes import (
    NEW,
    Sort,
    free_key,
    page_of_item,
    part_of,
    parts_of,
    uses_of,
    with_first_page,
    with_item_on_page,
    with_part,
)
from surveys.editing.document import Table
from surveys.editing.draft import InstrumentDraft, fingerprint, problems_at, problems_of
from surveys.editing.forms import BackgroundForm, IndexForm, MatrixForm, PageForm, PartForm
from surveys.editing.pages import (
    LIST_HREF,
    NEW_TITLES,
    SORTS,
    TITLES,
    PartPage,
    draft_href,
    kinds_offered,
    part_href,
)
from surveys.editing.question.forms import ItemForm
from surveys.editing.question.ties import Ties, order_of, swedish, ties_of
from surveys.editing.toml_text import part_text
from surveys.instrument import ItemType
from workplace.clock import local_date
from workplace.errors import Problem
from workplace.identity.guard import guarded
from workplace.web.request import actor, now, session
from workplace.wording import N_, Sentence

blueprint = Blueprint("question", __name__)
PART = f"{LIST_HREF}/<key>/<any({', '.join(SORTS)}):address>/<part>"
FORMS: dict[Sort, type[PartForm]] = {
    Sort.ITEM: ItemForm,
    Sort.PAGE: PageForm,
    Sort.MATRIX: MatrixForm,
    Sort.INDEX: IndexForm,
    Sort.BACKGROUND: BackgroundForm,
}


@blueprint.get(PART)
@guarded(may_edit_instruments, subject=queries.draft_subject)
def show_part(draft: InstrumentDraft, address: str, part: str, **_place: Any) -> str:
    """Show the form of a part; a new question is first asked which type it has."""
    sort = SORTS[address]
    table = _existing(draft, sort, part)
    form = FORMS[sort]()
    page = request.args.get("sida", "")
    if isinstance(form, ItemForm):
        wanted = request.args.get("typ", "")
        if part == NEW and wanted not in tuple(ItemType):
            here = part_href(draft.key, sort, NEW)
            return render_template(
                "editing/kind.html", page=_page(form, draft, sort, part), kinds=kinds_offered(f"{here}?sida={page}")
            )
        table = {**table, "type": wanted} if wanted in tuple(ItemType) else table
        page = page_of_item(draft.document, part) or page
        form.fill_in(table, _ties(draft, part, page), page)
    elif isinstance(form, IndexForm):
        _offer(form, draft, part)
        form.fill_in(table)
    elif isinstance(form, MatrixForm):
        _offer(form, draft, part)
        form.fill_in(table, uses_of(draft.document, sort, part).get(Sort.ITEM, ()))
    elif isinstance(form, PageForm | BackgroundForm):
        form.fill_in(table)
    form.seen.data = fingerprint(draft.document, sort, part)
    if part != NEW:
        form.show_part_problems(problems_at(draft.document, sort, part))
    return _shown(form, draft, sort, part)


@blueprint.post(PART)
@guarded(may_edit_instruments, subject=queries.draft_subject)
def keep_part(draft: InstrumentDraft, address: str, part: str, **_place: Any) -> Any:
    """Keep a part, if nothing is wrong in it and nobody else has kept it since."""
    sort = SORTS[address]
    old = part_of(draft.document, sort, part) or {}
    form = FORMS[sort].of_request()
    assert isinstance(form, PartForm)
    _offer(form, draft, part)
    stays = request.form.get("go", "") in ("rader", "villkor")
    if stays or not form.is_posted_right():
        if stays and isinstance(form, ItemForm | BackgroundForm):
            _add_rows(form)
        return _shown(form, draft, sort, part), 200 if stays else 400
    table = form.table(old)
    table = {"key": form["key"].data or part_key(draft, sort, part, table), **table}
    if part != NEW and form.seen.data != fingerprint(draft.document, sort, part):
        return _conflict(form, draft, sort, part, old, table)
    document = _changed(form, draft, sort, part, table)
    found = _own_problems(document, sort, table, is_new=part != table["key"])
    if found:
        form.show_part_problems(found)
        return _shown(form, draft, sort, part), 400
    if not keep_draft(session(), draft, document, now=now(), actor_id=actor().person_id):
        return _conflict(form, draft, sort, part, old, table)
    return redirect(f"{draft_href(draft.key)}#{address}-{table['key']}", code=303)


def part_key(draft: InstrumentDraft, sort: Sort, part: str, table: Table) -> str:
    """Return the key of a part that was given none: the one it has, else one of its words."""
    words = swedish(table.get("text")) or swedish(table.get("title"))
    return part if part != NEW else free_key(draft.document, sort, words)


def _existing(draft: InstrumentDraft, sort: Sort, part: str) -> Table:
    table = part_of(draft.document, sort, part)
    if table is None and part != NEW:
        abort(404)
    return table or {}


def _ties(draft: InstrumentDraft, part: str, page: str) -> Ties:
    today = local_date(now())
    return ties_of(
        draft.document,
        part,
        page=page,
        policy_areas=queries.areas_on(session(), today),
        administrations=queries.administrations_on(session(), today),
    )


def _offer(form: PartForm, draft: InstrumentDraft, part: str) -> None:
    """Put the choices into a form that are other parts of the draft."""
    items = {str(item.get("key", "")): item for item in parts_of(draft.document, Sort.ITEM)}
    ordered = [(key, items[key]) for key in dict.fromkeys(order_of(draft.document))]
    if isinstance(form, ItemForm):
        form.offer(_ties(draft, part, form.page.data or page_of_item(draft.document, part)))
    elif isinstance(form, IndexForm):
        scaled = [
            (key, swedish(item.get("text")))
            for key, item in ordered
            if item.get("type") == ItemType.LIKERT or (item.get("type") == ItemType.NUMBER and "from" in item)
        ]
        others = [
            (str(index.get("key", "")), swedish(index.get("title")))
            for index in parts_of(draft.document, Sort.INDEX)
            if index.get("key") != part
        ]
        form.offer(scaled, others)
    elif isinstance(form, MatrixForm):
        form.offer([(key, swedish(item.get("text"))) for key, item in ordered if item.get("type") == ItemType.LIKERT])


def _changed(form: PartForm, draft: InstrumentDraft, sort: Sort, part: str, table: Table) -> Table:
    """Return the document with the part, on the page and with the rows the form says."""
    pages = parts_of(draft.document, Sort.PAGE)
    if sort is Sort.PAGE and not pages:
        return with_first_page(draft.document, table)
    document = with_part(draft.document, sort, part, table)
    if isinstance(form, ItemForm) and pages:
        known = [str(page.get("key", "")) for page in pages]
        wanted = form.page.data if form.page.data in known else page_of_item(document, table["key"]) or known[-1]
        document = with_item_on_page(document, table["key"], wanted)
    if isinstance(form, MatrixForm):
        for item in parts_of(document, Sort.ITEM):
            if item.get("key") in (form.rows.data or ()):
                item["matrix"] = table["key"]
            elif item.get("matrix") == table["key"]:
                del item["matrix"]
    return document


def _own_problems(document: Table, sort: Sort, table: Table, *, is_new: bool) -> tuple[Problem, ...]:
    """Return what is wrong in the part itself. A page may be empty at first; what is apart can be moved."""
    found = problems_at(document, sort, str(table["key"]))
    if is_new and sum(part.get("key") == table["key"] for part in parts_of(document, sort)) > 1:
        return (Problem("definition_repeated_key", Sentence(N_("nyckeln finns redan")), column="key"),)
    if not any(problem.code == "instrument_repeated_trend" for problem in found):
        twice = [problem for problem in problems_of(document) if problem.code == "instrument_repeated_trend"]
        same = [problem for problem in twice if problem.value == table.get("trend")]
        found += tuple(replace(problem, column="item[1].trend") for problem in same)
    return tuple(
        problem for problem in found if problem.code not in ("instrument_empty_page", "instrument_matrix_apart")
    )


def _add_rows(form: ItemForm | BackgroundForm) -> None:
    rows = form.options if isinstance(form, ItemForm) else form.categories
    if request.form.get("go") == "rader":
        for _ in range(3):
            rows.append_entry({})


def _conflict(form: PartForm, draft: InstrumentDraft, sort: Sort, part: str, old: Table, table: Table) -> Any:
    """Show both texts: what somebody else has kept, and what was written here, which can be kept after all."""
    form.seen.data = fingerprint(draft.document, sort, part)
    stored = part_text(sort.value, old) if old else ""
    return _shown(form, draft, sort, part, conflict=(stored, part_text(sort.value, table))), 409


def _page(
    form: PartForm, draft: InstrumentDraft, sort: Sort, part: str, conflict: tuple[str, str] | None = None
) -> PartPage:
    is_new = part == NEW
    return PartPage(
        draft,
        sort.value,
        Sentence(NEW_TITLES[sort] if is_new else TITLES[sort]),
        form,
        part_href(draft.key, sort, part),
        draft_href(draft.key),
        remove_href="" if is_new else f"{part_href(draft.key, sort, part)}/bort",
        kind=form.kind.value if isinstance(form, ItemForm) else "",
        has_pages=bool(parts_of(draft.document, Sort.PAGE)),
        kinds=kinds_offered(part_href(draft.key, sort, part)) if isinstance(form, ItemForm) else (),
        conflict=conflict,
    )


def _shown(
    form: PartForm, draft: InstrumentDraft, sort: Sort, part: str, conflict: tuple[str, str] | None = None
) -> str:
    page = _page(form, draft, sort, part, conflict)
    return render_template(f"editing/{sort.value}.html", page=page, has_errors=bool(form.errors))
