"""A gateway of text messages for the tests: takes the documented POST, keeps it, and can be told to refuse."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class TestGateway:
    """What arrived. `statuses` answers a number with another status than 202; `status` answers all."""

    __test__ = False
    status: int = 202
    statuses: dict[str, int] = field(default_factory=dict)
    messages: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    url: str = ""


@contextmanager
def running_gateway() -> Iterator[TestGateway]:
    """Run a gateway on a free port of this machine."""
    gateway = TestGateway()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status = gateway.statuses.get(body["to"], gateway.status)
            if 200 <= status < 300:
                gateway.messages.append(body)
                gateway.headers.append(dict(self.headers))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_given: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    gateway.url = f"http://127.0.0.1:{server.server_port}/sms"
    try:
        yield gateway
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
