"""What an instrument says in a few lines, for whoever is about to publish it."""

from __future__ import annotations

from surveys.instrument import Instrument, Scope
from workplace.definitions.document import in_language
from workplace.definitions.kinds import AreaUse
from workplace.wording import N_, Sentence


def preview(instrument: Instrument) -> tuple[Sentence, ...]:
    """Return the number of items, the indices with what they rest on, and the backgrounds."""
    about_leader = sum(item.scope == Scope.DIRECT for item in instrument.items)
    lines = [
        Sentence(
            N_("%(items)s frågor, varav %(direct)s om närmaste chef"),
            {"items": len(instrument.items), "direct": about_leader},
        )
    ]
    if instrument.alias_of:
        lines.append(Sentence(N_("samma frågor som %(key)s, under annat namn"), {"key": instrument.alias_of}))
    lines += [
        Sentence(
            N_("index %(key)s (%(title)s): %(items)s"),
            {
                "key": index.key,
                "title": in_language(index.title, "sv"),
                "items": ", ".join(instrument.leaf_items(index.key)),
            },
        )
        for index in instrument.indices
    ]
    lines += [
        Sentence(
            N_("bakgrund %(key)s: %(categories)s"),
            {"key": background.key, "categories": ", ".join(background.categories)},
        )
        for background in instrument.backgrounds
    ]
    return tuple(lines)


def area_uses(instrument: Instrument) -> tuple[AreaUse, ...]:
    """Return which item follows which policy area."""
    return tuple(AreaUse(item.key, item.policy_area) for item in instrument.items if item.policy_area)
