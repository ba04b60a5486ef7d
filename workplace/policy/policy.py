"""A version of the personalpolicy: areas with what is expected of medarbetare, and moreover of a chef."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from workplace.definitions.document import PART_KEY, Fields, in_language, read_head, repeated
from workplace.errors import Problem
from workplace.wording import N_, Sentence


class Audience(StrEnum):
    """Of whom something is expected; the words are those of the files."""

    EMPLOYEE = "medarbetare"
    LEADER = "chef"


@dataclass(frozen=True)
class PolicyArea:
    """An area of the policy; every text is by language.

    `employee`: what is expected of every medarbetare, chefer among them. `leader`: what is expected of a chef
    besides. `conduct`: the förhållningssätt in a sentence, None when the policy says nothing.
    """

    code: str
    heading: Mapping[str, str]
    text: Mapping[str, str]
    employee: tuple[Mapping[str, str], ...] = ()
    leader: tuple[Mapping[str, str], ...] = ()
    conduct: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Policy:
    """A version of the personalpolicy, in force from `valid_from` until a later version is."""

    key: str
    version: str
    title: Mapping[str, str]
    valid_from: dt.date
    areas: tuple[PolicyArea, ...]

    def area(self, code: str) -> PolicyArea | None:
        """Return the area of a code, or None when this version has no such area."""
        return next((area for area in self.areas if area.code == code), None)

    def codes(self) -> tuple[str, ...]:
        """Return the codes of the areas in the order of the policy."""
        return tuple(area.code for area in self.areas)

    def heading(self, code: str, language: str = "sv") -> str:
        """Return the heading of an area, else the code itself."""
        area = self.area(code)
        return in_language(area.heading, language) if area else code


def read_policy(document: Mapping[str, Any], *, file: str = "") -> Policy:
    """Return the policy a TOML table describes, or raise `Refused` with every problem found."""
    problems: list[Problem] = []
    fields = Fields(document, problems, file=file)
    head = read_head(fields, "policy")
    valid_from = fields.date("valid_from")
    parts = fields.sections("area", required=True)
    areas = [_area(part) for part in parts]
    for place, code in repeated(area.code for area in areas):
        parts[place - 1].problem("definition_repeated_key", "code", Sentence(N_("nyckeln finns redan")), value=code)
    fields.refuse_if_wrong()
    assert valid_from is not None
    return Policy(head.key, head.version, head.title, valid_from, tuple(areas))


def in_force(policies: Iterable[Policy], on: dt.date) -> Policy | None:
    """Return the policy in force on a date: the one that began last, or None before the first began."""
    begun = [policy for policy in policies if policy.valid_from <= on]
    return max(begun, key=lambda policy: policy.valid_from, default=None)


def preview(policy: Policy) -> tuple[Sentence, ...]:
    """Return from when it holds and its areas, for whoever is about to publish it."""
    lines = [Sentence(N_("gäller från %(date)s"), {"date": policy.valid_from})]
    lines += [
        Sentence(
            N_("område %(code)s (%(heading)s): förväntningar %(employee)s, därtill på chef %(leader)s"),
            {
                "code": area.code,
                "heading": in_language(area.heading, "sv"),
                "employee": len(area.employee),
                "leader": len(area.leader),
            },
        )
        for area in policy.areas
    ]
    return tuple(lines)


def _area(fields: Fields) -> PolicyArea:
    expected: dict[str, list[Mapping[str, str]]] = {audience: [] for audience in Audience}
    for part in fields.sections("expectation"):
        audience, text = part.choice("of", tuple(Audience)), part.localized("text")
        if audience:
            expected[audience].append(text)
    return PolicyArea(
        code=fields.text("code", shape=PART_KEY),
        heading=fields.localized("heading"),
        text=fields.localized("text"),
        employee=tuple(expected[Audience.EMPLOYEE]),
        leader=tuple(expected[Audience.LEADER]),
        conduct=fields.localized("conduct", required=False) or None,
    )
