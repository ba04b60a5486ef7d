"""What another program's form came to here: an instrument to go on with, and what could not be taken."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from surveys.instrument import Instrument, Option
from workplace.wording import Sentence

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
_UNSURE_WORDS = frozenset(
    ["vet ej", "vet inte", "ingen uppfattning", "ingen åsikt", "don’t know", "don't know", "do not know", "no opinion"]
)
_BAD_SIGNS = re.compile(r"[^A-Za-z0-9_.-]+")
_TAGS = re.compile(r"<(br|/p|/div|/li)\b[^>]*>|<[^>]*>", re.IGNORECASE)


@dataclass(frozen=True)
class LeftOut:
    """Something that was not taken, or only in part. `place`: group and question as the file names them."""

    place: str
    sentence: Sentence


@dataclass(frozen=True)
class Taken:
    """The instrument that was read, which may still need mending, and what was left out."""

    instrument: Instrument
    left_out: tuple[LeftOut, ...] = ()


@dataclass
class KeyRing:
    """Keys that are given out once: what a file calls something, in signs we take, with a number where it is taken."""

    given: set[str] = field(default_factory=lambda: {"unit_id", "eligible"})

    def key(self, wanted: str) -> str:
        """Return a free key as near as can be."""
        base = _BAD_SIGNS.sub("_", wanted).strip("_.")[:56] or "fraga"
        key, number = base, 2
        while key in self.given:
            key, number = f"{base}_{number}", number + 1
        self.given.add(key)
        return key


def language_code(name: str) -> str:
    """Return a language as we write it: `de-informal` is `de`."""
    return name if _LANGUAGE.fullmatch(name) else name.split("-")[0].split("_")[0].lower()


def with_swedish(texts: Mapping[str, str], base: str) -> dict[str, str]:
    """Return texts that have Swedish: the base language's words stand in where there is none."""
    filled = {language: text for language, text in texts.items() if text}
    if filled and "sv" not in filled:
        filled = {"sv": filled.get(base) or next(iter(filled.values())), **filled}
    return filled


def is_unsure(texts: Mapping[str, str]) -> bool:
    """Return whether an answer's words mean "vet ej"."""
    return any(text.strip().rstrip(".").casefold() in _UNSURE_WORDS for text in texts.values())


def split_unsure(options: Sequence[Option]) -> tuple[tuple[Option, ...], str]:
    """Return the options that are answers, and the code of the one that means "vet ej", "" when there is none."""
    unsure = next((option.code for option in options if is_unsure(option.text)), "")
    return tuple(option for option in options if option.code != unsure), unsure


def plain(text: str) -> str:
    """Return a text without its HTML: breaks become spaces, the commonest entities their signs."""
    bare = _TAGS.sub(lambda found: " " if found[1] else "", text)
    for entity, sign in (
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", '"'),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ):
        bare = bare.replace(entity, sign)
    return " ".join(bare.split())


def word_key(words: str) -> str:
    """Return words as a key in plain small letters with hyphens, "" when nothing is left of them."""
    plain_letters = words.lower().translate(str.maketrans("åäöéü", "aaoeu"))
    return re.sub(r"[^a-z0-9]+", "-", plain_letters).strip("-")[:40].strip("-")
