"""The three sentences that matter first: leadership, what is worth talking about, and who answered.

They name where something is established and say plainly where nothing is. They never judge a person and never rank.
"""

from __future__ import annotations

from dataclasses import dataclass

from appraisal.reports.facts import GroupFigures, ItemFacts, SharedFacts, UnitFacts
from appraisal.reports.figures import number_of, plain, reason_of
from appraisal.reports.model import KeyPoint, KeyPoints, Text
from measures.estimate import Figure, Shown
from surveys.findings.reading import change
from workplace.web.views import Change
from workplace.wording import N_, Sentence


@dataclass(frozen=True)
class AreaStanding:
    """A policy area (or an index, where no item may be seen) with where it stands on 0–100.

    `lower`, `higher`: how many of its `compared` items are established below or above the comparison group.
    """

    title: Text
    place: float
    compared: int = 0
    lower: int = 0
    higher: int = 0


def three_first(shared: SharedFacts, unit: UnitFacts) -> KeyPoints:
    """Return the three points of page one."""
    return KeyPoints(
        (
            KeyPoint(Sentence(N_("Ledarskap")), leadership_sentence(shared, unit)),
            KeyPoint(Sentence(N_("Att prata om")), talk_sentence(shared, unit)),
            KeyPoint(Sentence(N_("Vilka som svarade")), response_sentence(unit.unit)),
        )
    )


def leadership_sentence(shared: SharedFacts, unit: UnitFacts) -> Sentence:
    """Say the leadership index with what can be said beside the larger group and the last wave.

    Without a leadership index, or where it is withheld for the direct group, the total stands in its place.
    """
    found = next((index for index in shared.indices if index.role == "leadership"), None)
    if found is not None and isinstance(unit.direct.figure("index", found.key), Shown):
        sentence = N_("%(index)s är %(value)s av 100 i direktgruppen: %(beside)s, %(change)s.")
        return _index_sentence(sentence, found.key, found.title, shared, unit, unit.direct, unit.last_direct)
    total = next((index for index in shared.indices if index.role == "total"), None) or (shared.indices or (None,))[0]
    if total is not None and isinstance(unit.unit.figure("index", total.key), Shown):
        sentence = N_(
            "Ledarskapet visas inte för direktgruppen. %(index)s i enheten är %(value)s av 100: %(beside)s, %(change)s."
        )
        return _index_sentence(sentence, total.key, total.title, shared, unit, unit.unit, unit.last_unit)
    return Sentence(N_("Gruppen har inget index som kan visas."))


def _index_sentence(
    sentence: str,
    key: str,
    title: Text,
    shared: SharedFacts,
    unit: UnitFacts,
    own: GroupFigures,
    last: GroupFigures | None,
) -> Sentence:
    figure = own.figure("index", key)
    assert isinstance(figure, Shown)
    larger = unit.parent or (shared.whole if shared.whole.unit_id != unit.unit_id else None)
    return Sentence(
        sentence,
        {
            "index": title,
            "value": number_of(figure, "index"),
            "beside": beside_words(figure, larger, key),
            "change": change_words(figure, last, key),
        },
    )


def beside_words(own: Figure, larger: GroupFigures | None, key: str) -> Sentence:
    """Say how an index stands beside the larger group's."""
    if larger is None:
        return Sentence(N_("det finns ingen större grupp att ställa det bredvid"))
    other = larger.figure("index", key)
    if not isinstance(other, Shown):
        return Sentence(N_("%(group)s visas inte"), {"group": larger.name})
    facts = {"group": larger.name, "value": number_of(other, "index")}
    match change(own, other):
        case Change.HIGHER:
            return Sentence(N_("högre än %(group)s (%(value)s)"), facts)
        case Change.LOWER:
            return Sentence(N_("lägre än %(group)s (%(value)s)"), facts)
        case _:
            return Sentence(N_("ingen säkerställd skillnad mot %(group)s (%(value)s)"), facts)


def change_words(own: Figure, last: GroupFigures | None, key: str) -> Sentence:
    """Say how an index has changed since the last wave."""
    if last is None:
        return Sentence(N_("det finns ingen tidigare mätning att jämföra med"))
    earlier = last.figure("index", key)
    if not isinstance(earlier, Shown):
        return Sentence(N_("förra gången kunde det inte visas"))
    facts = {"value": number_of(earlier, "index")}
    match change(own, earlier):
        case Change.HIGHER:
            return Sentence(N_("högre än förra gången (%(value)s)"), facts)
        case Change.LOWER:
            return Sentence(N_("lägre än förra gången (%(value)s)"), facts)
        case _:
            return Sentence(N_("ingen säkerställd förändring sedan förra gången (%(value)s)"), facts)


def talk_sentence(shared: SharedFacts, unit: UnitFacts) -> Sentence:
    """Name the highest and the lowest policy area, and whether anything about them is established."""
    standings = area_standings(shared, unit)
    if not standings:
        return Sentence(N_("Gruppen har för få svar för att visa områden. Börja i dialogfrågorna."))
    highest, lowest = max(standings, key=lambda one: one.place), min(standings, key=lambda one: one.place)
    if highest.place == lowest.place:
        return Sentence(N_("Områdena ligger lika. Börja i det som gruppen själv tar upp."))
    larger = unit.parent or (shared.whole if shared.whole.unit_id != unit.unit_id else None)
    facts: dict[str, Text] = {"highest": highest.title, "lowest": lowest.title}
    if larger is None or not (highest.compared or lowest.compared):
        return Sentence(
            N_("Högst ligger %(highest)s och lägst %(lowest)s. Det är värt att prata om, inte bevisat."), facts
        )
    facts["group"] = larger.name
    if lowest.lower:
        facts |= {"count": plain(lowest.lower), "compared": plain(lowest.compared)}
        return Sentence(
            N_(
                "%(lowest)s ligger lägst av områdena, och %(count)s av dess %(compared)s frågor är säkerställt lägre "
                "än i %(group)s. Högst ligger %(highest)s."
            ),
            facts,
        )
    if highest.higher:
        facts |= {"count": plain(highest.higher), "compared": plain(highest.compared)}
        return Sentence(
            N_(
                "%(highest)s ligger högst av områdena, och %(count)s av dess %(compared)s frågor är säkerställt högre "
                "än i %(group)s. Lägst ligger %(lowest)s: värt att prata om, inte bevisat."
            ),
            facts,
        )
    return Sentence(
        N_(
            "Högst ligger %(highest)s och lägst %(lowest)s. Det är värt att prata om, inte bevisat: ingen fråga i dem "
            "skiljer sig säkert från %(group)s."
        ),
        facts,
    )


def area_standings(shared: SharedFacts, unit: UnitFacts) -> list[AreaStanding]:
    """Return where each policy area stands, from the published item means; from the indices where no mean is shown.

    An area with an item that may not be seen is left out: the rest of it would be another area.
    """
    larger = unit.parent or (shared.whole if shared.whole.unit_id != unit.unit_id else None)
    standings = []
    for code, title in shared.areas:
        items = [item for item in shared.items if item.policy_area == code]
        figures = [unit.unit.figure("mean", item.key) for item in items]
        shown = [figure for figure in figures if isinstance(figure, Shown)]
        if not shown or len(shown) != len(figures):
            continue
        outcomes = [
            found
            for item, figure in zip(items, shown, strict=True)
            if larger is not None
            and (found := on_good_side(item, change(figure, larger.figure("mean", item.key)))) is not None
        ]
        places = [_place(item, figure) for item, figure in zip(items, shown, strict=True)]
        standings.append(
            AreaStanding(
                title,
                round(sum(places) / len(places), 6),
                len(outcomes),
                outcomes.count(Change.LOWER),
                outcomes.count(Change.HIGHER),
            )
        )
    return standings if len(standings) > 1 else _index_standings(shared, unit, larger)


def _index_standings(shared: SharedFacts, unit: UnitFacts, larger: GroupFigures | None) -> list[AreaStanding]:
    standings = []
    for index in shared.indices:
        figure = unit.unit.figure("index", index.key)
        if index.role == "total" or not isinstance(figure, Shown):
            continue
        standings.append(AreaStanding(index.title, figure.estimate.value))
    return standings if len(standings) > 1 else []


def _place(item: ItemFacts, figure: Shown) -> float:
    way = (figure.estimate.value - item.low) / (item.high - item.low) * 100
    return 100 - way if item.is_reversed else way


def on_good_side(item: ItemFacts, found: Change | None) -> Change | None:
    """Return a difference turned so that higher is better, as for a question asked the other way round."""
    if not item.is_reversed or found in (None, Change.NONE_ESTABLISHED):
        return found
    return Change.LOWER if found is Change.HIGHER else Change.HIGHER


def response_sentence(group: GroupFigures) -> Sentence:
    """Say how many answered and what part of those asked."""
    respondents, rate = group.figure("respondents"), group.figure("response_rate")
    if not isinstance(respondents, Shown):
        return Sentence(N_("Hur många som svarade visas inte: %(reason)s."), {"reason": _lower(reason_of(respondents))})
    count = plain(round(respondents.estimate.value))
    if not isinstance(rate, Shown):
        return Sentence(
            N_(
                "%(count)s personer svarade. Svarsandelen kan inte räknas, eftersom det saknas uppgift om hur många "
                "som fick enkäten."
            ),
            {"count": count},
        )
    share = rate.estimate.value
    facts: dict[str, Text] = {"count": count, "share": plain(round(share))}
    if share < LOW_RESPONSE:
        return Sentence(
            N_(
                "%(count)s personer svarade, %(share)s %% av dem som fick enkäten. De som inte svarade kan tycka "
                "annat: läs med försiktighet."
            ),
            facts,
        )
    return Sentence(N_("%(count)s personer svarade, %(share)s %% av dem som fick enkäten."), facts)


LOW_RESPONSE = 60.0
"""Below this rate, in per cent, the report asks for care."""

_LOWERED = {
    N_("För få svar"): N_("för få svar"),
    N_("Skyddar en mindre grupp"): N_("det skyddar en mindre grupp"),
    N_("För få svar på frågan"): N_("för få svar på frågan"),
    N_("Register saknas"): N_("register saknas"),
    N_("Inte frågat"): N_("uppgiften finns inte i släppet"),
}


def _lower(reason: Text) -> Text:
    return Sentence(_LOWERED[reason.id]) if isinstance(reason, Sentence) else reason
