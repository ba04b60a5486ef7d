"""The kinds of definitions of all rooms: what HR can check, publish and read."""

from __future__ import annotations

from appraisal.pay import criteria
from appraisal.reports import outline
from surveys import instrument, instrument_preview
from workplace.definitions.kinds import DefinitionKind, Kinds
from workplace.policy import policy
from workplace.wording import N_, Sentence

KINDS = Kinds(
    [
        DefinitionKind(
            name="instrument",
            title=Sentence(N_("Formulär")),
            read=instrument.read_instrument,
            summary=instrument_preview.preview,
            areas=instrument_preview.area_uses,
            shipped="surveys:instruments",
        ),
        DefinitionKind(
            name="policy",
            title=Sentence(N_("Personalpolicy")),
            read=policy.read_policy,
            summary=policy.preview,
            shipped="workplace.policy:versions",
        ),
        DefinitionKind(
            name="criteria_set",
            title=Sentence(N_("Lönekriterier")),
            read=criteria.read_criteria_set,
            summary=criteria.preview,
            areas=criteria.area_uses,
            shipped="appraisal.pay:criteria_sets",
        ),
        DefinitionKind(
            name="report_outline",
            title=Sentence(N_("Ledarrapportens disposition")),
            read=outline.read_outline,
            summary=outline.preview,
            shipped="appraisal.reports:outlines",
        ),
    ]
)
"""In the order in which they are listed."""
