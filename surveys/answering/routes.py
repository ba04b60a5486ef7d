"""The respondent's pages. None looks who is signed in; the link is the way in, and a cookie holds the draft's code."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, abort, g, make_response, redirect, render_template, request

from surveys.answering.actions import Outcome, save_draft, submit
from surveys.answering.draft import Draft
from surveys.answering.draft_seal import draft_id, form_token, is_form_token
from surveys.answering.draft_words import BYTES, code_of, is_fit, read_code
from surveys.answering.journey import Page
from surveys.answering.pages import FrameView, GroupView
from surveys.answering.posted import (
    ANYWAY_FIELD,
    BACK,
    ELSEWHERE,
    GO_FIELD,
    LANGUAGE_FIELD,
    SHEET_FIELD,
    STAY,
    WORKPLACE_FIELD,
    Posted,
    read_posted,
)
from surveys.answering.queries import arrival, draft_by_code, group_size
from surveys.answering.survey import Survey
from surveys.answering.views import (
    elsewhere_view,
    frame_of,
    group_of,
    receipt_view,
    review_view,
    sheet_view,
)
from surveys.answering.visit import HERE, KIOSK, PLACE, Visit
from workplace.identity.guard import FORM_TOKEN_FIELD, BadFormToken, public
from workplace.web.request import LANGUAGE_COOKIE, house, language, now, session
from workplace.wording import LANGUAGES

blueprint = Blueprint("answering", __name__, url_prefix=PLACE)
CODE_COOKIE = "medskap_enkat"
OWN_LANGUAGE_COOKIE = "medskap_enkat_sprak"
KIOSK_MARK = ".kiosk"
KEPT_SECONDS = 60 * 24 * 3600
KIOSK_SECONDS = 600
"""Without a script a kiosk's page goes back to the code page after so long; with one much sooner."""
open_door = public(
    "whoever holds the link answers, and nobody looks who is signed in", checks_form=False, reads_session=False
)


@blueprint.get("/<token>")
@open_door
def first_page(token: str) -> Any:
    """Show the promise, and the first questions below it. Writes nothing."""
    visit = arrive(token)
    return _ended(visit) if visit.draft is None else _sheet(visit, visit.first, looks_over="se" in request.args)


@blueprint.post("/<token>")
@open_door
def go_on(token: str) -> Any:
    """Keep the first page and go on; where it is the only one, send."""
    visit = arrive(token)
    return _ended(visit, posting=True) if visit.draft is None else _take_sheet(visit, _page_sent(visit) or visit.first)


@blueprint.get("/<token>/<int:number>")
@open_door
def show_page(token: str, number: int) -> Any:
    """Show a page of questions. Writes nothing."""
    visit = arrive(token)
    if visit.draft is None:
        return _ended(visit)
    page = visit.page(number) or abort(404)
    if page is visit.first:
        return _to(visit.base)
    return _sheet(visit, page, looks_over="se" in request.args) if page in visit.shown else _to(visit.after(number))


@blueprint.post("/<token>/<int:number>")
@open_door
def take_page(token: str, number: int) -> Any:
    """Keep a page of answers and go on, or back."""
    visit = arrive(token)
    if visit.draft is None:
        return _ended(visit, posting=True)
    return _take_sheet(visit, visit.page(number) or abort(404))


@blueprint.post("/<token>/spara")
@open_door
def autosave(token: str) -> Any:
    """Keep what a page holds right now; the same again changes nothing.

    204: all of it is kept; 202: but for the end of a text that is too long; 409: the answer is in; 410: too late.
    """
    visit = arrive(token)
    if visit.draft is None:
        return Response(status=409 if visit.invitation.answered else 410)
    page = _page_sent(visit)
    if not is_from_us(visit.code) or page is None:
        return Response(status=400)
    posted = _posted(visit, page)
    _keep(visit, {**visit.values, **posted.values})
    return Response(status=204 if posted.fits else 202)


@blueprint.get("/<token>/granska")
@open_door
def review(token: str) -> Any:
    """Show all answers before they are sent. Writes nothing."""
    visit = arrive(token)
    if visit.draft is None:
        return _ended(visit)
    return (
        _to(visit.base)
        if visit.is_single
        else _reply(visit, "answering/review.html", review_view(visit, _frame(visit)))
    )


@blueprint.post("/<token>/granska")
@open_door
def send(token: str) -> Any:
    """Send the answers."""
    visit = arrive(token)
    if visit.draft is None:
        return _ended(visit, posting=True)
    _require_ours(visit)
    if LANGUAGE_FIELD in request.form:
        return _speak_other(visit, visit.review)
    going = request.form.get(GO_FIELD)
    if going == ELSEWHERE:
        return _to(f"{visit.base}/fortsatt")
    return _to(visit.before(len(visit.pages) + 1)) if going == BACK else _send(visit)


@blueprint.get("/<token>/klart")
@open_door
def receipt(token: str) -> Any:
    """Say that the answer is in, and what happens next and when."""
    visit = arrive(token)
    return _received(visit, is_again=False) if visit.invitation.answered else _to(visit.base)


@blueprint.get("/<token>/fortsatt")
@open_door
def elsewhere(token: str) -> Any:
    """Show the draft's code as words and as a picture, to go on somewhere else. Writes nothing."""
    visit = arrive(token)
    if visit.draft is None:
        return _ended(visit)
    if visit.is_kiosk:
        abort(404)
    if not visit.is_stored:
        return _to(visit.base)
    view = elsewhere_view(visit, _frame(visit), house().settings.public_url)
    return _reply(visit, "answering/elsewhere.html", view)


@blueprint.post("/<token>/sprak")
@open_door
def choose_language(token: str) -> Any:
    """Change the language of a page that has no answers to keep."""
    visit = arrive(token)
    _require_ours(visit)
    return _speak_other(visit, visit.receipt if visit.invitation.answered else visit.base)


def arrive(way: str) -> Visit:
    """Find the invitation behind a link; an unknown, replaced or withdrawn one is a missing page like any other."""
    speak_by_cookie()
    code, is_kiosk = kept_code()
    token = _token_at_kiosk(code if is_kiosk else "") if way == HERE else way
    found = arrival(session(), token, code) or abort(404)
    invitation, survey = found.invitation, found.survey
    mine = found.draft if found.draft and found.draft.invitation_id == invitation.invitation_id else None
    speak(survey, mine.language if mine else "")
    if invitation.answered or not survey.takes_answers(now()):
        return Visit(way, invitation, survey, code, False, None, False, (), language())
    is_new = not code or (found.draft is not None and mine is None)
    return Visit(
        way,
        invitation,
        survey,
        code=new_code() if is_new else code,
        is_new=is_new,
        draft=mine or Draft(invitation.invitation_id, invitation.wave_id, token, invitation.unit_id),
        is_stored=mine is not None,
        workplaces=found.workplaces,
        language=language(),
    )


def _token_at_kiosk(code: str) -> str:
    """Return the link that lies in the draft of a kiosk; without a draft somebody has left."""
    draft = draft_by_code(session(), code) if code else None
    if draft is None:
        abort(_to(f"{KIOSK}?slut=1"))
    return draft.token


def new_code() -> str:
    """Draw the code of a draft."""
    while not is_fit(code := code_of(secrets.token_bytes(BYTES))):
        pass
    return code


def kept_code() -> tuple[str, bool]:
    """Return the code the browser holds, "" without one, and whether it holds it at a kiosk."""
    kept = request.cookies.get(CODE_COOKIE, "")
    return read_code(kept.removesuffix(KIOSK_MARK)) or "", kept.endswith(KIOSK_MARK)


def give_code(reply: Response, code: str, *, is_kiosk: bool = False) -> None:
    """Let the browser hold a draft's code, for the answering pages alone; at a kiosk only until it is closed."""
    _set_cookie(reply, CODE_COOKIE, code + KIOSK_MARK if is_kiosk else code, is_kiosk)


def forget(reply: Response, *names: str) -> None:
    """Take cookies of the answering pages back."""
    for name in names:
        reply.delete_cookie(name, path=PLACE, httponly=True, samesite="Lax", secure=house().settings.is_https)


def is_from_us(code: str) -> bool:
    """Return whether the form carries the token of this draft. A foreign or hidden origin is refused outright."""
    origin = request.headers.get("Origin")
    if origin is not None and origin not in house().settings.origins:
        raise BadFormToken
    return is_form_token(house().secret, code, request.form.get(FORM_TOKEN_FIELD, ""))


def speak_by_cookie() -> None:
    """Take the language that was chosen on an answering page."""
    chosen = request.cookies.get(OWN_LANGUAGE_COOKIE)
    if chosen in LANGUAGES:
        g.language = chosen


def speak(survey: Survey, earlier: str = "") -> None:
    """Settle the language: chosen here, chosen earlier, the browser's; always one that the wave speaks."""
    wanted = (request.cookies.get(OWN_LANGUAGE_COOKIE), earlier, request.cookies.get(LANGUAGE_COOKIE))
    chosen = next((code for code in wanted if code in survey.languages), None)
    g.language = chosen or request.accept_languages.best_match(survey.languages) or survey.languages[0]
    g.pop("translator", None)


def _require_ours(visit: Visit) -> None:
    if not is_from_us(visit.code):
        raise BadFormToken


def _take_sheet(visit: Visit, page: Page) -> Any:
    """Keep a page, then go where the button says."""
    posted = _posted(visit, page)
    if not is_from_us(visit.code):
        shown = visit.with_draft(_draft(visit, {**visit.values, **posted.shown}))
        return _sheet(shown, page, is_refused=True, status=400)
    taken = visit.with_draft(_draft(visit, {**visit.values, **posted.values}))
    going = request.form.get(GO_FIELD)
    if LANGUAGE_FIELD in request.form:
        _store(taken)
        return _speak_other(taken, taken.address(page))
    if going in (BACK, ELSEWHERE, STAY):
        _store(taken)
        places = {BACK: taken.before(page.number), ELSEWHERE: f"{taken.base}/fortsatt", STAY: taken.address(page)}
        return _to(places[going])
    if posted.offending:
        return _sheet(taken, page, offending=posted.offending, status=400)
    if not posted.fits:
        _store(taken)
        return _sheet(visit.with_draft(_draft(visit, {**visit.values, **posted.shown})), page, looks_over=True)
    is_wrong = any(of is page for of, _item, _problem in taken.problems())
    asks_again = taken.is_single and taken.missing(page) and ANYWAY_FIELD not in request.form
    if is_wrong or asks_again:
        _store(taken)
        return _to(f"{taken.address(page)}?se=1")
    if taken.is_single:
        return _send(taken)
    _store(taken)
    return _to(taken.after(page.number))


def _send(visit: Visit) -> Any:
    """Put the answer in the urn and say so; anything that cannot be taken is shown first."""
    for page, _item, _problem in visit.problems():
        return _to(f"{visit.address(page)}?se=1")
    outcome = submit(
        session(),
        visit.invitation.invitation_id,
        visit.survey.wave_id,
        visit.content(),
        draft_id(visit.code),
        size=visit.survey.questions.box_size,
        chose_workplace=len(visit.workplaces) > 1,
    )
    if outcome is Outcome.CLOSED:
        return _ended(replace(visit, draft=None), posting=True)
    return _sent(visit)


def _sent(visit: Visit) -> Response:
    reply = _to(visit.receipt)
    forget(reply, CODE_COOKIE)
    return reply


def _ended(visit: Visit, *, posting: bool = False) -> Any:
    """Say kindly that the answer is in, or that the survey is closed."""
    if visit.invitation.answered:
        return _sent(visit) if posting else _received(visit, is_again=True)
    page = render_template("answering/closed.html", view=receipt_view(visit.survey, _frame(visit), is_again=False))
    return make_response(page, 410 if posting else 200)


def _received(visit: Visit, *, is_again: bool) -> Response:
    """Show the receipt, which is the same bytes for everybody in the wave who reads the same language."""
    view = receipt_view(visit.survey, _frame(visit), is_again=is_again)
    return make_response(render_template("answering/receipt.html", view=view))


def _sheet(visit: Visit, page: Page, *, status: int = 200, **told: Any) -> Response:
    group = _group(visit) if page is visit.first else None
    return _reply(visit, "answering/sheet.html", sheet_view(visit, page, _frame(visit), group, **told), status)


def _reply(visit: Visit, template: str, view: Any, status: int = 200) -> Response:
    reply = make_response(render_template(template, view=view), status)
    if visit.is_new:
        give_code(reply, visit.code)
    if visit.is_kiosk:
        reply.headers["Refresh"] = f"{KIOSK_SECONDS}; url={KIOSK}"
    return reply


def _page_sent(visit: Visit) -> Page | None:
    """Return the page the form says it is."""
    number = request.form.get(SHEET_FIELD, "")
    return visit.page(int(number)) if number.isascii() and number.isdigit() and len(number) < 4 else None


def _posted(visit: Visit, page: Page) -> Posted:
    return read_posted(visit.offered(page), page.backgrounds, request.form.getlist)


def _keep(visit: Visit, values: Mapping[str, tuple[str, ...]]) -> Visit:
    kept = visit.with_draft(_draft(visit, values))
    _store(kept)
    return kept


def _draft(visit: Visit, values: Mapping[str, tuple[str, ...]]) -> Draft:
    assert visit.draft is not None
    chosen = request.form.get(WORKPLACE_FIELD, "")
    unit_id = chosen if any(one.unit_id == chosen for one in visit.workplaces) else visit.workplace.unit_id
    return replace(visit.draft, unit_id=unit_id, language=visit.language, values=values)


def _store(visit: Visit) -> None:
    assert visit.draft is not None
    save_draft(session(), visit.code, visit.draft, visit.survey.questions.draft_size)


def _speak_other(visit: Visit, address: str) -> Response:
    """Go to a page again in another language of the wave."""
    reply = _to(address)
    chosen = request.form.get(LANGUAGE_FIELD, "")
    if chosen in visit.survey.languages:
        _set_cookie(reply, OWN_LANGUAGE_COOKIE, chosen, visit.is_kiosk)
    return reply


def _set_cookie(reply: Response, name: str, value: str, is_kiosk: bool) -> None:
    kept = None if is_kiosk else KEPT_SECONDS
    is_https = house().settings.is_https
    reply.set_cookie(name, value, max_age=kept, path=PLACE, httponly=True, samesite="Lax", secure=is_https)


def _frame(visit: Visit) -> FrameView:
    return frame_of(visit, form_token(house().secret, visit.code))


def _group(visit: Visit) -> GroupView:
    return group_of(visit, group_size(session(), visit.survey.wave_id, visit.workplace.unit_id))


def _to(address: str) -> Response:
    return make_response(redirect(address, 303))
