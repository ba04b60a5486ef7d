"""Takes the README's pictures from the product: makes a demo in a folder of its own, serves it, walks there and looks.

    .venv/bin/python docs/pictures/take.py [FOLDER]

The pictures are written beside this file, or into FOLDER. The demo is the one `./run` shows, with one older survey
taken in and not yet published, so that there is something to preview.
"""

from __future__ import annotations

import datetime as dt
import io
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import pypdfium2  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.sync_api import Page  # noqa: E402

from appraisal.commands import demo  # noqa: E402
from appraisal.demo.fill import DemoWave, take_in_wave  # noqa: E402
from appraisal.work import worker_for  # noqa: E402
from surveys.findings.actions import order_preview  # noqa: E402
from tests.browser import chromium  # noqa: E402
from tests.journeys.serving import Served, house_in, served  # noqa: E402
from workplace.database.engine import sqlite_url  # noqa: E402

UNPUBLISHED = DemoWave("enkat-2024", dt.date(2024, 10, 25), {"JT-EK-1": -0.6, "VUX-KOM": 0.3})
UNIT = "JT-ST-1"
RESULT = f"/resultat/enkat-2026/{UNIT}"
REPORT = f"/ledarrapport/enkat-2026/{UNIT}.pdf"
PREVIEW = f"/hr/omgangar/{UNPUBLISHED.id}/utgava"
WIDTH, HEIGHT = 1280, 900
UNTIL_THE_FIRST_INDICES = 1440
PDF_DOTS_PER_INCH = 90
LARGEST = 200_000
FEWEST_COLOURS = 32


def main(folder: Path) -> None:
    """Write the three pictures into a folder."""
    with tempfile.TemporaryDirectory() as home:
        house = house_in(Path(home), sqlite_url(Path(home) / "medskap.db"))
        demo.fill(house, size="small")
        with house.database.writing() as session:
            take_in_wave(session, UNPUBLISHED, house.clock.now())
            order_preview(session, UNPUBLISHED.id, now=house.clock.now())
        worker_for(house, "pictures").run_until_idle()
        with served(house) as site, chromium() as browser:
            context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale="sv-SE")
            page = context.new_page()
            become(page, site, "24 i gruppen: alla siffror visas")
            page.goto(site.base + RESULT)
            page.set_viewport_size({"width": WIDTH, "height": UNTIL_THE_FIRST_INDICES})
            keep(page.screenshot(), folder / "resultat.png")
            keep(first_page(page.request.get(site.base + REPORT).body()), folder / "ledarrapport.png")
            become(page, site, "Läser in, publicerar och släpper rapporter")
            page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
            page.goto(site.base + PREVIEW)
            keep(page.screenshot(), folder / "forhandsgranskning.png")
        house.database.dispose()


def become(page: Page, site: Served, words: str) -> None:
    """Pick the person on the demo's sign-in page of whom it says this."""
    page.context.clear_cookies()
    page.goto(site.base + "/logga-in")
    page.get_by_role("button").filter(has_text=words).first.click()
    page.wait_for_url(site.base + "/")


def first_page(pdf: bytes) -> bytes:
    """Return the first page of a PDF as a PNG."""
    image = pypdfium2.PdfDocument(pdf)[0].render(scale=PDF_DOTS_PER_INCH / 72).to_pil()
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


def keep(png: bytes, path: Path) -> None:
    """Write a picture with as many colours as fit the largest size; raises ValueError when none do."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    colours = 256
    while colours >= FEWEST_COLOURS:
        written = io.BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
        if written.tell() < LARGEST:
            path.write_bytes(written.getvalue())
            return
        colours //= 2
    raise ValueError(f"{path.name} does not fit {LARGEST} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
