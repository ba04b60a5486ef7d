"""A spoken report as HTML and as a tagged PDF: a building service.

It reads the report's own template, the stylesheets and two font folders, and nothing else: no network, and user text is
handed over as data, never as code. The same report gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import cast

import typst
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from appraisal.reports.model import LeaderReport
from appraisal.reports.speech import spoken, to_values
from workplace.wording import Translator

_HERE = Path(__file__).parent
_TEMPLATE = _HERE / "leader_report.typ"
_STYLES = ("tokens.css", "medskap.css", "reports.css")


@dataclass(frozen=True)
class Rendered:
    """A report as it is stored: one HTML file that needs no other, and a PDF that follows PDF/UA-1."""

    html: bytes
    pdf: bytes

    @property
    def sha256(self) -> str:
        """Return the hash of the PDF, by which the index names the edition."""
        return hashlib.sha256(self.pdf).hexdigest()


def render(report: LeaderReport, translator: Translator, *, employer: str, made_on: dt.date) -> Rendered:
    """Return both forms of a report in the translator's language; `made_on` is the date the document carries."""
    said = spoken(report, translator)
    return Rendered(
        html=html_file(said, translator, employer=employer), pdf=pdf_file(said, employer=employer, made_on=made_on)
    )


def html_file(report: LeaderReport, translator: Translator, *, employer: str) -> bytes:
    """Return a spoken report as one HTML file with its stylesheet inside."""
    template = _environment().get_template("reports/report_file.html")
    page = template.render(report=report, employer=employer, style=_style(), _=translator.gettext)
    return page.encode()


def pdf_file(report: LeaderReport, *, employer: str, made_on: dt.date) -> bytes:
    """Return a spoken report as a PDF. Raises typst.TypstError when the report cannot be set."""
    return compiled(document_of(report, employer=employer, made_on=made_on), made_on=made_on)


def document_of(report: LeaderReport, *, employer: str, made_on: dt.date) -> str:
    """Return what the typst template is given: JSON."""
    values = to_values(report) | {"employer": employer, "made_on": [made_on.year, made_on.month, made_on.day]}
    return json.dumps(values, ensure_ascii=False, sort_keys=True)


def compiled(document: str, *, made_on: dt.date) -> bytes:
    """Return the PDF of a document: the bare typesetting, without composing or speaking."""
    made_at = dt.datetime.combine(made_on, dt.time(), dt.UTC)
    pdf = _compiler().compile(
        input=_template(), sys_inputs={"report": document}, format="pdf", pdf_standards=["ua-1"], timestamp=made_at
    )
    return cast(bytes, pdf)


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[_font_folder()])
    return typst.Compiler(root=_HERE / "outlines", font_paths=fonts, ignore_system_fonts=True)


@cache
def _template() -> bytes:
    return _TEMPLATE.read_bytes()


def _font_folder() -> Path:
    """Return matplotlib's fonts without importing matplotlib."""
    found = find_spec("matplotlib")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_folder("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


@cache
def _style() -> str:
    return "\n".join((_folder("static") / name).read_text(encoding="utf-8") for name in _STYLES)


def _folder(name: str) -> Path:
    """Return the templates or static folder: inside the installed package, else beside it in a checkout."""
    package = _HERE.parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name
