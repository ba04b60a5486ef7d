"""What an instrument says in a few lines, for whoever is about to publish it."""

from __future__ import annotations

from surveys.instrument import Instrument, ItemType, Scope
from workplace.definitions.document import in_language
from workplace.definitions.kinds import AreaUse
from workplace.wording import N_, Sentence


def preview(instrument: Instrument) -> tuple[Sentence, ...]:
    """Return the number of items, what is special about some, the indices with what they rest on, the backgrounds."""
    about_leader = sum(item.scope == Scope.DIRECT for item in instrument.items)
    lines = [
        Sentence(
            N_("%(items)s frågor, varav %(direct)s om närmaste chef"),
            {"items": len(instrument.items), "direct": about_leader},
        )
    ]
    if instrument.alias_of:
        lines.append(Sentence(N_("samma frågor som %(key)s, under annat namn"), {"key": instrument.alias_of}))
    if instrument.pages:
        titles = ", ".join(in_language(page.title, "sv") for page in instrument.pages)
        lines.append(Sentence(N_("%(count)s sidor: %(titles)s"), {"count": len(instrument.pages), "titles": titles}))
    lines += _special_items(instrument)
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
            N_("bakgrund %(key)s (svaranden får frågan): %(categories)s")
            if background.is_asked
            else N_("bakgrund %(key)s: %(categories)s"),
            {"key": background.key, "categories": ", ".join(background.categories)},
        )
        for background in instrument.backgrounds
    ]
    return tuple(lines)


def _special_items(instrument: Instrument) -> list[Sentence]:
    hanging = [item.key for item in instrument.items if item.condition is not None]
    words = [item.key for item in instrument.items if item.type is ItemType.TEXT]
    named = [item.key for item in instrument.items if item.names_contacts]
    lines = []
    if hanging:
        text = (
            N_("1 fråga ställs bara efter vissa svar: %(keys)s")
            if len(hanging) == 1
            else N_("%(count)s frågor ställs bara efter vissa svar: %(keys)s")
        )
        lines.append(Sentence(text, {"count": len(hanging), "keys": ", ".join(hanging)}))
    if words:
        lines.append(Sentence(N_("med egna ord: %(keys)s"), {"keys": ", ".join(words)}))
    if named:
        lines.append(Sentence(N_("före %(keys)s står vart man vänder sig"), {"keys": ", ".join(named)}))
    lines += [
        Sentence(
            N_("%(key)s frågas bara i %(administration)s"), {"key": item.key, "administration": item.administration}
        )
        for item in instrument.items
        if item.administration
    ]
    return lines


def area_uses(instrument: Instrument) -> tuple[AreaUse, ...]:
    """Return which item follows which policy area."""
    return tuple(AreaUse(item.key, item.policy_area) for item in instrument.items if item.policy_area)
