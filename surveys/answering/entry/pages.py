"""The declared input of the pages that lead to a survey."""

from __future__ import annotations

from dataclasses import dataclass

from workplace.wording import Sentence


@dataclass(frozen=True)
class CodeView:
    """A page where a code is typed. `problem`: why the last one led nowhere. `message`: what is said first of all."""

    form_token: str
    is_kiosk: bool = False
    typed: str = ""
    problem: Sentence | None = None
    message: Sentence | None = None
