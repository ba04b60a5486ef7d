"""Files that came with a form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import Form
from wtforms.fields import Field

from workplace.imports.table import GivenFile


def chosen(field: Field) -> Any:
    """Return the uploaded file, None when the field was left empty or holds something else."""
    upload = field.data
    return upload if getattr(upload, "filename", "") else None


def given_files(form: Form, parts: Iterable[str]) -> dict[str, GivenFile]:
    """Return the files chosen in the fields named, by field."""
    uploads = {part: chosen(form[part]) for part in parts}
    return {part: GivenFile(_bare(upload.filename), upload.read()) for part, upload in uploads.items() if upload}


def _bare(name: str) -> str:
    """Return a file name without the folders some browsers send along."""
    return name.replace("\\", "/").rsplit("/", 1)[-1][:200]
