"""A packed answer: always the same size, always the same answer again."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.ballots.box import BLOCK, BoxContent, Unreadable, box_size, pack, unpack
from surveys.ballots.sealing import SEAL_BYTES, Opener, public_half, seal
from surveys.instrument import Instrument, ItemType, read_instrument
from tests.ballots.urns import INSTRUMENT
from workplace.definitions.document import parse

instrument: Instrument = read_instrument(parse(INSTRUMENT))
SIZE = box_size(instrument)
KEYS = ("k" * 32, "n" * 32)
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=2000)
answers = st.dictionaries(
    st.sampled_from([item.key for item in instrument.items]),
    st.one_of(st.none(), st.integers(0, 10), st.floats(0, 1e5), st.sampled_from("ab"), st.lists(st.sampled_from("xy"))),
)


def longest_answer(sign: str) -> BoxContent:
    """Return the answer that takes most room: every item, every option, words of only the widest sign."""
    given: dict[str, Any] = {}
    texts: dict[str, str] = {}
    for item in instrument.items:
        if item.type is ItemType.TEXT:
            texts[item.key] = sign * item.longest
        elif item.type is ItemType.MANY:
            given[item.key] = [option.code for option in item.options]
        elif item.type is ItemType.ONE:
            given[item.key] = max((option.code for option in item.options), key=len)
        else:
            given[item.key] = -1.7976931348623157e308
    background = {each.key: max(each.categories, key=len) for each in instrument.backgrounds}
    return BoxContent("å" * 64, given, texts, background)


@pytest.mark.parametrize("sign", ["a", "å", "\n", '"', "\0", "ሀ", "🙂"])
def test_the_longest_answer_fits(sign: str) -> None:
    content = longest_answer(sign)

    assert unpack(pack(content, SIZE)) == content


@settings(deadline=None)
@given(answers=answers, text=words, unit=st.text(st.sampled_from("abcåäö.-_"), min_size=1, max_size=64))
def test_every_answer_takes_the_same_room_and_comes_out_as_it_went_in(
    answers: dict[str, Any], text: str, unit: str
) -> None:
    content = BoxContent(unit, answers, {"ord": text}, {"sex": "K"})

    packed = pack(content, SIZE)

    assert len(packed) == SIZE
    assert unpack(packed) == content


def test_the_size_is_whole_blocks_and_follows_the_instrument_alone() -> None:
    assert SIZE % BLOCK == 0
    assert box_size(read_instrument(parse(INSTRUMENT))) == SIZE
    assert box_size(read_instrument(parse(INSTRUMENT.replace("categories", "title.en = 'S'\ncategories")))) == SIZE


def test_an_answer_longer_than_any_there_can_be_is_not_cut_in_silence() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        pack(BoxContent("norr", {}, {"ord": "🙂" * 2 * SIZE}), SIZE)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_rubbish_is_unreadable_and_never_anything_worse(plain: bytes) -> None:
    with pytest.raises(Unreadable):
        unpack(plain)


@pytest.mark.parametrize(
    "head",
    [
        b"[]",
        b"null",
        b"7",
        b'{"u":1,"a":{},"b":{},"t":[]}',
        b'{"u":"x","a":[],"b":{},"t":[]}',
        b'{"u":"x","a":{},"b":{"s":1},"t":[]}',
        b'{"u":"x","a":{},"b":{},"t":[["o",-1]]}',
        b'{"u":"x","a":{},"b":{},"t":[["o",99999]]}',
        b'{"u":"x","a":{},"b":{},"t":[["o",true]]}',
        b'{"u":"x","a":{},"b":{},"t":[[1,1]]}',
        b'{"u":"x","a":{},"b":{},"t":7}',
        b"[" * 100_000,
    ],
)
def test_a_head_of_the_wrong_shape_is_unreadable(head: bytes) -> None:
    with pytest.raises(Unreadable):
        unpack(len(head).to_bytes(4, "big") + head + b"\0" * 64)


def test_the_same_answer_sealed_twice_gives_two_boxes_of_one_size() -> None:
    public = public_half(KEYS[0].encode())
    first, second = (seal(bytes(SIZE), public) for _ in range(2))

    assert first != second
    assert len(first) == len(second) == SIZE + SEAL_BYTES


def test_an_opener_opens_its_own_boxes_once_and_no_others() -> None:
    public, other = (public_half(key.encode()) for key in KEYS)
    opener = Opener(KEYS[0].encode(), SIZE)
    mine, copied, foreign = seal(b"x" * SIZE, public), seal(b"y" * SIZE, public), seal(b"z" * SIZE, other)

    assert opener.open(mine) == b"x" * SIZE
    assert opener.open(copied) == b"y" * SIZE
    assert opener.open(copied) is None
    assert opener.open(foreign) is None
    assert opener.open(mine[:-1]) is None
    assert opener.open(seal(b"x", public)) is None


def test_a_resealed_box_holds_the_same_and_is_another() -> None:
    public, other = (public_half(key.encode()) for key in KEYS)
    box = seal(b"x" * SIZE, public)

    (fresh,) = Opener(KEYS[0].encode(), SIZE).resealed([box], other)

    assert fresh != box
    assert Opener(KEYS[1].encode(), SIZE).open(fresh) == b"x" * SIZE
    assert Opener(KEYS[0].encode(), SIZE).open(fresh) is None
