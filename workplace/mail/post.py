"""The connection to the mail server: opened when the first mail goes, used for all, closed at the end.

What the server says becomes one of three answers, which is all that the outbox needs to know.
"""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

TIMEOUT_SECONDS = 30
_PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
_NOT_ABOUT_THE_RECIPIENT = {421, 530, 534, 535, 538}
"""Replies that are about us: the service closes, or we should have authenticated (RFC 5321, RFC 4954)."""


class ServerTrouble(Exception):
    """The server cannot be used now, or does not let us in. Says nothing about any one mail."""


class RefusedForNow(Exception):
    """The server may take this mail later (a reply 4xx)."""


class RefusedForGood(Exception):
    """The server will never take this mail (a reply 5xx)."""


@dataclass(frozen=True)
class Server:
    """Where mails are handed over, read from `smtp://`, `smtps://` or
    `smtp+starttls://name:password@host:port`.
    """

    host: str
    port: int
    is_tls: bool
    starts_tls: bool
    user: str
    password: str

    @classmethod
    def of_url(cls, url: str) -> Server:
        """Read the address; names and passwords may be percent-encoded. Raises ValueError when it is none."""
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError("that is no address of a mail server")
        return cls(
            host=parts.hostname,
            port=parts.port or _PORTS[parts.scheme],
            is_tls=parts.scheme == "smtps",
            starts_tls=parts.scheme == "smtp+starttls",
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
        )

    def __repr__(self) -> str:
        return f"Server({self.host}:{self.port})"


class Postman:
    """Hands mails to one server over one connection."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._connection: smtplib.SMTP | None = None
        self._has_sent = False

    def send(self, mail: EmailMessage, *, sender: str, recipient: str) -> None:
        """Hand over one mail.

        Raises ServerTrouble, RefusedForNow or RefusedForGood. A connection that was used before and has
        been closed by the server meanwhile is opened anew once.
        """
        had_sent = self._has_sent
        try:
            self._hand_over(mail, sender, recipient)
        except ServerTrouble:
            if not had_sent:
                raise
            self._hand_over(mail, sender, recipient)

    def _hand_over(self, mail: EmailMessage, sender: str, recipient: str) -> None:
        try:
            connection = self._connection or self._connect()
            connection.send_message(mail, from_addr=sender, to_addrs=[recipient])
            self._has_sent = True
        except smtplib.SMTPRecipientsRefused as refused:
            code = next(iter(refused.recipients.values()))[0]
            self._judge(code, refused)
        except smtplib.SMTPSenderRefused as refused:
            self._give_up(refused)
        except smtplib.SMTPDataError as refused:
            self._judge(refused.smtp_code, refused)
        except (smtplib.SMTPException, OSError) as trouble:
            self._give_up(trouble)

    def _judge(self, code: int, cause: Exception) -> None:
        if code in _NOT_ABOUT_THE_RECIPIENT:
            self._give_up(cause)
        if code >= 500:
            raise RefusedForGood(str(code)) from cause
        raise RefusedForNow(str(code)) from cause

    def _give_up(self, cause: Exception) -> None:
        self.close()
        raise ServerTrouble(type(cause).__name__) from cause

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        context = ssl.create_default_context()
        if server.is_tls:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=TIMEOUT_SECONDS, context=context
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
        try:
            if server.starts_tls:
                connection.starttls(context=context)
            if server.user:
                connection.login(server.user, server.password)
        except (smtplib.SMTPException, OSError):
            connection.close()
            raise
        self._connection = connection
        return connection

    def close(self) -> None:
        """Say goodbye to the server, if there was one."""
        connection, self._connection, self._has_sent = self._connection, None, False
        if connection is not None:
            try:
                connection.quit()
            except (smtplib.SMTPException, OSError):
                connection.close()
