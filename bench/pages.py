"""The result page of units in a tree of 10 and in a city of 2,850: CPU time and statements, once seen and anew."""

from __future__ import annotations

import gc

from flask.testing import FlaskClient

from appraisal.app import create_app
from appraisal.definition_kinds import KINDS
from bench.city import City, build_city, instrument_toml
from bench.measuring import fresh_house, line, median_cpu_milliseconds, spent, statements
from surveys.findings.actions import publish
from surveys.waves.actions import import_answers
from workplace.clock import local_date
from workplace.definitions.actions import publish as publish_definition
from workplace.employer.actions import give_birth
from workplace.employer.records import Birth
from workplace.house import House
from workplace.identity.actions import begin_session, grant_role
from workplace.identity.actor import Role
from workplace.imports.table import GivenFile
from workplace.organisation.actions import import_organisation
from workplace.organisation.records import PersonRecord
from workplace.releases.queries import forget_decoded_pages

READER = "bench-reader"
ITEMS = 60


def run() -> None:
    """Print what a result page costs in a small and in a large organisation."""
    for people, units in ((200, 10), (45_000, 2_850)):
        city = build_city(people=people, items=ITEMS)
        if units == 10:
            city = _first_units(city, units)
        with fresh_house() as house:
            _publish(house, city)
            print(f"{len(city.unit_ids)} units, {ITEMS} items, three backgrounds")
            client = _signed_in(house)
            # What built the city is no part of a server's memory.
            gc.collect()
            gc.freeze()
            for name, unit_id in _chosen(city):
                _measure(house, client, name, f"/resultat/w2/{unit_id}")


def _first_units(city: City, units: int) -> City:
    """The same people in the first units of a city."""
    unit = city.unit % units
    leader = tuple("" for _ in range(units))
    return City(city.unit_ids[:units], city.parent[:units].clip(-1, 1), leader, unit, city.category, city.answers)


def _publish(house: House, city: City) -> None:
    """Two released waves, so that every page has something to compare with."""
    now, today = house.clock.now(), house.clock.today()
    units = "".join(line.rsplit(",", 1)[0] + "\n" for line in city.units_csv().splitlines())
    with house.database.writing() as session:
        give_birth(session, Birth.REAL, now, name="Mätstaden")
        import_organisation(session, units=GivenFile("u.csv", units.encode()), as_of=today, now=now)
        publish_definition(session, instrument_toml(ITEMS), kinds=KINDS, now=now)
        session.add(PersonRecord(id=READER, name="Läsare"))
        session.flush()
        grant_role(session, READER, Role.UNION, now)
    answers = GivenFile("a.csv", city.answers_csv().encode())
    for number, closed_on in enumerate((local_date(now).replace(month=1, day=1), today), start=1):
        with house.database.writing() as session:
            import_answers(session, f"w{number}", answers, instrument="city", closed_on=closed_on, now=now)
        with house.database.writing() as session:
            publish(session, f"w{number}", now=now)


def _chosen(city: City) -> list[tuple[str, str]]:
    """The top, a unit with many below it, and one with none."""
    below = {place: int((city.parent == place).sum()) for place in range(len(city.unit_ids))}
    most = max(range(1, len(city.unit_ids)), key=lambda place: below[place])
    last = next(place for place in reversed(range(len(city.unit_ids))) if not below[place])
    return [
        (f"the whole, {below[0]} straight below", city.unit_ids[0]),
        (f"a unit with {below[most]} straight below", city.unit_ids[most]),
        ("a unit with none below", city.unit_ids[last]),
    ]


def _signed_in(house: House) -> FlaskClient:
    app = create_app(house)
    client = app.test_client()
    with house.database.writing() as session:
        token = begin_session(session, READER, house.clock.now())
    client.set_cookie(app.config["MEDSKAP_SESSION_COOKIE"], token)
    return client


def _measure(house: House, client: FlaskClient, name: str, path: str) -> None:
    def get() -> None:
        response = client.get(path, base_url="http://localhost")
        assert response.status_code == 200, response.status_code

    def get_anew() -> None:
        forget_decoded_pages()
        get()

    get()
    with statements(house) as sent:
        get()
    with spent() as first:
        get_anew()
    assert first.cpu_seconds
    line(f"  {name}: CPU ms, pages never read before", f"{median_cpu_milliseconds(get_anew):.1f}", "reach 50")
    line(f"  {name}: CPU ms, again", f"{median_cpu_milliseconds(get):.1f}", "reach 50")
    line(f"  {name}: statements", str(len(sent)), "the same for all")


if __name__ == "__main__":
    run()
