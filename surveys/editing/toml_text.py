"""TOML text of an instrument. Where a draft is edited, every part that is unchanged keeps its text and its comments."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import tomlkit

from surveys.editing.document import document_of
from surveys.instrument import Instrument
from workplace.definitions.places import lines_with_headers

_BARE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
HEAD = ""
"""Name of the first piece of a text: the fields before any part."""


@dataclass(frozen=True)
class _Piece:
    """A run of lines: one part with the comments above it. `place`: from 0 among the parts of its name."""

    name: str
    place: int
    above: tuple[str, ...]
    lines: tuple[str, ...]


def text_of(instrument: Instrument) -> str:
    """Return the TOML text that reads back as the instrument."""
    return rewritten("", document_of(instrument))


def rewritten(text: str, document: Mapping[str, Any]) -> str:
    """Return the text of a changed document.

    What `text` says the same way keeps its lines; comments above a changed part stay above it, and its own comment
    lines move there. A text written in another manner (parts in inline tables) is written anew as a whole.
    """
    wanted = {name: value for name, value in document.items() if value not in ([], {})}
    old = _parsed(text)
    made = _joined(_pieces(text), old, wanted) if old else ""
    if made and _parsed(made) == wanted:
        return made
    return _joined([], {}, wanted)


def part_text(name: str, table: Mapping[str, Any]) -> str:
    """Return the TOML text of one part, for people to compare."""
    return "\n".join(_part_lines(name, table)) + "\n"


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _joined(pieces: list[_Piece], old: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
    head = {name: value for name, value in wanted.items() if not _is_parts(value)}
    order = list(dict.fromkeys(piece.name for piece in pieces if piece.name))
    order += [name for name, value in wanted.items() if _is_parts(value) and name not in order]
    written = [_head_text(pieces, old, head)]
    for name in order:
        kept = _by_key(name, pieces, old)
        for table in wanted.get(name, ()):
            piece, before = kept.get(str(table.get("key", "")), (None, None))
            if piece is not None and before == table:
                written.append("\n".join((*piece.above, *piece.lines)))
            else:
                above = (*piece.above, *_comments(piece.lines)) if piece else ()
                written.append("\n".join((*above, *_part_lines(name, table))))
    return "\n\n".join(block.strip("\n") for block in written if block.strip()) + "\n"


def _head_text(pieces: list[_Piece], old: Mapping[str, Any], head: Mapping[str, Any]) -> str:
    piece = next((piece for piece in pieces if piece.name == HEAD), None)
    if piece is None:
        return "\n".join(_field_lines(head))
    if {name: value for name, value in old.items() if not _is_parts(value)} == head:
        return "\n".join(piece.lines)
    return "\n".join((*_comments(piece.lines), *_field_lines(head)))


def _by_key(
    name: str, pieces: Iterable[_Piece], old: Mapping[str, Any]
) -> dict[str, tuple[_Piece | None, Mapping[str, Any] | None]]:
    """Return the pieces of a name with their old tables, by the key of the part; of doubled keys the first."""
    tables = old.get(name, [])
    found: dict[str, tuple[_Piece | None, Mapping[str, Any] | None]] = {}
    for piece in pieces:
        if piece.name == name and piece.place < len(tables):
            table = tables[piece.place]
            found.setdefault(str(table.get("key", "")), (piece, table))
    return found


def _is_parts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(part, dict) for part in value)


def _pieces(text: str) -> list[_Piece]:
    """Cut a text before each `[[part]]`; comments right above a header, without a blank line between, go with it."""
    pieces: list[_Piece] = []
    name, above, lines = HEAD, (), []  # type: tuple[str, tuple[str, ...], list[str]]
    counts: dict[str, int] = {}

    def close() -> None:
        pieces.append(_Piece(name, counts.get(name, 1) - 1, above, tuple(lines)))

    for line, header in lines_with_headers(text):
        if header is None or "." in header:
            lines.append(line)
            continue
        upper = _comments_at_end(lines)
        rest = lines[: len(lines) - len(upper)]
        lines = rest
        close()
        name, above, lines = header, tuple(upper), [line]
        counts[name] = counts.get(name, 0) + 1
    close()
    return pieces


def _comments_at_end(lines: list[str]) -> list[str]:
    place = len(lines)
    while place and lines[place - 1].lstrip().startswith("#"):
        place -= 1
    return lines[place:]


def _comments(lines: Iterable[str]) -> list[str]:
    return [line for line in lines if line.lstrip().startswith("#")]


def _part_lines(name: str, table: Mapping[str, Any]) -> list[str]:
    lines = [f"[[{name}]]", *_field_lines({field: value for field, value in table.items() if not _is_parts(value)})]
    for field, value in table.items():
        if _is_parts(value):
            for inner in value:
                lines += _part_lines(f"{name}.{field}", inner)
    return lines


def _field_lines(table: Mapping[str, Any], prefix: str = "") -> list[str]:
    lines: list[str] = []
    for name, value in table.items():
        path = f"{prefix}{_written_key(name)}"
        if isinstance(value, Mapping):
            lines += _field_lines(value, f"{path}.")
        else:
            lines.append(f"{path} = {_written(value)}")
    return lines


def _written_key(name: str) -> str:
    return name if name and set(name) <= _BARE else tomlkit.item(name).as_string()


def _written(value: Any) -> str:
    return str(tomlkit.item(list(value) if isinstance(value, tuple) else value).as_string())
