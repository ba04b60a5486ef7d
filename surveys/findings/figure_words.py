"""How published figures are written: numbers, intervals, and the reason where there is no figure."""

from __future__ import annotations

from measures.disclosure.floors import Floors
from measures.estimate import Figure, Reason, Rung, Shown, Withheld
from workplace.web.views import Change, FigureView, Text, shown, withheld
from workplace.wording import N_, Sentence

WHOLE_NUMBERS = frozenset({"index", "favourable", "band", "share", "respondents", "response_rate", "enps"})
"""Measures that are published without decimals."""

_WORDS = {5: N_("fem"), 6: N_("sex"), 7: N_("sju"), 8: N_("åtta"), 9: N_("nio"), 10: N_("tio")}

_SHORT = {
    Reason.TOO_FEW: N_("för få svar"),
    Reason.PROTECTS_OTHER: N_("skyddar en annan grupp"),
    Reason.TOO_FEW_ITEM: N_("för få svar på frågan"),
    Reason.NO_REGISTER: N_("register saknas"),
    Reason.NO_SPREAD: N_("alla svarade lika"),
}

_WHAT = {
    Rung.MEANS: (
        N_("Enskilda frågor visas från %(floor)s svar, så här visas bara index."),
        N_("Enskilda frågor visas inte, för att svaren i en annan, mindre grupp annars kunde räknas ut."),
    ),
    Rung.SHARES: (
        N_("Hur svaren fördelar sig visas från %(floor)s svar, så här visas bara medelvärden."),
        N_("Hur svaren fördelar sig visas inte, för att svaren i en annan, mindre grupp annars kunde räknas ut."),
    ),
    Rung.CLASSES: (
        N_("Svaren visas i tre klasser, i steg om tio procent. Fem klasser visas från %(floor)s svar."),
        N_(
            "Svaren visas i tre klasser, i steg om tio procent. Fem klasser visas inte, för att svaren i en annan, "
            "mindre grupp annars kunde räknas ut."
        ),
    ),
}


def count_word(number: int) -> Text:
    """Write a small number as a word in running text, a larger one in figures."""
    return Sentence(_WORDS[number]) if number in _WORDS else str(number)


def value_text(measure: str, value: float) -> Text:
    """Write a published value the way it was published: whole numbers, means with their decimal."""
    return str(round(value)) if measure in WHOLE_NUMBERS else Sentence("%(value)s", {"value": value})


def interval_text(measure: str, figure: Shown) -> Text:
    """Write the 95 % interval of a figure, "" where it has none."""
    estimate = figure.estimate
    if estimate.low is None or estimate.high is None:
        return ""
    low, high = value_text(measure, estimate.low), value_text(measure, estimate.high)
    return Sentence("%(low)s–%(high)s", {"low": low, "high": high})


def count_text(number: int) -> Text:
    """Write a count, with space between thousands."""
    return Sentence("%(number)s", {"number": number})


def answers_text(number: int) -> Sentence:
    """Write on how many answers a figure rests."""
    return Sentence(N_("%(number)s svar"), {"number": number})


def short_reason(reason: Reason) -> Sentence:
    """Say in a few words why a figure is not there."""
    return Sentence(_SHORT[reason])


def figure_view(
    measure: str, figure: Figure | None, *, with_interval: bool = False, with_n: bool = False
) -> FigureView | None:
    """Return a figure for the page, None where the release does not know it."""
    if figure is None:
        return None
    if isinstance(figure, Withheld):
        return withheld(short_reason(figure.reason))
    return shown(
        value_text(measure, figure.estimate.value),
        interval_text=interval_text(measure, figure) if with_interval else "",
        n_text=answers_text(figure.estimate.n) if with_n else "",
    )


def per_cent_view(measure: str, figure: Figure | None) -> FigureView | None:
    """Return a share or a rate with its sign."""
    if not isinstance(figure, Shown):
        return figure_view(measure, figure)
    value = value_text(measure, figure.estimate.value)
    return shown(Sentence(N_("%(value)s %%"), {"value": value}))


def why_group_is_withheld(reason: Reason, floors: Floors) -> Sentence:
    """Say why a whole group shows nothing, and that the limit is the same for all."""
    if reason is Reason.TOO_FEW:
        return Sentence(
            N_(
                "Färre än %(floor)s svarade. Då visas inga resultat för gruppen, så att ingen kan räkna ut vad en "
                "enskild person har svarat. Gränsen är lika för alla."
            ),
            {"floor": count_word(floors.indices)},
        )
    if reason is Reason.PROTECTS_OTHER:
        return Sentence(
            N_(
                "Gruppen har tillräckligt många svar, men visas inte, för att en annan, mindre grupp annars kunde "
                "räknas ut."
            )
        )
    return why_figure_is_withheld(reason)


def why_figure_is_withheld(reason: Reason) -> Sentence:
    """Say in a sentence why a single figure is withheld."""
    return Sentence(
        {
            Reason.TOO_FEW: N_("Visas inte, för att för få har svarat."),
            Reason.PROTECTS_OTHER: N_("Visas inte, för att en annan grupp annars kunde räknas ut."),
            Reason.TOO_FEW_ITEM: N_("Visas inte, för att för få har svarat på frågan."),
            Reason.NO_REGISTER: N_("Kan inte räknas, för att det saknas uppgift om hur många som fick enkäten."),
            Reason.NO_SPREAD: N_("Kan inte räknas, för att alla svarade lika."),
        }[reason]
    )


def what_rung_leaves_out(rung: int, respondents: int, floors: Floors) -> Sentence | None:
    """Say what a group on this rung does not show and why; None on the highest rung and where nothing is shown.

    A group large enough for the next rung that does not stand on it stands back to protect another.
    """
    if rung not in (Rung.INDICES, Rung.MEANS, Rung.SHARES):
        return None
    following = Rung(rung + 1)
    floor = floors.of(following)
    is_too_small, protects = _WHAT[following]
    if respondents < floor:
        return Sentence(is_too_small, {"floor": count_word(floor)})
    return Sentence(protects)


_BESIDE = {
    Change.HIGHER: N_("%(name)s: %(value)s, högre än %(other)s (%(beside)s)"),
    Change.LOWER: N_("%(name)s: %(value)s, lägre än %(other)s (%(beside)s)"),
    Change.NONE_ESTABLISHED: N_("%(name)s: %(value)s, ingen säkerställd skillnad mot %(other)s (%(beside)s)"),
}
_SINCE = {
    Change.HIGHER: N_("%(name)s: %(value)s, högre än i förra omgången (%(beside)s)"),
    Change.LOWER: N_("%(name)s: %(value)s, lägre än i förra omgången (%(beside)s)"),
    Change.NONE_ESTABLISHED: N_("%(name)s: %(value)s, ingen säkerställd skillnad mot förra omgången (%(beside)s)"),
}


def beside_sentence(name: Text, own: Text, said: Change, other: Text, beside: Text) -> Sentence:
    """Say a figure and how it stands beside another group's."""
    return Sentence(_BESIDE[said], {"name": name, "value": own, "other": other, "beside": beside})


def since_sentence(name: Text, own: Text, said: Change, beside: Text) -> Sentence:
    """Say a figure and how it stands beside the last wave's."""
    return Sentence(_SINCE[said], {"name": name, "value": own, "beside": beside})
