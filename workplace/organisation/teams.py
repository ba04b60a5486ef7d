"""Teams: a leader named in the people file who does not lead the unit makes a team below it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from workplace.errors import Problem
from workplace.imports.cells import IDENTIFIER
from workplace.organisation.employment import PersonFacts
from workplace.organisation.leadership import superior_of
from workplace.organisation.people_file import PersonRow
from workplace.organisation.unit_tree import TEAM, Unit, UnitTree
from workplace.wording import N_, Sentence


def team_id(unit_id: str, leader_id: str) -> str:
    """Return the id of a leader's team in a unit."""
    return f"{unit_id}.{leader_id}"


def teams_of(
    rows: Iterable[PersonRow],
    units: Mapping[str, Unit],
    leaders: Mapping[str, str],
    people: Mapping[str, PersonFacts],
    file: str,
) -> tuple[dict[str, Unit], dict[str, str], list[Problem]]:
    """Return the units that teams make, who leads them, and what cannot be.

    A unit's own leader is never placed in a team of the unit: a leader_id on that row may only repeat the superior.
    The name is "Team" and the leader's name, or the leader's id where the name is empty or protected.
    """
    tree = UnitTree(units)
    teams: dict[str, Unit] = {}
    led: dict[str, str] = {}
    problems = []
    for row in rows:
        if not makes_team(row, leaders) or row.unit_id not in units:
            problem = _contradicts_superior(row, tree, leaders, file)
            problems += [problem] if problem else []
            continue
        unit_id = team_id(row.unit_id, row.leader_id)
        if unit_id in teams:
            continue
        if unit_id in units or not IDENTIFIER.fullmatch(unit_id):
            problems.append(
                Problem(
                    "invalid_team",
                    Sentence(N_("teamets id blir %(team)s, som är upptaget eller för långt"), {"team": unit_id}),
                    file=file,
                    row=row.row,
                    column="leader_id",
                    value=row.leader_id,
                )
            )
        leader = people.get(row.leader_id)
        name = leader.name if leader and leader.name and not leader.protected else row.leader_id
        above = units[row.unit_id]
        teams[unit_id] = Unit(unit_id, f"Team {name}"[:200], row.unit_id, TEAM, above.administration)
        led[unit_id] = row.leader_id
    return teams, led, problems


def makes_team(row: PersonRow, leaders: Mapping[str, str]) -> bool:
    """Return whether the row belongs to a team instead of its unit."""
    own = leaders.get(row.unit_id)
    return bool(row.leader_id) and row.leader_id != own and row.person_id != own


def _contradicts_superior(row: PersonRow, tree: UnitTree, leaders: Mapping[str, str], file: str) -> Problem | None:
    if not row.leader_id or leaders.get(row.unit_id) != row.person_id:
        return None
    superior = superior_of(tree, leaders, row.unit_id)
    if superior is None or superior.person_id == row.leader_id:
        return None
    return Problem(
        "contradicts_superior",
        Sentence(
            N_("leder enheten %(unit)s, vars överordnade chef är %(superior)s"),
            {"unit": row.unit_id, "superior": superior.person_id},
        ),
        file=file,
        row=row.row,
        column="leader_id",
        value=row.leader_id,
        hint=Sentence(N_("lämna cellen tom")),
    )
