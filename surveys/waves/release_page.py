"""HR's page of a release, from unknown to published: counts, who is withheld and why, what the button will do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from measures.disclosure.floors import Floors
from measures.estimate import Reason, Rung
from surveys.waves.charter import CIRCLES, Circle
from surveys.waves.pages import ReleaseWork, release_href, wave_href
from surveys.waves.release_preview import ReleaseOutcome, WithheldGroup
from workplace.web.views import Column, TableView, Text
from workplace.wording import N_, Sentence

LISTED_AT_MOST = 300
"""How many withheld groups a page lists; the command lists all."""


@dataclass(frozen=True)
class ReleaseFigures:
    """What a release shows, in counts. `not_listed`: withheld groups left out of the table."""

    headline: Sentence
    leaders: TableView
    units_text: Sentence
    withheld: TableView
    not_listed: int
    breakdowns: TableView


@dataclass(frozen=True)
class ReleasePage:
    """A release as HR sees it.

    `published_on` None where it is not published; `figures` None while they are not computed; `finality`: what the
    button does; `erased_on`: when the answers were erased, None while they are kept.
    """

    wave_title: str
    wave_href: str
    release_href: str
    preview_href: str
    csv_href: str
    release_id: str
    fingerprint: str
    work: ReleaseWork
    published_on: dt.date | None
    figures: ReleaseFigures | None
    finality: tuple[Sentence, ...]
    erased_on: dt.date | None = None


_RUNG_WORDS = {
    int(Rung.CLASSES): N_("Allt, med fem svarsklasser"),
    int(Rung.SHARES): N_("Medelvärden och tre svarsklasser"),
    int(Rung.MEANS): N_("Index och medelvärden"),
    int(Rung.INDICES): N_("Bara index"),
    0: N_("Inga egna siffror"),
}


def release_page(
    *,
    wave_id: str,
    wave_title: str,
    release_id: str,
    fingerprint: str,
    work: ReleaseWork,
    published_on: dt.date | None,
    figures: ReleaseFigures | None,
    erased_on: dt.date | None = None,
    circles: Mapping[Circle, dt.date] | None = None,
) -> ReleasePage:
    """Return the page of a release. `circles`: from which day each reads, by the charter; none: at the publishing."""
    return ReleasePage(
        wave_title=wave_title,
        wave_href=wave_href(wave_id),
        release_href=release_href(wave_id),
        preview_href=f"{release_href(wave_id)}/forhandsgranskning",
        csv_href=f"{release_href(wave_id)}.csv",
        release_id=release_id,
        fingerprint=fingerprint,
        work=work,
        published_on=published_on,
        figures=figures,
        finality=_finality(circles or {}),
        erased_on=erased_on,
    )


def release_figures(
    outcome: ReleaseOutcome, *, is_published: bool, floors: Floors, background_titles: Mapping[str, str]
) -> ReleaseFigures:
    """Return what a release shows, in words and tables. `background_titles`: key to words."""
    listed = outcome.withheld[:LISTED_AT_MOST]
    return ReleaseFigures(
        headline=_headline(outcome, is_published=is_published),
        leaders=_leaders(outcome, floors),
        units_text=Sentence(
            N_("%(shown)s av %(units)s enheter visas som hela enheter."),
            {"shown": outcome.units_shown, "units": outcome.units},
        ),
        withheld=_withheld(listed),
        not_listed=len(outcome.withheld) - len(listed),
        breakdowns=_breakdowns(outcome, floors, background_titles),
    )


def _headline(outcome: ReleaseOutcome, *, is_published: bool) -> Sentence:
    facts = {"own": outcome.leaders_with_own, "all": outcome.leaders}
    if not outcome.leaders:
        return Sentence(N_("Ingen enhet hade en chef när omgången stängdes."))
    if not is_published:
        return Sentence(N_("%(own)s av %(all)s chefer skulle få siffror för den egna gruppen."), facts)
    return Sentence(N_("%(own)s av %(all)s chefer har siffror för den egna gruppen."), facts)


def _leaders(outcome: ReleaseOutcome, floors: Floors) -> TableView:
    rows = []
    for rung, count in outcome.leaders_on.items():
        least: Text = Sentence(N_("från %(floor)s svar"), {"floor": floors.of(Rung(rung))}) if rung else "–"
        rows.append((Sentence(_RUNG_WORDS[rung]), least, Sentence("%(count)s", {"count": count})))
    rows.append((Sentence(N_("Alla chefer")), "", Sentence("%(count)s", {"count": outcome.leaders})))
    return TableView(
        caption=Sentence(N_("Vad cheferna får se av den egna gruppen")),
        columns=(
            Column(Sentence(N_("Visas"))),
            Column(Sentence(N_("Gräns"))),
            Column(Sentence(N_("Chefer")), is_number=True),
        ),
        rows=tuple(rows),
        has_total_row=True,
        stays_table=True,
    )


def _withheld(groups: tuple[WithheldGroup, ...]) -> TableView:
    return TableView(
        caption=Sentence(N_("Grupper som inte visas")),
        columns=(
            Column(Sentence(N_("Enhet"))),
            Column(Sentence(N_("Grupp"))),
            Column(Sentence(N_("Varför"))),
            Column(Sentence(N_("Närmaste större grupp"))),
        ),
        rows=tuple(
            (
                group.unit_name,
                Sentence(N_("direktgruppen")) if group.is_direct else Sentence(N_("hela enheten")),
                Sentence(_WHY[group.reason]),
                group.nearest or Sentence(N_("ingen")),
            )
            for group in groups
        ),
        empty_text=Sentence(N_("Alla grupper visas.")),
    )


_WHY = {
    Reason.TOO_FEW: N_("för få svar"),
    Reason.PROTECTS_OTHER: N_("skyddar en annan, mindre grupp"),
    Reason.TOO_FEW_ITEM: N_("för få svar på frågorna"),
    Reason.NO_REGISTER: N_("uppgift om hur många som fick enkäten saknas"),
    Reason.NO_SPREAD: N_("alla svarade lika"),
}


def _breakdowns(outcome: ReleaseOutcome, floors: Floors, titles: Mapping[str, str]) -> TableView:
    return TableView(
        caption=Sentence(
            N_("Redovisning efter bakgrund, i hela enheter med minst %(floor)s svar"), {"floor": floors.breakdown_unit}
        ),
        columns=(
            Column(Sentence(N_("Bakgrund"))),
            Column(Sentence(N_("Enheter där den visas")), is_number=True),
        ),
        rows=tuple(
            (titles.get(key, key), Sentence("%(count)s", {"count": count})) for key, count in outcome.breakdowns.items()
        ),
        stays_table=True,
        empty_text=Sentence(N_("Filen hade inga bakgrunder, så ingenting redovisas efter bakgrund.")),
    )


def _finality(circles: Mapping[Circle, dt.date]) -> tuple[Sentence, ...]:
    mails = Sentence(N_("Inga brev skickas. Ledarrapporterna byggs och släpps i ett eget steg."))
    if Circle.EVERYBODY in circles:
        return (
            Sentence(
                N_(
                    "Resultatet fryses. En utgåva går inte att ta tillbaka eller ändra; rättade svar ger en ny utgåva "
                    "bredvid. Varje krets läser från sin dag i stadgan:"
                )
            ),
            *(
                Sentence(N_("%(circle)s: från %(date)s"), {"circle": Sentence(CIRCLES[circle]), "date": day})
                for circle, day in circles.items()
            ),
            mails,
        )
    return (
        Sentence(
            N_(
                "Resultatet fryses och kan läsas av alla som arbetar här. En utgåva går inte att ta tillbaka eller "
                "ändra; rättade svar ger en ny utgåva bredvid."
            )
        ),
        mails,
    )
