"""Problems people can mend: where, what, and what to do instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from workplace.wording import N_, Sentence, Translator


@dataclass(frozen=True)
class Problem:
    """One thing wrong in what was given.

    `row` counts the header as row 1; `column` is the column's name as it stands in the file (or a TOML path).
    """

    code: str
    sentence: Sentence
    file: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    hint: Sentence | None = None

    def line(self, translator: Translator) -> str:
        """Return `FILE:ROW:COLUMN value – what is wrong, hint`."""
        where = ":".join([self.file, "" if self.row is None else str(self.row), self.column]).strip(":")
        what = translator.say(self.sentence)
        if self.hint:
            what = f"{what}, {translator.say(self.hint)}"
        value = self.value if len(self.value) <= 80 else self.value[:77] + "…"
        head = " ".join(part for part in (where, value) if part)
        return f"{head} – {what}" if head else what


class Refused(Exception):
    """An action refused what it was given; nothing was changed. Carries every problem found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("; ".join(problem.line(Translator()) for problem in self.problems))


def refuse(code: str, sentence: str, **facts: object) -> Refused:
    """Build a refusal of a single problem from a message id and its facts."""
    return Refused([Problem(code=code, sentence=Sentence(sentence, facts))])


def nearest(value: str, known: Iterable[str]) -> Sentence | None:
    """Return the hint "menade du …?" with the nearest right spelling, or None when nothing is near."""
    by_folded = {name.casefold(): name for name in known}
    found = get_close_matches(value.casefold(), list(by_folded), n=1, cutoff=0.6)
    return Sentence(N_("menade du ”%(nearest)s”?"), {"nearest": by_folded[found[0]]}) if found else None
