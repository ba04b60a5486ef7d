"""The rehearsal as a page: a sentence, the table behind it, and the groups that would not be seen."""

from __future__ import annotations

from dataclasses import dataclass

from measures.estimate import Rung
from surveys.planning.pages import WizardHead
from surveys.planning.rehearsal import RATES, SPREAD, Rehearsal, RehearsedRate
from workplace.web.views import Column, TableView
from workplace.wording import N_, Sentence

MOST_LISTED = 60
LIKELY = RATES[1]
"""The rate a headline speaks of."""
RUNG_WORDS = {
    int(Rung.CLASSES): N_("Alla fem svarsklasser"),
    int(Rung.SHARES): N_("Index, medelvärden och tre klasser"),
    int(Rung.MEANS): N_("Index och medelvärden"),
    int(Rung.INDICES): N_("Bara index"),
    0: N_("Inga egna siffror"),
}


@dataclass(frozen=True)
class RehearsalView:
    """What a rehearsal shows. `not_listed`: hidden groups beyond those in the table."""

    headline: Sentence
    leaders: TableView
    groups: TableView
    detectable: TableView
    spread: Sentence
    hidden: TableView
    not_listed: int


@dataclass(frozen=True)
class RehearsalPage:
    """The fourth page of the wizard."""

    head: WizardHead
    view: RehearsalView
    next_href: str


def rehearsal_view(rehearsal: Rehearsal, *, most_listed: int = MOST_LISTED) -> RehearsalView:
    """Return the rehearsal in words and tables."""
    likely = next(rate for rate in rehearsal.rates if rate.rate == LIKELY)
    return RehearsalView(
        headline=Sentence(
            N_("Om %(rate)s %% svarar får %(own)s av %(all)s chefer egna siffror."),
            {"rate": likely.rate, "own": likely.leaders_with_own, "all": likely.leaders},
        ),
        leaders=_counted(
            rehearsal, Sentence(N_("Chefer, efter vad deras direktgrupp får visa")), lambda rate: rate.leaders_on
        ),
        groups=_counted(rehearsal, Sentence(N_("Direktgrupper, efter vad de får visa")), lambda rate: rate.groups_on),
        detectable=_detectable(rehearsal),
        spread=Sentence(
            N_(
                "Så stor skillnad mellan två år upptäcks fyra gånger av fem, när svaren inom en grupp sprider sig "
                "%(spread)s indexsteg."
            ),
            {"spread": int(SPREAD)},
        ),
        hidden=_hidden(rehearsal, likely, most_listed),
        not_listed=max(0, len(likely.hidden) - most_listed),
    )


def _counted(rehearsal: Rehearsal, caption: Sentence, counts: object) -> TableView:
    held = [counts(rate) for rate in rehearsal.rates]  # type: ignore[operator]
    return TableView(
        caption=caption,
        columns=(
            Column(Sentence(N_("Visar"))),
            *(
                Column(Sentence(N_("%(rate)s %% svarar"), {"rate": rate.rate}), is_number=True)
                for rate in rehearsal.rates
            ),
        ),
        rows=tuple(
            (Sentence(words), *(Sentence("%(count)s", {"count": on[rung]}) for on in held))
            for rung, words in RUNG_WORDS.items()
        ),
        stays_table=True,
    )


def _detectable(rehearsal: Rehearsal) -> TableView:
    return TableView(
        caption=Sentence(N_("Minsta skillnad som går att se")),
        columns=(
            Column(Sentence(N_("Svarande i gruppen")), is_number=False),
            Column(Sentence(N_("Indexsteg mellan två år")), is_number=True),
        ),
        rows=tuple(
            (
                Sentence("%(count)s", {"count": one.respondents}),
                Sentence("%(difference)s", {"difference": round(one.difference)}),
            )
            for one in rehearsal.detectable
        ),
        stays_table=True,
    )


def _hidden(rehearsal: Rehearsal, likely: RehearsedRate, most: int) -> TableView:
    """List the led groups without figures at the likely rate, and whether a higher rate would help."""
    highest = rehearsal.rates[-1]
    still = {group.unit_id for group in highest.hidden}
    return TableView(
        caption=Sentence(N_("Chefers grupper utan egna siffror om %(rate)s %% svarar"), {"rate": likely.rate}),
        columns=(
            Column(Sentence(N_("Enhet"))),
            Column(Sentence(N_("Bjuds in")), is_number=True),
            Column(Sentence(N_("Om %(rate)s %% svarar"), {"rate": highest.rate})),
            Column(Sentence(N_("Läser i stället"))),
        ),
        rows=tuple(
            (
                group.unit_name,
                Sentence("%(count)s", {"count": group.invited}),
                Sentence(N_("inte heller")) if group.unit_id in still else Sentence(N_("egna siffror")),
                group.nearest or Sentence(N_("ingen enhet")),
            )
            for group in likely.hidden[:most]
        ),
        empty_text=Sentence(N_("Alla chefer får egna siffror.")),
    )
