"""A LimeSurvey structure becomes an instrument, and what could not be taken is named with group and question."""

from __future__ import annotations

import tomllib

import pytest

from surveys.editing.limesurvey import read_lss
from surveys.editing.taken import Taken
from surveys.editing.toml_text import text_of
from surveys.instrument import UNSURE, Condition, Item, ItemType, read_instrument
from tests.editing.lss_files import OLD, lss, new_file
from workplace.errors import Refused
from workplace.wording import Translator


def one(question: dict[str, object], *more: dict[str, object], answers: tuple[tuple[str, str, str], ...] = ()) -> Taken:
    return read_lss(new_file([{"qid": "1", "title": "Q1", "sv": "Frågan", **question}, *more], answers=answers))


def said(taken: Taken) -> list[str]:
    return [f"{left.place} – {Translator().say(left.sentence)}" for left in taken.left_out]


def sub(qid: str, title: str, words: str) -> dict[str, object]:
    return {"qid": qid, "parent_qid": "1", "title": title, "sv": words, "type": "T"}


@pytest.mark.parametrize(
    ("letter", "kind"),
    [
        ("5", ItemType.LIKERT),
        ("N", ItemType.NUMBER),
        ("S", ItemType.TEXT),
        ("T", ItemType.TEXT),
        ("U", ItemType.TEXT),
        ("Y", ItemType.ONE),
    ],
)
def test_plain_types(letter: str, kind: ItemType) -> None:
    (item,) = one({"type": letter, "sv": "<p>Hur <b>trivs</b> du?</p>", "en": "How are you?"}).instrument.items
    assert (item.key, item.type) == ("Q1", kind)
    assert item.text == {"sv": "Hur trivs du?", "en": "How are you?"}


@pytest.mark.parametrize(("letter", "high"), [("A", 5), ("B", 10), ("E", 3)])
def test_arrays_become_rows_of_a_matrix(letter: str, high: int) -> None:
    taken = one({"type": letter}, sub("2", "a", "Lönen"), sub("3", "b", "Tiden"))
    assert [(item.key, item.low, item.high, item.matrix) for item in taken.instrument.items] == [
        ("Q1_a", 1, high, "Q1"),
        ("Q1_b", 1, high, "Q1"),
    ]
    assert taken.instrument.matrix("Q1").text == {"sv": "Frågan"}


def test_an_array_with_answers_keeps_its_ends_and_its_vet_ej() -> None:
    answers = (("1", "A1", "Aldrig"), ("1", "A2", "Ibland"), ("1", "A3", "Alltid"), ("1", "A9", "Vet ej"))
    taken = one({"type": "F"}, sub("2", "a", "Ett"), sub("3", "b", "Två"), answers=answers)
    item = taken.instrument.items[0]
    assert (item.low, item.high, item.allows_unsure) == (1, 3, True)
    assert (item.low_text["sv"], item.high_text["sv"]) == ("Aldrig", "Alltid")
    assert said(taken) == ["Arbetet: Q1 – Bara skalans ändar har ord här. Orden vid stegen emellan togs inte med."]


@pytest.mark.parametrize("letter", ["L", "!"])
def test_lists_keep_their_codes_and_take_vet_ej_apart(letter: str) -> None:
    answers = (("1", "A1", "Heltid"), ("1", "A2", "Deltid"), ("1", "A3", "Vet inte"))
    (item,) = one({"type": letter}, answers=answers).instrument.items
    assert (item.type, item.codes, item.allows_unsure) == (ItemType.ONE, ("A1", "A2"), True)


def test_multiple_choice_has_its_subquestions_as_options() -> None:
    taken = one({"type": "P", "other": "Y"}, sub("2", "tid", "Tiden"), sub("3", "sys", "Systemen"))
    (item,) = taken.instrument.items
    assert (item.type, item.codes) == (ItemType.MANY, ("tid", "sys", "other"))
    assert len(said(taken)) == 2


def test_several_numbers_become_a_question_each() -> None:
    taken = one({"type": "K"}, sub("2", "a", "Kvällar"), sub("3", "b", "Nätter"))
    assert [(item.key, item.type, item.text["sv"]) for item in taken.instrument.items] == [
        ("Q1_a", ItemType.NUMBER, "Frågan – Kvällar"),
        ("Q1_b", ItemType.NUMBER, "Frågan – Nätter"),
    ]


def test_gender_becomes_a_background_that_is_asked() -> None:
    taken = one({"type": "G"}, {"qid": "2", "title": "Q2", "sv": "Mer?", "type": "T"})
    assert taken.instrument.background("Q1").is_asked
    assert "bakgrund" in said(taken)[0]


@pytest.mark.parametrize(
    ("formula", "condition"),
    [
        ('((Q1.NAOK == "Y"))', Condition("Q1", ("Y",))),
        ("Q1.NAOK == 'N'", Condition("Q1", ("N",))),
        ('((Q1.NAOK == "Y") or (Q1.NAOK == "N"))', Condition("Q1", ("Y", "N"))),
        ('((9X1X1.NAOK == "Y"))', Condition("Q1", ("Y",))),
    ],
)
def test_simple_relevance_becomes_a_condition(formula: str, condition: Condition) -> None:
    taken = one({"type": "Y"}, {"qid": "2", "title": "Q2", "sv": "Hur då?", "type": "T", "relevance": formula})
    assert taken.instrument.item("Q2").condition == condition
    assert taken.left_out == ()


@pytest.mark.parametrize("formula", ['((Q1.NAOK > "3"))', '((Q9.NAOK == "Y"))', '((Q1.NAOK == "Z"))', "strlen(Q1) > 2"])
def test_other_relevance_is_named_and_the_question_asked_of_all(formula: str) -> None:
    taken = one({"type": "Y"}, {"qid": "2", "title": "Q2", "sv": "Hur då?", "type": "T", "relevance": formula})
    assert taken.instrument.item("Q2").condition is None
    assert said(taken) == [f"Arbetet: Q2 – Villkoret togs inte med, frågan ställs till alla: {formula}"]


def test_a_condition_on_a_tick_and_on_a_step_finds_our_code() -> None:
    taken = read_lss(
        new_file(
            [
                {"qid": "1", "title": "M", "sv": "Vad hindrar?", "type": "M"},
                {"qid": "2", "parent_qid": "1", "title": "tid", "sv": "Tiden"},
                {"qid": "3", "parent_qid": "1", "title": "sys", "sv": "Systemen"},
                {"qid": "4", "title": "F", "sv": "Hur ofta?", "type": "F"},
                {"qid": "5", "parent_qid": "4", "title": "a", "sv": "Övertid"},
                {"qid": "6", "title": "vad", "sv": "Vilken tid?", "type": "T", "relevance": '((M_tid.NAOK == "Y"))'},
                {"qid": "7", "title": "nar", "sv": "När?", "type": "T", "relevance": '((F_a.NAOK == "A2"))'},
            ],
            answers=[("4", "A1", "1"), ("4", "A2", "2")],
        )
    )
    assert taken.instrument.item("vad").condition == Condition("M", ("tid",))
    assert taken.instrument.item("nar").condition == Condition("F_a", ("2",))


def test_a_groups_relevance_holds_for_its_questions() -> None:
    questions = [
        {"qid": "1", "title": "Q1", "sv": "Samtal?", "type": "Y"},
        {"qid": "2", "title": "Q2", "sv": "Hur då?", "type": "T", "gid": "2"},
    ]
    taken = read_lss(new_file(questions, group_relevance='((Q1.NAOK == "Y"))'))
    assert taken.instrument.item("Q2").condition == Condition("Q1", ("Y",))
    assert [page.title["sv"] for page in taken.instrument.pages] == ["Arbetet", "Samtalet"]
    assert taken.instrument.pages[0].intro == {"sv": "Tänk på i år"}


def test_a_type_we_do_not_have_is_named() -> None:
    taken = one({"type": "R"}, {"qid": "2", "title": "Q2", "sv": "Mer?", "type": "T"})
    assert said(taken) == ["Arbetet: Q1 – Frågetypen ”rangordning” finns inte här: Frågan"]


def test_text_shown_between_questions_becomes_the_pages_introduction() -> None:
    taken = one(
        {"type": "X", "sv": "Nu om lönen."},
        {"qid": "2", "title": "Q2", "sv": "Mer?", "type": "T"},
        {"qid": "3", "title": "Q3", "sv": "Och?", "type": "T", "gid": "2"},
    )
    assert taken.instrument.pages[0].intro == {"sv": "Tänk på i år Nu om lönen."}


def test_an_old_file_with_words_in_its_rows_is_read_too() -> None:
    taken = read_lss(OLD)
    samtal = taken.instrument.item("samtal")
    assert samtal.text == {"sv": "Har du haft samtal?", "en": "Had a talk?"}
    assert [dict(option.text) for option in samtal.options] == [{"sv": "Ja", "en": "Yes"}, {"sv": "Nej", "en": "No"}]
    assert taken.instrument.item("hur").condition == Condition("samtal", ("A1",))


def test_keys_that_we_cannot_hold_become_near_ones() -> None:
    taken = one({"type": "T", "title": "unit_id"}, {"qid": "2", "title": "å ä", "sv": "Två", "type": "T"})
    assert [item.key for item in taken.instrument.items] == ["unit_id_2", "fraga"]


def test_what_is_read_is_an_instrument_that_can_be_published() -> None:
    answers = (("1", "A1", "Ja"), ("1", "A2", "Nej"))
    taken = one(
        {"type": "L"},
        {"qid": "2", "title": "Q2", "sv": "Hur då?", "type": "T", "relevance": '((Q1.NAOK == "A1"))'},
        answers=answers,
    )
    assert read_instrument(tomllib.loads(text_of(taken.instrument))) == taken.instrument
    assert UNSURE not in [code for item in taken.instrument.items for code in item.codes]
    assert isinstance(taken.instrument.items[0], Item)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not xml",
        b"<document></document>",
        b'<!DOCTYPE x [<!ENTITY a "b">]><document>&a;</document>',
        b'<!DOCTYPE x SYSTEM "http://example.org/x"><document/>',
        lss({"groups": [], "questions": []}),
    ],
)
def test_what_is_no_structure_is_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        read_lss(content, file="x.lss")
