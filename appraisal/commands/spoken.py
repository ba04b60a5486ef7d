"""The command line's own words in Swedish: usage, options and what is wrong with them.

argparse takes all its texts through the name `_` of its module; there is no other way in.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Callable
from typing import Any, NoReturn

WORDS = {
    "usage: ": "så här: ",
    "positional arguments": "anges",
    "options": "val",
    "show this help message and exit": "visa den här hjälpen",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "the following arguments are required: %s": "det här måste anges: %s",
    "unrecognized arguments: %s": "det här känns inte igen: %s",
    "invalid choice: %(value)r (choose from %(choices)s)": "%(value)r finns inte (välj bland %(choices)s)",
    "invalid %(type)s value: %(value)r": "%(value)r duger inte (%(type)s)",
    "expected one argument": "ett värde ska följa",
    "expected at least one argument": "minst ett värde ska följa",
    "ignored explicit argument %r": "tar inget värde (%r)",
    "not allowed with argument %s": "kan inte anges tillsammans med %s",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s är tvetydigt: %(matches)s",
    "one of the arguments %s is required": "något av det här måste anges: %s",
}


class Parser(argparse.ArgumentParser):
    """A parser that speaks Swedish, takes only whole option names, and exits with 2 at wrong usage."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        argparse._ = _swedish  # type: ignore[attr-defined]
        super().__init__(*arguments, **{"allow_abbrev": False, **options})

    def error(self, message: str) -> NoReturn:
        """Say on standard error what is wrong and where the help is; exit with 2."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {message}\n{self.prog} --help visar hur det ska skrivas.\n")


def ask_for_verb(parser: argparse.ArgumentParser) -> Callable[[], None]:
    """Return what shows on standard error what can follow, for when nothing did."""
    return lambda: parser.print_help(sys.stderr)


def date(text: str) -> dt.date:
    """Return the date of ÅÅÅÅ-MM-DD; for `type=`."""
    try:
        if len(text) != len("ÅÅÅÅ-MM-DD"):
            raise ValueError
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} är inget datum; datum skrivs ÅÅÅÅ-MM-DD") from None


def whole_number(text: str) -> int:
    """Return a whole number; for `type=`."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} är inget heltal") from None


def _swedish(message: str) -> str:
    return WORDS.get(message, message)
