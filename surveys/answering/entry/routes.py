"""Ways in without a link: a letter's code, the words of a draft, a kiosk."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request

from surveys.answering.actions import save_draft
from surveys.answering.draft import Draft
from surveys.answering.draft_seal import form_token
from surveys.answering.draft_words import read_code
from surveys.answering.entry.pages import CodeView
from surveys.answering.pages import FrameView
from surveys.answering.posted import WORDS_FIELD
from surveys.answering.queries import draft_by_code, survey_of
from surveys.answering.routes import (
    CODE_COOKIE,
    OWN_LANGUAGE_COOKIE,
    forget,
    give_code,
    is_from_us,
    kept_code,
    new_code,
    open_door,
    speak,
    speak_by_cookie,
)
from surveys.answering.views import receipt_view
from surveys.answering.visit import HERE, KIOSK, PLACE
from surveys.invitations.queries import invitation_by_token
from surveys.invitations.tokens import normalised
from workplace.identity.guard import BadFormToken
from workplace.web.request import house, now, session
from workplace.wording import N_, Sentence

blueprint = Blueprint("answering_entry", __name__, url_prefix=PLACE)
LONGEST_TYPED = 200
RECEIPT_SECONDS = 20
"""How long a kiosk shows a receipt."""
_UNKNOWN = N_("Koden känns inte igen. Kontrollera att varje tecken är med. Är det ord ska det vara fem.")
_ANSWERED = N_("Svaret till den koden är redan inlämnat. Tack!")
_CLOSED = N_("Enkäten är stängd, så svar tas inte emot längre.")
_LEFT = N_(
    "Sidan är avslutad. Hade du tryckt på Skicka är svaret inlämnat. Annars kan du börja om med din kod, eller svara "
    "på en annan enhet."
)


@blueprint.get("/kod")
@open_door
def type_code() -> Any:
    """Ask for a letter's code or the words of a draft."""
    speak_by_cookie()
    return _code_page(CodeView(form_token(house().secret, kept_code()[0])))


@blueprint.post("/kod")
@open_door
def take_code() -> Any:
    """Go to the survey behind a code; words also bring the draft along."""
    speak_by_cookie()
    _require_ours(kept_code()[0])
    typed = request.form.get(WORDS_FIELD, "")[:LONGEST_TYPED]
    draft, words = _draft_of(typed)
    if draft is not None:
        reply = _to(f"{PLACE}/{draft.token}")
        give_code(reply, words)
        return reply
    if invitation_by_token(session(), typed) is not None:
        return _to(f"{PLACE}/{normalised(typed)}")
    token = form_token(house().secret, kept_code()[0])
    return _code_page(CodeView(token, typed=typed, problem=Sentence(_UNKNOWN)), 422)


@blueprint.get("/kiosk")
@open_door
def kiosk() -> Any:
    """Forget whoever was here and ask for a code."""
    message = Sentence(_LEFT) if "slut" in request.args else None
    return _forgotten(_code_page(CodeView(form_token(house().secret, ""), is_kiosk=True, message=message)))


@blueprint.post("/kiosk")
@open_door
def begin_at_kiosk() -> Any:
    """Open the survey behind a code under an address that holds no code."""
    _require_ours("")
    typed = request.form.get(WORDS_FIELD, "")[:LONGEST_TYPED]
    draft, code = _draft_of(typed)
    invitation = invitation_by_token(session(), draft.token if draft else typed)
    survey = survey_of(session(), invitation.wave_id) if invitation and not invitation.is_withdrawn else None
    if invitation is None or survey is None:
        return _kiosk_again(_UNKNOWN)
    if invitation.answered:
        return _kiosk_again(_ANSWERED)
    if not survey.takes_answers(now()):
        return _kiosk_again(_CLOSED)
    if draft is None:
        code = new_code()
        draft = Draft(invitation.invitation_id, invitation.wave_id, normalised(typed), invitation.unit_id)
        save_draft(session(), code, draft, survey.questions.draft_size)
    reply = _to(f"{PLACE}/{HERE}")
    give_code(reply, code, is_kiosk=True)
    return reply


@blueprint.get("/kiosk/klart/<wave_id>")
@open_door
def kiosk_receipt(wave_id: str) -> Any:
    """Show the receipt for a while, then make room for the next."""
    speak_by_cookie()
    survey = survey_of(session(), wave_id) or abort(404)
    speak(survey)
    frame = FrameView(KIOSK, survey.title, "", is_trial=survey.is_trial, is_kiosk=True, is_open=False)
    reply = make_response(render_template("answering/receipt.html", view=receipt_view(survey, frame, is_again=False)))
    reply.headers["Refresh"] = f"{RECEIPT_SECONDS}; url={KIOSK}"
    return _forgotten(reply)


def _draft_of(typed: str) -> tuple[Draft | None, str]:
    """Return the draft whose words were typed, and the words; no draft where there is none."""
    words = read_code(typed)
    return (draft_by_code(session(), words), words) if words else (None, "")


def _code_page(view: CodeView, status: int = 200) -> Response:
    return make_response(render_template("answering/code.html", view=view), status)


def _kiosk_again(why: str) -> Response:
    view = CodeView(form_token(house().secret, ""), is_kiosk=True, problem=Sentence(why))
    return _forgotten(_code_page(view, 422))


def _forgotten(reply: Response) -> Response:
    """Leave nothing in the browser: no cookie, nothing kept, no page to go back to."""
    forget(reply, CODE_COOKIE, OWN_LANGUAGE_COOKIE)
    reply.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return reply


def _require_ours(code: str) -> None:
    if not is_from_us(code):
        raise BadFormToken


def _to(address: str) -> Response:
    return make_response(redirect(address, 303))
