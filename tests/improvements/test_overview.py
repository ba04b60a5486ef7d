"""The overview of plans, and the yearly follow-up as a file."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import event

from surveys.improvements.overview.plans import Filter
from surveys.improvements.overview.queries import scope_of, totals_of, unit_lines
from tests.conftest import PageClient
from tests.improvements.conftest import NEW, TEAMS, Town, put_in, terms
from workplace.agreements.agreement import AgreementState
from workplace.house import House
from workplace.identity.queries import actor_of


def followed(house: House, person_id: str, chosen: Filter = Filter.ALL) -> set[str]:
    with house.database.reading() as session:
        scope = scope_of(session, actor_of(session, person_id, house.clock.now()), house.clock.today())
        lines = unit_lines(session, NEW, scope, house.clock.today(), chosen, limit=100, offset=0)
    return {line.unit_id for line in lines}


def test_each_follows_the_units_they_may_read(town: Town, house: House) -> None:
    teams = {*TEAMS, "small"}

    assert followed(house, town.hr_central) == followed(house, town.registrar) == {*teams, "forv", "stad"}
    assert (
        followed(house, town.hr) == followed(house, town.safety) == followed(house, town.superior) == {*teams, "forv"}
    )
    assert followed(house, town.top) == {"stad", "forv"}
    assert followed(house, town.chef) == {"t1"}
    assert followed(house, town.union) == followed(house, town.employee) == set()


def test_units_are_counted_with_and_without_a_plan_and_late(town: Town, house: House) -> None:
    put_in(house, unit_id="t1", given=terms(by_when=house.clock.today() - dt.timedelta(1)))
    put_in(house, unit_id="t2", given=terms(state=AgreementState.DONE))
    put_in(house, unit_id="t3", given=terms(state=AgreementState.DROPPED))
    put_in(house, unit_id="t4", given=terms(state=AgreementState.PROPOSED))

    with house.database.reading() as session:
        scope = scope_of(session, actor_of(session, town.hr, house.clock.now()), house.clock.today())
        totals = totals_of(session, NEW, scope, house.clock.today())

    assert (totals.units, totals.with_plan, totals.late_units) == (16, 2, 1)
    assert followed(house, town.hr, Filter.LATE) == {"t1"}
    assert followed(house, town.hr, Filter.WITH) == {"t1", "t2"}
    assert {"t3", "t4"} <= followed(house, town.hr, Filter.WITHOUT)


@pytest.mark.parametrize("filter_", [*Filter, None])
def test_the_page_lists_units_in_the_order_of_the_tree(
    town: Town, client_for: Callable[[str], PageClient], house: House, filter_: Filter | None
) -> None:
    put_in(house)
    asked = f"?visa={filter_.value}" if filter_ else ""

    page = client_for(town.hr).get(f"/atgarder{asked}").get_data(as_text=True)

    if filter_ is Filter.ALL:
        assert page.index(">Team 10<") < page.index(">Team 2<"), "names in the order the organisation lists them"
    assert "Utan plan" in page
    assert "Årlig uppföljning" in page


def test_before_any_release_the_page_says_what_will_come(house: House, client_for: Callable[[str], PageClient]) -> None:
    from workplace.identity.actions import grant_role
    from workplace.identity.actor import Role
    from workplace.organisation.records import PersonRecord

    with house.database.writing() as session:
        session.add(PersonRecord(id="hr9", name="Hanna"))
        session.flush()
        grant_role(session, "hr9", Role.HR, house.clock.now() - dt.timedelta(days=1))
    client = client_for("hr9")

    assert "Inget resultat är släppt ännu" in client.get("/atgarder").get_data(as_text=True)
    assert client.get("/atgarder.csv").status_code == client.get("/atgarder.xlsx").status_code == 200


EVIL = '=HYPERLINK("http://x";"klicka")'


def test_the_follow_up_lists_everything_and_computes_nothing(
    town: Town, client_for: Callable[[str], PageClient], house: House
) -> None:
    put_in(house, given=terms(EVIL, who="+46 70", why="@alla"))
    hr = client_for(town.hr)

    rows = list(csv.reader(io.StringIO(hr.get("/atgarder.csv").get_data().decode("utf-8-sig")), delimiter=";"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(hr.get("/atgarder.xlsx").get_data()))
    sheet = book.get_sheet_by_index(0).to_python()

    (row,) = [row for row in rows if row[0] == "t1"]
    assert row[5] == f"'{EVIL}"
    assert row[6] == "'@alla"
    assert row[11] == "'+46 70"
    assert row[4].startswith("Ledarskap: 92 av 100 (12 svar")
    assert row[8] == "allvarlig"
    assert row[12] == "2027-01-31"
    (cells,) = [cells for cells in sheet if cells[0] == "t1"]
    assert cells[5] == EVIL
    assert [str(cell) for cell in cells[7:10]] == row[7:10]
    assert not any(cell.startswith(("=", "+", "-", "@")) for line in rows for cell in line)
    assert [line[5] for line in rows if line[0] == "t2"] == ["Ingen plan finns"]
    assert len(rows) == len(sheet) == 17


def test_a_file_holds_only_units_the_reader_follows(
    town: Town, client_for: Callable[[str], PageClient], house: House
) -> None:
    put_in(house)
    put_in(house, unit_id="t2", by="ny2")

    rows = client_for(town.chef).get("/atgarder.csv").get_data().decode("utf-8-sig").splitlines()

    assert [row.split(";")[0] for row in rows[1:]] == ["t1"]


def test_the_overview_takes_the_same_number_of_queries_for_many_plans(
    town: Town, client_for: Callable[[str], PageClient], house: House
) -> None:
    hr = client_for(town.hr)
    hr.get("/atgarder?visa=alla")
    few = _queries(house, lambda: hr.get("/atgarder?visa=alla"))
    for number in range(1, 12):
        put_in(house, unit_id=f"t{number}", by=f"l{number}")

    assert _queries(house, lambda: hr.get("/atgarder?visa=alla")) == few


def _queries(house: House, act: Callable[[], Any]) -> int:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(house.database.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(house.database.engine, "before_cursor_execute", note)
    return len(seen)
