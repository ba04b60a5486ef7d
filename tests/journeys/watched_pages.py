"""What no page may do in a browser: break axe's rules, scroll sideways, complain in the console, ask another host."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

_AXE = Axe()
_OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}


@dataclass
class Watch:
    """Follows the pages of some contexts and keeps what they should not have done."""

    base: str
    faults: list[str] = field(default_factory=list)
    pages_checked: int = 0

    def follow(self, context: BrowserContext) -> BrowserContext:
        """Listen to a context's requests, console and script errors, from now on."""
        context.on("request", lambda request: self._asked(request.url))
        context.on("console", lambda message: self._said(message.type, message.text))
        context.on("weberror", lambda error: self.faults.append(f"a script failed: {error.error}"))
        return context

    def look_at(self, page: Page, *, name: str = "") -> None:
        """Check the page that is shown with axe and for sideways scroll."""
        self.pages_checked += 1
        where = name or urlsplit(page.url).path
        for violation in _AXE.run(page, options=_OPTIONS).response["violations"]:
            self.faults += [
                f"{where}: {violation['id']} ({violation['help']}): {node['html'][:160]}" for node in violation["nodes"]
            ]
        self.check_width(page, name=where)

    def check_width(self, page: Page, *, name: str = "") -> None:
        """Check that everything fits the width there is."""
        seen, held = page.evaluate("[document.documentElement.clientWidth, document.documentElement.scrollWidth]")
        if held > seen:
            self.faults.append(f"{name or page.url}: {held} px wide where {seen} px are shown: {_widest(page)}")

    def assert_well(self) -> None:
        """Fail with every fault found."""
        assert not self.faults, f"{len(self.faults)} fault(s):\n" + "\n".join(f"  - {fault}" for fault in self.faults)

    def _asked(self, url: str) -> None:
        if not url.startswith((self.base + "/", "data:", "about:")):
            self.faults.append(f"asked another host: {url}")

    def _said(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.faults.append(f"the console says {kind}: {text}")


def tab_to(page: Page, selector: str, *, most: int = 60) -> None:
    """Press Tab until the element has focus, as somebody without a mouse does; fail when it is never reached."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} is not reached by {most} presses of Tab on {page.url}")


def _widest(page: Page) -> Any:
    return page.evaluate(
        """() => [...document.body.querySelectorAll("*")]
            .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
            .slice(0, 3).map(one => one.outerHTML.slice(0, 120))"""
    )
