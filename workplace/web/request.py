"""What a request carries: the house, one database session, who acts, when, and in which language."""

from __future__ import annotations

import datetime as dt
from typing import cast

from flask import current_app, g, request
from sqlalchemy.orm import Session

from workplace.house import House
from workplace.identity.actor import Actor
from workplace.wording import LANGUAGES, Translator

LANGUAGE_COOKIE = "medskap_language"


def house() -> House:
    """Return the installation that serves this request."""
    return cast(House, current_app.extensions["medskap"])


def session() -> Session:
    """Return the request's database session, opened by the guard: reading for GET, writing for POST."""
    return cast(Session, g.database_session)


def actor() -> Actor:
    """Return who acts; only behind `@guarded`."""
    return cast(Actor, g.actor)


def now() -> dt.datetime:
    """Return the moment of this request: the same for everything done in it."""
    if "moment" not in g:
        g.moment = house().clock.now()
    return cast(dt.datetime, g.moment)


def language() -> str:
    """Return the language chosen by cookie, else the one the browser asks for first, else Swedish."""
    if "language" not in g:
        chosen = request.cookies.get(LANGUAGE_COOKIE)
        if chosen not in LANGUAGES:
            chosen = request.accept_languages.best_match(LANGUAGES, LANGUAGES[0])
        g.language = chosen or LANGUAGES[0]
    return cast(str, g.language)


def translator() -> Translator:
    """Return the translator of this request's language; asked for by every text of a page, so it is kept."""
    found = g.get("translator")
    if found is None:
        found = g.translator = house().translator(language())
    return cast(Translator, found)
