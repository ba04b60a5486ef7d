"""The overview of plans for those who follow several units, and the yearly follow-up as a file."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from surveys.findings.unit_findings import ReleaseSummary
from surveys.improvements.access import may_see_overview
from surveys.improvements.overview import queries
from surveys.improvements.overview.follow_up_file import as_csv, as_workbook, follow_up_cells
from surveys.improvements.overview.pages import HREF, PAGE_SIZE, overview_page
from surveys.improvements.overview.plans import Filter
from workplace.clock import local_date
from workplace.identity.guard import guarded
from workplace.web.request import actor, now, session, translator
from workplace.web.views import pages_of
from workplace.wording import N_, Sentence

blueprint = Blueprint("improvements_overview", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get(HREF)
@guarded(may_see_overview)
def show_overview() -> str:
    """Show which units have a plan and which have something late."""
    found = queries.newest_releases(session(), actor(), now())
    release = _chosen(found)
    if release is None:
        return render_template("improvements/overview.html", page=None)
    today = local_date(now())
    scope = queries.scope_of(session(), actor(), today)
    totals = queries.totals_of(session(), release.wave_id, scope, today)
    wanted = request.args.get("visa", "")
    chosen = next((each for each in Filter if each.value == wanted), None)
    if chosen is None:
        chosen = Filter.WITHOUT if totals.without_plan else Filter.ALL
    numbers = pages_of(
        totals.of(chosen),
        PAGE_SIZE,
        request.args.get("sida", ""),
        f"{HREF}?omgang={release.wave_id}&visa={chosen.value}&sida=",
    )
    lines = queries.unit_lines(
        session(), release.wave_id, scope, today, chosen, limit=PAGE_SIZE, offset=numbers.offset(PAGE_SIZE)
    )
    page = overview_page(
        release.wave_id,
        release.title,
        [(one.wave_id, one.title) for one in found],
        totals,
        lines,
        chosen,
        numbers,
        today,
    )
    return render_template("improvements/overview.html", page=page)


@blueprint.get(f"{HREF}.csv")
@guarded(may_see_overview)
def follow_up_as_csv() -> Response:
    """Give the yearly follow-up of the systematic work environment as a comma file."""
    table, name = _follow_up()
    return _file(as_csv(table), "text/csv", f"{name}.csv")


@blueprint.get(f"{HREF}.xlsx")
@guarded(may_see_overview)
def follow_up_as_workbook() -> Response:
    """Give the yearly follow-up of the systematic work environment as a workbook."""
    table, name = _follow_up()
    return _file(as_workbook(table, translator().say(Sentence(N_("Uppföljning")))), XLSX, f"{name}.xlsx")


def _follow_up() -> tuple[list[tuple[str, ...]], str]:
    release = _chosen(queries.newest_releases(session(), actor(), now()))
    if release is None:
        return follow_up_cells([], translator()), "uppfoljning"
    today = local_date(now())
    scope = queries.scope_of(session(), actor(), today)
    rows = queries.follow_up_rows(session(), release, scope, today)
    return follow_up_cells(rows, translator()), f"uppfoljning-{release.wave_id}"


def _chosen(found: list[ReleaseSummary]) -> ReleaseSummary | None:
    """Return the wave asked for, else the latest."""
    wanted = request.args.get("omgang", "")
    return next((one for one in found if one.wave_id == wanted), found[0] if found else None)


def _file(content: bytes, mimetype: str, name: str) -> Response:
    return Response(content, mimetype=mimetype, headers={"Content-Disposition": f'attachment; filename="{name}"'})
