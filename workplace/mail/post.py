"""The connection to the mail server: opened when the first mail goes, used for all, closed at the end.

What the server says becomes one of three answers, which is all that the outbox needs to know. A certificate is always
checked, encryption that was asked for is never done without, and a password goes in clear only to this very machine
or where the address says so by its name (`smtp+insecure://`).
"""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from typing import NoReturn
from urllib.parse import unquote, urlsplit

from workplace.addresses import is_loopback
from workplace.mail.outbox import BAD_CERTIFICATE, BAD_LOGIN, IN_CLEAR, NEEDS_MORE, NO_ENCRYPTION, NO_LOGIN

TIMEOUT_SECONDS = 30
_PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587, "smtp+insecure": 25}
_NEEDS_MORE_CODES = {530, 538}
"""The server wants a login or encryption first (RFC 4954)."""
_NOT_ABOUT_THE_RECIPIENT = {421, 530, 534, 535, 538}
"""Replies that are about us: the service closes, or we should have authenticated (RFC 5321, RFC 4954)."""


class ServerTrouble(Exception):
    """The server cannot be used now, or does not let us in. Says nothing about any one mail.

    Carries a reason of `workplace.mail.outbox`, or the class of what went wrong.
    """


class RefusedForNow(Exception):
    """The server may take this mail later (a reply 4xx)."""


class RefusedForGood(Exception):
    """The server will never take this mail (a reply 5xx)."""


@dataclass(frozen=True)
class Server:
    """Where mails are handed over, read from `smtp://`, `smtps://`, `smtp+starttls://name:password@host:port` or
    `smtp+insecure://…`, which is `smtp://` whose name and password may be read on the way.
    """

    host: str
    port: int
    is_tls: bool
    starts_tls: bool
    user: str
    password: str
    may_log_in_in_clear: bool = False

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
            may_log_in_in_clear=parts.scheme == "smtp+insecure" or is_loopback(parts.hostname),
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

    def _give_up(self, cause: Exception) -> NoReturn:
        self.close()
        raise ServerTrouble(_reason_of(cause)) from cause

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
                _encrypt(connection, context)
            if server.user:
                _log_in(connection, server)
        except (smtplib.SMTPException, OSError, ServerTrouble):
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


def _encrypt(connection: smtplib.SMTP, context: ssl.SSLContext) -> None:
    connection.ehlo()
    if not connection.has_extn("starttls"):
        raise ServerTrouble(NO_ENCRYPTION)
    code, _reply = connection.starttls(context=context)
    if code != 220:
        raise ServerTrouble(NO_ENCRYPTION)


def _log_in(connection: smtplib.SMTP, server: Server) -> None:
    if not (server.is_tls or server.starts_tls or server.may_log_in_in_clear):
        raise ServerTrouble(IN_CLEAR)
    connection.ehlo_or_helo_if_needed()
    if not connection.has_extn("auth"):
        raise ServerTrouble(NO_LOGIN)
    connection.login(server.user, server.password)


def _reason_of(cause: Exception) -> str:
    """Return why a server cannot be used, in the words of the outbox where it has some."""
    if isinstance(cause, ssl.SSLCertVerificationError):
        return BAD_CERTIFICATE
    if isinstance(cause, smtplib.SMTPAuthenticationError):
        return BAD_LOGIN
    if isinstance(cause, smtplib.SMTPResponseException) and cause.smtp_code in _NEEDS_MORE_CODES:
        return NEEDS_MORE
    return type(cause).__name__
