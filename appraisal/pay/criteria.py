"""Lönekriterier: a version of the criteria for medarbetare or for chefer, and what each level looks like."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workplace.definitions.document import (
    DEFINITION_KEY,
    PART_KEY,
    VERSION,
    Fields,
    in_language,
    read_head,
    repeated,
)
from workplace.definitions.kinds import AreaUse
from workplace.errors import Problem
from workplace.policy.policy import Audience
from workplace.wording import N_, Sentence

DEFAULT_LEVELS: tuple[Mapping[str, str], ...] = (
    {"sv": "Utvecklingsbehov", "en": "Needs development"},
    {"sv": "Når förväntan", "en": "Meets expectations"},
    {"sv": "Över förväntan", "en": "Exceeds expectations"},
    {"sv": "Föredömlig", "en": "A role model"},
)
"""Names of the levels, lowest first, where a criteria set gives none of its own."""


@dataclass(frozen=True)
class Criterion:
    """A lönekriterium; `level_texts` holds a text for each level of its set, lowest first."""

    code: str
    heading: Mapping[str, str]
    text: Mapping[str, str]
    policy_area: str
    level_texts: tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class CriteriaSet:
    """A version of the criteria; it follows one version of the personalpolicy.

    In force from `valid_from` until a later set for its audience is. `levels`: their names, lowest first.
    """

    key: str
    version: str
    title: Mapping[str, str]
    audience: Audience
    valid_from: dt.date
    policy_key: str
    policy_version: str
    levels: tuple[Mapping[str, str], ...]
    criteria: tuple[Criterion, ...]

    def criterion(self, code: str) -> Criterion | None:
        """Return the criterion of a code, or None when the set has none."""
        return next((criterion for criterion in self.criteria if criterion.code == code), None)


def read_criteria_set(document: Mapping[str, Any], *, file: str = "") -> CriteriaSet:
    """Return the criteria set a TOML table describes, or raise `Refused` with every problem found."""
    problems: list[Problem] = []
    fields = Fields(document, problems, file=file)
    head = read_head(fields, "criteria_set")
    audience = fields.choice("audience", tuple(Audience))
    valid_from = fields.date("valid_from")
    policy_key, policy_version = _policy(fields)
    levels = tuple(part.localized("name") for part in fields.sections("level")) or DEFAULT_LEVELS
    if len(levels) < 2:
        fields.problem("criteria_levels", "level", Sentence(N_("det behövs minst två nivåer")))
    parts = fields.sections("criterion", required=True)
    criteria = [_criterion(part, len(levels)) for part in parts]
    for place, code in repeated(criterion.code for criterion in criteria):
        parts[place - 1].problem("definition_repeated_key", "code", Sentence(N_("nyckeln finns redan")), value=code)
    fields.refuse_if_wrong()
    assert valid_from is not None
    return CriteriaSet(
        key=head.key,
        version=head.version,
        title=head.title,
        audience=Audience(audience),
        valid_from=valid_from,
        policy_key=policy_key,
        policy_version=policy_version,
        levels=levels,
        criteria=tuple(criteria),
    )


def in_force(sets: Iterable[CriteriaSet], audience: Audience, on: dt.date) -> CriteriaSet | None:
    """Return the set in force for an audience on a date: the one that began last, or None."""
    begun = [one for one in sets if one.audience == audience and one.valid_from <= on]
    return max(begun, key=lambda one: one.valid_from, default=None)


def preview(criteria_set: CriteriaSet) -> tuple[Sentence, ...]:
    """Return for whom, from when, after which policy, and the criteria: what one is about to publish."""
    lines = [
        Sentence(
            N_("för %(audience)s från %(date)s, enligt %(policy)s version %(version)s"),
            {
                "audience": str(criteria_set.audience),
                "date": criteria_set.valid_from,
                "policy": criteria_set.policy_key,
                "version": criteria_set.policy_version,
            },
        ),
        Sentence(
            N_("nivåer: %(levels)s"),
            {"levels": ", ".join(in_language(level, "sv") for level in criteria_set.levels)},
        ),
    ]
    lines += [
        Sentence(
            N_("kriterium %(code)s (%(heading)s), policyområde %(area)s"),
            {
                "code": criterion.code,
                "heading": in_language(criterion.heading, "sv"),
                "area": criterion.policy_area,
            },
        )
        for criterion in criteria_set.criteria
    ]
    return tuple(lines)


def area_uses(criteria_set: CriteriaSet) -> tuple[AreaUse, ...]:
    """Return which criterion follows which policy area."""
    return tuple(AreaUse(criterion.code, criterion.policy_area) for criterion in criteria_set.criteria)


def _policy(fields: Fields) -> tuple[str, str]:
    """Read `policy = "KEY@VERSION"`: the version the criteria follow."""
    reference = fields.text("policy")
    key, _, version = reference.partition("@")
    if reference and not (DEFINITION_KEY.fullmatch(key) and VERSION.fullmatch(version)):
        fields.problem(
            "criteria_policy",
            "policy",
            Sentence(N_("policyn anges med nyckel och version")),
            value=reference,
            hint=Sentence(N_("skriv till exempel personalpolicy@2016")),
        )
    return key, version


def _criterion(fields: Fields, level_count: int) -> Criterion:
    parts = fields.sections("level")
    texts = tuple(part.localized("text") for part in parts)
    if len(texts) != level_count:
        fields.problem(
            "criteria_level_texts",
            "level",
            Sentence(
                N_("kriteriet har %(found)s nivåtexter men nivåerna är %(wanted)s"),
                {"found": len(texts), "wanted": level_count},
            ),
            hint=Sentence(N_("skriv en text för varje nivå, den lägsta först")),
        )
    return Criterion(
        code=fields.text("code", shape=PART_KEY),
        heading=fields.localized("heading"),
        text=fields.localized("text"),
        policy_area=fields.text("policy_area", shape=PART_KEY),
        level_texts=texts,
    )
