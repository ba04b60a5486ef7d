"""Hand text messages to the gateway that MEDSKAP_SMS_URL names.

One HTTPS POST a message: JSON `{"to": "+46701234567", "text": "…"}`, with the header `Idempotency-Key`, the same at
every try of a message. A name and password in the address are sent as Basic authentication. The reply's status counts:
2xx taken; 400, 404, 410 and 422 never to be taken; anything else says that the gateway cannot be used now.
"""

from __future__ import annotations

import base64
import http.client
import json
import ssl
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

TIMEOUT_SECONDS = 15.0
_NEVER = frozenset({400, 404, 410, 422})


class GatewayTrouble(Exception):
    """The gateway cannot be reached, or takes nothing now. Says nothing about any one message."""


class RefusedForGood(Exception):
    """The gateway will never take this message."""


@dataclass(frozen=True)
class GatewayAddress:
    """The address in parts; the password shows in no representation."""

    host: str
    port: int
    path: str
    is_tls: bool
    authorization: str

    @classmethod
    def of_url(cls, url: str) -> GatewayAddress:
        """Read an address. Raises ValueError when it is none."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("that is no address of a gateway")
        given = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}".encode()
        return cls(
            host=parts.hostname,
            port=parts.port or (443 if parts.scheme == "https" else 80),
            path=(parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
            is_tls=parts.scheme == "https",
            authorization=f"Basic {base64.b64encode(given).decode()}" if parts.username else "",
        )

    def __repr__(self) -> str:
        return f"GatewayAddress({self.host}:{self.port})"


class Gateway:
    """Hands messages over one connection, opened anew where the gateway has closed it."""

    def __init__(self, address: GatewayAddress) -> None:
        self._address = address
        self._connection: http.client.HTTPConnection | None = None

    def send(self, to: str, text: str, *, message_id: str) -> None:
        """Hand over one message. Raises GatewayTrouble or RefusedForGood."""
        was_open = self._connection is not None
        try:
            status = self._post(to, text, message_id)
        except (http.client.HTTPException, OSError):
            self.close()
            if not was_open:
                raise GatewayTrouble("NoReply") from None
            try:
                status = self._post(to, text, message_id)
            except (http.client.HTTPException, OSError) as trouble:
                self.close()
                raise GatewayTrouble(type(trouble).__name__) from None
        if status in _NEVER:
            raise RefusedForGood(str(status))
        if not 200 <= status < 300:
            self.close()
            raise GatewayTrouble(f"Status{status}")

    def close(self) -> None:
        """Let the connection go, if there is one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _post(self, to: str, text: str, message_id: str) -> int:
        address = self._address
        if self._connection is None:
            if address.is_tls:
                context = ssl.create_default_context()
                self._connection = http.client.HTTPSConnection(
                    address.host, address.port, timeout=TIMEOUT_SECONDS, context=context
                )
            else:
                self._connection = http.client.HTTPConnection(address.host, address.port, timeout=TIMEOUT_SECONDS)
        headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": message_id}
        if address.authorization:
            headers["Authorization"] = address.authorization
        body = json.dumps({"to": to, "text": text}, ensure_ascii=False).encode()
        self._connection.request("POST", address.path, body=body, headers=headers)
        reply = self._connection.getresponse()
        reply.read()
        return reply.status
