"""The guard in front of every endpoint: who is it, may they, and only then the form token.

A request goes: session → subject loaded → permission → (POST: origin and form token) → (reading that is logged: the log
entry is committed) → view → one commit. What is hidden and what is missing give the same answer, with every method.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Response, abort, current_app, g, make_response, redirect, request
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException, NotFound

from workplace.database.engine import commit
from workplace.identity.actions import touch_session
from workplace.identity.actor import Actor, Allowed, Permission
from workplace.identity.queries import SignedIn, actor_of, session_of
from workplace.identity.tokens import TOUCH_AFTER, is_form_token
from workplace.journal.actions import record
from workplace.web.request import house, now

SIGN_IN_PATH = "/logga-in"
FORM_TOKEN_FIELD = "csrf_token"


@dataclass(frozen=True)
class Opening:
    """A reading that is logged: what kind of object, and its id as the subject knows it.

    `is_read(actor, subject)`: False where this person is not shown the object yet but first asked why.
    """

    object_kind: str
    object_id: Callable[[Any], str]
    is_read: Callable[[Actor, Any], bool] = lambda _actor, _subject: True


@dataclass(frozen=True)
class Guard:
    """What stands in front of an endpoint. `reason` says why a public endpoint needs no permission."""

    may: Callable[..., Permission] | None = None
    subject: Callable[..., Any] | None = None
    opens: Opening | None = None
    reason: str = ""
    checks_form: bool = True
    reads_session: bool = True


class BadFormToken(Exception):
    """The form came from elsewhere or is from another session."""


def guarded(
    may: Callable[..., Permission], *, subject: Callable[..., Any] | None = None, opens: Opening | None = None
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Admit signed-in people for whom `may(actor)` or, with a subject, `may(actor, subject)` is allowed.

    `subject(session, actor, now, **view_arguments)` loads the facts the permission asks for, or None when there is no
    such object. The view gets the subject as its first argument.
    """
    return _behind(Guard(may=may, subject=subject, opens=opens))


def public(
    reason: str, *, checks_form: bool = True, reads_session: bool = True
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Admit everybody; the reason is written down. Without `reads_session` nobody looks who is signed in."""
    if not reason:
        raise ValueError("a public endpoint needs a reason")
    return _behind(Guard(reason=reason, checks_form=checks_form, reads_session=reads_session))


def is_anybody(actor: Actor) -> Permission:
    """Allow every signed-in person."""
    return Allowed()


def _behind(guard: Guard) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def behind_guard(**arguments: Any) -> Response:
            return _serve(guard, view, arguments)

        behind_guard.guard = guard  # type: ignore[attr-defined]
        return behind_guard

    return decorate


def guard_of(view: Callable[..., Any]) -> Guard | None:
    """Return the guard of a view function, or None when it has none."""
    return getattr(view, "guard", None)


def _serve(guard: Guard, view: Callable[..., Any] | None, arguments: dict[str, Any]) -> Response:
    writes = request.method == "POST"
    signed_in = _signed_in() if guard.reads_session else None
    database = house().database
    opened = database.write_session() if writes else database.read_session()
    with _request_session(opened) as session:
        subject: Any = None
        if guard.may is not None:
            if signed_in is None:
                return make_response(redirect(SIGN_IN_PATH, code=303))
            g.actor = actor_of(session, signed_in.person_id, now(), session_hash=signed_in.token_hash)
            subject = _admitted(guard, session, arguments)
        if view is None:
            abort(405)
        if writes and guard.checks_form:
            _check_form(signed_in)
        if guard.opens is not None and not writes and guard.opens.is_read(g.actor, subject):
            _log_opening(guard.opens, subject)
        inputs = (subject,) if guard.subject is not None else ()
        response = make_response(view(*inputs, **arguments))
        if writes and response.status_code < 400:
            commit(session)
        return response


@contextmanager
def _request_session(opened: Session) -> Iterator[Session]:
    """Hand the session to the request while its view runs, and to nothing that comes after."""
    with opened as session:
        g.database_session = session
        try:
            yield session
        finally:
            g.pop("database_session", None)


def _signed_in() -> SignedIn | None:
    """Return the session behind the cookie, touched in a transaction of its own when it is due."""
    token = request.cookies.get(current_app.config["MEDSKAP_SESSION_COOKIE"], "")
    if not token:
        g.signed_in = None
        return None
    database = house().database
    with database.reading() as session:
        found = session_of(session, token, now())
    if found is not None and now() - found.seen_at > TOUCH_AFTER:
        with database.writing() as session:
            touch_session(session, found.token_hash, now())
    g.signed_in = found
    return found


def _admitted(guard: Guard, session: Session, arguments: dict[str, Any]) -> Any:
    subject = None
    assert guard.may is not None
    if guard.subject is not None:
        subject = guard.subject(session, g.actor, now(), **arguments)
        if subject is None:
            abort(404)
        permission = guard.may(g.actor, subject)
    else:
        permission = guard.may(g.actor)
    if not permission:
        abort(404)
    return subject


def _check_form(signed_in: SignedIn | None) -> None:
    origin = request.headers.get("Origin")
    if origin is not None and origin not in house().settings.origins:
        raise BadFormToken
    given = request.form.get(FORM_TOKEN_FIELD, "")
    if not is_form_token(house().secret, signed_in.token_hash if signed_in else "", given):
        raise BadFormToken
    if any("\0" in value for values in request.form.listvalues() for value in values):
        raise BadFormToken  # no form of ours sends one, and PostgreSQL takes none


def _log_opening(opening: Opening, subject: Any) -> None:
    with house().database.writing() as session:
        record(
            session,
            now=now(),
            actor_id=g.actor.person_id,
            verb="opened",
            object_kind=opening.object_kind,
            object_id=opening.object_id(subject),
        )


def answer_wrong_method() -> Response:
    """Answer a method the address does not take: only who may see the object learns that it is the method."""
    adapter = current_app.url_map.bind_to_environ(request.environ)
    for method in ("GET", "POST"):
        try:
            endpoint, arguments = adapter.match(method=method)
        except HTTPException:  # no match with this method
            continue
        guard = guard_of(current_app.view_functions[endpoint])
        if guard is not None:
            return _serve(guard, None, dict(arguments))
    raise NotFound
