"""The published figure an improvement comes from: which one it is, how it stood, and what one may choose among."""

from __future__ import annotations

from dataclasses import dataclass

from measures.estimate import Estimate, Rung, Shown
from surveys.findings.figure_words import answers_text, value_text
from surveys.findings.reading import SeenGroup, ordered_indices
from surveys.instrument import Instrument, ItemType
from workplace.definitions.document import in_language
from workplace.web.views import Text
from workplace.wording import N_, Sentence

INDEX, MEAN = "index", "mean"


@dataclass(frozen=True)
class FigureKey:
    """A figure of a unit: an index, or the mean of a question."""

    measure: str
    item: str

    def __str__(self) -> str:
        """Write it as an address holds it."""
        return f"{self.measure}:{self.item}"


def figure_key(text: str) -> FigureKey | None:
    """Read a key as an address holds it; None for anything else."""
    measure, colon, item = text.partition(":")
    return FigureKey(measure, item) if colon and item and measure in (INDEX, MEAN) else None


@dataclass(frozen=True)
class CitedFigure:
    """A figure as it stood when somebody cited it. It was published, so it is never withheld."""

    key: FigureKey
    release_id: str
    unit_id: str
    is_direct: bool
    estimate: Estimate

    @property
    def shown(self) -> Shown:
        """The figure as it was published; on which rung its group stood then is not kept."""
        return Shown(self.estimate, Rung.INDICES)


@dataclass(frozen=True)
class FigureChoice:
    """A figure one can begin an improvement from. `title`: the name of the index or the question's words."""

    key: FigureKey
    title: str
    figure: Shown
    top: float

    @property
    def text(self) -> Sentence:
        """Return the choice in words: "Ledarskap: 62 av 100"."""
        return Sentence("%(title)s: %(value)s", {"title": self.title, "value": out_of(self.key, self.figure, self.top)})


def figure_choices(instrument: Instrument, group: SeenGroup, language: str) -> tuple[FigureChoice, ...]:
    """Return the figures of a group that may be cited: indices, then the means of questions; none that is withheld."""
    keys = [FigureKey(INDEX, index.key) for index in ordered_indices(instrument)]
    keys += [FigureKey(MEAN, item.key) for item in instrument.items if item.type is ItemType.LIKERT]
    found = []
    for key in keys:
        figure = group.figure(key.measure, key.item)
        if isinstance(figure, Shown):
            title = figure_title(instrument, key, language)
            found.append(FigureChoice(key, title, figure, top_of(instrument, key)))
    return tuple(found)


def figure_title(instrument: Instrument, key: FigureKey, language: str) -> str:
    """Return the name of the index or the words of the question."""
    if key.measure == INDEX:
        return in_language(instrument.index(key.item).title, language)
    return in_language(instrument.item(key.item).text, language)


def top_of(instrument: Instrument, key: FigureKey) -> float:
    """Return the upper end of the figure's scale."""
    return 100.0 if key.measure == INDEX else float(instrument.item(key.item).high or 5)


def out_of(key: FigureKey, figure: Shown, top: float) -> Sentence:
    """Write a value with the end of its scale: "62 av 100"."""
    value = value_text(key.measure, figure.estimate.value)
    return Sentence(N_("%(value)s av %(top)s"), {"value": value, "top": round(top)})


def cited_sentence(title: str, cited: CitedFigure, top: float, wave_title: str) -> Sentence:
    """Say why in one line: the figure with its value, n and wave."""
    return Sentence(
        N_("%(title)s: %(value)s (%(answers)s, %(wave)s)"),
        {
            "title": title,
            "value": out_of(cited.key, cited.shown, top),
            "answers": answers_text(cited.estimate.n),
            "wave": wave_title,
        },
    )


def in_words(title: Text) -> Text:
    """Return a question's words without the full stop that would end the sentence they stand in."""
    return title.rstrip(".") if isinstance(title, str) else title
