"""The shared templates, all on one page: well-formed, honest about what is withheld, and clean in axe."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route

from tests.page_checker import check_page
from tests.web.style_guide import ROOT, environment, render
from workplace.web.views import Change, shown, withheld
from workplace.wording import Sentence

PAGES = {
    "guide": lambda: render(),
    "guide unrefused": lambda: render(is_refused=False),
    "guide in English": lambda: render(language="en"),
    "not found": lambda: render("public/not_found.html"),
    "unavailable": lambda: render("public/unavailable.html"),
    "accessibility": lambda: render("public/accessibility.html", accessibility_contact="hr@demostaden.se"),
}
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def written(macro: str, call: str, **values: object) -> str:
    """Render one macro call and return its text."""
    source = f'{{% import "macros/{macro}.html" as m %}}{{{{ {call} }}}}'
    return unescape(environment().from_string(source).render(**values))


@pytest.mark.parametrize("name", PAGES)
def test_every_shared_template_makes_a_page_without_fault(name: str) -> None:
    check_page(PAGES[name](), "/prov")


def test_the_frame_needs_nothing_but_the_language() -> None:
    page = environment().get_template("public/accessibility.html").render(language="sv")

    check_page(page, "/tillganglighet")
    assert "demo-band" not in page
    assert "Logga ut" not in page


def test_a_demo_says_on_every_page_that_it_is_invented() -> None:
    assert "personer och siffror är påhittade" in render("public/accessibility.html")
    assert "påhittade" not in render("public/accessibility.html", demo=False)


def test_the_not_found_page_tells_nothing_of_who_asked_for_what() -> None:
    bare = environment().get_template("public/not_found.html").render(language="sv")

    assert render("public/not_found.html", current_path="/samtal/17") == bare
    assert "csrf" not in bare
    assert "Demostaden" not in bare


def test_a_refused_control_is_tied_to_its_label_hint_and_error() -> None:
    page = render()

    control = re.search(r'<input[^>]*id="name"[^>]*>', page)
    assert control
    assert 'aria-describedby="name-hint name-error"' in control[0]
    assert 'aria-invalid="true"' in control[0]
    assert '<label class="label" for="name">' in page
    assert '<a href="#name">Skriv ditt namn</a>' in page
    assert '<a href="#kind-0">Välj vad det gäller</a>' in page


def test_an_unrefused_form_has_no_summary_and_no_invalid_control() -> None:
    page = render(is_refused=False)

    assert "data-error-summary" not in page
    assert "aria-invalid" not in page


def test_a_shown_figure_is_written_with_interval_and_n() -> None:
    text = written("figure", "m.figure(view)", view=shown("74", interval_text="68–80", n_text="14 svar"))

    assert re.sub(r"<[^>]+>", "", text) == "74 68–80 14 svar"


def test_a_withheld_figure_is_written_as_its_reason_in_the_reader_s_language() -> None:
    text = written("figure", "m.figure(view)", view=withheld(Sentence("Färre än %(n)s svar", {"n": 5})))

    assert re.sub(r"<[^>]+>", "", text) == "Färre än 5 svar"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change.HIGHER, "högre"),
        (Change.LOWER, "lägre"),
        (Change.NONE_ESTABLISHED, "ingen säkerställd skillnad"),
    ],
)
def test_a_change_is_said_in_words_beside_its_shape(change: Change, words: str) -> None:
    text = written("figure", "m.change(change)", change=change)

    assert re.sub(r"<[^>]+>", "", text).strip() == words
    assert "<path" in text


def test_text_from_people_is_never_read_as_html() -> None:
    source = '{% import "macros/facts.html" as m %}{{ m.facts([(name, name)]) }}'

    assert "<b>" not in environment().from_string(source).render(name="<b>x</b>")


def open_page(browser: Browser, name: str, *, width: int, scheme: str = "light") -> Page:
    """Open a page with the static files of the product, and refuse every other address."""
    page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()  # type: ignore[arg-type]

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path == "/prov":
            route.fulfill(body=PAGES[name](), content_type="text/html; charset=utf-8")
        elif path.startswith("/static/"):
            file = ROOT / path.removeprefix("/")
            route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
        else:
            route.abort()

    page.route("**/*", answer)
    page.goto("http://localhost/prov")
    return page


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["guide", "accessibility", "not found"])
def test_axe_finds_nothing(browser: Browser, name: str, scheme: str) -> None:
    page = open_page(browser, name, width=1280, scheme=scheme)

    found = Axe().run(page)

    page.context.close()
    assert not found.response["violations"], found.generate_report()
    assert len(found.response["passes"]) > 10


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 390, 640, 768, 1280])
def test_no_page_scrolls_sideways_not_even_at_twice_the_size(browser: Browser, width: int) -> None:
    page = open_page(browser, "guide", width=width)

    beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    page.context.close()
    assert beyond <= 0


@pytest.mark.browser
def test_a_refused_form_moves_focus_to_what_is_wrong_and_from_there_to_the_control(browser: Browser) -> None:
    page = open_page(browser, "guide", width=390)

    first = page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    page.get_by_role("link", name="Välj vad det gäller").click()
    then = page.evaluate("document.activeElement.id")

    page.context.close()
    assert first
    assert then == "kind-0"


@pytest.mark.browser
def test_what_can_be_pressed_is_large_enough_for_a_thumb(browser: Browser) -> None:
    page = open_page(browser, "guide", width=390)

    small = page.evaluate(
        """[...document.querySelectorAll(".button, .control, .choice__label, .site-nav__link, summary")]
           .filter(item => item.getBoundingClientRect().height < 43.9).map(item => item.outerHTML)"""
    )

    page.context.close()
    assert small == []


def test_a_scale_shows_every_step_with_its_ends_in_words_and_what_stands_outside_it_apart() -> None:
    page = " ".join(render().split())

    row = page[page.index('<div class="scale__row">') : page.index('<p class="scale__ends"')]
    assert re.findall(r'value="(\w+)"', row) == ["1", "2", "3", "4", "5"]
    assert '1<span class="visually-hidden"> Stämmer mycket dåligt</span>' in row
    assert "Vet inte" not in row
    assert "Vet inte" in page


@pytest.mark.browser
def test_the_whole_scale_is_seen_and_big_enough_for_a_thumb_on_a_phone(browser: Browser) -> None:
    page = open_page(browser, "guide", width=390)

    boxes = [one.bounding_box() for one in page.locator("fieldset#answer .scale__choice").all()]

    page.context.close()
    assert len(boxes) == 5
    assert len({box["y"] for box in boxes if box}) == 1
    assert all(box and box["width"] >= 44 and box["height"] >= 44 and box["x"] + box["width"] <= 390 for box in boxes)
