"""A mail's text in pieces, so that a page can make our own links pressable and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Piece:
    """A run of text; `href` is a path of ours when it is a link, else empty."""

    text: str
    href: str = ""


def pieces_of(body: str, public_url: str) -> tuple[Piece, ...]:
    """Split a text at addresses below `public_url`; any other address stays plain text."""
    pieces: list[Piece] = []
    end = 0
    for found in re.finditer(re.escape(public_url.rstrip("/")) + r"(/[A-Za-z0-9._~/%?=&-]*)", body):
        path = found[1].rstrip(".")
        is_own = not path.startswith("//")
        if found.start() > end:
            pieces.append(Piece(body[end : found.start()]))
        end = found.start(1) + len(path)
        pieces.append(Piece(body[found.start() : end], path if is_own else ""))
    if end < len(body):
        pieces.append(Piece(body[end:]))
    return tuple(pieces)
