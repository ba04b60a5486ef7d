"""The draft: words that can be read aloud, a seal that tells nothing, and room for the fullest draft there can be."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.answering.draft import Draft, draft_size, from_bytes, kept_values, shortened, to_bytes
from surveys.answering.draft_seal import NONCE_BYTES, draft_id, seal, unseal
from surveys.answering.draft_words import BYTES, code_of, is_fit, read_code, words_of
from surveys.instrument import Item, ItemType
from tests.answering.rich_instrument import ITEMS, rich

CODE = code_of(bytes(range(BYTES)))
OTHER = code_of(bytes(range(1, BYTES + 1)))


@given(st.binary(min_size=BYTES, max_size=BYTES))
def test_every_code_is_five_words_of_five_letters_that_are_read_back(chance: bytes) -> None:
    code = code_of(chance)

    assert [len(word) for word in words_of(code)] == [5] * 5
    assert read_code(code) == code


@given(st.sets(st.binary(min_size=BYTES, max_size=BYTES), min_size=2, max_size=20))
def test_no_two_codes_are_written_alike(chances: set[bytes]) -> None:
    assert len({code_of(chance) for chance in chances}) == len(chances)


@pytest.mark.parametrize("between", [" ", "-", ", ", "  \n", " – "])
def test_words_are_read_however_they_are_parted_and_whatever_the_case(between: str) -> None:
    assert read_code(between.join(words_of(CODE)).upper()) == CODE


@pytest.mark.parametrize(
    "typed",
    ["", "babab", " ".join(["babab"] * 4), " ".join(["babab"] * 6), "babab babab babab babab vuvuv", "x" * 9999],
)
def test_what_is_not_five_words_of_ours_is_no_code(typed: str) -> None:
    assert read_code(typed) is None


def test_words_nobody_should_have_to_write_down_are_drawn_again() -> None:
    assert not is_fit("babab-kukad-babab-babab-babab")
    assert is_fit(CODE)


def sealed(code: str, plain: bytes) -> bytes:
    return seal(code, plain, size=1024, nonce=secrets.token_bytes(NONCE_BYTES))


def test_a_draft_opens_with_its_own_code_only_and_not_when_a_byte_was_changed() -> None:
    box = sealed(CODE, b"fyra")

    assert unseal(CODE, box) == b"fyra"
    assert unseal(OTHER, box) is None
    for place in (0, 30, len(box) - 1):
        assert unseal(CODE, box[:place] + bytes([box[place] ^ 1]) + box[place + 1 :]) is None
    assert unseal(CODE, b"") is None


def test_all_drafts_are_the_same_size_and_what_is_stored_names_no_code() -> None:
    sizes = {len(sealed(CODE, plain)) for plain in (b"", b"x" * 1024)}

    assert len(sizes) == 1
    assert CODE not in draft_id(CODE)
    assert draft_id(CODE) != draft_id(OTHER)
    assert CODE.encode() not in sealed(CODE, CODE.encode())


def worst(item: Item) -> tuple[str, ...]:
    """The posted values that take the most room."""
    if item.type is ItemType.TEXT:
        return ("\N{PILE OF POO}" * (2 * item.longest),)
    if item.type is ItemType.NUMBER:
        return ("vet_ej", "\N{PILE OF POO}" * 99)
    return (*(option.code for option in item.options), "vet_ej", "1", "10")


def test_the_fullest_draft_fits() -> None:
    values = {item.key: kept_values(item, worst(item)) for item in ITEMS}
    draft = Draft("i" * 64, "w" * 40, "t" * 500, "ö" * 64, "sv", {**values, "tid": ("kort",)})

    plain = to_bytes(draft)

    assert len(plain) <= draft_size(rich(pages=False))
    assert from_bytes(plain).values["ord"] == ("\N{PILE OF POO}" * 200,)


@given(st.text(max_size=60), st.integers(min_value=0, max_value=80))
def test_a_shortened_text_is_a_beginning_that_fits(text: str, most: int) -> None:
    kept = shortened(text.encode("utf-8", "ignore").decode(), most)

    assert text.encode("utf-8", "ignore").decode().startswith(kept)


def test_a_draft_keeps_no_code_that_was_never_offered() -> None:
    kept = {item.key: kept_values(item, ["4", "ja", "99", "<b>", "vet_ej", "tid"]) for item in ITEMS}

    assert kept["klart"] == ("4",)
    assert kept["samtal"] == ("ja",)
    assert kept["hinder"] == ("vet_ej", "tid")
