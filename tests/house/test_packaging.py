"""The wheel holds the whole house and nothing else: modules, templates, static files, definitions, words."""

from __future__ import annotations

import configparser
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("appraisal", "surveys", "workplace", "measures")
MAPPED = {"templates": "appraisal/templates", "static": "appraisal/static"}


def files_below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path


def setup() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser


def files_of_the_tree() -> set[str]:
    """Every file of the four rooms and the two mapped folders, by the name it has in the wheel."""
    found = {path.relative_to(ROOT).as_posix() for room in ROOMS for path in files_below(ROOT / room)}
    for folder, package in MAPPED.items():
        found |= {f"{package}/{path.relative_to(ROOT / folder).as_posix()}" for path in files_below(ROOT / folder)}
    return found


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel as setuptools makes it of this tree, without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    # What setuptools leaves in the source folder must not come from, or go to, another build.
    script = (
        "import sys, setuptools.build_meta as backend;"
        f"print(backend.build_wheel({str(folder)!r}, {{'--global-option': "
        f"['egg_info', '--egg-base', {str(folder)!r}, 'build', '--build-base', {str(folder / 'build')!r}]}}))"
    )
    built = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def test_every_package_is_listed() -> None:
    listed = set(setup()["options"]["packages"].split())

    folders = [
        path.parent.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in files_below(ROOT / room)
        if path.name == "__init__.py"
    ]
    there = {folder.replace("/", ".") for folder in [*folders, *MAPPED.values()]}

    assert there == listed, f"in setup.cfg, packages: add {sorted(there - listed)}, remove {sorted(listed - there)}"


def test_the_wheel_holds_the_tree_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    packed = {name for name in wheel.namelist() if ".dist-info/" not in name and not name.endswith("/")}

    missing, more = files_of_the_tree() - packed, packed - files_of_the_tree()

    assert missing == set(), "not shipped: an __init__.py or a line of package_data is missing"
    assert more == set(), "these files are in the wheel and not in the tree"


def test_the_wheel_starts_the_command(wheel: zipfile.ZipFile) -> None:
    entry = next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))

    assert re.search(r"^medskap = appraisal\.cli:main$", wheel.read(entry).decode(), flags=re.MULTILINE)


def test_the_wheel_names_what_it_needs_at_run_time_only(wheel: zipfile.ZipFile) -> None:
    metadata = wheel.read(next(name for name in wheel.namelist() if name.endswith("METADATA"))).decode()

    needed = [line for line in metadata.splitlines() if line.startswith("Requires-Dist:")]

    assert len([line for line in needed if "extra ==" not in line]) == len(
        setup()["options"]["install_requires"].split()
    )
    assert "Requires-Python: >=3.11" in metadata


def test_the_build_file_stays_three_lines() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()

    assert len(lines) == 3, "settings belong in setup.cfg, ruff.toml and djlint.toml"
