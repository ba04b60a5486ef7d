"""The browser of the tests: the Chromium there is, started the same way everywhere.

As a plugin it gives the fixture `browser`. As a script (`python -P tests/browser.py`) it prints which
Chromium really starts here, and exits 1 if none does; `./run test` asks it that.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Error as PlaywrightError

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_PROGRAM = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
PLAYWRIGHTS_OWN = "playwright"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def candidates() -> Iterator[str]:
    """Every Chromium that may be here, the likeliest first: a path, or the word for Playwright's own."""
    for program in PROGRAMS:
        found = shutil.which(program)
        if found:
            yield found
    if Path(MAC_PROGRAM).exists():
        yield MAC_PROGRAM
    yield PLAYWRIGHTS_OWN


@contextmanager
def chromium(program: str | None = None) -> Iterator[Browser]:
    """A started Chromium, closed at the end. `program` as in `candidates`; default what `./run` found."""
    chosen = program or os.environ.get("MEDSKAP_CHROMIUM") or next(candidates())
    path = None if chosen == PLAYWRIGHTS_OWN else chosen
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS), timeout=60_000)
        try:
            yield browser
        finally:
            browser.close()


def first_that_starts() -> str | None:
    for program in candidates():
        try:
            with chromium(program) as browser:
                browser.new_page().goto("data:text/html,<title>here</title>")
            return program
        except PlaywrightError:
            continue
    return None


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all browser tests of this worker; a test opens its own `browser.new_context()`."""
    with chromium() as started:
        yield started


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where `./run` found no browser, leave its tests out and count them as deselected, not skipped."""
    if not os.environ.get("MEDSKAP_NO_BROWSER"):
        return
    walking = [item for item in items if item.get_closest_marker("browser")]
    if walking:
        items[:] = [item for item in items if item not in walking]
        config.hook.pytest_deselected(items=walking)


def pytest_report_header() -> str:
    if os.environ.get("MEDSKAP_NO_BROWSER"):
        return "browser: NONE - the tests marked `browser` are left out"
    return f"browser: {os.environ.get('MEDSKAP_CHROMIUM') or next(candidates())}"


if __name__ == "__main__":
    program = first_that_starts()
    if program is None:
        sys.exit(1)
    sys.stdout.write(program + "\n")
