"""What every page must have, whoever wrote it. `check_page` names all faults of a page at once.

Only the standard library is used, so that any test can call it on any HTML answer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

ALLOWED_LINKS = frozenset({"www.digg.se"})
"""Hosts outside our own that a page may link to; nothing may be loaded from them."""

TOKEN_NAMES = frozenset({"csrf_token", "form_token"})
"""Hidden fields that prove that a POST comes from our own page."""

_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_CONTROLS = frozenset({"input", "select", "textarea"})
_ADDRESSES = ("src", "href", "action", "formaction", "poster", "data", "srcset", "xlink:href", "background")
_LEAKS = re.compile(
    r"(?<!\w)None(?!\w)|\{\{|\}\}|\{%|%\(\w*\)|<built-in|<bound method|<function |Undefined\b|Sentence\("
)
_NOT_READ = ("script", "style", "textarea", "code")
_SPOKEN = (
    "title",
    "alt",
    "aria-label",
    "placeholder",
    "href",
    "action",
    "value",
    "data-label",
    "class",
    "id",
)
_SCOPES = ("col", "row", "colgroup", "rowgroup")
_REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls", "aria-owns", "aria-errormessage")


@dataclass
class _Element:
    """A start tag with what it turned out to hold."""

    tag: str
    attributes: dict[str, str]
    line: int
    parent: _Element | None
    text: str = ""
    holds: list[_Element] = field(default_factory=list)

    def inside(self, *tags: str) -> _Element | None:
        """Return the nearest element of these tags around this one."""
        around = self.parent
        while around is not None and around.tag not in tags:
            around = around.parent
        return around

    def find(self, *tags: str) -> list[_Element]:
        """Return the elements of these tags inside, in order."""
        found: list[_Element] = []
        for child in self.holds:
            found += [child] if child.tag in tags else []
            found += child.find(*tags)
        return found

    def named(self) -> str:
        """Return the tag as a reader of the source would look for it."""
        told = "".join(
            f' {name}="{self.attributes[name]}"' for name in ("id", "name", "href", "action") if name in self.attributes
        )
        return f"<{self.tag}{told}> on line {self.line}"


class _Reader(HTMLParser):
    """Reads a page into elements; text goes to every element around it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Element("", {}, 0, None)
        self.open = self.root
        self.all: list[_Element] = []
        self.has_doctype = False
        self.unclosed: list[str] = []

    def handle_decl(self, decl: str) -> None:
        self.has_doctype = self.has_doctype or decl.lower().startswith("doctype html")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = _Element(tag, {name: value or "" for name, value in attrs}, self.getpos()[0], self.open)
        self.open.holds.append(element)
        self.all.append(element)
        if tag not in _VOID:
            self.open = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        around: _Element | None = self.open
        while around is not None and around.tag != tag:
            around = around.parent
        if around is not None and around.parent is not None:
            self.open = around.parent
        else:
            self.unclosed.append(f"</{tag}> on line {self.getpos()[0]} closes nothing")

    def handle_data(self, data: str) -> None:
        around: _Element | None = self.open
        while around is not None:
            around.text += data
            around = around.parent


def check_page(
    html: str,
    url: str,
    *,
    own_hosts: Collection[str] = ("localhost", "127.0.0.1"),
    allowed_links: Collection[str] = ALLOWED_LINKS,
) -> None:
    """Raise AssertionError listing every fault of a whole HTML page.

    `url` is the page's address; its host, if it has one, counts as our own beside `own_hosts`.
    """
    found = faults(html, url, own_hosts=own_hosts, allowed_links=allowed_links)
    assert not found, f"{url} has {len(found)} fault(s):\n" + "\n".join(f"  - {fault}" for fault in found)


def faults(
    html: str,
    url: str,
    *,
    own_hosts: Collection[str] = ("localhost", "127.0.0.1"),
    allowed_links: Collection[str] = ALLOWED_LINKS,
) -> list[str]:
    """Return every fault of a page in words, empty when it has none."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    hosts = {*own_hosts, *([host] if (host := urlsplit(url).hostname) else [])}
    ids = Counter(element.attributes["id"] for element in reader.all if "id" in element.attributes)
    return [
        *_frame_faults(reader),
        *_id_faults(reader.all, ids),
        *_heading_faults(reader.all),
        *_control_faults(reader.all),
        *_address_faults(reader.all, hosts, allowed_links),
        *_inline_faults(reader.all),
        *_table_faults(reader.all),
        *_form_faults(reader.all),
        *_leak_faults(reader),
    ]


def _tagged(elements: list[_Element], tag: str) -> list[_Element]:
    return [element for element in elements if element.tag == tag]


def _frame_faults(reader: _Reader) -> list[str]:
    found = list(reader.unclosed)
    by_tag = {tag: _tagged(reader.all, tag) for tag in ("html", "title", "h1", "main")}
    titles = [title for title in by_tag["title"] if not title.inside("svg")]
    if not reader.has_doctype:
        found.append("no <!doctype html>")
    if not by_tag["html"] or not by_tag["html"][0].attributes.get("lang", "").strip():
        found.append("no lang on <html>")
    if len(titles) != 1 or not titles[0].text.strip():
        found.append("the title is missing, empty or doubled")
    elif titles[0].text.strip().startswith("–"):
        found.append("the title does not name the page")
    for tag in ("h1", "main"):
        if len(by_tag[tag]) != 1:
            found.append(f"{len(by_tag[tag])} <{tag}> where there should be exactly one")
    found += [f"empty heading {heading.named()}" for heading in by_tag["h1"] if not _words(heading)]
    return found


def _words(element: _Element) -> str:
    """Return the name a screen reader gives: aria-label, else the text with images' alternatives."""
    images = "".join(image.attributes.get("alt", "") for image in element.find("img"))
    drawn = "".join(svg.attributes.get("aria-label", "") for svg in element.find("svg"))
    return (element.attributes.get("aria-label", "") or element.text + images + drawn).strip()


def _id_faults(elements: list[_Element], ids: Counter[str]) -> list[str]:
    found = [f'id "{name}" is used {count} times' for name, count in ids.items() if count > 1]
    for element in elements:
        if re.search(r"^$|\s", element.attributes.get("id", "x")):
            found.append(f"empty or spaced id on {element.named()}")
        for attribute in _REFERENCES:
            if attribute in element.attributes:
                targets = element.attributes[attribute].split()
                lost = [target for target in targets if target not in ids]
                found += [f'{attribute}="{target}" points nowhere on {element.named()}' for target in lost]
                found += [] if targets else [f"empty {attribute} on {element.named()}"]
        if element.tag == "label" and "for" in element.attributes and element.attributes["for"] not in ids:
            found.append(f'label for="{element.attributes["for"]}" points nowhere on line {element.line}')
        href = element.attributes.get("href", "")
        if element.tag == "a" and href.startswith("#") and href[1:] not in ids:
            found.append(f"the link {href} points nowhere on line {element.line}")
        for name in ("fill", "stroke", "clip-path", "mask"):
            drawn = re.fullmatch(r"url\(#(.+)\)", element.attributes.get(name, ""))
            if drawn and drawn[1] not in ids:
                found.append(f'{name}="url(#{drawn[1]})" points nowhere on line {element.line}')
    return found


def _heading_faults(elements: list[_Element]) -> list[str]:
    found = []
    level = 0
    for element in elements:
        if re.fullmatch(r"h[1-6]", element.tag):
            here = int(element.tag[1])
            if level and here > level + 1:
                found.append(f"the heading {element.named()} skips from h{level} to h{here}")
            level = here
    return found


def _control_faults(elements: list[_Element]) -> list[str]:
    labels = [item for item in _tagged(elements, "label") if _words(item)]
    labelled = {label.attributes.get("for") for label in labels} - {None}
    found = []
    for element in elements:
        given = element.attributes
        kind = given.get("type", "").lower()
        is_named = bool(given.get("aria-label", "").strip() or given.get("aria-labelledby"))
        if _is_button(element):
            value = given.get("alt" if kind == "image" else "value", "") if element.tag == "input" else ""
            if not (is_named or _words(element) or value.strip()):
                found.append(f"a button without text: {element.named()}")
        elif element.tag in _CONTROLS and kind != "hidden":
            around = element.inside("label")
            if not (is_named or given.get("id") in labelled or (around is not None and _words(around))):
                found.append(f"a control without label: {element.named()}")
        elif element.tag == "a" and "href" in given and not (is_named or _words(element)):
            found.append(f"a link without text: {element.named()}")
        elif element.tag == "fieldset":
            legends = [child for child in element.holds if child.tag == "legend" and _words(child)]
            if not (is_named or legends):
                found.append(f"a fieldset without legend: {element.named()}")
        elif element.tag == "img" and "alt" not in given:
            found.append(f"an image without alt on line {element.line}")
        elif element.tag == "svg" and not (is_named or given.get("aria-hidden") or element.inside("svg")):
            found.append(f"a drawing that is neither hidden nor named on line {element.line}")
    return found


def _is_button(element: _Element) -> bool:
    kind = element.attributes.get("type", "").lower()
    return element.tag == "button" or (element.tag == "input" and kind in ("submit", "button", "reset", "image"))


def _address_faults(elements: list[_Element], hosts: Collection[str], allowed_links: Collection[str]) -> list[str]:
    found = []
    for element in elements:
        for attribute in _ADDRESSES:
            for address in _addresses(attribute, element.attributes.get(attribute, "")):
                parts = urlsplit(address)
                is_link = element.tag == "a" and attribute == "href"
                known = {*hosts, *(allowed_links if is_link else ())}
                if parts.scheme in ("javascript", "data", "vbscript"):
                    found.append(f"a {parts.scheme}: address in {element.named()}")
                elif parts.scheme in ("mailto", "tel"):
                    found += [] if is_link else [f"a {parts.scheme}: address in {element.named()}"]
                elif parts.netloc and parts.hostname not in known:
                    found.append(f"a third-party address {address} in {element.named()}")
        if element.tag in ("iframe", "object", "embed"):
            found.append(f"an embedded document: {element.named()}")
        if element.tag == "meta" and element.attributes.get("http-equiv", "").lower() == "refresh":
            found.append(f"a page that moves by itself on line {element.line}")
    return found


def _addresses(attribute: str, value: str) -> list[str]:
    if attribute == "srcset":
        return [part.split()[0] for part in value.split(",") if part.split()]
    return [value.strip()] if value.strip() else []


def _inline_faults(elements: list[_Element]) -> list[str]:
    found = []
    for element in elements:
        if element.tag == "style":
            found.append(f"an inline <style> on line {element.line}")
        if element.tag == "script" and "src" not in element.attributes:
            found.append(f"an inline <script> on line {element.line}")
        if "style" in element.attributes:
            found.append(f"a style attribute on {element.named()}")
        handlers = [name for name in element.attributes if re.fullmatch(r"on[a-z]+", name)]
        found += [f"{name} on {element.named()}" for name in handlers]
    return found


def _table_faults(elements: list[_Element]) -> list[str]:
    found = []
    for element in elements:
        if element.tag == "table" and element.attributes.get("role") not in ("presentation", "none"):
            captions = [child for child in element.holds if child.tag == "caption"]
            if not captions or not _words(captions[0]):
                found.append(f"a table without caption on line {element.line}")
            if not element.find("th"):
                found.append(f"a table without headings on line {element.line}")
        if element.tag == "th" and element.attributes.get("scope") not in _SCOPES:
            found.append(f"a th without scope on line {element.line}")
    return found


def _form_faults(elements: list[_Element]) -> list[str]:
    found = []
    for element in elements:
        if element.tag != "form":
            continue
        if element.inside("form"):
            found.append(f"a form inside a form: {element.named()}")
        if element.attributes.get("method", "get").lower() != "post":
            continue
        tokens = [
            item
            for item in element.find("input")
            if item.attributes.get("name") in TOKEN_NAMES and item.attributes.get("type") == "hidden"
        ]
        if len(tokens) != 1 or not tokens[0].attributes.get("value"):
            found.append(f"a POST form without exactly one csrf field: {element.named()}")
    return found


def _leak_faults(reader: _Reader) -> list[str]:
    """Find traces of code in what people read: text outside code and typed words, and spoken attributes."""
    found = []
    for element in reader.all:
        if element.tag in _NOT_READ:
            continue
        own = element.text
        for child in element.find(*_NOT_READ):
            own = own.replace(child.text, " ") if child.text else own
        is_innermost = not any(_LEAKS.search(child.text) for child in element.holds)
        if is_innermost and (leak := _LEAKS.search(own)):
            found.append(f'code shows in the text: "{leak[0]}" in {element.named()}')
        for name in _SPOKEN:
            if (element.tag, name) in (("input", "value"), ("option", "value")):
                continue
            if leak := _LEAKS.search(element.attributes.get(name, "")):
                found.append(f'code shows in {name}: "{leak[0]}" in {element.named()}')
    return found
