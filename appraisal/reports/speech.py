"""A report in one reader's language: every sentence said, every number written; and the same as plain values.

Page, file and PDF all read the spoken report, so what one says the others say.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any, TypeVar

from appraisal.reports import model
from appraisal.reports.localized import Localized
from appraisal.reports.model import LeaderReport
from workplace.wording import Sentence, Translator

T = TypeVar("T")
_KINDS: dict[str, type] = {
    name: kind
    for name, kind in vars(model).items()
    if isinstance(kind, type) and dataclasses.is_dataclass(kind) and kind is not Sentence
}


def spoken(value: T, translator: Translator) -> T:
    """Return the same value with each sentence in it said; a report is then in the translator's language."""
    return _said(value, translator)  # type: ignore[no-any-return]


def _said(value: Any, translator: Translator) -> Any:
    if isinstance(value, Sentence):
        return translator.gettext(value.id, **{name: _said(fact, translator) for name, fact in value.facts.items()})
    if isinstance(value, Localized):
        return value.in_language(translator.language)
    if isinstance(value, tuple):
        return tuple(_said(part, translator) for part in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: _said(getattr(value, field.name), translator) for field in dataclasses.fields(value)}
        if isinstance(value, LeaderReport):
            fields["language"] = translator.language
        return type(value)(**fields)
    return value


def to_values(value: Any) -> Any:
    """Return a report (or a part of it) as values JSON can hold; `kind` names the part."""
    if isinstance(value, Sentence):
        return {"say": value.id, "facts": {name: to_values(fact) for name, fact in value.facts.items()}}
    if isinstance(value, dt.date):
        return {"date": value.isoformat()}
    if isinstance(value, tuple):
        return [to_values(part) for part in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        values = {field.name: to_values(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return {"part": type(value).__name__, **values}
    return value


def from_values(values: Any) -> Any:
    """Return the report that `to_values` wrote. Raises KeyError for a part this version does not know."""
    if isinstance(values, list):
        return tuple(from_values(part) for part in values)
    if not isinstance(values, dict):
        return values
    if "say" in values:
        return Sentence(values["say"], {name: from_values(fact) for name, fact in values["facts"].items()})
    if "date" in values:
        return dt.date.fromisoformat(values["date"])
    fields = {name: from_values(part) for name, part in values.items() if name != "part"}
    return _KINDS[values["part"]](**fields)
