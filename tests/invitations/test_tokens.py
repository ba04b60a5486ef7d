"""Tokens and codes: hard to guess, easy to type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.invitations.tokens import CODE_BYTES, TOKEN_BYTES, in_groups, letter_code, link_token, normalised


@given(st.binary(min_size=CODE_BYTES, max_size=CODE_BYTES))
def test_a_code_is_sixteen_signs_in_four_groups_and_reads_back_however_it_is_typed(chance: bytes) -> None:
    code = letter_code(chance)

    assert len(code) == 16
    assert not set(code) & set("ILOU")
    printed = in_groups(code)
    assert [len(group) for group in printed.split("-")] == [4, 4, 4, 4]
    for typed in (
        printed,
        printed.lower(),
        printed.replace("-", " "),
        f"  {code} ",
        printed.replace("-", " – "),
        code.replace("0", "o").replace("1", "l"),
        code.replace("0", "O").replace("1", "I"),
    ):
        assert normalised(typed) == code


@given(st.binary(min_size=TOKEN_BYTES, max_size=TOKEN_BYTES))
def test_a_link_is_never_taken_for_a_typed_code(chance: bytes) -> None:
    token = link_token(chance)

    assert normalised(token) == token
    assert len(token) == 22


def test_two_chances_never_give_one_code() -> None:
    assert letter_code(bytes(9) + b"\x01") != letter_code(b"\x01" + bytes(9))


@pytest.mark.parametrize("typed", ["", "ABCD", "ABCD-EFGH-JKMN-PQRU", "x" * 4000, "ABCD-EFGH-JKMN-PQRS-T"])
def test_what_is_no_code_stays_as_it_stands(typed: str) -> None:
    assert normalised(typed) == typed.strip()


def test_chance_of_the_wrong_size_is_refused() -> None:
    with pytest.raises(ValueError, match="16"):
        link_token(b"short")
    with pytest.raises(ValueError, match="10"):
        letter_code(b"short")
