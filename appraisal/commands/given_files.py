"""Files named on the command line: read whole, every one that cannot be read a problem of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from appraisal.commands.troubles import os_reason
from workplace.errors import Problem, Refused
from workplace.imports.table import MAXIMUM_BYTES, GivenFile
from workplace.wording import N_, Sentence


def read_files(paths: Mapping[str, Path | None]) -> dict[str, GivenFile]:
    """Return the files by part, without the parts that were not given; too large ones are not opened."""
    files: dict[str, GivenFile] = {}
    problems: list[Problem] = []
    for part, path in paths.items():
        if path is None:
            continue
        try:
            if path.is_dir():
                problems.append(_problem(path, Sentence(N_("är en mapp och ingen fil"))))
            elif path.stat().st_size > MAXIMUM_BYTES:
                limit = {"limit": MAXIMUM_BYTES // 1024**2}
                problems.append(_problem(path, Sentence(N_("filen är större än %(limit)s MB"), limit)))
            else:
                files[part] = GivenFile(path.name, path.read_bytes())
        except FileNotFoundError:
            problems.append(_problem(path, Sentence(N_("filen finns inte"))))
        except (OSError, ValueError) as error:
            reason = os_reason(error) if isinstance(error, OSError) else Sentence(N_("namnet duger inte"))
            problems.append(_problem(path, Sentence(N_("filen går inte att läsa (%(reason)s)"), {"reason": reason})))
    if problems:
        raise Refused(problems)
    return files


def read_file(path: Path) -> GivenFile:
    """Return one file."""
    return read_files({"file": path})["file"]


def _problem(path: Path, sentence: Sentence) -> Problem:
    return Problem("file_not_readable", sentence, file=str(path))
