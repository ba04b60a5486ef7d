"""A page of ours on paper, through the browser's own print."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

CLIPPED = """() => { const sheet = document.querySelector('.poster');
  return sheet ? sheet.scrollHeight - sheet.clientHeight : 0; }"""
"""How much of a poster does not fit on its sheet, in pixels."""
STATIC = Path(__file__).resolve().parents[2] / "static"


def printed(browser: Any, page: str, target: Path) -> Path:
    """Print the page as a reader would and return the PDF's place."""
    context = browser.new_context()
    try:
        tab = context.new_page()
        tab.set_content(inlined(page))
        tab.set_viewport_size({"width": 794, "height": 1123})
        tab.emulate_media(media="print")
        hidden = tab.evaluate(CLIPPED)
        assert hidden <= 1, f"{hidden} px of the sheet are cut off"
        tab.pdf(path=str(target), prefer_css_page_size=True, print_background=True)
    finally:
        context.close()
    return target


def inlined(page: str) -> str:
    """Return the page with its style sheets in it, so that it stands without a server."""

    def sheet(found: re.Match[str]) -> str:
        return f"<style>{(STATIC / found.group(1)).read_text(encoding='utf-8')}</style>"

    return re.sub(r'<link rel="stylesheet" href="/static/([\w.]+)\?v=\w+">', sheet, page)
