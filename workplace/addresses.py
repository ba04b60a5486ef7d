"""Addresses as settings give them: read strictly, and written the one way that browsers write them."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}
MAIL_SCHEMES = ("smtp", "smtps", "smtp+starttls", "smtp+insecure")
WEB_SCHEMES = ("http", "https")


def origin_of(address: str) -> str | None:
    """Return scheme, host and port as a browser's Origin has them, or None when it is no bare web address.

    Lower case, an international name in its ASCII form, no port where it is the scheme's own. An address with a path,
    a query, a fragment or a name and password is none.
    """
    parts = _parts(address.rstrip("/"))
    if parts is None or parts.scheme not in WEB_SCHEMES or parts.path or parts.query or parts.fragment:
        return None
    if "@" in parts.netloc or "?" in address or "#" in address:
        return None
    host = _ascii_host(parts.hostname or "")
    if host is None:
        return None
    port = parts.port
    return f"{parts.scheme}://{host}" + ("" if port in (None, DEFAULT_PORTS[parts.scheme]) else f":{port}")


def is_mail_server(address: str) -> bool:
    """Return whether it names a mail server the way MEDSKAP_SMTP_URL does."""
    parts = _parts(address)
    return (
        parts is not None
        and parts.scheme in MAIL_SCHEMES
        and bool(parts.hostname)
        and parts.path in ("", "/")
        and not parts.query
        and not parts.fragment
    )


def shows_password(address: str) -> bool:
    """Return whether a mail server's address would send its password in clear over a network, without saying so.

    `smtp+insecure://` says so by its name; to this very machine nobody listens in.
    """
    parts = urlsplit(address)
    return parts.scheme == "smtp" and bool(parts.username) and not is_loopback(parts.hostname or "")


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine itself, whatever a name server says."""
    if host.casefold() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_web_service(address: str) -> bool:
    """Return whether it names a service that is called over the web; a path may follow."""
    parts = _parts(address)
    return parts is not None and parts.scheme in WEB_SCHEMES and bool(parts.hostname)


def is_message_gateway(address: str) -> bool:
    """Return whether it names a gateway of text messages: over https, or on this very machine."""
    if not is_web_service(address):
        return False
    parts = urlsplit(address)
    return parts.scheme == "https" or is_loopback(parts.hostname or "")


def is_mail_address(address: str) -> bool:
    """Return whether it can stand as a sender: one @ with something on each side, no list, no line break."""
    name, sign, host = address.partition("@")
    return (
        bool(name and sign and host)
        and "@" not in host
        and not any(letter in " ,;<>" or not letter.isprintable() for letter in address)
    )


def _parts(address: str) -> SplitResult | None:
    """Return the parts of an address that is printable, without blanks, and has a port that can be one."""
    if not address.isprintable() or " " in address or "\\" in address:
        return None
    try:
        parts = urlsplit(address)
        if parts.port == 0:
            return None
    except ValueError:
        return None
    return parts


def _ascii_host(host: str) -> str | None:
    if ":" in host:
        return f"[{host}]"
    try:
        return host.encode("idna").decode().lower() or None
    except UnicodeError:
        return None
