"""An .xlsx workbook from bytes to cells of text, with the archive weighed before anything is unpacked.

A workbook is a zip of XML files. Declared sizes, their ratio to what was sent, overlapping entries and the extent of
the sheets are checked before the sheet reader (calamine) sees them, so that a small file cannot fill the memory.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import struct
import zipfile
import zlib
from decimal import Decimal
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from workplace.errors import Problem, Refused
from workplace.wording import N_, Sentence

MAXIMUM_UNPACKED = 200 * 1024 * 1024
MAXIMUM_RATIO = 200
MAXIMUM_ENTRIES = 2_000
MAXIMUM_CELLS = 20_000_000
"""Cells of the rectangle a sheet spans, filled or not."""
_SMALL = 1024 * 1024
"""Entries up to this size may be packed as tightly as they like."""
_CHUNK = 1024 * 1024
_ZIP_MARK = b"PK\x03\x04"
_EMPTY_ZIP_MARK = b"PK\x05\x06"
_OLD_OFFICE_MARK = b"\xd0\xcf\x11\xe0"
_REFERENCE = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]{0,8})(\d{1,12})\s*["']""")
_SAVE_AS_XLSX = Sentence(N_("spara filen som .xlsx utan lösenord, eller som CSV UTF-8"))


def is_workbook(content: bytes, file: str) -> bool:
    """Return whether the bytes are, or claim to be, a workbook."""
    return content.startswith((_ZIP_MARK, _EMPTY_ZIP_MARK, _OLD_OFFICE_MARK)) or file.lower().endswith(
        (".xlsx", ".xls")
    )


def read_workbook(content: bytes, file: str) -> list[list[str]]:
    """Return the records of the first sheet as text, or raise `Refused`.

    Whole numbers lose ".0", dates become ISO, truth becomes ja/nej. Blank rows at the top are kept as empty records.
    """
    return next(iter(_sheets(content, file, most=1).values()), [])


def read_sheets(content: bytes, file: str) -> dict[str, list[list[str]]]:
    """Return the records of every sheet by its name, in order, as `read_workbook` does of the first."""
    return _sheets(content, file)


def _sheets(content: bytes, file: str, *, most: int | None = None) -> dict[str, list[list[str]]]:
    if not content.startswith(_ZIP_MARK):
        raise Refused(
            [
                Problem(
                    "not_a_workbook",
                    Sentence(N_("filen är ingen .xlsx-arbetsbok")),
                    file=file,
                    hint=_SAVE_AS_XLSX,
                )
            ]
        )
    _weigh(content, file)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = {
            name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in workbook.sheet_names[:most]
        }
    except (CalamineError, OSError, ValueError) as error:
        raise Refused([_broken(file)]) from error
    return {name: [[cell_text(value) for value in row] for row in rows] for name, rows in sheets.items()}


def cell_text(value: Any) -> str:
    """Return a sheet's value as the text a person would have typed."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, int | float):
        number = Decimal(repr(value))
        return str(int(number)) if number == number.to_integral_value() else format(number, "f")
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def _weigh(content: bytes, file: str) -> None:
    """Refuse an archive that is too big, too dense, overlapping, encrypted or lying, before it is unpacked."""
    try:
        entries = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError) as error:
        raise Refused([_broken(file)]) from error
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    too_dense = any(
        entry.file_size > _SMALL and entry.file_size > MAXIMUM_RATIO * max(1, entry.compress_size) for entry in entries
    )
    if len(entries) > MAXIMUM_ENTRIES or unpacked > MAXIMUM_UNPACKED or too_dense or packed > len(content):
        raise Refused([_bomb(file, unpacked)])
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused([Problem("encrypted", Sentence(N_("filen är lösenordsskyddad")), file=file, hint=_SAVE_AS_XLSX)])
    cells = 0
    for entry in entries:
        cells = max(cells, _extent(_unpacked(content, entry, file)))
    if cells > MAXIMUM_CELLS:
        raise Refused(
            [
                Problem(
                    "sheet_too_wide",
                    Sentence(N_("bladet sträcker sig över %(cells)s celler"), {"cells": cells}),
                    file=file,
                    hint=Sentence(N_("ta bort celler långt utanför tabellen")),
                )
            ]
        )


def _unpacked(content: bytes, entry: zipfile.ZipInfo, file: str) -> bytes:
    """Return an entry's bytes, refused as soon as they are more than was declared."""
    start = entry.header_offset
    header = content[start : start + 30]
    if len(header) < 30 or header[:4] != _ZIP_MARK:
        raise Refused([_broken(file)])
    name_length, extra_length = struct.unpack("<HH", header[26:30])
    start += 30 + name_length + extra_length
    raw = content[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        if entry.file_size != len(raw):
            raise Refused([_bomb(file, len(raw))])
        return raw
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise Refused([_broken(file)])
    unpacker, parts, size = zlib.decompressobj(-15), [], 0
    try:
        while raw and not unpacker.eof:
            part = unpacker.decompress(raw, _CHUNK)
            raw = unpacker.unconsumed_tail
            size += len(part)
            parts.append(part)
            if size > entry.file_size:
                raise Refused([_bomb(file, size)])
            if not part and not raw:
                break
    except zlib.error as error:
        raise Refused([_broken(file)]) from error
    if size != entry.file_size:
        raise Refused([_broken(file)])
    return b"".join(parts)


def _extent(xml: bytes) -> int:
    """Return how many cells the rectangle from A1 to the last reference of a sheet holds; 0 for other files."""
    if b"sheetData" not in xml:
        return 0
    last_row, widest = 0, b""
    for letters, digits in _REFERENCE.findall(xml):
        last_row = max(last_row, int(digits))
        if len(letters) > len(widest) or (len(letters) == len(widest) and letters.upper() > widest):
            widest = letters.upper()
    column = 0
    for letter in widest:
        column = column * 26 + letter - 64
    return last_row * max(1, column)


def _bomb(file: str, unpacked: int) -> Problem:
    return Problem(
        "archive_too_large",
        Sentence(
            N_("arbetsboken packar upp till orimligt mycket (%(size)s MB) och öppnas inte"),
            {"size": unpacked // 1024**2},
        ),
        file=file,
        hint=Sentence(N_("spara tabellen ensam i en ny fil")),
    )


def _broken(file: str) -> Problem:
    return Problem(
        "broken_workbook",
        Sentence(N_("arbetsboken är skadad eller avhuggen")),
        file=file,
        hint=Sentence(N_("hämta filen på nytt eller spara om den")),
    )
