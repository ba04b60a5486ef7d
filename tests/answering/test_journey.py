"""Which questions are asked: conditions, own administrations, and answers to what is no longer asked."""

from __future__ import annotations

from surveys.answering.content import content_of
from surveys.answering.journey import asked_items, is_empty, offered_on, pages_of, replies_of, unanswered
from surveys.instrument import Condition, Instrument
from tests.answering.rich_instrument import likert, rich

ONE, TWO = "Förvaltning ett", "Förvaltning två"


def asked(values: dict[str, tuple[str, ...]], administration: str = ONE) -> frozenset[str]:
    instrument = rich(pages=True)
    return asked_items(instrument, administration, replies_of(instrument, values))


def test_a_question_with_a_condition_is_asked_only_when_it_holds() -> None:
    assert "nytta" not in asked({})
    assert "nytta" not in asked({"samtal": ("nej",)})
    assert "nytta" in asked({"samtal": ("ja",)})


def test_a_condition_on_a_question_that_is_not_asked_never_holds() -> None:
    chain = Instrument(
        "k",
        "1",
        {"sv": "Kedja"},
        (
            likert("a", "A"),
            likert("b", "B", condition=Condition("a", ("5",))),
            likert("c", "C", condition=Condition("b", ("1",))),
        ),
    )

    found = asked_items(chain, "", replies_of(chain, {"a": ("4",), "b": ("1",)}))

    assert found == {"a"}


def test_conditions_that_bite_their_own_tail_are_never_met() -> None:
    ring = Instrument(
        "r",
        "1",
        {"sv": "Ring"},
        (likert("a", "A", condition=Condition("b", ("1",))), likert("b", "B", condition=Condition("a", ("1",)))),
    )

    assert asked_items(ring, "", replies_of(ring, {"a": ("1",), "b": ("1",)})) == frozenset()


def test_an_administrations_own_question_is_asked_there_only() -> None:
    assert "egen" not in asked({}, ONE)
    assert "egen" in asked({}, TWO)


def test_a_page_offers_what_an_answer_on_it_may_bring_up() -> None:
    page = pages_of(rich(pages=True))[1]

    assert [item.key for item in offered_on(page, ONE, asked({}))] == ["samtal", "nytta", "hinder", "pass"]


def test_a_page_with_nothing_to_ask_is_passed_by() -> None:
    instrument = Instrument("t", "1", {"sv": "Tom"}, (likert("a", "A", administration=TWO),))
    page = pages_of(instrument)[0]

    assert is_empty(page, ONE, asked_items(instrument, ONE, {}))
    assert not is_empty(page, TWO, asked_items(instrument, TWO, {}))


def test_free_text_is_never_asked_for_again_and_neither_is_what_is_not_asked() -> None:
    instrument = rich(pages=False)
    replies = replies_of(instrument, {"mening": ("4",)})
    missing = {item.key for item in unanswered(instrument, asked({}), replies)}

    assert missing == {"klart", "foljs", "samtal", "hinder", "pass", "enps", "utsatt"}


def test_a_stale_answer_to_a_question_that_is_no_longer_asked_is_dropped() -> None:
    instrument = rich(pages=False)
    values = {"samtal": ("nej",), "nytta": ("5",), "ord": ("Mer tid",), "tid": ("kort",), "hinder": ("vet_ej",)}
    replies = replies_of(instrument, values)

    content = content_of(
        instrument,
        unit_id="norr",
        asked=asked_items(instrument, ONE, replies),
        replies=replies,
        values=values,
        register={"sex": "K", "age_group": "30-39", "tid": "lang"},
    )

    assert content.answers == {"samtal": "nej", "hinder": None}
    assert content.texts == {"ord": "Mer tid"}
    assert content.background == {"sex": "K", "tid": "kort"}


def test_an_instrument_without_pages_is_one_page_and_asked_backgrounds_come_last() -> None:
    assert len(pages_of(rich(pages=False))) == 1
    assert [page.number for page in pages_of(rich(pages=True))] == [1, 2, 3, 4]
    assert [one.key for one in pages_of(rich(pages=True))[-1].backgrounds] == ["tid"]
