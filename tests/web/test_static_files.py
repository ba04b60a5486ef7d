"""The style sheets: small, one home for colours, readable in light, dark and on paper."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "static"
SHARED_STYLES = ("tokens.css", "medskap.css")
"""What every page loads; a page adds one sheet of its own at most."""
LARGEST_STYLE = 50_000
"""Bytes of the style sheets of one page together, uncompressed."""


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"(--[\w-]+): ([^;]+);", block))


def token_sets() -> dict[str, dict[str, str]]:
    sheet = (STATIC / "tokens.css").read_text(encoding="utf-8")
    plain, *media = sheet.split("@media ")
    found = {"light": tokens(plain)}
    for part in media:
        if "prefers-color-scheme: dark" in part:
            found["dark"] = found["light"] | tokens(part)
        if part.startswith("print"):
            found["print"] = found["light"] | tokens(part)
    return found


def luminance(colour: str) -> float:
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, WCAG 2.2."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


TEXTS = [
    *((ink, ground) for ink in ("ink", "ink-soft", "action") for ground in ("paper", "ground", "action-ground")),
    *(("ink", ground) for ground in ("ground-deep", "done-ground", "caution-ground", "danger-ground")),
    ("on-action", "action"),
    ("on-action", "danger"),
    ("danger", "paper"),
    ("danger", "danger-ground"),
    ("caution", "caution-ground"),
    ("done", "done-ground"),
]
SHAPES = [("edge", "paper"), ("focus", "paper"), ("focus", "ground"), ("figure-ink", "figure-track")]


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXTS)
def test_text_can_be_read_on_its_ground(look: str, ink: str, ground: str) -> None:
    found = token_sets()[look]

    assert contrast(found[f"--{ink}"], found[f"--{ground}"]) >= 4.5


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_edges_and_marks_stand_out(look: str, shape: str, ground: str) -> None:
    found = token_sets()[look]

    assert contrast(found[f"--{shape}"], found[f"--{ground}"]) >= 3


@pytest.mark.parametrize("look", ["light", "print"])
def test_classes_side_by_side_differ_in_lightness_so_that_they_survive_a_grey_printer(look: str) -> None:
    found = token_sets()[look]
    scale = ["lowest", "low", "middle", "high", "highest"]

    for one, other in zip(scale, scale[1:], strict=False):
        assert contrast(found[f"--scale-{one}"], found[f"--scale-{other}"]) >= 1.4, (one, other)


def test_only_the_tokens_name_colours() -> None:
    sheet = (STATIC / "medskap.css").read_text(encoding="utf-8")

    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[;, )])|\brgba?\(|\bhsla?\(|\boklch\(", sheet) == []


def test_every_token_that_is_used_is_defined_and_every_defined_one_is_used() -> None:
    sheets = "".join(file.read_text(encoding="utf-8") for file in STATIC.glob("*.css"))
    defined = set(token_sets()["light"])
    used = set(re.findall(r"var\((--[\w-]+)", sheets))

    assert used == defined


def test_the_styles_of_any_page_are_small() -> None:
    shared = sum((STATIC / name).stat().st_size for name in SHARED_STYLES)
    for file in STATIC.glob("*.css"):
        own = 0 if file.name in SHARED_STYLES else file.stat().st_size
        assert shared + own <= LARGEST_STYLE, file.name


def test_nothing_static_reaches_out() -> None:
    for file in STATIC.rglob("*"):
        if file.suffix in (".css", ".js"):
            assert not re.search(r"https?://|//[\w.]+\.\w+/|@import|url\(", file.read_text(encoding="utf-8")), file
