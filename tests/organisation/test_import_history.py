"""Taking in the organisation: the first time, again, and later; what was true then stays answered."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.organisation.builders import PEOPLE, TODAY, UNITS, everything_in, take_in, workbook
from workplace.errors import Refused
from workplace.imports.queries import latest_runs
from workplace.organisation.queries import (
    direct_groups_on,
    leaders_on,
    led_units,
    people_on,
    placements_on,
    state_on,
    superior_of_unit,
    tree_on,
    unit_lines_on,
    unit_path,
    units_below,
    who_led,
)

LONG_AGO, MAY, JUNE = dt.date(1990, 1, 1), dt.date(2026, 5, 1), dt.date(2026, 6, 1)


def test_the_first_import_reaches_back_without_limit(database):
    change = take_in(database)

    assert change.counts["units_new"] == 3
    assert change.reaches_back
    with database.reading() as session:
        assert who_led(session, "norr", LONG_AGO) == "p2"
        assert [unit.name for unit in unit_path(session, "norr", LONG_AGO)] == ["Staden", "Norr"]
        assert {item.person_id for item in placements_on(session, dt.date(2018, 6, 1))} == {"p1", "p2", "p3", "p4"}


def test_a_second_time_changes_nothing_and_writes_nothing(database):
    take_in(database)
    before = everything_in(database)

    change = take_in(database)

    assert change.is_empty
    assert everything_in(database) == before


def test_a_dry_run_says_what_would_change_and_writes_nothing(database):
    before = everything_in(database)

    change = take_in(database, dry_run=True)

    assert change.counts["people_new"] == 7
    assert everything_in(database) == before


def test_who_led_on_the_first_of_may_is_answered_after_a_change_in_june(database):
    take_in(database)

    change = take_in(database, UNITS.replace("norr,Norr,stad,p2", "norr,Norra torget,soder,p4"), as_of=JUNE)

    assert (change.counts["leaders_new"], change.counts["units_renamed"], change.counts["units_moved"]) == (1, 1, 1)
    with database.reading() as session:
        assert who_led(session, "norr", MAY) == "p2"
        assert who_led(session, "norr", JUNE) == "p4"
        assert [unit.name for unit in unit_path(session, "norr", MAY)] == ["Staden", "Norr"]
        assert [unit.name for unit in unit_path(session, "norr", JUNE)] == ["Staden", "Söder", "Norra torget"]
        assert led_units(session, "p4", JUNE) == ["norr"]
        assert units_below(session, "soder", JUNE) == ["soder", "norr"]
        superior = superior_of_unit(session, "norr", JUNE)
        assert superior is not None
        assert superior.person_id == "p3"


def test_a_person_moves_another_ends_and_a_third_is_renamed(database):
    take_in(database)
    people = PEOPLE.replace("p4,Dan Ås,dan@example.org,norr", "p4,Dan Ås,dan@example.org,soder")
    people = people.replace("Fia Ry", "Fia Ryd").replace("p7,Gun Alm,,soder,Handläggare,2021-01-01,,\n", "")

    change = take_in(database, people=people, as_of=JUNE)

    assert [item.after.person_id for item in change.employments_moved] == ["p4"]
    assert [item.before.placement.person_id for item in change.employments_ended] == ["p7"]
    assert [item.after.name for item in change.people_changed] == ["Fia Ryd"]
    with database.reading() as session:
        groups_then, groups_now = direct_groups_on(session, MAY), direct_groups_on(session, JUNE)
        assert groups_then["norr"] == ["p4", "p5"]
        assert groups_now["norr"] == ["p5"]
        assert "p7" in people_on(session, MAY)
        assert "p7" not in people_on(session, JUNE)


def test_two_changes_on_the_same_date_leave_the_last_one(database):
    take_in(database)
    take_in(database, UNITS.replace("norr,Norr", "norr,Fel namn"), as_of=JUNE)

    take_in(database, UNITS.replace("norr,Norr", "norr,Rätt namn"), as_of=JUNE)

    with database.reading() as session:
        assert tree_on(session, JUNE).units["norr"].name == "Rätt namn"
        assert tree_on(session, MAY).units["norr"].name == "Norr"
        assert len(state_on(session, MAY).units) == 4


def test_a_date_before_a_recorded_change_is_refused(database):
    take_in(database)
    take_in(database, UNITS.replace("norr,Norr", "norr,Norra"), as_of=JUNE)
    before = everything_in(database)

    with pytest.raises(Refused) as refused:
        take_in(database, as_of=MAY)

    assert [problem.code for problem in refused.value.problems] == ["before_recorded_change"]
    assert everything_in(database) == before


def test_a_file_that_ends_a_fifth_of_the_employments_stops_unless_allowed(database):
    take_in(database)
    few = "\n".join(PEOPLE.splitlines()[:6]) + "\n"
    before = everything_in(database)

    with pytest.raises(Refused) as refused:
        take_in(database, people=few)
    unchanged = everything_in(database)
    change = take_in(database, people=few, allow_large_change=True)

    assert [problem.code for problem in refused.value.problems] == ["large_change"]
    assert unchanged == before
    assert change.counts["employments_ended"] == 2


def test_a_unit_that_ends_while_people_are_placed_there_is_refused(database):
    take_in(database)

    with pytest.raises(Refused) as refused:
        take_in(database, UNITS.replace("soder,Söder,stad,p3\n", ""), people=None)

    assert [(problem.code, problem.value) for problem in refused.value.problems] == [("unit_in_use", "soder")]


def test_units_without_people_keep_people_and_teams(database):
    take_in(
        database,
        people=PEOPLE.replace(
            "p5,Eva Öst,eva@example.org,norr,Handläggare,2019-01-01,,",
            "p5,Eva Öst,eva@example.org,norr,Handläggare,2019-01-01,,p4",
        ),
    )

    change = take_in(database, UNITS.replace("norr,Norr", "norr,Norra"), people=None, as_of=JUNE)

    assert change.counts["units_ended"] == 0
    with database.reading() as session:
        assert "norr.p4" in tree_on(session, JUNE).units
        assert direct_groups_on(session, JUNE)["norr.p4"] == ["p5"]


def test_a_named_leader_who_does_not_lead_the_unit_makes_a_team(database):
    people = PEOPLE.replace("2019-01-01,,", "2019-01-01,,p4")

    take_in(database, people=people)

    with database.reading() as session:
        team = tree_on(session, TODAY).units["norr.p4"]
        assert (team.kind, team.parent_id, team.name) == ("team", "norr", "Team Dan Ås")
        groups = direct_groups_on(session, TODAY)
        assert groups["norr.p4"] == ["p5"]
        assert groups["norr"] == ["p4"]


def test_several_employments_absence_and_protected_details(database):
    people = (
        "person_id,name,email,unit_id,title,employed_from,absence_from,absence_kind,protected\n"
        "p1,Asta Ek,,stad,Direktör,2015-01-01,,,\np2,Bo Lind,,norr,Chef,2016-01-01,,,\n"
        "p3,Cia Berg,,soder,Chef,2017-01-01,2026-10-01,Föräldraledig,\n"
        "p4,Dold Person,,norr,Handläggare,2018-01-01,,,ja\np4,Dold Person,,soder,Handläggare,2018-01-01,,,ja\n"
    )

    take_in(database, people=people)
    again = take_in(database, people=people)

    assert again.is_empty
    with database.reading() as session:
        groups = direct_groups_on(session, TODAY)
        assert "p4" in groups["norr"]
        assert "p4" in groups["soder"]
        assert "p4" not in people_on(session, TODAY)
        assert "p4" in people_on(session, TODAY, include_protected=True)
        assert [item.absence.kind for item in state_on(session, TODAY).absences] == ["Föräldraledig"]


def test_an_ended_absence_and_an_employment_with_a_last_day_take_effect(database):
    take_in(database)
    last_day = PEOPLE.replace(
        "p6,Fia Ry,fia@example.org,soder,Handläggare,2020-01-01,,",
        "p6,Fia Ry,fia@example.org,soder,Handläggare,2020-01-01,2026-12-31,",
    )

    take_in(database, people=last_day)

    with database.reading() as session:
        assert "p6" in people_on(session, dt.date(2026, 12, 31))
        assert "p6" not in people_on(session, dt.date(2027, 1, 1))
    assert take_in(database, people=last_day, as_of=dt.date(2027, 2, 1)).is_empty


def test_the_tree_counts_direct_groups_and_whole_units(database):
    take_in(database)

    with database.reading() as session:
        lines = {
            line.unit.unit_id: (line.depth, line.direct_size, line.whole_size) for line in unit_lines_on(session, TODAY)
        }
        assert leaders_on(session, TODAY)["stad"] == "p1"
    assert lines == {"stad": (0, 3, 7), "norr": (1, 2, 2), "soder": (1, 2, 2)}


def test_an_import_is_noted_with_the_hash_of_its_files(database):
    take_in(database)
    take_in(database)

    with database.reading() as session:
        runs = latest_runs(session, "organisation")
    assert len(runs) == 1
    assert {item["part"] for item in runs[0].files} == {"units", "people"}
    assert all(len(item["sha256"]) == 64 for item in runs[0].files)


def test_a_workbook_says_the_same_as_the_text(database):
    take_in(database, people=PEOPLE.replace("2020-01-01,,", "2020-01-01,9999-12-31,"))

    change = take_in(database, workbook(UNITS), workbook(PEOPLE))

    assert change.is_empty


def test_an_unreasonable_date_is_refused(database):
    take_in(database)

    with pytest.raises(Refused) as refused:
        take_in(database, people=None, as_of=dt.date.min)

    assert [problem.code for problem in refused.value.problems] == ["invalid_date"]


def test_a_column_that_is_missing_changes_nothing_and_lifts_no_protection(database):
    people = "\n".join(
        f"{line},{'protected,phone' if number == 0 else 'ja,08-1' if line.startswith('p4') else ','}"
        for number, line in enumerate(PEOPLE.splitlines())
    )
    units = UNITS.replace("leader_id", "leader_id,administration,kind").replace(",p1\n", ",p1,Nämnden,stab\n")
    take_in(database, units.replace(",p2\n", ",p2,,\n").replace(",p3\n", ",p3,,\n"), people)

    change = take_in(database, UNITS.replace(",leader_id", "").replace(",p1", "").replace(",p2", "").replace(",p3", ""))

    assert change.is_empty
    with database.reading() as session:
        assert "p4" not in people_on(session, TODAY)
        assert leaders_on(session, TODAY)["norr"] == "p2"
        assert tree_on(session, TODAY).units["norr"].administration == "Nämnden"
