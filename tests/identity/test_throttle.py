"""The throttle counts an account, however its address is written, and an address, whatever a header claims."""

from __future__ import annotations

from typing import Any

import pytest

from workplace.identity.tokens import TRIES_PER_ACCOUNT


@pytest.mark.parametrize("spelling", ["a@prov.example ", "A@PROV.example", "\ta@Prov.Example"])
def test_another_spelling_of_the_address_is_the_same_account(anonymous: Any, spelling: str) -> None:
    for _ in range(TRIES_PER_ACCOUNT):
        anonymous.send("/logga-in/losenord", {"email": "a@prov.example", "password": "fel"})

    reply = anonymous.send("/logga-in/losenord", {"email": spelling, "password": "fel"})

    assert reply.status_code == 429


def test_a_forwarded_header_is_not_believed_without_a_trusted_proxy(
    anonymous: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workplace.identity.actions.TRIES_PER_ADDRESS", 20)
    statuses = [
        anonymous.send(
            "/logga-in/losenord",
            {"email": f"p{number}@prov.example", "password": "fel"},
            headers={"X-Forwarded-For": f"10.0.0.{number}", "Forwarded": f"for=10.0.0.{number}"},
        ).status_code
        for number in range(21)
    ]

    assert statuses == [400] * 20 + [429]
