"""Each fault of a page is seen, and a right page passes."""

from __future__ import annotations

import pytest

from tests.page_checker import check_page, faults

RIGHT = """<!doctype html>
<html lang="sv"><head><title>Prov – medskap</title><link rel="stylesheet" href="/static/medskap.css">
<script src="/static/enhance.js" defer></script></head>
<body><a href="#innehall">Hoppa</a><main id="innehall"><h1>Prov</h1><h2>Del</h2>
<p>Läs <a href="https://www.digg.se/tdosanmalan">hos Digg</a> eller <a href="mailto:a@b.se">skriv</a>.
<code>None</code></p>
<form method="post" action="/prov"><input type="hidden" name="csrf_token" value="t">
<label for="namn">Namn</label><p id="namn-hint">Hela.</p>
<input id="namn" name="namn" aria-describedby="namn-hint" value="None">
<fieldset><legend>Val</legend><label>A <input type="radio" name="v"></label></fieldset>
<textarea aria-label="Fritt">{{ None }}</textarea><button>Spara</button></form>
<form method="get" action="/sok"><input type="search" aria-label="Sök">
<input type="submit" value="Sök"></form>
<table><caption>Tal</caption><tr><th scope="col">n</th></tr><tr><td>3</td></tr></table>
<img src="/static/a.png" alt="">
<svg aria-hidden="true"><rect fill="url(#p)"/><defs><pattern id="p"/></defs></svg>
</main></body></html>"""


def test_a_right_page_has_no_fault() -> None:
    check_page(RIGHT, "/prov")


CASES = {
    "empty title": ("<title>Prov – medskap</title>", "<title> </title>", "title is missing"),
    "no title": ("<title>Prov – medskap</title>", "", "title is missing"),
    "title without page": ("<title>Prov –", "<title> –", "does not name the page"),
    "no h1": ("<h1>Prov</h1>", "<p>Prov</p>", "0 <h1>"),
    "two h1": ("<h2>Del</h2>", "<h1>Del</h1>", "2 <h1>"),
    "empty h1": ("<h1>Prov</h1>", "<h1></h1>", "empty heading"),
    "no main": ('<main id="innehall">', '<div id="innehall">', "0 <main>"),
    "no lang": ('<html lang="sv">', "<html>", "no lang"),
    "no doctype": ("<!doctype html>", "", "doctype"),
    "stray end tag": ("</main>", "</section></main>", "closes nothing"),
    "doubled id": ('<p id="namn-hint">', '<p id="namn">', 'id "namn" is used 2 times'),
    "spaced id": ("<h2>", '<h2 id="a b">', "spaced id"),
    "control without label": ('<label for="namn">Namn</label>', "", "control without label"),
    "empty label": ('<label for="namn">Namn</label>', '<label for="namn"></label>', "control without label"),
    "empty aria-label": ('aria-label="Fritt"', 'aria-label=""', "control without label"),
    "label to nothing": ('<label for="namn">', '<label for="nam">', 'for="nam" points nowhere'),
    "described by nothing": ('aria-describedby="namn-hint"', 'aria-describedby="x"', "points nowhere"),
    "link to nothing": ('href="#innehall"', 'href="#main"', "#main points nowhere"),
    "pattern that is missing": ("url(#p)", "url(#q)", "url(#q)"),
    "fieldset without legend": ("<legend>Val</legend>", "", "fieldset without legend"),
    "third-party script": ('src="/static/enhance.js"', 'src="https://cdn.example/x.js"', "third-party"),
    "third-party sheet": ('href="/static/medskap.css"', 'href="//cdn.example/x.css"', "third-party"),
    "third-party action": ('action="/prov"', 'action="http://evil.example/"', "third-party"),
    "link that is not allowed": ("www.digg.se", "other.example", "third-party"),
    "javascript link": ("mailto:a@b.se", "javascript:alert(1)", "javascript: address"),
    "data image": ('src="/static/a.png"', 'src="data:image/png;base64,AA"', "data: address"),
    "frame": ("<h2>", '<iframe src="/x"></iframe><h2>', "embedded"),
    "moves by itself": ("<title>", '<meta http-equiv="refresh" content="5"><title>', "moves by itself"),
    "inline style": ("<title>", "<style>p{}</style><title>", "inline <style>"),
    "inline script": ("<title>", "<script>var a</script><title>", "inline <script>"),
    "style attribute": ("<h2>", '<h2 style="color:red">', "style attribute"),
    "handler": ("<h2>", '<h2 onclick="x()">', "onclick"),
    "image without alt": (' alt=""', "", "image without alt"),
    "unnamed drawing": ('<svg aria-hidden="true">', "<svg>", "drawing"),
    "table without caption": ("<caption>Tal</caption>", "", "without caption"),
    "table without headings": ('<th scope="col">n</th>', "<td>n</td>", "without headings"),
    "th without scope": ('<th scope="col">', "<th>", "th without scope"),
    "skipped heading": ("<h2>Del</h2>", "<h3>Del</h3>", "skips from h1 to h3"),
    "post without csrf": ('<input type="hidden" name="csrf_token" value="t">', "", "csrf"),
    "empty csrf": ('value="t"', 'value=""', "csrf"),
    "csrf in sight": (
        'type="hidden" name="csrf_token"',
        'type="text" aria-label="x" name="csrf_token"',
        "csrf",
    ),
    "form in form": ("<fieldset>", '<form action="/i"></form><fieldset>', "form inside a form"),
    "None in text": ("<h2>Del</h2>", "<h2>Del None</h2>", '"None"'),
    "None in an address": ('action="/sok"', 'action="/sok/None"', '"None"'),
    "braces in text": ("<h2>Del</h2>", "<h2>{{ del }}</h2>", '"{{"'),
    "place in text": ("<h2>Del</h2>", "<h2>%(n)s svar</h2>", '"%(n)"'),
    "function in text": ("<h2>Del</h2>", "<h2>&lt;built-in method</h2>", "<built-in"),
    "button without text": ("<button>Spara</button>", "<button> </button>", "button without text"),
    "submit without value": (
        '<input type="submit" value="Sök">',
        '<input type="submit">',
        "button without text",
    ),
    "link without text": (">skriv</a>", "></a>", "link without text"),
}


@pytest.mark.parametrize("name", CASES)
def test_each_fault_is_seen(name: str) -> None:
    old, new, words = CASES[name]
    assert RIGHT.count(old) >= 1

    found = faults(RIGHT.replace(old, new, 1), "/prov")

    assert any(words in fault for fault in found), found


def test_all_faults_are_told_at_once_with_the_address_of_the_page() -> None:
    wrong = RIGHT.replace(' alt=""', "").replace("<h1>Prov</h1>", "")

    with pytest.raises(AssertionError, match=r"(?s)/prov has 2 fault.*<h1>.*alt"):
        check_page(wrong, "/prov")


def test_the_host_of_the_page_itself_is_our_own() -> None:
    page = RIGHT.replace('href="/static/medskap.css"', 'href="https://medskap.demostaden.se/static/medskap.css"')

    assert faults(page, "/prov")
    assert not faults(page, "https://medskap.demostaden.se/prov")
