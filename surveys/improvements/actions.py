"""Make improvements and change them, keep the leader's own words, and put messages and reminders in the outbox."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from measures.estimate import Shown
from surveys.findings.queries import findings_of, latest_release
from surveys.improvements.figure import CitedFigure, FigureKey
from surveys.improvements.improvement import Improvement, home_of, problem_of_move, problems_with
from surveys.improvements.queries import improvement_named, own_words
from surveys.improvements.records import GroupWordsRecord, ImprovementRecord
from workplace.agreements.actions import agree, change
from workplace.agreements.agreement import AgreementKind, AgreementState, Terms
from workplace.errors import Problem, Refused, refuse
from workplace.journal.actions import record
from workplace.releases.cells import ALL, DIRECT
from workplace.wording import N_, Sentence

LONGEST_WORDS = 600
"""Signs of the leader's own words in the messages."""


def cite(
    session: Session, wave_id: str, key: FigureKey, *, figure_unit_id: str, is_direct: bool = False
) -> CitedFigure:
    """Return a published figure as it stands in the newest release of a wave. Refused where it is not shown."""
    release = latest_release(session, wave_id)
    found = findings_of(session, release.release_id, [figure_unit_id], in_full=()) if release else {}
    findings = found.get(figure_unit_id)
    figure = None
    if findings is not None and (key.measure, key.item) in findings.layout.position:
        figure = findings.cell(key.measure, key.item, DIRECT if is_direct else ALL)
    if release is None or not isinstance(figure, Shown):
        raise Refused([Problem("no_such_figure", Sentence(N_("Välj en siffra som visas.")), column="figure")])
    has_two_groups = findings is not None and findings.has_direct_group
    return CitedFigure(key, release.release_id, figure_unit_id, is_direct and has_two_groups, figure.estimate)


def make_improvement(
    session: Session,
    wave_id: str,
    unit_id: str,
    cited: CitedFigure,
    terms: Terms,
    *,
    actor_id: str,
    now: dt.datetime,
    came_from: int | None = None,
) -> int:
    """Make an improvement of a unit from a published figure and return its number.

    Refused where it lacks who, by when or how one sees that it worked. `came_from`: the one of last year it goes on.
    """
    if problems := problems_with(terms):
        raise Refused(problems)
    made = agree(
        session,
        home_of(wave_id, unit_id, cited),
        terms,
        actor_id=actor_id,
        now=now,
        kind=AgreementKind.IMPROVEMENT,
        came_from=came_from,
    )
    session.add(
        ImprovementRecord(
            agreement_id=made,
            wave_id=wave_id,
            unit_id=unit_id,
            release_id=cited.release_id,
            figure_unit_id=cited.unit_id,
            is_direct=cited.is_direct,
            measure=cited.key.measure,
            item_key=cited.key.item,
            value=cited.estimate.value,
            low=cited.estimate.low,
            high=cited.estimate.high,
            respondents=cited.estimate.n,
        )
    )
    session.flush()
    return made


def propose(
    session: Session,
    wave_id: str,
    unit_id: str,
    key: FigureKey,
    what: str,
    *,
    actor_id: str,
    now: dt.datetime,
    why: str = "",
    figure_unit_id: str = "",
    is_direct: bool = False,
) -> int:
    """Keep an idea as a proposed improvement of a unit, as from the notes of a staff meeting; return its number.

    It counts as no plan until the leader has said who, by when and how one sees that it worked. `figure_unit_id`
    empty: the figure is the unit's own. Refused where the figure is not shown or nothing is said. Who may is asked by
    the caller.
    """
    cited = cite(session, wave_id, key, figure_unit_id=figure_unit_id or unit_id, is_direct=is_direct)
    terms = Terms(what=what.strip(), why=why.strip(), state=AgreementState.PROPOSED)
    return make_improvement(session, wave_id, unit_id, cited, terms, actor_id=actor_id, now=now)


def change_improvement(
    session: Session,
    wave_id: str,
    unit_id: str,
    improvement_id: int,
    terms: Terms,
    *,
    version: int,
    actor_id: str,
    now: dt.datetime,
    reason: str = "",
) -> None:
    """Give an improvement another text; the log keeps them all.

    Refused where the unit has no such one, where something is missing, or where its date is moved without a reason.
    Raises `Conflict` when somebody else has changed it since it was read.
    """
    stored = _stored(session, wave_id, unit_id, improvement_id)
    was_agreed = stored.terms.state is not AgreementState.PROPOSED
    problems = problems_with(terms)
    if was_agreed and stored.agreement.version == version:
        problems += problem_of_move(stored.terms.by_when, terms.by_when, reason)
    if problems:
        raise Refused(problems)
    is_moved = was_agreed and terms.by_when != stored.terms.by_when
    change(
        session,
        stored.agreement.home,
        improvement_id,
        terms,
        version=version,
        actor_id=actor_id,
        now=now,
        reason=reason.strip() if is_moved else "",
    )
    if terms.state is not stored.terms.state or terms.effect is not stored.terms.effect:
        record(
            session,
            now=now,
            actor_id=actor_id,
            verb="followed_up",
            object_kind="agreement",
            object_id=str(improvement_id),
            facts={"state": terms.state.value, "effect": terms.effect.value},
        )


def keep_words(
    session: Session, wave_id: str, unit_id: str, words: str, *, version: int, actor_id: str, now: dt.datetime
) -> None:
    """Keep what the leader adds to the messages. Refused when too long, or when somebody else was first."""
    if len(words) > LONGEST_WORDS:
        sentence = Sentence(N_("Texten är för lång. Högst %(most)s tecken."), {"most": LONGEST_WORDS})
        raise Refused([Problem("words_too_long", sentence, column="words")])
    stored = own_words(session, wave_id, unit_id)
    if stored.words == words.strip():
        return
    if stored.version != version:
        sentence = Sentence(N_("Någon annan hann ändra texten medan du skrev. Läs den och skriv igen."))
        raise Refused([Problem("words_changed", sentence, column="words")])
    row = session.get(GroupWordsRecord, (wave_id, unit_id)) or GroupWordsRecord(wave_id=wave_id, unit_id=unit_id)
    row.words, row.version, row.written_at, row.written_by = words.strip(), version + 1, now, actor_id
    session.add(row)
    session.flush()


def _stored(session: Session, wave_id: str, unit_id: str, improvement_id: int) -> Improvement:
    stored = improvement_named(session, wave_id, unit_id, improvement_id)
    if stored is None:
        raise refuse("no_such_improvement", N_("Förbättringsåtgärden finns inte."))
    return stored
