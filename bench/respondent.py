"""One person who answers the nine questions over HTTP, and whose answers tell afterwards whose they are."""

from __future__ import annotations

import http.client
import re
import socket
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

ITEMS = tuple(f"hme{number}" for number in range(1, 10))
STEPS = 5
PATIENCE = 60.0
RECEIVED = 'data-state="received"'
_FORM = re.compile(r'<form(?![^>]*class="tools")[^>]* action="([^"]+)"')
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


class NotAnswered(Exception):
    """The server said something else than what a respondent waits for; the message is its status."""


def marked(number: int) -> dict[str, str]:
    """Return nine answers that belong to this number alone, of almost two million."""
    return {key: str(1 + number // STEPS**place % STEPS) for place, key in enumerate(ITEMS)}


def mark_of(answers: dict[str, int]) -> int:
    """Return the number that `marked` was given."""
    return sum((int(answers[key]) - 1) * STEPS**place for place, key in enumerate(ITEMS))


@dataclass
class Respondent:
    """A browser with a link of its own. Every request is made on one connection, as long as the server keeps it."""

    port: int
    token: str
    requests: int = 0
    _cookies: dict[str, str] = field(default_factory=dict)
    _connection: http.client.HTTPConnection | None = None
    _action: str = ""
    _hidden: dict[str, str] = field(default_factory=dict)

    def open(self) -> None:
        """Open the link and read the form."""
        status, page, _ = self._ask("GET", f"/enkat/{self.token}")
        found = _FORM.search(page)
        if status != 200 or found is None:
            raise NotAnswered(status)
        self._action = unescape(found.group(1))
        self._hidden = {name: unescape(value) for name, value in _HIDDEN.findall(page)}

    def look(self) -> str:
        """Return the page once more; the form that was read stays the one that is sent."""
        status, page, _ = self._ask("GET", f"/enkat/{self.token}")
        if status != 200:
            raise NotAnswered(status)
        return page

    def save(self, answers: dict[str, str]) -> None:
        """Let the page save itself, as it does while one fills it in."""
        status, _, _ = self._ask("POST", f"/enkat/{self.token}/spara", {**self._hidden, **answers})
        if status != 204:
            raise NotAnswered(status)

    def send(self, answers: dict[str, str]) -> str:
        """Press the last button and return where the server says that the answer is in: it is on its disk then."""
        status, _, headers = self._ask("POST", self._action, {**self._hidden, **answers})
        leads_to = headers.get("Location", "")
        if status != 303 or not leads_to.endswith("/klart"):
            raise NotAnswered(status)
        return leads_to

    def read_receipt(self, address: str) -> None:
        """Read the receipt."""
        status, page, _ = self._ask("GET", address)
        if status != 200 or RECEIVED not in page:
            raise NotAnswered(status)

    def answer(self, answers: dict[str, str]) -> None:
        """Open, send, read the receipt."""
        self.open()
        self.read_receipt(self.send(answers))
        self.leave()

    def turn_to(self, port: int) -> None:
        """Go on with the server at another port, as one browser meets a server that was started again."""
        self.leave()
        self.port = port

    def leave(self) -> None:
        """Close the connection; cookies and the form that was read are kept."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(
        self, method: str, path: str, form: dict[str, str] | None = None
    ) -> tuple[int, str, http.client.HTTPMessage]:
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            self._connection.connect()
            self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        headers = {"Host": "localhost"}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        body = None
        if form is not None:
            body = urlencode(form).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self._connection.request(method, path, body, headers)
            reply = self._connection.getresponse()
            page = reply.read().decode()
        except (OSError, http.client.HTTPException):
            self.leave()
            raise
        self.requests += 1
        for given in reply.headers.get_all("Set-Cookie", ()):
            name, _, rest = given.partition("=")
            self._cookies[name] = rest.partition(";")[0]
        return reply.status, page, reply.headers
