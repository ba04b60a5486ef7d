""" "Ni sa – vi gör": the poster for the break room, and the messages to the group before they go."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request

from surveys.improvements import queries
from surveys.improvements.access import may_read_whole_plan, may_write_plan
from surveys.improvements.actions import keep_words
from surveys.improvements.forms import WordsForm
from surveys.improvements.pages import base_href, places
from surveys.improvements.queries import PlanPlace
from surveys.improvements.telling.pages import MessagesPage, message_view, poster_page
from surveys.improvements.telling.queries import GroupTold, group_told, readable_on, recipients_in
from surveys.improvements.telling.timetable import telling_days
from surveys.improvements.telling.told import Occasion, told_message
from workplace.clock import local_date
from workplace.errors import Refused
from workplace.identity.actor import Actor, Permission
from workplace.identity.guard import guarded
from workplace.web.request import actor, house, language, now, session, translator

blueprint = Blueprint("improvements_telling", __name__)
ADDRESS = "/resultat/<wave_id>/<unit_id>/atgarder"


def _place(session_: Any, actor_: Actor, now_: dt.datetime, *, wave_id: str, unit_id: str) -> PlanPlace | None:
    return queries.plan_place(session_, actor_, now_, wave_id, unit_id)


def _reads_all(actor_: Actor, place: PlanPlace) -> Permission:
    return may_read_whole_plan(actor_, place.facts)


def _writes(actor_: Actor, place: PlanPlace) -> Permission:
    return may_write_plan(actor_, place.facts)


@blueprint.get(f"{ADDRESS}/anslag")
@guarded(_reads_all, subject=_place)
def show_poster(place: PlanPlace, **_place_: str) -> str:
    """Show the poster as it will be printed."""
    told = _told(place)
    wave_id, unit_id = place.release.wave_id, place.unit.unit_id
    given = request.args.getlist("visa")
    page = poster_page(
        told.unit_name,
        told.release.title,
        told.said,
        {int(one) for one in given if one.isascii() and one.isdigit() and len(one) < 5},
        above=places(wave_id, unit_id, place.unit.name),
        read_more=f"{house().settings.public_url}/resultat/{wave_id}/{unit_id}",
        action=request.path,
    )
    return render_template("improvements/poster.html", page=page)


@blueprint.get(f"{ADDRESS}/utskick")
@guarded(_writes, subject=_place)
def show_messages(place: PlanPlace, **_place_: str) -> str:
    """Show the leader what the group will be told, and when."""
    stored = queries.own_words(session(), place.release.wave_id, place.unit.unit_id)
    return _messages_page(place, WordsForm(data={"words": stored.words, "version": stored.version}))


@blueprint.post(f"{ADDRESS}/utskick")
@guarded(_writes, subject=_place)
def keep_own_words(place: PlanPlace, **_place_: str) -> Any:
    """Keep the leader's own words."""
    form = WordsForm.of_request()
    if not form.is_posted_right():
        return _messages_page(place, form), 400
    try:
        keep_words(
            session(),
            place.release.wave_id,
            place.unit.unit_id,
            form.words.data or "",
            version=form.version.data or 0,
            actor_id=actor().person_id,
            now=now(),
        )
    except Refused as refused:
        form.show_problems(refused.problems, "words")
        return _messages_page(place, form), 409
    return redirect(request.path, code=303)


def _messages_page(place: PlanPlace, form: WordsForm) -> str:
    told, today = _told(place), local_date(now())
    wave_id, unit_id = place.release.wave_id, place.unit.unit_id
    first = readable_on(session(), wave_id)
    views = []
    for weeks, on in telling_days(first or today):
        occasion = Occasion(
            weeks=weeks,
            wave_title=told.release.title,
            unit_name=told.unit_name,
            leader_name=told.leader_name,
            href=f"{house().settings.public_url}/resultat/{wave_id}/{unit_id}",
            own_words=told.own_words,
        )
        views.append(message_view(weeks, on, today, told_message(occasion, told.said, translator())))
    page = MessagesPage(
        above=places(wave_id, unit_id, place.unit.name),
        unit_name=place.unit.name,
        recipients=recipients_in(session(), wave_id, unit_id, today),
        messages=tuple(views),
        has_plan=bool(told.said),
        action=request.path,
        back_href=base_href(wave_id, unit_id),
    )
    return render_template("improvements/messages.html", page=page, form_=form)


def _told(place: PlanPlace) -> GroupTold:
    found = group_told(session(), place.release.wave_id, place.unit.unit_id, local_date(now()), language())
    return found or abort(404)
