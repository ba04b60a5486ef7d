"""A real SMTP server for the tests, that keeps what it was handed and can be told to refuse."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Sink:
    """What arrived, in order. `replies` answers a recipient with another reply than "250 OK"."""

    replies: dict[str, str] = field(default_factory=dict)
    data_reply: str = "250 OK"
    pause_seconds: float = 0.0
    raw: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    connections: int = 0
    url: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def mails(self) -> list[EmailMessage]:
        """The mails as a reader parses them."""
        return [message_from_bytes(raw, policy=policy.default) for raw in self.raw]  # type: ignore[misc]

    async def handle_EHLO(
        self, _server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, options: Any) -> str:
        reply = self.replies.get(address, "250 OK")
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        time.sleep(self.pause_seconds)
        if self.data_reply.startswith("250"):
            with self.lock:
                self.raw.append(envelope.content)
                self.recipients += envelope.rcpt_tos
        return self.data_reply


@contextmanager
def running_sink(port: int = 0, **options: Any) -> Iterator[Sink]:
    """Run a sink on a free port, or on the one given; `options` are aiosmtpd's own, as for TLS and logging in."""
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=port or _free_port(), **options)
    controller.start()
    sink.url = f"smtp://127.0.0.1:{controller.port}"
    try:
        yield sink
    finally:
        controller.stop()


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
