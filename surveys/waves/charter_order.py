"""Is one charter at least as strict as another? A promise may be sharpened after it was signed, never loosened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from measures.disclosure.floors import Floors
from surveys.waves.charter import CIRCLES, CO_DETERMINATION_NOT_GIVEN, READERS, Circle, circles_of, readers_of
from workplace.wording import N_, Sentence

FLOOR_WORDS: Mapping[str, str] = {
    "indices": N_("index"),
    "means": N_("medelvärden"),
    "shares": N_("tre klasser"),
    "classes": N_("fem klasser"),
    "breakdown": N_("kategori i en uppdelning"),
    "breakdown_unit": N_("enhet med uppdelning"),
}
_COMPARED = {
    "version",
    "floors",
    "steps",
    "clipped_below_highest_rung",
    "readers",
    "reviewers",
    "circles",
    "retention",
    "reminders",
    "co_determination",
}
_FIXED: Mapping[str, str] = {
    "wave": N_("Omgångens id"),
    "instrument": N_("Formuläret"),
    "census_on": N_("Mätdagen"),
    "population": N_("Regeln för vilka som bjuds in"),
    "languages": N_("Språken"),
    "formulas": N_("Formlerna"),
    "participation": N_("Löftet om deltagande"),
    "is_trial": N_("Att omgången är på prov"),
}


def is_stricter_or_equal(new: Mapping[str, Any], old: Mapping[str, Any]) -> tuple[Sentence, ...]:
    """Return each way in which a new charter is looser than the old one, in sentences; empty: none, it may stand.

    What is neither stricter nor looser (another formula, another rule of who is invited) may not change at all.
    """
    return (
        *_floors(new, old),
        *_shown(new, old),
        *_readers(new, old),
        *_reviewers(new, old),
        *_circles(new, old),
        *_retention(new, old),
        *_reminders(new, old),
        *_co_determination(new, old),
        *_unchanged(new, old),
    )


def _floors(new: Mapping[str, Any], old: Mapping[str, Any]) -> Iterator[Sentence]:
    given = new.get("floors", {})
    for field in fields(Floors):
        before, after = old["floors"][field.name], given.get(field.name, 0)
        if after < before:
            yield Sentence(
                N_("Golvet för %(what)s skulle sänkas från %(before)s till %(after)s."),
                {"what": Sentence(FLOOR_WORDS[field.name]), "before": before, "after": after},
            )


def _shown(new: Mapping[str, Any], old: Mapping[str, Any]) -> Iterator[Sentence]:
    steps = new.get("steps", {})
    if any(steps.get(name, 0) < step for name, step in old["steps"].items()):
        yield Sentence(N_("Siffror skulle visas med finare steg."))
    low, high = new.get("clipped_below_highest_rung", (0, 100))
    if low < old["clipped_below_highest_rung"][0] or high > old["clipped_below_highest_rung"][1]:
        yield Sentence(N_("Ytterligheter skulle visas för mindre grupper."))


def _readers(new: Mapping[str, Any], old: Mapping[str, Any]) -> Iterator[Sentence]:
    before, after = readers_of(old), readers_of(new)
    if READERS.index(after) < READERS.index(before):
        yield Sentence(
            N_("Fler skulle få läsa: %(after)s i stället för %(before)s."),
            {"after": after.value, "before": before.value},
        )


def _reviewers(new: Mapping[str, Any], old: Mapping[str, Any]) -> Iterator[Sentence]:
    if set(new.get("reviewers", [])) - set(old.get("reviewers", [])):
        yield Sentence(N_("Någon annan skulle läsa fritextsvaren än de granskare som stadgan namnger."))


def _circles(new: Mapping[str, Any], old: Mapping[str, Any]) -> Iterator[Sentence]:
    before, after = circles_of(old), circles_of(new)
    last = Circle.EVERYBODY
    if last in after and (last not in before or after[last] > before[last]):
        if last in before:
            yield Sentence(
                N_("Dagen då alla får läsa skulle skjutas upp från %(before)s till %(after)s."),
                {"before": before[last], "after": after[last]},
            )
        else:
            yield Sentence(N_("Alla får läsa när utgåvan publiceras; det skulle skjutas upp."))
        return
    if last not in before or last not in after:
        return
    for circle in (Circle.ANALYSTS, Circle.LEADERSHIP, Circle.LEADERS):
        if circle not in after:
            continue
        lead = after[last] - after[circle]
        if circle not in before or lead > before[last] - before[circle]:
            yield Sentence(
                N_("Kretsen %(circle)s skulle få läsa tidigare före alla andra än stadgan säger."),
                {"circle": Sentence(CIRCLES[circle])},
            )


def _retention(new: Mapping[str, Any], old: Mapping[str, Any]) -> Iterator[Sentence]:
    given = new.get("retention", {})
    name = "ballots_months_after_certificate"
    before, after = old["retention"][name], given.get(name)
    if after is None or after > before:
        yield Sentence(N_("Svaren skulle sparas längre än %(months)s månader."), {"months": before})
    if any(given.get(other) != value for other, value in old["retention"].items() if other != name):
        yield Sentence(N_("Tiden som utkast sparas skulle ändras."))


def _reminders(new: Mapping[str, Any], old: Mapping[str, Any]) -> Iterator[Sentence]:
    if "reminders" not in old:
        return
    before, after = old["reminders"], new.get("reminders", {})
    if after.get("at_most", 0) > before["at_most"]:
        yield Sentence(N_("Fler påminnelser än %(count)s skulle skickas."), {"count": before["at_most"]})
    if after.get("at_most", 0) > 1 and after.get("days_apart", 0) < before["days_apart"]:
        yield Sentence(N_("Påminnelserna skulle komma tätare än var %(days)s:e dag."), {"days": before["days_apart"]})


def _co_determination(new: Mapping[str, Any], old: Mapping[str, Any]) -> Iterator[Sentence]:
    before = old.get("co_determination", CO_DETERMINATION_NOT_GIVEN)
    if before != CO_DETERMINATION_NOT_GIVEN and new.get("co_determination") != before:
        yield Sentence(N_("Det som är redovisat om samverkan kan inte ändras i efterhand."))


def _unchanged(new: Mapping[str, Any], old: Mapping[str, Any]) -> Iterator[Sentence]:
    for name in sorted(({*new, *old}) - _COMPARED):
        if new.get(name) != old.get(name):
            what: Any = Sentence(_FIXED[name]) if name in _FIXED else name
            yield Sentence(N_("%(what)s kan inte ändras när stadgan är signerad."), {"what": what})
