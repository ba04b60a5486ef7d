"""Sign in, sign out, one's own account."""

from __future__ import annotations

import hmac
import logging
import secrets
from typing import Any

from flask import Blueprint, abort, current_app, g, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from workplace.employer.queries import employer_of
from workplace.errors import Refused
from workplace.identity import actions, queries
from workplace.identity.forms import ChoosePasswordForm, LinkForm, PasswordForm
from workplace.identity.guard import guarded, is_anybody, public
from workplace.identity.id_token import BadToken
from workplace.identity.mails import SIGN_IN_LINK
from workplace.identity.pages import (
    AccountPage,
    DemoPerson,
    ProviderFailure,
    SignInPage,
    provider_button,
    provider_failed_page,
)
from workplace.identity.provider import CodeRefused, Provider, ProviderAway
from workplace.identity.provider_settings import CALLBACK_PATH
from workplace.identity.visit import VISIT_HOLDS, Visit, sealed_visit, visit_of
from workplace.mail.actions import queue_composed
from workplace.web.request import actor, house, language, now, session

blueprint = Blueprint("identity", __name__)
log = logging.getLogger("medskap.identity")


@blueprint.get("/logga-in")
@public("the way in")
def sign_in() -> str:
    """Show the ways in; a demo offers its people."""
    return _sign_in_page()


@blueprint.post("/logga-in/lank")
@public("asking for a link tells nothing of whether the address is known")
def ask_for_link() -> Any:
    """Mail a one-time link when exactly this address is known; the reply is the same either way."""
    form = LinkForm.of_request()
    if not form.is_posted_right():
        return _sign_in_page(link_form=form), 400
    if _note_try(form.email.data):
        return _sign_in_page(is_throttled=True), 429
    for person in queries.people_with_email(session(), form.email.data):
        queue_composed(
            session(),
            kind=SIGN_IN_LINK,
            arguments={},
            to_address=person.email,
            to_person_id=person.person_id,
            language=language(),
            now=now(),
            cause_kind="person",
            cause_id=person.person_id,
        )
    return render_template("identity/link_sent.html")


@blueprint.get("/logga-in/lank/<token>")
@public("the link itself is the key; opening it uses nothing up")
def open_link(token: str) -> str:
    """Ask for the button, so that mail scanners which open links do not sign anybody in."""
    return render_template("identity/confirm_link.html", token=token)


@blueprint.post("/logga-in/lank/<token>")
@public("the link itself is the key")
def use_link(token: str) -> Any:
    """Sign in with a one-time link."""
    person_id = None if _note_try("") else actions.use_link(session(), token, now())
    if person_id is None:
        session().commit()
        return render_template("identity/link_dead.html"), 410
    return _signed_in(person_id)


@blueprint.post("/logga-in/losenord")
@public("the way in")
def use_password() -> Any:
    """Sign in with a password; an unknown address and a wrong password read the same."""
    form = PasswordForm.of_request()
    if not form.is_posted_right():
        return _sign_in_page(password_form=form), 400
    if _note_try(form.email.data):
        return _sign_in_page(is_throttled=True), 429
    people = queries.people_with_email(session(), form.email.data)
    person_id = people[0].person_id if len(people) == 1 else None
    if not actions.check_password(session(), person_id, form.password.data) or person_id is None:
        session().commit()
        return _sign_in_page(password_form=form, is_wrong=True), 400
    return _signed_in(person_id)


@blueprint.get("/logga-in/extern")
@public("the way in, for links from an intranet; the button is pressed here")
def open_provider() -> str:
    """Show the button to the organisation's own sign-in."""
    if house().provider is None:
        abort(404)
    return _sign_in_page(template="identity/provider.html")


@blueprint.post("/logga-in/extern")
@public("the way in")
def go_to_provider() -> Any:
    """Send the browser to the organisation's own sign-in; while that is away the other ways in stay."""
    provider = house().provider
    if provider is None:
        abort(404)
    visit = Visit(secrets.token_urlsafe(32))
    try:
        reply = redirect(provider.address_for(visit, now()), code=303)
    except ProviderAway as away:
        log.warning("the organisation's sign-in is away: %s", away)
        return _sign_in_page(is_provider_away=True), 503
    name, options = _visit_cookie()
    lasts = int(VISIT_HOLDS.total_seconds())
    reply.set_cookie(name, sealed_visit(visit, house().secret, now()), max_age=lasts, **options)
    return reply


@blueprint.get(CALLBACK_PATH)
@public("the answer is believed only together with the browser that asked for it, once")
def come_back_from_provider() -> Any:
    """Sign in whom the organisation's sign-in names.

    A GET, since that is how browsers come back; it writes in transactions of its own.
    """
    provider = house().provider
    if provider is None:
        abort(404)
    name, options = _visit_cookie()
    outcome = _whom_the_provider_names(provider, request.cookies.get(name, ""))
    if isinstance(outcome, ProviderFailure):
        page = provider_failed_page(outcome)
        reply = make_response(render_template("identity/provider_failed.html", page=page), outcome.value)
    else:
        with house().database.writing() as writing:
            reply = make_response(_signed_in(outcome, into=writing))
    reply.delete_cookie(name, **options)
    return reply


@blueprint.post("/logga-in/demo")
@public("only in a database born demo: pick an invented person")
def use_demo_person() -> Any:
    """Sign in as an invented person of the demo."""
    employer = employer_of(session())
    person_id = request.form.get("person_id", "")
    if employer is None or not employer.is_demo or queries.person_named(session(), person_id) is None:
        abort(404)
    return _signed_in(person_id)


@blueprint.post("/logga-ut")
@guarded(is_anybody)
def sign_out() -> BaseResponse:
    """End this session."""
    actions.end_session(session(), actor().session_hash)
    reply = redirect("/logga-in", code=303)
    reply.delete_cookie(current_app.config["MEDSKAP_SESSION_COOKIE"], secure=house().settings.is_https, httponly=True)
    return reply


@blueprint.route("/konto", methods=["GET", "POST"])
@guarded(is_anybody)
def account() -> Any:
    """Choose a password, or sign out everywhere."""
    form = ChoosePasswordForm.of_request()
    status = 200
    if form.is_posted_right():
        try:
            actions.set_password(
                session(), actor().person_id, form.password.data, now(), keep_session=actor().session_hash
            )
            return redirect("/konto?klart=losenord", code=303)
        except Refused as refused:
            form.show_problems(refused.problems, "password")
    if form.errors:
        status = 400
    page = AccountPage(form=form, has_chosen=request.args.get("klart") == "losenord")
    return render_template("identity/account.html", page=page), status


@blueprint.post("/konto/logga-ut-overallt")
@guarded(is_anybody)
def sign_out_everywhere() -> BaseResponse:
    """End every session of the person."""
    actions.end_all_sessions(session(), actor().person_id)
    return redirect("/logga-in", code=303)


def _sign_in_page(
    *,
    link_form: LinkForm | None = None,
    password_form: PasswordForm | None = None,
    is_throttled: bool = False,
    is_wrong: bool = False,
    is_provider_away: bool = False,
    template: str = "identity/sign_in.html",
) -> str:
    employer = employer_of(session())
    provider = house().provider
    if provider:
        g.form_targets = provider.settings.form_targets
    page = SignInPage(
        link_form=link_form or LinkForm(),
        password_form=password_form or PasswordForm(prefix=""),
        demo_people=_demo_people() if employer and employer.is_demo else (),
        is_throttled=is_throttled,
        is_wrong=is_wrong,
        provider_button=provider_button(provider.settings.name) if provider else None,
        is_provider_away=is_provider_away,
    )
    return render_template(template, page=page)


def _demo_people() -> tuple[DemoPerson, ...]:
    """Return the people a demo offers, with what the rooms above have to say of them."""
    people = queries.demo_people(session(), now())
    say_more = current_app.extensions.get("medskap_demo_words")
    return say_more(session(), people, now()) if say_more else people


def _whom_the_provider_names(provider: Provider, cookie: str) -> str | ProviderFailure:
    """Return the id of the person who came back, or why nobody did."""
    visit = visit_of(cookie, house().secret, now())
    if visit is None or not hmac.compare_digest(visit.state.encode(), request.args.get("state", "").encode()):
        return ProviderFailure.NOT_BELIEVED
    with house().database.writing() as writing:
        is_first = actions.take_reply(writing, visit, now())
    code = request.args.get("code", "")
    if not is_first or not code or request.args.get("iss", provider.settings.issuer) != provider.settings.issuer:
        return ProviderFailure.NOT_BELIEVED
    try:
        value = provider.who_came_back(visit, code, now())
    except ProviderAway as away:
        log.warning("the organisation's sign-in is away: %s", away)
        return ProviderFailure.AWAY
    except (CodeRefused, BadToken) as bad:
        log.warning("an answer of the organisation's sign-in is not believed: %s %s", type(bad).__name__, bad)
        return ProviderFailure.NOT_BELIEVED
    found = queries.person_of_claim(session(), provider.settings.matches, value, now()) if value else None
    return found or ProviderFailure.NOBODY_HERE


def _visit_cookie() -> tuple[str, dict[str, Any]]:
    """Return the name of the cookie that binds a visit to a browser, and where it is sent: to the callback alone."""
    is_https = house().settings.is_https
    name = "__Secure-medskap_visit" if is_https else "medskap_visit"
    return name, {"path": CALLBACK_PATH, "httponly": True, "samesite": "Lax", "secure": is_https}


def _note_try(account: str) -> bool:
    """Count the try, also when it fails, and return whether it is one too many."""
    address = request.remote_addr or ""
    secret = house().secret
    is_throttled = actions.is_throttled(session(), secret, account, address, now())
    actions.note_try(session(), secret, account or address, address, now())
    if is_throttled:
        session().commit()
    return is_throttled


def _signed_in(person_id: str, *, into: Any = None) -> BaseResponse:
    """Begin a session in the request's transaction, or in the one given, and lead to the start page."""
    held = g.signed_in
    cookie = current_app.config["MEDSKAP_SESSION_COOKIE"]
    replaced = request.cookies.get(cookie, "") if held else ""
    token = actions.begin_session(into or session(), person_id, now(), replaces=replaced)
    reply = redirect("/", code=303)
    reply.set_cookie(cookie, token, httponly=True, samesite="Lax", secure=house().settings.is_https, path="/")
    return reply
