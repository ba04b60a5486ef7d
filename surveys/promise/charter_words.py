"""A charter in plain words, for readers who have never seen one."""

from __future__ import annotations

import datetime as dt

from surveys.answering.promise import promise_for
from surveys.planning.charter_page import charter_facts, reminders_sentence
from surveys.planning.plan import Plan, PlanState
from surveys.planning.texts import last_day
from surveys.promise.promised_wave import PromisedWave
from surveys.waves.charter import CO_DETERMINATION_NOT_GIVEN
from workplace.clock import local_date
from workplace.web.views import Text
from workplace.wording import N_, Sentence

Fact = tuple[Text, Text]

_STANDING = {
    PlanState.DRAFT: N_("Det här är ett förslag. Inget är signerat, och allt kan fortfarande ändras."),
    PlanState.SIGNED: N_("Stadgan är signerad. Enkäten öppnar %(opens)s."),
    PlanState.OPEN: N_("Enkäten är öppen till och med %(closes)s."),
    PlanState.CLOSING: N_("Enkäten är stängd för svar, och svaren räknas."),
    PlanState.CLOSED: N_("Enkäten är stängd och räknad. Det kan inte göras om."),
    PlanState.ABORTED: N_("Enkäten avbröts. Inga svar finns kvar, och nycklarna till urnan är förstörda."),
}


def standing(wave: PromisedWave) -> Sentence:
    """Say how far a wave has come."""
    if wave.plan is None:
        return Sentence(
            N_("Enkäten gjordes i ett annat system och stängde %(date)s. Hur svaren skyddades där vet inte medskap."),
            {"date": wave.closed_on},
        )
    facts = {"opens": local_date(wave.plan.opens_at), "closes": last_day(wave.plan.closes_at)}
    return Sentence(_STANDING[wave.plan.state], facts)


def who_is_asked(plan: Plan) -> tuple[Fact, ...]:
    """Return whom the rule invites, and when."""
    rule = plan.rule
    who: list[Fact] = [
        (
            Sentence(N_("Bjuds in")),
            Sentence(
                N_("Anställda i mer än %(months)s månader på mätdagen, också timavlönade")
                if rule.includes_hourly
                else N_("Månadsavlönade, anställda i mer än %(months)s månader på mätdagen"),
                {"months": rule.employed_more_than_months},
            ),
        ),
        (
            Sentence(N_("Långvarigt frånvarande")),
            Sentence(
                N_("Borta mer än %(days)s dagar: får svara, men räknas för sig"), {"days": rule.absent_more_than_days}
            ),
        ),
        (Sentence(N_("Mätdag")), _day(plan.census_on)),
        (
            Sentence(N_("Svarstid")),
            Sentence(
                N_("%(first)s till och med %(last)s"),
                {"first": local_date(plan.opens_at), "last": last_day(plan.closes_at)},
            ),
        ),
        (Sentence(N_("Påminnelser, bara till dem som inte har svarat")), reminders_sentence(plan.reminders)),
    ]
    if rule.administrations:
        who.insert(1, (Sentence(N_("Förvaltningar")), ", ".join(rule.administrations)))
    return tuple(who)


def what_is_promised(wave: PromisedWave) -> tuple[Fact, ...]:
    """Return readers, dates, reviewers, retention and co-determination; the floors are said in whole sentences."""
    _floors, *others = charter_facts(wave.charter, wave.reviewers or (("–",) if wave.charter.get("reviewers") else ()))
    return tuple(others)


def when_shown(wave: PromisedWave) -> tuple[Sentence, ...]:
    """Return from how many answers on what is shown, in the very words that respondents read."""
    return promise_for(wave.floors, wave.floors.classes, "").rungs


def co_determination_is_missing(wave: PromisedWave) -> bool:
    """Return whether the charter gives no account of co-determination, neither that it was nor why not."""
    return bool(wave.charter.get("co_determination", CO_DETERMINATION_NOT_GIVEN) == CO_DETERMINATION_NOT_GIVEN)


def _day(day: dt.date) -> Sentence:
    return Sentence("%(date)s", {"date": day})
