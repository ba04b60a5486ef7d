"""A browser of the tests that answers: keeps its cookies, reads the form of the page it is on, and posts it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from flask import Flask

from tests.conftest import PageClient


@dataclass
class Respondent:
    """Somebody with a link. `page`: the last page that was shown."""

    client: PageClient
    token: str
    page: Any = None
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return str(self.page.get_data(as_text=True))

    @property
    def state(self) -> str:
        found = re.search(r'data-state="(\w+)"', self.text)
        return found[1] if found else ""

    def open(self, path: str = "") -> Respondent:
        """Open a page below the link, or an address of its own."""
        address = path if path.startswith("/enkat") else f"/enkat/{self.token}{path}"
        self.page = self.client.get(address, follow_redirects=True)
        return self

    def press(self, answers: dict[str, Any] | None = None, *, go: str = "", **extra: Any) -> Respondent:
        """Fill in the form of the page and press its last button, or the one with a value of its own."""
        data = {**hidden_fields(self.text), **(answers or {}), **extra}
        if go:
            data["enkat:go"] = go
        self.page = self.client.post(form_action(self.text), data=data, follow_redirects=True)
        return self

    def post(self, path: str, data: dict[str, Any], **how: Any) -> Any:
        """Post without following, with the token of the page."""
        return self.client.post(f"/enkat/{self.token}{path}", data={**hidden_fields(self.text), **data}, **how)


def respondent(app: Flask, token: str) -> Respondent:
    app.test_client_class = PageClient
    return Respondent(app.test_client(), token)  # type: ignore[arg-type]


def hidden_fields(page: str) -> dict[str, str]:
    """Return the hidden fields of a page's form."""
    return {
        unescape(name): unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    }


def form_action(page: str) -> str:
    """Return where the main form of a page goes: the one that is no form of languages."""
    return unescape(re.findall(r'<form(?![^>]*class="tools")[^>]* action="([^"]+)"', page)[0])
