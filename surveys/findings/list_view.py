"""The page that leads to every result: the newest wave in full, earlier waves in a line, units by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from surveys.findings.pages import EarlierWave, ListPage, WaveView
from surveys.findings.unit_findings import ReleaseSummary
from surveys.findings.unit_view import Released, unit_href, units_table
from surveys.waves.wave_unit import WaveUnit
from workplace.clock import local_date
from workplace.web.views import Link, TableView
from workplace.wording import N_, Sentence

LISTED_AT_MOST = 100
FOUND_AT_MOST = 50


def newest_of_each_wave(releases: Iterable[ReleaseSummary]) -> list[ReleaseSummary]:
    """Return the newest release of each wave; the releases come newest wave first, newest release first."""
    found: dict[str, ReleaseSummary] = {}
    for release in releases:
        found.setdefault(release.wave_id, release)
    return list(found.values())


def first_units(units: Mapping[str, WaveUnit]) -> list[str]:
    """Return where reading begins: the roots, and where there is but one, the units straight below it too."""
    ordered = sorted(units.values(), key=lambda unit: unit.position)
    roots = [unit.unit_id for unit in ordered if unit.parent_id is None]
    below = [unit.unit_id for unit in ordered if len(roots) == 1 and unit.parent_id == roots[0]]
    return [*roots, *below][:LISTED_AT_MOST]


def units_named(units: Mapping[str, WaveUnit], sought: str) -> list[WaveUnit]:
    """Return the units in whose name or id all words sought are found, in the order of the tree."""
    words = sought.casefold().split()
    ordered = sorted(units.values(), key=lambda unit: unit.position)
    return [unit for unit in ordered if all(word in f"{unit.name} {unit.unit_id}".casefold() for word in words)]


def list_page(
    newest: Released | None,
    releases: Sequence[ReleaseSummary],
    *,
    own: Iterable[str],
    roots: Mapping[str, str],
    sought: str,
    language: str,
) -> ListPage:
    """Return the page. `releases`: the newest of each wave; `roots`: wave id to the unit its line leads to."""
    if newest is None:
        return ListPage(None, ())
    named = units_named(newest.units, sought) if sought else []
    return ListPage(
        newest=_wave(newest, own, language),
        earlier=tuple(
            EarlierWave(Link(one.title, unit_href(one.wave_id, roots[one.wave_id])), one.closed_on, one.release_id)
            for one in releases
            if one.wave_id != newest.release.wave_id and one.wave_id in roots
        ),
        sought=sought,
        found=tuple(_link(newest, unit) for unit in named[:FOUND_AT_MOST]) if sought else None,
        found_more=len(named) > FOUND_AT_MOST,
    )


def _wave(newest: Released, own: Iterable[str], language: str) -> WaveView:
    release = newest.release
    mine = sorted((newest.units[key] for key in own if key in newest.units), key=lambda unit: unit.position)
    table: TableView = units_table(
        newest,
        first_units(newest.units),
        Sentence(N_("Enheter i %(wave)s"), {"wave": release.title}),
        language=language,
    )
    return WaveView(
        title=release.title,
        closed_on=release.closed_on,
        release_id=release.release_id,
        published_on=local_date(release.published_at),
        own=tuple(_link(newest, unit) for unit in mine),
        table=table,
    )


def _link(newest: Released, unit: WaveUnit) -> Link:
    return Link(unit.name, unit_href(newest.release.wave_id, unit.unit_id))
