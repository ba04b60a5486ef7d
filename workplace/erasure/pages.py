"""The page of what is erased: what is due by which rule, what waits for a decision, what has gone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from workplace.clock import local_date
from workplace.erasure.forms import DecisionForm
from workplace.erasure.rule import Decision, Due, Erased, ErasureRule
from workplace.web.moment import moment_sentence
from workplace.web.views import Cell, Column, TableView
from workplace.wording import N_, Sentence

ERASURE_HREF = "/hr/gallring"
DECISION_HREF = "/hr/gallring/beslut"


@dataclass(frozen=True)
class DecisionLine:
    """A decision in force and where it is withdrawn."""

    text: Sentence
    withdraw_href: str


@dataclass(frozen=True)
class ErasurePage:
    """What there is to know and do. `waiting_count`: records that wait for a decision; `form`: records one.

    `extract_href` "" where the reader makes no extracts.
    """

    waiting_count: int
    waiting: TableView
    going: TableView
    coming: TableView
    decisions: tuple[DecisionLine, ...]
    erased: TableView
    rules: TableView
    form: DecisionForm
    decision_href: str
    extract_href: str


def erasure_page(
    *,
    rules: Mapping[str, ErasureRule],
    due: Iterable[Due],
    in_force: Mapping[str, Decision],
    erased: Sequence[Erased],
    form: DecisionForm,
    now: dt.datetime,
    names: Mapping[str, str],
    extract_href: str,
) -> ErasurePage:
    """Return the page.

    `due`: what may go now and, of the kinds that wait for a decision, what may go later. `names`: person id to name.
    """
    listed = list(due)
    ripe = [one for one in listed if one.due_at <= now]
    waiting = [one for one in ripe if rules[one.kind].needs_decision and one.kind not in in_force]
    going = [one for one in ripe if one not in waiting]
    coming = sorted((one for one in listed if one.due_at > now), key=lambda one: one.due_at)
    return ErasurePage(
        waiting_count=sum(one.count for one in waiting),
        waiting=_due_table(N_("Väntar på ett gallringsbeslut"), rules, waiting, N_("Ingenting väntar på ett beslut.")),
        going=_due_table(N_("Raderas i natt"), rules, going, N_("Ingenting raderas i natt.")),
        coming=_due_table(N_("Får raderas inom ett år"), rules, coming, N_("Ingenting mer inom ett år.")),
        decisions=tuple(_decision_line(rules, decision, names) for decision in in_force.values()),
        erased=_erased_table(rules, erased),
        rules=_rules_table(rules),
        form=form,
        decision_href=DECISION_HREF,
        extract_href=extract_href,
    )


def _due_table(caption: str, rules: Mapping[str, ErasureRule], due: Iterable[Due], empty: str) -> TableView:
    rows: list[tuple[Cell, ...]] = [
        (
            Sentence(rules[one.kind].title),
            one.about if one.object_id else Sentence(N_("alla")),
            Sentence("%(count)s", {"count": one.count}),
            Sentence("%(date)s", {"date": local_date(one.due_at)}),
        )
        for one in due
    ]
    return TableView(
        Sentence(caption),
        (
            Column(Sentence(N_("Vad"))),
            Column(Sentence(N_("Ur"))),
            Column(Sentence(N_("Antal")), is_number=True),
            Column(Sentence(N_("Får raderas från"))),
        ),
        tuple(rows),
        empty_text=Sentence(empty),
    )


def _decision_line(rules: Mapping[str, ErasureRule], decision: Decision, names: Mapping[str, str]) -> DecisionLine:
    title = rules[decision.kind].title if decision.kind in rules else decision.kind
    return DecisionLine(
        Sentence(
            N_("%(kind)s: beslutat av %(body)s %(date)s, %(reference)s. Antecknat %(noted)s av %(who)s."),
            {
                "kind": Sentence(title),
                "body": decision.decided_by,
                "date": decision.decided_on,
                "reference": decision.reference,
                "noted": local_date(decision.recorded_at),
                "who": names.get(decision.recorded_by, decision.recorded_by),
            },
        ),
        f"{DECISION_HREF}/{decision.id}/ater",
    )


def _erased_table(rules: Mapping[str, ErasureRule], erased: Iterable[Erased]) -> TableView:
    rows: list[tuple[Cell, ...]] = [
        (
            moment_sentence(one.erased_at),
            Sentence(rules[one.kind].title) if one.kind in rules else one.kind,
            one.object_id or Sentence(N_("alla")),
            Sentence("%(count)s", {"count": one.count}),
            Sentence(N_("beslut %(number)s"), {"number": one.decision_id})
            if one.decision_id is not None
            else Sentence(N_("inget beslut behövs")),
        )
        for one in erased
    ]
    return TableView(
        Sentence(N_("Raderat, det senaste först")),
        (
            Column(Sentence(N_("När"))),
            Column(Sentence(N_("Vad"))),
            Column(Sentence(N_("Ur"))),
            Column(Sentence(N_("Antal")), is_number=True),
            Column(Sentence(N_("Grund"))),
        ),
        tuple(rows),
        empty_text=Sentence(N_("Ingenting har raderats ännu.")),
    )


def _rules_table(rules: Mapping[str, ErasureRule]) -> TableView:
    return TableView(
        Sentence(N_("Reglerna")),
        (Column(Sentence(N_("Vad"))), Column(Sentence(N_("När"))), Column(Sentence(N_("Kräver beslut")))),
        tuple(
            (
                Sentence(rule.title),
                Sentence(rule.when),
                Sentence(N_("ja")) if rule.needs_decision else Sentence(N_("nej")),
            )
            for rule in rules.values()
        ),
    )
