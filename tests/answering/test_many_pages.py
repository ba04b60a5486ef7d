"""Every kind of question over several pages: forward, back, review, conditions, workplaces, and a draft that stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from surveys.invitations.records import InvitationTokenRecord
from tests.answering.open_wave import OpenWave, open_wave
from tests.answering.respondent import Respondent
from tests.answering.rich_instrument import give, rich
from workplace.database import Database
from workplace.identity.tokens import hash_of

Somebody = Callable[[str], Respondent]
FIRST = {"mening": "vet_ej", "klart": "2", "foljs": "3"}
SECOND = {"samtal": "ja", "nytta": "5", "hinder": ["tid", "annat"], "pass": "2,5"}
THIRD = {"enps": "9", "utsatt": "nej", "ord": 'Mer <b>tid</b> & "ro"\nför oss'}


@pytest.fixture
def wave(database: Database, monkeypatch: pytest.MonkeyPatch) -> OpenWave:
    give(monkeypatch, rich(pages=True))
    return open_wave(database, people={"n1": ("norr", "vast"), "n2": ("norr",), "v1": ("vast",)})


def test_every_kind_of_answer_arrives_in_the_box_as_it_was_meant(somebody: Somebody, wave: OpenWave) -> None:
    person = somebody(wave.token("n2")).open().press(FIRST).press(SECOND).press(THIRD).press({"tid": "lang"})

    assert "Granska dina svar" in person.text
    assert "Vet ej" in person.text
    assert "Tiden räcker inte, Något annat" in person.text
    person.press()

    assert person.state == "received"
    [box] = wave.boxes()
    assert box.answers == {
        "mening": None,
        "klart": 2,
        "foljs": 3,
        "samtal": "ja",
        "nytta": 5,
        "hinder": ["tid", "annat"],
        "pass": 2.5,
        "enps": 9,
        "utsatt": "nej",
    }
    assert box.texts == {"ord": 'Mer <b>tid</b> & "ro"\nför oss'}
    assert box.background == {"sex": "K", "tid": "lang"}


def test_words_are_shown_as_words_and_never_as_html(somebody: Somebody, wave: OpenWave) -> None:
    person = somebody(wave.token("n2")).open().press(FIRST).press(SECOND).press(THIRD)
    review = person.open("/granska").text

    assert "<b>tid</b>" not in review
    assert "&lt;b&gt;tid&lt;/b&gt;" in review
    assert "<b>tid</b>" not in person.open("/3").text


def test_going_back_loses_nothing(somebody: Somebody, wave: OpenWave) -> None:
    person = somebody(wave.token("n2")).open().press(FIRST)
    person.press(SECOND, go="back")

    assert "Sida 1 av 4" in person.text
    assert 'value="2" checked' in person.text
    person.press(FIRST)
    assert 'value="2,5"' in person.text
    assert 'value="ja" checked' in person.text


def test_an_answer_to_a_question_that_is_no_longer_asked_is_dropped_at_the_end(
    somebody: Somebody, wave: OpenWave
) -> None:
    person = somebody(wave.token("n2")).open().press(FIRST).press(SECOND).press(THIRD).press()
    person.open("/2").press({**SECOND, "samtal": "nej"})
    person.open("/granska").press()

    assert person.state == "received"
    assert "nytta" not in wave.boxes()[0].answers


def test_without_a_script_a_condition_on_the_same_page_is_said_in_words(somebody: Somebody, wave: OpenWave) -> None:
    person = somebody(wave.token("n2")).open("/2")

    assert "Om du svarade Ja på ”Har du haft medarbetarsamtal i år?” ovan:" in person.text


def test_who_to_turn_to_stands_before_the_question_on_harassment_and_that_a_tick_is_no_report(
    somebody: Somebody, wave: OpenWave
) -> None:
    text = somebody(wave.token("n2")).open("/3").text

    assert text.index("ingen anmälan") < text.index("Skyddsombudet") < text.index("utsatt för kränkande")
    assert text.index("Företagshälsovården") < text.index("utsatt för kränkande")


def test_too_long_a_text_is_said_kindly_and_all_of_it_stays(somebody: Somebody, wave: OpenWave) -> None:
    long = "ord " * 400
    person = somebody(wave.token("n2")).open("/3").press({**THIRD, "ord": long})

    assert "tecken för lång" in person.text
    assert long.strip() in person.text
    person.press({**THIRD, "ord": "x" * 201}).press({**THIRD, "ord": "x" * 200})
    assert "tecken för lång" not in person.text


def test_what_is_no_number_is_asked_for_again_and_stays_in_its_field(somebody: Somebody, wave: OpenWave) -> None:
    person = somebody(wave.token("n2")).open("/2").press({**SECOND, "pass": "ganska många"})

    assert "Skriv ett tal med siffror" in person.text
    assert 'value="ganska många"' in person.text


def test_a_mistake_on_an_earlier_page_is_shown_before_anything_is_sent(somebody: Somebody, wave: OpenWave) -> None:
    person = somebody(wave.token("n2")).open("/2").press({"pass": "99"}, go="back")
    person.open("/granska").press()

    assert "Skriv ett tal mellan 0 och 30." in person.text
    assert wave.boxes() == []


def test_one_sees_which_workplace_the_answer_is_about_and_may_switch(somebody: Somebody, wave: OpenWave) -> None:
    person = somebody(wave.token("n1")).open()
    assert "Du hör till Jobbtorg Norr" in person.text
    person.press({**FIRST, "enkat:arbetsplats": "vast"}, go="stay")

    assert "Du hör till Jobbtorg Väst" in person.text
    assert 'value="2" checked' in person.text
    assert "Förvaltning två har en fråga" in person.open("/3").text
    person.press({"egen": "4"}).open("/granska").press()
    assert (wave.boxes()[0].unit_id, wave.boxes()[0].answers["egen"]) == ("vast", 4)
    assert wave.unit_of("n1") == "vast"  # so that nobody is counted as silent in the one and as a surplus in the other


def test_nobody_can_answer_about_somebody_elses_workplace(somebody: Somebody, wave: OpenWave) -> None:
    person = somebody(wave.token("n2")).open()
    person.press({**FIRST, "enkat:arbetsplats": "vast"}).open("/granska").press()

    assert wave.boxes()[0].unit_id == "norr"


def test_an_administrations_own_question_is_neither_shown_nor_taken_elsewhere(
    somebody: Somebody, wave: OpenWave
) -> None:
    person = somebody(wave.token("n2")).open("/3")

    assert "Förvaltning två har en fråga" not in person.text
    person.press({**THIRD, "egen": "5"}).open("/granska").press()
    assert "egen" not in wave.boxes()[0].answers


def test_the_draft_goes_on_in_another_browser_by_its_words(somebody: Somebody, wave: OpenWave) -> None:
    person = somebody(wave.token("n2")).open().press(FIRST, go="elsewhere")
    words = [part.split("<")[0] for part in person.text.split("<span>")[1:6]]
    assert person.client.get_cookie("medskap_enkat", path="/enkat").value == "-".join(words)  # type: ignore[union-attr]

    other = somebody("okand").open("/enkat/kod").press({"kod": " ".join(words).upper()})

    assert "Sida 1 av 4" in other.text
    assert 'name="klart" value="2" checked' in other.text


def test_a_letters_code_is_typed_however_it_is_written_and_a_wrong_one_is_said_kindly(
    somebody: Somebody, wave: OpenWave, database: Database
) -> None:
    with database.writing() as session:
        session.add(
            InvitationTokenRecord(
                token_hash=hash_of("7K2M9QRSTVWXYZ01"), invitation_id=f"{wave.wave_id}.n2", way="letter"
            )
        )
    person = somebody("okand").open("/enkat/kod")

    assert "känns inte igen" in person.press({"kod": "7k2m-9qrs-tvwx-yz02"}).text
    assert "Sida 1 av 4" in person.press({"kod": "7k2m 9qrs tvwx yzOI"}).text


def test_another_persons_link_in_the_same_browser_never_shows_the_first_ones_answers(
    somebody: Somebody, wave: OpenWave
) -> None:
    first = somebody(wave.token("n1")).open().press(FIRST)
    first.token = wave.token("n2")

    first.open()

    assert " checked" not in first.text
    first.press({"klart": "5"})
    first.token = wave.token("n1")
    assert 'name="klart" value="5" checked' not in first.open().text


def test_a_deleted_draft_cookie_costs_the_draft_and_never_the_right_to_answer(
    somebody: Somebody, wave: OpenWave
) -> None:
    somebody(wave.token("n2")).open().press(FIRST)
    person = somebody(wave.token("n2")).open()

    assert " checked" not in person.text
    assert person.press(FIRST).open("/granska").press().state == "received"


def test_drafts_are_one_size_and_are_written_over_in_place(somebody: Somebody, wave: OpenWave) -> None:
    person = somebody(wave.token("n2")).open().press(FIRST)
    [before] = wave.drafts()
    person.press(SECOND).press(THIRD)
    [after] = wave.drafts()
    somebody(wave.token("v1")).open().press({})

    assert before != after
    assert len({len(draft) for draft in wave.drafts()}) == 1


def test_autosave_keeps_the_page_and_tells_when_it_is_too_late(somebody: Somebody, wave: OpenWave) -> None:
    person = somebody(wave.token("n2")).open()

    assert [person.post("/spara", FIRST).status_code for _ in range(3)] == [204, 204, 204]
    assert len(wave.drafts()) == 1
    assert 'name="klart" value="2" checked' in person.open().text
    page = person.page
    person.open("/granska").press()
    person.page = page
    assert person.post("/spara", FIRST).status_code == 409
    assert wave.drafts() == []
