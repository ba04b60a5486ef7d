"""Letters with a code: what is printed for each person, and the file a print service gets."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import segno

from surveys.invitations.tokens import in_groups

MOST_ON_A_PAGE = 400
"""How many letters are printed from one page; for more there is the file for a print service."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Addressee:
    """Somebody a letter is written to. `unit_name`: where the letter is handed out."""

    invitation_id: str
    person_id: str
    name: str
    unit_name: str


@dataclass(frozen=True)
class QrDrawing:
    """A QR code as one path in a square of `size` units, with the quiet edge it needs."""

    size: int
    path: str


@dataclass(frozen=True)
class PrintedLetter:
    """One letter as it is printed: whose it is, the code in groups, and the same as an address."""

    addressee: Addressee
    code: str
    link: str
    drawing: QrDrawing


def printed(addressee: Addressee, code: str, public_url: str) -> PrintedLetter:
    """Return the letter of a code that has just been minted."""
    link = letter_link(code, public_url)
    return PrintedLetter(addressee, in_groups(code), link, qr_drawing(link))


def letter_link(code: str, public_url: str) -> str:
    """Return the address a code leads to."""
    return f"{public_url}/enkat/{code}"


def qr_drawing(text: str) -> QrDrawing:
    """Return the QR code of a text, level M, every row's dark runs as one line of the path."""
    edge = 4
    rows = segno.make_qr(text, error="m", boost_error=False, mask=2).matrix
    runs = []
    for down, row in enumerate(rows):
        start = None
        for across in range(len(row) + 1):
            is_dark = across < len(row) and row[across]
            if is_dark and start is None:
                start = across
            elif not is_dark and start is not None:
                runs.append(f"M{start + edge} {down + edge}h{across - start}v1h-{across - start}z")
                start = None
    return QrDrawing(len(rows) + 2 * edge, "".join(runs))


def letters_csv(letters: Sequence[tuple[Addressee, str]], public_url: str) -> str:
    """Return (addressee, code) as a file for a print service; semicolons, with BOM, as Swedish spreadsheets read it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(["namn", "enhet", "kod", "adress"])
    for addressee, code in letters:
        cells = (addressee.name, addressee.unit_name, in_groups(code), letter_link(code, public_url))
        writer.writerow([as_text(cell) for cell in cells])
    return "\ufeff" + out.getvalue()


def as_text(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    flat = " ".join(cell.split()) if "\n" in cell or "\r" in cell else cell
    return f"'{flat}" if flat.startswith(_FORMULA) else flat
