"""Addresses and headers, without a server."""

from __future__ import annotations

import datetime as dt

import pytest

from workplace.mail.message import Message, address_or_none, on_the_wire, one_line
from workplace.mail.post import Server

NOW = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("anna.berg+test@example.se", "anna.berg+test@example.se"),
        (" anna@Example.SE ", "anna@example.se"),
        ("anna@räksmörgås.se", "anna@xn--rksmrgs-5wao1o.se"),
        ("anna@localhost", "anna@localhost"),
        ("åsa@example.se", None),
        ("Anna <anna@example.se>", None),
        ("a@example.se,b@example.se", None),
        ("a@example.se\nBcc: b@example.se", None),
        ("a b@example.se", None),
        ("a@exa mple.se", None),
        ("a..b@example.se", None),
        ("a@-example.se", None),
        ("a@example..se", None),
        ("@example.se", None),
        ("a@", None),
        ("a" * 65 + "@example.se", None),
        ('"a b"@example.se', None),
    ],
)
def test_an_address_is_one_plain_address_or_none(given: str, address: str | None) -> None:
    assert address_or_none(given) == address


def test_a_subject_is_one_line_without_control_characters() -> None:
    assert one_line("a\r\n b\x00\u2028c\t d") == "a b c d"
    assert len(one_line("å" * 500)) == 200


def test_a_mail_refuses_a_recipient_that_is_no_address() -> None:
    with pytest.raises(ValueError, match="address"):
        on_the_wire(
            Message("s", "b"),
            message_id="m",
            sender="medskap@example.se",
            recipient="a@b.se\r\nBcc: c@d.se",
            language="sv",
            now=NOW,
        )


def test_a_mail_is_the_same_at_every_try() -> None:
    first, second = (
        on_the_wire(
            Message("s", "b"),
            message_id="m1",
            sender="medskap@example.se",
            recipient="a@b.se",
            language="sv",
            now=NOW,
        )["Message-ID"]
        for _ in range(2)
    )
    assert first == second == "<m1@example.se>"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.se", ("mail.example.se", 25, False, False, "", "")),
        ("smtps://u%40x:p%3Aq@mail.example.se", ("mail.example.se", 465, True, False, "u@x", "p:q")),
        ("smtp+starttls://u:p@mail.example.se:2525", ("mail.example.se", 2525, False, True, "u", "p")),
    ],
)
def test_a_server_is_read_from_its_address(url: str, expected: tuple[object, ...]) -> None:
    server = Server.of_url(url)
    read = (server.host, server.port, server.is_tls, server.starts_tls, server.user, server.password)
    assert read == expected


def test_a_server_never_tells_its_password() -> None:
    assert "hemligt" not in repr(Server.of_url("smtp://u:hemligt@mail.example.se"))
