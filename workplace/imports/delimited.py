"""Text with a delimiter, from bytes to cells: which encoding, which delimiter, whole or cut off."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Collection

from workplace.errors import Problem, Refused
from workplace.wording import N_, Sentence

DELIMITERS = {",": N_("komma"), ";": N_("semikolon"), "\t": N_("tabb")}
_SAVE_AS_UTF8 = Sentence(N_("spara filen som CSV UTF-8"))
_DOUBLY_ENCODED = re.compile("Ã[¥¤¶…„–©¨¼]|â€[œ™“]")
_DOS_LETTERS = re.compile(r"[A-Za-z][†„”][a-z]|\b†[a-z]|(?<![A-Za-z])[†™][a-z]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_MAXIMUM_CELL = 100_000
_TOO_LONG = "field larger than field limit"
"""How the csv module begins what it says of a cell beyond its own limit, which is larger than ours."""


def read_delimited(content: bytes, file: str, known: Collection[str]) -> list[list[str]]:
    """Return the records of a delimited text, blank lines as empty records, or raise `Refused`."""
    text = decode(content, file)
    delimiter = _delimiter_of(text, file, known)
    records: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        begins = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            raise Refused([_broken_record(str(error), file, len(records) + 1, begins == reader.line_num)]) from error
        if any(len(cell) > _MAXIMUM_CELL for cell in record):
            raise Refused([_broken_record(_TOO_LONG, file, len(records) + 1, begins == reader.line_num)])
        records.append(record)
    _refuse_other_delimiter(records, delimiter, file)
    return records


def decode(content: bytes, file: str) -> str:
    """Return the text of UTF-8 (with or without BOM) or cp1252, or raise `Refused` that says what it is instead."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _looks_like_utf16(content):
        raise Refused(
            [
                Problem(
                    "wrong_encoding",
                    Sentence(N_("filen är sparad som UTF-16 (”Unicode-text”)")),
                    file=file,
                    hint=_SAVE_AS_UTF8,
                )
            ]
        )
    if b"\x00" in content:
        raise Refused(
            [
                Problem(
                    "wrong_encoding",
                    Sentence(N_("filen innehåller nolltecken och är ingen textfil")),
                    file=file,
                    row=content[: content.index(b"\x00")].count(b"\n") + 1,
                    hint=_SAVE_AS_UTF8,
                )
            ]
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError as error:
            raise Refused(
                [
                    Problem(
                        "wrong_encoding",
                        Sentence(N_("tecknen är varken UTF-8 eller Windows-1252")),
                        file=file,
                        row=content[: error.start].count(b"\n") + 1,
                        hint=_SAVE_AS_UTF8,
                    )
                ]
            ) from error
        _refuse(_DOS_LETTERS, text, file, Sentence(N_("å, ä och ö är skrivna med en äldre teckenkod (DOS)")))
    _refuse(re.compile("\ufffd"), text, file, Sentence(N_("tecken har gått förlorade när filen sparades")))
    _refuse(_DOUBLY_ENCODED, text, file, Sentence(N_("å, ä och ö är felkodade (UTF-8 läst som Windows-1252)")))
    _refuse(_CONTROL, text, file, Sentence(N_("filen innehåller styrtecken och är ingen vanlig textfil")))
    return text


def _looks_like_utf16(content: bytes) -> bool:
    """Whether every other byte of the beginning is zero, as in UTF-16 without its mark."""
    head = content[:400]
    return len(head) >= 8 and (head[1::2].count(0) > len(head) // 3 or head[::2].count(0) > len(head) // 3)


def _refuse(pattern: re.Pattern[str], text: str, file: str, sentence: Sentence) -> None:
    found = pattern.search(text)
    if found:
        row = text.count("\n", 0, found.start()) + 1
        line = text[text.rfind("\n", 0, found.start()) + 1 :].split("\n", 1)[0]
        start = max(0, found.start() - text.rfind("\n", 0, found.start()) - 16)
        value = "".join(sign for sign in line[start : start + 30] if sign.isprintable())
        raise Refused([Problem("wrong_encoding", sentence, file=file, row=row, value=value, hint=_SAVE_AS_UTF8)])


def _delimiter_of(text: str, file: str, known: Collection[str]) -> str:
    """Return the delimiter under which the header names most known columns, then most columns."""
    first_line = re.split("\r\n|\r|\n", text, maxsplit=1)[0]
    folded = {name.casefold() for name in known}
    cells = {delimiter: _cells_of(first_line, delimiter) for delimiter in DELIMITERS}
    best = max(cells, key=lambda sign: (sum(cell.casefold() in folded for cell in cells[sign]), len(cells[sign])))
    if len(cells[best]) == 1:
        raise Refused(
            [
                Problem(
                    "wrong_delimiter",
                    Sentence(N_("rubrikraden är en enda kolumn")),
                    file=file,
                    row=1,
                    value=first_line,
                    hint=Sentence(N_("skilj kolumnerna åt med komma, semikolon eller tabb")),
                )
            ]
        )
    glued = [
        Problem(
            "wrong_delimiter",
            Sentence(N_("flera kolumner sitter ihop i en rubrik")),
            file=file,
            row=1,
            value=cell,
            hint=Sentence(
                N_("använd samma skiljetecken (%(delimiter)s) i hela filen"),
                {"delimiter": Sentence(DELIMITERS[best])},
            ),
        )
        for cell in cells[best]
        if sum(part.strip().strip('"').casefold() in folded for part in re.split(r"[,;\t|:]", cell)) > 1
    ]
    if glued:
        raise Refused(glued)
    return best


def _cells_of(line: str, delimiter: str) -> list[str]:
    """Return the cells of a line; a line with a cell too long to be one is a single cell."""
    if len(line) > _MAXIMUM_CELL and max(map(len, line.split(delimiter))) > _MAXIMUM_CELL:
        return [line]
    return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]


def _refuse_other_delimiter(records: list[list[str]], delimiter: str, file: str) -> None:
    """Refuse rows that are one cell only because they use another delimiter than the header."""
    width = len(records[0]) if records else 0
    problems = []
    for number, record in enumerate(records[1:], start=2):
        if width > 1 and len(record) == 1 and record[0].strip():
            for other, name in DELIMITERS.items():
                if other != delimiter and len(_cells_of(record[0], other)) == width:
                    facts = {"row": Sentence(name), "header": Sentence(DELIMITERS[delimiter])}
                    problems.append(
                        Problem(
                            "wrong_delimiter",
                            Sentence(N_("raden är skild med %(row)s men rubriken med %(header)s"), facts),
                            file=file,
                            row=number,
                        )
                    )
                    break
    if problems:
        raise Refused(problems)


def _broken_record(error: str, file: str, row: int, is_one_line: bool) -> Problem:
    """Return what is wrong with a record that cannot be read; one that goes on over lines has an open quote."""
    if _TOO_LONG in error and is_one_line:
        facts = {"longest": _MAXIMUM_CELL}
        return Problem(
            "cell_too_long", Sentence(N_("en cell på raden är längre än %(longest)s tecken"), facts), file=file, row=row
        )
    if "expected after" in error:
        return Problem(
            "broken_quote",
            Sentence(N_("tecken följer direkt efter ett avslutande citattecken")),
            file=file,
            row=row,
            hint=Sentence(N_('skriv citattecken inne i en cell dubbelt: ""')),
        )
    return Problem(
        "truncated",
        Sentence(N_("ett citattecken öppnas här men stängs aldrig; filen tycks avhuggen")),
        file=file,
        row=row,
        hint=Sentence(N_("hämta filen på nytt")),
    )
