"""An XLSForm becomes an instrument; the form is a small table in each test."""

from __future__ import annotations

import io
import tomllib

import pytest
import xlsxwriter

from surveys.editing.taken import Taken
from surveys.editing.toml_text import text_of
from surveys.editing.xlsform import read_xlsform
from surveys.instrument import Condition, ItemType, read_instrument
from workplace.errors import Refused
from workplace.imports.workbook import read_sheets
from workplace.wording import Translator

CHOICES = """
list_name | name | label::Svenska (sv) | label::English (en)
janej     | ja   | Ja                  | Yes
janej     | nej  | Nej                 | No
janej     | 99   | Vet ej              | Don't know
hur       | 1    | Aldrig              | Never
hur       | 2    | Ibland              | Sometimes
hur       | 3    | Alltid              | Always
"""


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


def form(survey: str, choices: str = CHOICES, **sheets: str) -> Taken:
    return read_xlsform({"survey": rows(survey), "choices": rows(choices), **{k: rows(v) for k, v in sheets.items()}})


def said(taken: Taken) -> list[str]:
    return [f"{left.place} – {Translator().say(left.sentence)}" for left in taken.left_out]


def test_every_type_we_have() -> None:
    taken = form(
        """
        type                  | name | label::Svenska (sv) | label::English (en) | parameters             | constraint
        select_one janej      | q1   | Samtal i år?        | A talk this year?   |                        |
        select_multiple janej | q2   | Vad hindrar?        | What hinders?       |                        |
        integer               | q3   | Antal pass          | Shifts              | | . >= 0 and . <= 30
        decimal               | q4   | Timmar              | Hours               |                        |
        text                  | q5   | Med egna ord        | In your own words   |                        |
        range                 | q6   | Hur nöjd?           | How content?        | start=1 end=5 |
        range                 | q7   | Hur stor del?       | What share?         | start=0 end=100 step=5 |
        """
    )
    kinds = {item.key: (item.type, item.low, item.high) for item in taken.instrument.items}
    assert kinds == {
        "q1": (ItemType.ONE, None, None),
        "q2": (ItemType.MANY, None, None),
        "q3": (ItemType.NUMBER, 0, 30),
        "q4": (ItemType.NUMBER, None, None),
        "q5": (ItemType.TEXT, None, None),
        "q6": (ItemType.LIKERT, 1, 5),
        "q7": (ItemType.NUMBER, 0, 100),
    }
    assert taken.instrument.item("q1").text == {"sv": "Samtal i år?", "en": "A talk this year?"}
    assert taken.instrument.item("q1").codes == ("ja", "nej")
    assert taken.instrument.item("q1").allows_unsure
    assert taken.left_out == ()
    assert read_instrument(tomllib.loads(text_of(taken.instrument))) == taken.instrument


def test_a_likert_list_becomes_a_scale_with_words_at_its_ends() -> None:
    item = form("type | name | label | appearance\nselect_one hur | q1 | Hur ofta? | likert").instrument.items[0]
    assert (item.type, item.low, item.high) == (ItemType.LIKERT, 1, 3)
    assert (item.low_text["en"], item.high_text["sv"]) == ("Never", "Alltid")


def test_groups_become_pages_with_their_notes_as_introduction() -> None:
    taken = form(
        """
        type        | name | label::Svenska (sv)
        begin_group | a    | Arbetet
        note        | n    | Tänk på i år.
        text        | q1   | Ett
        begin group | inne | Inuti
        text        | q2   | Två
        end group   |      |
        end_group   |      |
        begin_group | b    | Lönen
        text        | q3   | Tre
        note        | n2   | Mitt i.
        end_group   |      |
        """
    )
    assert [(page.key, page.title["sv"], page.items) for page in taken.instrument.pages] == [
        ("a", "Arbetet", ("q1", "q2")),
        ("b", "Lönen", ("q3",)),
    ]
    assert taken.instrument.pages[0].intro == {"sv": "Tänk på i år."}
    assert said(taken) == ["survey:11 n2 – En text mellan frågorna har ingen plats här: ”Mitt i.”"]


@pytest.mark.parametrize(
    ("formula", "codes"),
    [
        ("${q1} = 'ja'", ("ja",)),
        ("selected(${q1}, 'nej')", ("nej",)),
        ("${q1} = 'ja' or ${q1} = '99'", ("ja", "vet_ej")),
    ],
)
def test_simple_relevance_becomes_a_condition(formula: str, codes: tuple[str, ...]) -> None:
    taken = form(f"type | name | label | relevant\nselect_one janej | q1 | Ett |\ntext | q2 | Två | {formula}")
    assert taken.instrument.item("q2").condition == Condition("q1", codes)
    assert taken.left_out == ()


def test_a_groups_relevance_holds_for_its_questions() -> None:
    taken = form(
        """
        type             | name | label  | relevant
        select_one janej | q1   | Samtal |
        begin_group      | a    | Om samtalet | ${q1} = 'ja'
        text             | q2   | Hur?   |
        end_group        |      |        |
        """
    )
    assert taken.instrument.item("q2").condition == Condition("q1", ("ja",))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("calculate | c | |", "survey:2 c – Typen ”calculate” finns inte här."),
        ("geopoint | g | Var? |", "survey:2 g – Typen ”geopoint” finns inte här."),
        ("selct_one janej | s | Va? |", "survey:2 s – Typen ”selct_one janej” finns inte här, menade du ”select_one”?"),
        (
            "select_one janeej | s | Va? |",
            "survey:2 s – Listan ”janeej” finns inte på bladet choices, menade du ”janej”?",
        ),
        ("text | t | Va? | ${x} > 3", "survey:2 t – Villkoret togs inte med, frågan ställs till alla: ${x} > 3"),
        ("begin_repeat | r | Va? |", "survey:2 r – Upprepningar finns inte här. Frågorna inuti ställs en gång."),
    ],
)
def test_what_cannot_be_taken_is_named_with_its_row(line: str, told: str) -> None:
    assert told in said(form(f"type | name | label | relevant\n{line}\ntext | sist | Sist |"))


def test_a_label_without_language_is_in_the_forms_own() -> None:
    taken = form(
        "type | name | label\ntext | q1 | Own words", settings="form_title | default_language\nPulse | English (en)"
    )
    assert taken.instrument.item("q1").text == {"sv": "Own words", "en": "Own words"}
    assert taken.instrument.title == {"sv": "Pulse"}


def test_a_real_workbook_with_several_sheets_is_read() -> None:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held)
    for name, table in (("survey", "type | name | label\nselect_one janej | q1 | Samtal?"), ("choices", CHOICES)):
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows(table)):
            sheet.write_row(number, 0, row)
    book.close()
    assert read_xlsform(read_sheets(held.getvalue(), "x.xlsx")).instrument.item("q1").codes == ("ja", "nej")


@pytest.mark.parametrize("sheets", [{}, {"survey": []}, {"survey": [["namn"], ["a"]]}, {"Blad1": [["type"], ["text"]]}])
def test_what_is_no_form_is_refused(sheets: dict[str, list[list[str]]]) -> None:
    with pytest.raises(Refused):
        read_xlsform(sheets, file="x.xlsx")
