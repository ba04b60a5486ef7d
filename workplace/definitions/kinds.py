"""The kinds of definitions there are, handed in from the roof, and the one way to read any of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from workplace.definitions.document import in_language, parse
from workplace.definitions.places import with_rows
from workplace.errors import Problem, Refused, nearest
from workplace.wording import N_, Sentence


class Reader(Protocol):
    """Turns a TOML table into a value of the kind, or raises `Refused` with every problem."""

    def __call__(self, document: Mapping[str, Any], *, file: str = "") -> Any: ...


@dataclass(frozen=True)
class AreaUse:
    """A part of a definition (an item, a criterion) that follows a policy area."""

    part: str
    policy_area: str


def _no_areas(_content: Any) -> tuple[AreaUse, ...]:
    return ()


@dataclass(frozen=True)
class DefinitionKind:
    """A kind of definition.

    `summary`: what a published one will mean, a sentence a line, for the preview. `areas`: which of its parts
    follow which policy area. `shipped`: package and folder of the examples that come with the product, as
    `surveys:instruments`; "" when there are none.
    """

    name: str
    title: Sentence
    read: Reader
    summary: Callable[[Any], tuple[Sentence, ...]]
    areas: Callable[[Any], tuple[AreaUse, ...]] = _no_areas
    shipped: str = ""


@dataclass(frozen=True)
class Draft:
    """A definition that has been read and found whole; `sha256` is over its text in UTF-8."""

    kind: str
    key: str
    version: str
    title: str
    toml: str
    sha256: str
    content: Any = field(repr=False)
    summary: tuple[Sentence, ...] = ()
    areas: tuple[AreaUse, ...] = ()


class Kinds:
    """The kinds the roof knows, by name."""

    def __init__(self, kinds: Iterable[DefinitionKind] = ()) -> None:
        self._kinds = {kind.name: kind for kind in kinds}

    def __iter__(self) -> Any:
        return iter(self._kinds.values())

    def names(self) -> tuple[str, ...]:
        """Return the names of the kinds in the order of the roof."""
        return tuple(self._kinds)

    def kind(self, name: str) -> DefinitionKind | None:
        """Return the kind of a name, or None when there is none."""
        return self._kinds.get(name)

    def read(self, text: str, *, file: str = "") -> Draft:
        """Return the definition of a TOML text; raise `Refused` with every problem, each with its row."""
        document = parse(text, file=file)
        name = document.get("kind")
        kind = self._kinds.get(name) if isinstance(name, str) else None
        if kind is None:
            raise Refused(with_rows([self._unknown(name, file)], text))
        try:
            content = kind.read(document, file=file)
        except Refused as refused:
            raise Refused(with_rows(refused.problems, text)) from None
        return Draft(
            kind=kind.name,
            key=document["key"].strip(),
            version=document["version"].strip(),
            title=in_language(document["title"], "sv").strip(),
            toml=text,
            sha256=sha256_of(text),
            content=content,
            summary=kind.summary(content),
            areas=kind.areas(content),
        )

    def _unknown(self, name: object, file: str) -> Problem:
        if name is None:
            sentence = Sentence(N_("fältet saknas"))
        else:
            sentence = Sentence(N_("okänd sorts definition"))
        known = Sentence(N_("välj bland %(words)s"), {"words": ", ".join(self._kinds)})
        return Problem(
            "definition_unknown_kind",
            sentence,
            file=file,
            column="kind",
            value="" if name is None else str(name),
            hint=(nearest(name, self._kinds) if isinstance(name, str) else None) or known,
        )


def sha256_of(text: str) -> str:
    """Return the hash by which a definition is pinned: SHA-256 over its text in UTF-8, as hex."""
    return hashlib.sha256(text.encode()).hexdigest()
