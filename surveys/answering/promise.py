"""The promise for one group: from how many answers on what is shown, in words, given how many the group is."""

from __future__ import annotations

from dataclasses import dataclass

from measures.disclosure.floors import Floors
from workplace.wording import N_, Sentence


@dataclass(frozen=True)
class Promise:
    """What a group of this size is told before its first question. `rungs`: what can be shown, the least first.

    `never`: what can never be shown of so small a group; None when everything can.
    """

    group: Sentence
    rungs: tuple[Sentence, ...]
    never: Sentence | None


_RUNGS = (
    N_("Om minst %(floor)s svarar visas ett sammanvägt värde (index) för gruppen."),
    N_("Om minst %(floor)s svarar visas också medelvärdet för varje fråga."),
    N_("Om minst %(floor)s svarar visas också andelar, avrundade till hela tiotal."),
    N_("Om minst %(floor)s svarar visas också hur svaren fördelar sig."),
)
_NEVER = (
    N_("Andelar och fördelningar visas aldrig för en så liten grupp."),
    N_("Andelar och fördelningar visas aldrig för en så liten grupp."),
    N_("Hur svaren fördelar sig visas aldrig för en så liten grupp."),
)


def promise_for(floors: Floors, size: int, unit_name: str) -> Promise:
    """Return the promise for a direct group of `size` people. How many have answered is never told."""
    limits = (floors.indices, floors.means, floors.shares, floors.classes)
    reached = sum(size >= limit for limit in limits)
    facts = {"unit": unit_name, "size": size, "floor": floors.indices}
    if reached == 0:
        return Promise(
            Sentence(
                N_(
                    "Du hör till %(unit)s, en grupp på %(size)s. Den är för liten för ett eget resultat: era svar "
                    "visas bara tillsammans med fler, aldrig för färre än %(floor)s svarande."
                )
                if size > 1
                else N_(
                    "Du hör till %(unit)s. Gruppen är för liten för ett eget resultat: ditt svar visas bara "
                    "tillsammans med fler, aldrig för färre än %(floor)s svarande."
                ),
                facts,
            ),
            (),
            None,
        )
    group = Sentence(
        N_("Du hör till %(unit)s, en grupp på %(size)s. Ingenting visas för gruppen om färre än %(floor)s svarar."),
        facts,
    )
    rungs = tuple(
        Sentence(text, {"floor": limit}) for text, limit in zip(_RUNGS[:reached], limits[:reached], strict=True)
    )
    never = Sentence(_NEVER[reached - 1]) if reached < len(limits) else None
    return Promise(group, rungs, never)
