"""A draft as it is worked on: its text, its table, and everything that keeps it from being published."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from surveys.editing.changes import Sort, part_of, place_of
from surveys.editing.document import Table
from surveys.editing.taken import LeftOut
from surveys.instrument import Instrument, read_instrument
from workplace.definitions.document import in_language, parse
from workplace.errors import Problem, Refused


@dataclass(frozen=True)
class InstrumentDraft:
    """A draft. `based_on`: the published version it began as, "" for none. `updated_by`: person id, "" a command."""

    key: str
    based_on: str
    toml: str
    revision: int
    updated_at: dt.datetime
    updated_by: str
    left_out: tuple[LeftOut, ...] = ()

    @cached_property
    def document(self) -> Table:
        """The table the text says."""
        return parse(self.toml)

    @property
    def title(self) -> str:
        """The Swedish name, else the key."""
        title = self.document.get("title")
        texts = {name: text for name, text in title.items() if isinstance(text, str)} if isinstance(title, dict) else {}
        return in_language(texts, "sv") or self.key

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that keeps it from being published."""
        return problems_of(self.document)

    @cached_property
    def instrument(self) -> Instrument | None:
        """The instrument it would be, or None as long as something is wrong."""
        return None if self.problems else read_instrument(self.document)


def problems_of(document: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Return everything that is wrong with a document; one without a question so far says so."""
    try:
        read_instrument(document)
    except Refused as refused:
        return refused.problems
    return ()


def problems_at(document: Mapping[str, Any], sort: Sort, key: str) -> tuple[Problem, ...]:
    """Return the problems inside one part."""
    start = f"{sort.value}[{place_of(document, sort, key)}]"
    return tuple(
        problem
        for problem in problems_of(document)
        if problem.column == start or problem.column.startswith(start + ".")
    )


def fingerprint(document: Mapping[str, Any], sort: Sort | None, key: str) -> str:
    """Return what a form remembers of what it showed: of a part, or without a sort of the fields at the head.

    "" where there is no such part.
    """
    if sort is None:
        shown: Any = {name: value for name, value in document.items() if name not in [one.value for one in Sort]}
    else:
        shown = part_of(document, sort, key)
    if shown is None:
        return ""
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:32]
