"""The work behind a run: read the wave once a process, make one report an item, keep it with the item's end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from appraisal.reports.actions import MadeReport, packed, store_report
from appraisal.reports.compose import compose
from appraisal.reports.material import Material
from appraisal.reports.outline import Outline
from appraisal.reports.queries import outline_pinned, report_material, run_named
from appraisal.reports.render import render
from appraisal.reports.run import KIND, Run
from appraisal.reports.speech import to_values
from workplace.clock import Clock
from workplace.employer.queries import employer_of
from workplace.errors import refuse
from workplace.house import House
from workplace.jobs.worker import Handler
from workplace.wording import N_, Translator


@dataclass(frozen=True, eq=False)
class RunContext:
    """What all reports of a run share in one process."""

    run: Run
    material: Material
    outline: Outline
    translator: Translator
    employer: str
    clock: Clock

    @property
    def document_date(self) -> dt.date:
        """The date the documents carry: the release's, so that a report made again is the same."""
        return self.material.shared.published_on


def prepare(house: House, arguments: Mapping[str, Any]) -> RunContext:
    """Read everything the reports of a run need, in a number of queries that does not grow with the leaders."""
    with house.database.reading() as session:
        run = run_named(session, arguments["run_id"])
        if run is None:
            raise refuse("no_such_run", N_("Körningen finns inte längre."))
        employer = employer_of(session)
        return RunContext(
            run=run,
            material=report_material(session, run.release_id),
            outline=outline_pinned(session, run.outline_sha256),
            translator=house.translator(run.language),
            employer=employer.name if employer else "",
            clock=house.clock,
        )


def work(context: RunContext, unit_id: str) -> MadeReport:
    """Make the report of one unit. Refused when the release does not know the unit."""
    try:
        facts = context.material.facts_of(unit_id)
    except KeyError:
        raise refuse("unit_not_released", N_("Enheten finns inte i släppet.")) from None
    report = compose(context.material.shared_for(unit_id), facts, context.outline)
    rendered = render(report, context.translator, employer=context.employer, made_on=context.document_date)
    return MadeReport(
        run_id=context.run.run_id,
        wave_id=context.run.wave_id,
        release_id=context.run.release_id,
        unit_id=unit_id,
        unit_name=facts.unit_name,
        administration=context.material.units[unit_id].administration,
        leader_id=facts.leader_id,
        has_own_figures=facts.has_own_figures,
        reason=context.run.reason,
        content=to_values(report),
        html=packed(rendered.html),
        pdf=packed(rendered.pdf),
        sha256=rendered.sha256,
        made_at=context.clock.now(),
    )


def store(session: Session, unit_id: str, made: MadeReport) -> Mapping[str, Any]:
    """Keep the report; the item's result is its edition and hash."""
    version = store_report(session, made)
    return {"version": version, "sha256": made.sha256, "has_own_figures": made.has_own_figures}


HANDLERS = {KIND: Handler(prepare=prepare, work=work, store=store)}
