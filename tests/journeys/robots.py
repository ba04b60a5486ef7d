"""People who answer by what a page says and nothing else: they read a form, fill it in, and press its last button.

Some are careless: they press twice at once, lose the connection in the middle, or send the same once more much later.
"""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

PATIENCE = 60.0
RECEIVED = "received"
MOST_PRESSES = 8
FORM = "application/x-www-form-urlencoded"


@dataclass
class Control:
    """A field of a form. `values`: what may be chosen, empty where one writes; `given`: what stands there."""

    kind: str
    values: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)


@dataclass
class Form:
    """A form as a browser would send it. `buttons`: name and value of each, in order; nameless ones are ("", "")."""

    action: str
    method: str
    controls: dict[str, Control] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def fields(self, answers: Mapping[str, str]) -> list[tuple[str, str]]:
        """Return what pressing the last button sends, with the answers filled in where the form asks for them."""
        sent = []
        for name, control in self.controls.items():
            chosen = [answers[name]] if name in answers else control.given
            if name in answers and control.values and answers[name] not in control.values:
                raise AssertionError(f"{name} offers {control.values}, not {answers[name]}")
            sent += [(name, value) for value in chosen]
        name, value = self.buttons[-1]
        return [*sent, (name, value)] if name else sent


class Page(HTMLParser):
    """What a browser makes of a page: its state and its forms."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text, self.state, self.forms = text, "", list[Form]()
        self._is_open = False
        self._writing = ""
        self.feed(text)

    def form_for(self, answers: Mapping[str, str]) -> Form:
        """Return the form that asks one of the questions, else the last of the page."""
        asking = [form for form in self.forms if form.controls.keys() & answers.keys()]
        return asking[0] if asking else self.forms[-1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note state, forms, fields and buttons."""
        given = {name: value or "" for name, value in attrs}
        self.state = given.get("data-state", self.state)
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
            self._is_open = True
        elif self._is_open and tag == "button" and given.get("type", "submit") == "submit":
            self.forms[-1].buttons.append((given.get("name", ""), given.get("value", "")))
        elif self._is_open and given.get("name"):
            self._note(tag, given)

    def handle_endtag(self, tag: str) -> None:
        """Note where a form ends."""
        self._is_open = self._is_open and tag != "form"
        if tag == "textarea":
            self._writing = ""

    def handle_data(self, data: str) -> None:
        """Note what is written in a field of several lines."""
        if self._writing:
            given = self.forms[-1].controls[self._writing].given
            given[:] = ["".join(given) + data]

    def _note(self, tag: str, given: Mapping[str, str]) -> None:
        kind = given.get("type", tag)
        control = self.forms[-1].controls.setdefault(given["name"], Control(kind))
        if kind in ("radio", "checkbox"):
            control.values.append(given.get("value", "on"))
            control.given += [given.get("value", "on")] if "checked" in given else []
        elif tag == "textarea":
            self._writing = given["name"]
        else:
            control.given.append(given.get("value", ""))


@dataclass
class Reply:
    """What the server said."""

    status: int
    headers: http.client.HTTPMessage
    text: str


class Phone:
    """A browser with cookies, that opens a connection for each request and can let go of it in the middle."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.host = urlsplit(base).netloc
        self.cookies: dict[str, str] = {}
        self.address = ""

    def go(self, path: str) -> Page:
        """Open an address and follow where it leads."""
        return self.follow(self.ask("GET", path), path)

    def send(self, form: Form, answers: Mapping[str, str]) -> Page:
        """Press the last button of a form."""
        return self.follow(self.ask("POST", form.action, form.fields(answers)), form.action)

    def follow(self, reply: Reply, path: str) -> Page:
        """Go where a reply leads, and read the page there."""
        self.address = path
        while reply.status in (302, 303):
            self.address = reply.headers["Location"].removeprefix(self.base)
            reply = self.ask("GET", self.address)
        assert reply.status < 400, (reply.status, self.address, reply.text[-600:])
        return Page(reply.text)

    def ask(self, method: str, path: str, fields: list[tuple[str, str]] | None = None) -> Reply:
        """Send a request and return what is said, wherever it leads."""
        connection = http.client.HTTPConnection(self.host, timeout=PATIENCE)
        try:
            body = None if fields is None else urlencode(fields).encode()
            connection.request(method, path, body, self._headers(fields is not None))
            reply = connection.getresponse()
            text = reply.read().decode()
        finally:
            connection.close()
        for given in reply.headers.get_all("Set-Cookie", ()):
            name, _, rest = given.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return Reply(reply.status, reply.headers, text)

    def lose(self, form: Form, answers: Mapping[str, str], *, after: float) -> None:
        """Press the last button and lose the connection after a part of the request, 1.0 all of it, before a reply."""
        body = urlencode(form.fields(answers)).encode()
        headers = {**self._headers(True), "Host": self.host, "Content-Length": str(len(body))}
        head = f"POST {form.action} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        request = head.encode() + b"\r\n" + body
        host, port = self.host.split(":")
        with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
            connection.sendall(request[: len(head) + 2 + round(len(body) * after)])

    def _headers(self, is_form: bool) -> dict[str, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        return {**headers, "Content-Type": FORM, "Origin": self.base} if is_form else headers


@dataclass
class Robot:
    """Somebody with a link, and what they mean to answer. `habit`: "", "double", "half", "cut" or "late"."""

    phone: Phone
    answers: dict[str, str]
    habit: str = ""
    last: tuple[Form, dict[str, str]] | None = None

    def answer(self, path: str) -> None:
        """Open a link, and press on until the answer is received."""
        self.finish(self.phone.go(path))

    def finish(self, page: Page) -> None:
        """Press on from a page until the answer is received, in one's own way."""
        for press in range(MOST_PRESSES):
            if page.state == RECEIVED:
                break
            page = self._press(page, is_first=press == 0)
        assert page.state == RECEIVED, page.text[-2000:]
        if self.habit == "late":
            assert self.send_again().state == RECEIVED

    def send_again(self) -> Page:
        """Send the last form once more."""
        assert self.last is not None
        return self.phone.send(*self.last)

    def _press(self, page: Page, *, is_first: bool) -> Page:
        form = page.form_for(self.answers)
        self.last = (form, self.answers)
        if self.habit == "double":
            return self._press_twice(form)
        if is_first and self.habit in ("half", "cut"):
            self.phone.lose(form, self.answers, after=0.5 if self.habit == "half" else 1.0)
        return self.phone.send(form, self.answers)

    def _press_twice(self, form: Form) -> Page:
        """Two requests at the same moment, as from an impatient thumb; both replies must be kind."""
        together, pages = threading.Barrier(2), list[Page]()
        errors: list[BaseException] = []

        def press() -> None:
            thumb = Phone(self.phone.base)
            thumb.cookies = dict(self.phone.cookies)
            together.wait()
            try:
                pages.append(thumb.send(form, self.answers))
            except BaseException as error:  # raised in the thread that waits
                errors.append(error)

        in_parallel([press, press], 2)
        if errors:
            raise errors[0]
        assert len({page.state for page in pages}) == 1
        return pages[0]


def in_parallel(works: list[object], at_a_time: int) -> None:
    """Do every work, so many at a time; the first error is raised when all have ended."""
    left: Iterator[object] = iter(works)
    lock, errors = threading.Lock(), list[BaseException]()

    def go_on() -> None:
        while True:
            with lock:
                work = next(left, None)
            if work is None:
                return
            try:
                work()  # type: ignore[operator]
            except BaseException as error:  # raised below
                errors.append(error)

    threads = [threading.Thread(target=go_on) for _ in range(at_a_time)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
