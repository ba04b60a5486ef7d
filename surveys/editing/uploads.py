"""A file that somebody brings as a new form: LimeSurvey, XLSForm or TOML of our own."""

from __future__ import annotations

import tomlkit

from surveys.editing.document import document_of
from surveys.editing.limesurvey import read_lss
from surveys.editing.taken import LeftOut, Taken
from surveys.editing.toml_text import rewritten
from surveys.editing.xlsform import read_xlsform
from workplace.definitions.document import decode, parse
from workplace.errors import Problem, Refused
from workplace.imports.table import GivenFile
from workplace.imports.workbook import is_workbook, read_sheets
from workplace.wording import N_, Sentence

LARGEST = 10 * 1024 * 1024


def read_upload(given: GivenFile, title: str = "") -> tuple[str, tuple[LeftOut, ...]]:
    """Return the TOML text of a file, and what could not be taken; what the bytes are decides, not the name.

    `title`: a name to give it instead of its own, "" for none. A TOML text is taken as it is, right or not; one that
    cannot be parsed, or is another kind of definition, is refused.
    """
    if len(given.content) > LARGEST:
        raise Refused(
            [Problem("file_too_large", Sentence(N_("filen är större än %(limit)s MB"), {"limit": 10}), file=given.name)]
        )
    if is_workbook(given.content, given.name):
        return _written(read_xlsform(read_sheets(given.content, given.name), file=given.name), title)
    if given.content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return _written(read_lss(given.content, file=given.name), title)
    text = decode(given.content, file=given.name)
    document = parse(text, file=given.name)
    if document.get("kind") != "instrument":
        raise Refused(
            [
                Problem(
                    "not_an_instrument",
                    Sentence(N_("filen är inget formulär")),
                    file=given.name,
                    hint=Sentence(N_("välj en .lss, en .xlsx i formen XLSForm eller en .toml med ett formulär")),
                )
            ]
        )
    return (rewritten(text, document | {"title": {"sv": title}}) if title else text), ()


def fresh_text(title: str) -> str:
    """Return the text of an instrument with a name and nothing to ask yet."""
    name = tomlkit.item(title).as_string()
    return (
        f'kind = "instrument"\nkey = "ny"\nversion = "1"\ntitle.sv = {name}\n'
        'from_text.sv = "Stämmer mycket dåligt"\nfrom_text.en = "Not true at all"\n'
        'to_text.sv = "Stämmer mycket bra"\nto_text.en = "Very true"\n'
    )


def _written(taken: Taken, title: str) -> tuple[str, tuple[LeftOut, ...]]:
    document = document_of(taken.instrument)
    return rewritten("", document | ({"title": {"sv": title}} if title else {})), taken.left_out
