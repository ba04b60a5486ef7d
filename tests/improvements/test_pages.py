"""Improvements as people meet them: from a figure, in the plan, followed up, and hidden from all others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from surveys.improvements.queries import improvements_of_unit, log_with_names
from tests.conftest import PageClient
from tests.improvements.conftest import NEW, OLD, Town, put_in, terms
from workplace.agreements.agreement import AgreementState, Effect
from workplace.house import House

UNIT = f"/resultat/{NEW}/t1"
PLAN = f"{UNIT}/atgarder"
FILLED = {
    "version": "0",
    "figure": "index:leadership",
    "what": "Veckoavstämning om prioriteringar",
    "who": "Person l1",
    "by_when": "2027-01-31",
    "seen_by": "Alla har haft en avstämning",
    "state": "agreed",
}


def text_of(client: PageClient, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return str(response.get_data(as_text=True))


def test_a_chef_makes_an_improvement_from_a_figure_and_the_figure_is_cited(
    town: Town, client_for: Callable[[str], PageClient], house: House
) -> None:
    chef = client_for(town.chef)
    page = text_of(chef, UNIT)
    assert f'href="{PLAN}/ny?siffra=index:leadership"' in page
    assert "Gruppen har ingen plan än" in page
    form = text_of(chef, f"{PLAN}/ny?siffra=index:leadership")
    assert '<option selected value="index:leadership">' in form

    response = chef.send(f"{PLAN}/ny", FILLED)

    assert response.status_code == 303
    with house.database.reading() as session:
        made = improvements_of_unit(session, "t1")
    assert [one.terms.what for one in made] == ["Veckoavstämning om prioriteringar"]
    assert made[0].cited.release_id == f"{NEW}.1"
    assert made[0].cited.estimate.n == 12
    page = text_of(chef, UNIT)
    assert "Veckoavstämning om prioriteringar" in page
    assert "(12 svar, Två frågor 2026)" in page
    assert "Gruppen har ingen plan än" not in page


@pytest.mark.parametrize("missing", ["who", "by_when", "seen_by", "what"])
def test_what_a_plan_needs_is_asked_for_at_its_field(
    town: Town, client_for: Callable[[str], PageClient], missing: str
) -> None:
    response = client_for(town.chef).send(f"{PLAN}/ny", {**FILLED, missing: ""})

    assert response.status_code == 400
    assert f'id="{missing}-error"' in response.get_data(as_text=True)


def test_a_figure_that_is_not_shown_cannot_be_cited(town: Town, client_for: Callable[[str], PageClient]) -> None:
    chef = client_for(town.chef)

    for figure in ("", "index:nothing", "mean:q9", "share:q1=5", "nonsense"):
        response = chef.send(f"{PLAN}/ny", {**FILLED, "figure": figure})
        assert response.status_code == 400, figure


def test_a_group_too_small_to_be_shown_begins_from_the_nearest_larger_one(
    town: Town, client_for: Callable[[str], PageClient], house: House
) -> None:
    chef = client_for(town.small_chef)
    form = text_of(chef, f"/resultat/{NEW}/small/atgarder/ny")
    assert "Gruppens egna siffror visas inte" in form
    assert "för Staden" in form

    response = chef.send(f"/resultat/{NEW}/small/atgarder/ny", FILLED)

    assert response.status_code == 303
    with house.database.reading() as session:
        assert improvements_of_unit(session, "small")[0].cited.unit_id == "stad"


def test_only_the_relations_of_the_trust_table_read_and_write(
    town: Town, client_for: Callable[[str], PageClient], house: House
) -> None:
    made = put_in(house)
    readers = {
        town.chef,
        town.superior,
        town.employee,
        town.hr,
        town.hr_central,
        town.safety,
        town.deputy,
        town.registrar,
    }
    others = {town.top, town.elsewhere, town.union, town.former}

    for person in readers | others:
        client = client_for(person)
        for path in (PLAN, f"{PLAN}/{made}", f"{PLAN}/anslag"):
            expected = 200 if person in readers else 404
            assert client.get(path).status_code == expected, (person, path)
        writes = 200 if person in (town.chef, town.deputy) else 404
        assert client.get(f"{PLAN}/{made}/andra").status_code == writes, person
        page = client.get(UNIT).get_data(as_text=True)
        assert ("Veckoavstämning" in page) is (person in readers), person


def test_a_former_leader_reads_what_is_open_and_nothing_else(
    town: Town, client_for: Callable[[str], PageClient], house: House
) -> None:
    still_open = put_in(house, unit_id="t2", given=terms("Den öppna"))
    done = put_in(house, unit_id="t2", given=terms("Den klara", state=AgreementState.DONE))
    former = client_for(town.former)
    base = f"/resultat/{NEW}/t2/atgarder"

    page = text_of(former, base)

    assert "Den öppna" in page
    assert "Den klara" not in page
    assert former.get(f"{base}/{still_open}").status_code == 200
    assert former.get(f"{base}/{done}").status_code == 404
    assert former.get(f"{base}/anslag").status_code == 404


def test_a_date_is_not_moved_without_a_reason_and_the_log_keeps_it(
    town: Town, client_for: Callable[[str], PageClient], house: House
) -> None:
    made = put_in(house)
    chef = client_for(town.chef)
    changed = {**FILLED, "version": "1", "by_when": "2027-03-31"}

    refused = chef.send(f"{PLAN}/{made}/andra", changed)
    moved = chef.send(f"{PLAN}/{made}/andra", {**changed, "reason": "Vakansen är inte tillsatt"})

    assert refused.status_code == 400
    assert 'id="reason-error"' in refused.get_data(as_text=True)
    assert moved.status_code == 303
    page = text_of(chef, f"{PLAN}/{made}")
    assert "Datumet flyttades från 31 januari 2027 till 31 mars 2027: ”Vakansen är inte tillsatt”" in page
    with house.database.reading() as session:
        assert [entry.reason for entry, _ in log_with_names(session, made)] == ["Vakansen är inte tillsatt", ""]


def test_it_is_done_and_its_effect_is_checked(
    town: Town, client_for: Callable[[str], PageClient], house: House
) -> None:
    made = put_in(house)
    chef = client_for(town.chef)
    fields = {**FILLED, "version": "1", "effect": "partly", "effect_seen": "Hälften har haft en avstämning"}

    early = chef.send(f"{PLAN}/{made}/andra", fields)
    done = chef.send(f"{PLAN}/{made}/andra", {**fields, "state": "done"})

    assert early.status_code == 400
    assert done.status_code == 303
    with house.database.reading() as session:
        one = improvements_of_unit(session, "t1")[0]
    assert (one.terms.state, one.terms.effect) == (AgreementState.DONE, Effect.PARTLY)


def test_the_second_of_two_who_write_gets_both_texts(
    town: Town, client_for: Callable[[str], PageClient], house: House
) -> None:
    made = put_in(house)
    chef, deputy = client_for(town.chef), client_for(town.deputy)
    chef.send(f"{PLAN}/{made}/andra", {**FILLED, "version": "1", "what": "Chefens text"})

    response = deputy.send(f"{PLAN}/{made}/andra", {**FILLED, "version": "1", "what": "Ersättarens text"})

    page = response.get_data(as_text=True)
    assert response.status_code == 409
    assert "Chefens text" in page
    assert "Ersättarens text" in page


def test_last_years_stand_first_with_what_can_be_said_of_the_change(
    town: Town, client_for: Callable[[str], PageClient], house: House
) -> None:
    put_in(house, wave_id=OLD, given=terms("Från i fjol", by_when=dt.date(2026, 5, 1), state=AgreementState.DONE))
    put_in(house, given=terms("Från i år"))

    page = text_of(client_for(town.chef), UNIT)

    assert page.index("Från i fjol") < page.index("Från i år")
    assert "mer än slump, och mer än vad som var att vänta ändå" in page
    assert f"{PLAN}/ny?fran=" in page


def test_one_of_last_year_is_gone_on_with(town: Town, client_for: Callable[[str], PageClient], house: House) -> None:
    old = put_in(house, wave_id=OLD, given=terms("Från i fjol"))
    chef = client_for(town.chef)
    form = text_of(chef, f"{PLAN}/ny?fran={old}")
    assert ">Från i fjol</textarea>" in form.replace("\r\n", "")

    chef.send(f"{PLAN}/ny", {**FILLED, "came_from": str(old)})

    with house.database.reading() as session:
        newest = improvements_of_unit(session, "t1")[-1]
    assert newest.agreement.came_from == old


def test_the_plan_takes_the_same_number_of_queries_for_many_improvements(
    town: Town, client_for: Callable[[str], PageClient], house: House
) -> None:
    put_in(house)
    put_in(house, wave_id=OLD)
    chef = client_for(town.chef)
    chef.get(UNIT)
    few = _queries(house, lambda: chef.get(UNIT))
    for number in range(12):
        put_in(house, wave_id=OLD if number % 2 else NEW, given=terms(f"Nummer {number}"))

    many = _queries(house, lambda: chef.get(UNIT))

    assert many == few


def _queries(house: House, act: Callable[[], Any]) -> int:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(house.database.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(house.database.engine, "before_cursor_execute", note)
    return len([one for one in seen if one.lstrip().upper().startswith(("SELECT", "WITH"))])
