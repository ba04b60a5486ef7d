"""A mail as it goes on the wire: headers nobody can write into, text that survives Swedish."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from workplace.wording import Translator

LONGEST_SUBJECT = 200
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


@dataclass(frozen=True)
class Message:
    """What the recipient reads."""

    subject: str
    body: str


@dataclass(frozen=True)
class Letter:
    """What a composer is given when a mail is about to be sent.

    `to_person_id` is None when the address belongs to no person here. Links begin with `public_url`.
    """

    kind: str
    arguments: Mapping[str, Any]
    to_address: str
    to_person_id: str | None
    translator: Translator
    public_url: str


def address_or_none(text: str) -> str | None:
    """Return the address with its domain in ASCII, or None when no mail can be sent there.

    One plain address: no name, no quotes, no list, no control character; at most 254 characters.
    """
    local, at, domain = text.strip().rpartition("@")
    if not at or not text.isprintable():
        return None
    try:
        domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    labels = domain.split(".")
    is_whole = len(local) <= 64 and len(local) + 1 + len(domain) <= 254
    if is_whole and _LOCAL.fullmatch(local) and all(_LABEL.fullmatch(label) for label in labels):
        return f"{local}@{domain}"
    return None


def one_line(text: str) -> str:
    """Return the text as a subject: white space and control characters become single spaces, cut at 200
    characters.
    """
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    line = " ".join(plain.split())
    return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1] + "…"


def on_the_wire(
    message: Message, *, message_id: str, sender: str, recipient: str, language: str, now: dt.datetime
) -> EmailMessage:
    """Return the mail with its headers.

    `message_id` is the part before the at sign: the same at every try, so that a mail that went twice is
    seen to be one. Raises ValueError for an address that is none.
    """
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = one_line(message.subject)
    mail["From"] = Address("medskap", addr_spec=_must_be_address(sender))
    mail["To"] = Address(addr_spec=_must_be_address(recipient))
    mail["Date"] = format_datetime(now.astimezone(dt.UTC))
    mail["Message-ID"] = f"<{message_id}@{_must_be_address(sender).rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.body, charset="utf-8", cte="quoted-printable")
    mail["Content-Language"] = language  # after the content, which takes away every header that begins so
    return mail


def _must_be_address(text: str) -> str:
    address = address_or_none(text)
    if address is None:
        raise ValueError("that is no address a mail can be sent to or from")
    return address
