"""HR walks the five pages, leaves and comes back, signs, sharpens, opens; and sees what is refused and why."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest

from surveys.planning.plan import PlanState
from surveys.planning.queries import existing_plan, plan_named
from surveys.planning.records import WavePlanRecord
from tests.conftest import NOW
from tests.planning.conftest import WAVE
from tests.waves.small_organisation import make_organisation, people_file, units_file
from workplace.database import Database
from workplace.house import House
from workplace.imports.table import GivenFile
from workplace.organisation.actions import import_organisation

HREF = f"/hr/omgangar/planera/{WAVE}"
DATES = {
    "title": "Provenkäten",
    "wave_id": WAVE,
    "instrument": "hme@1",
    "opens_on": "2026-11-30",
    "closes_on": "2026-12-18",
    "analysts": "7",
    "leadership": "14",
    "leaders": "21",
    "everybody": "28",
}
RULE = {"employed_more_than_months": "6", "absent_more_than_days": "90"}
TERMS = {
    "co_determination": "not_given",
    "indices": "5",
    "means": "7",
    "shares": "10",
    "classes": "20",
    "breakdown": "7",
    "breakdown_unit": "50",
    "readers": "alla inloggade",
    "first_reviewer": "",
    "second_reviewer": "",
    "ballot_months": "24",
}
CIRCLES = {
    "analysts": "2026-12-25",
    "leadership": "2027-01-01",
    "leaders": "2027-01-08",
    "everybody": "2027-01-15",
}


def text_of(response: Any) -> str:
    body = response.get_data(as_text=True)
    main = body[body.index("<main") : body.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).replace("&#39;", "'").split())


def fields_of(response: Any) -> dict[str, Any]:
    """Return what a browser would send from the page as it stands."""
    body = response.get_data(as_text=True)
    form = body[body.index('<form method="post" action="/hr') :]
    form = form[: form.index("</form>")]
    sent: dict[str, Any] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name is None or name.group(1) == "csrf_token":
            continue
        if 'type="checkbox"' in tag or 'type="radio"' in tag:
            if "checked" in tag:
                sent.setdefault(name.group(1), []).append(value.group(1) if value else "y")
            continue
        sent[name.group(1)] = value.group(1) if value else ""
    for name, inside in re.findall(r'<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option selected value="([^"]*)"', inside) or re.search(r'value="([^"]*)"', inside)
        sent[name] = chosen.group(1) if chosen else ""
    for name, inside in re.findall(r'<textarea [^>]*name="([^"]*)"[^>]*>\r?\n?(.*?)</textarea>', form, re.DOTALL):
        sent[name] = inside
    return sent


@pytest.fixture
def hanna(database: Database, client_for: Callable[[str], Any]) -> Any:
    """HR, signed in, with an organisation and an instrument."""
    make_organisation(database)
    return client_for("hanna")


@pytest.fixture
def draft_there(hanna: Any) -> Any:
    """HR with a draft."""
    assert hanna.send("/hr/omgangar/planera", DATES).headers["Location"] == f"{HREF}/inbjudna"
    return hanna


@pytest.fixture
def signed_there(draft_there: Any) -> Any:
    """HR with a signed wave."""
    assert draft_there.send(f"{HREF}/stadga", {**TERMS, "is_read": "y"}).headers["Location"] == HREF
    return draft_there


@pytest.fixture
def running(signed: Callable[..., None], opened: Callable[..., int], client_for: Callable[[str], Any]) -> Any:
    """HR with an open wave."""
    opened()
    return client_for("hanna")


def test_pressing_on_through_every_page_as_it_is_filled_in_ends_with_a_signed_wave(
    database: Database, hanna: Any
) -> None:
    page, presses = "/hr/omgangar/planera", 0
    while not page.endswith("medarbetarenkat-2026"):
        shown = hanna.get(page)
        if "/repetition" in page:
            page = page.replace("repetition", "stadga")
        else:
            sent = fields_of(shown) | ({"is_read": "y"} if page.endswith("stadga") else {})
            answer = hanna.send(page, sent)
            assert answer.status_code == 303, text_of(answer)
            page = answer.headers["Location"]
        presses += 1

    assert presses == 5
    with database.reading() as session:
        plan = existing_plan(session, "medarbetarenkat-2026")
    assert plan.state is PlanState.SIGNED
    assert (plan.texts, plan.contacts) == ({}, {}), "words that nobody changed follow the house's"
    assert plan.charter["co_determination"] == "inte redovisad"


def test_the_list_says_what_comes_next_for_each_wave(draft_there: Any) -> None:
    assert "Planera klart och signera" in text_of(draft_there.get("/hr/omgangar"))
    draft_there.send(f"{HREF}/stadga", {**TERMS, "is_read": "y"})

    said = text_of(draft_there.get("/hr/omgangar"))
    assert "Provenkäten" in said
    assert "Öppnas 30 november 2026" in said


def test_a_draft_can_be_left_and_continued(draft_there: Any) -> None:
    left = draft_there.send(f"{HREF}/inbjudna", {**RULE, "employed_more_than_months": "3", "go": "senare"})
    assert left.headers["Location"] == HREF
    assert "Fortsätt planera" in text_of(draft_there.get(HREF))

    assert 'value="3"' in draft_there.get(f"{HREF}/inbjudna").get_data(as_text=True)


def test_a_draft_can_be_thrown_away(database: Database, draft_there: Any) -> None:
    assert draft_there.send(f"{HREF}/slang").headers["Location"] == "/hr/omgangar"
    with database.reading() as session:
        assert plan_named(session, WAVE) is None


def test_every_problem_of_the_first_page_is_said_at_once(hanna: Any) -> None:
    wrong = {**DATES, "title": "", "wave_id": "Å", "opens_on": "2026-01-01", "everybody": "0"}
    answer = hanna.send("/hr/omgangar/planera", wrong)

    said = text_of(answer)
    assert answer.status_code == 400
    for words in ("Ange ett namn.", "a–z, 0–9", "Dagen har redan varit.", "1–365 dagar"):
        assert words in said


def test_dates_that_only_the_plan_can_judge_are_said_at_their_field(hanna: Any) -> None:
    answer = hanna.send("/hr/omgangar/planera", {**DATES, "closes_on": "2026-11-29"})

    assert answer.status_code == 400
    assert 'href="#closes_on"' in answer.get_data(as_text=True)


def test_the_preview_names_who_is_out_and_counts_protected_people_without_naming_them(
    database: Database, draft_there: Any
) -> None:
    newcomers = [
        "person_id,name,email,unit_id,title,employed_from,protected",
        "ny-1,Nytt Namn,ny@prov.example,norr,Coach,2026-09-01,",
        "ny-2,Hemligt Namn,,norr,Coach,2026-09-01,ja",
        "ny-3,Dolt Namn,,norr,Coach,2020-01-01,ja",
    ]
    people = people_file().content.decode().splitlines()
    rows = [newcomers[0], *(f"{row}," for row in people[1:]), *newcomers[1:]]
    with database.writing() as session:
        import_organisation(
            session,
            units=units_file(),
            people=GivenFile("p.csv", "\n".join(rows).encode()),
            as_of=dt.date(2026, 11, 1),
            now=NOW,
        )
    said = text_of(draft_there.get(f"{HREF}/inbjudna"))

    assert "44 bjuds in och 2 gör det inte." in said
    assert "Inte anställd tillräckligt länge på mätdagen: 2" in said
    assert "Nytt Namn" in said
    assert "Hemligt" not in said
    assert "1 till namnges inte här" in said
    assert "Skyddade personuppgifter, räknas men namnges inte 1" in said


def test_counting_anew_stays_on_the_page(draft_there: Any) -> None:
    again = draft_there.send(f"{HREF}/inbjudna", {**RULE, "includes_hourly": "y", "go": "igen"})

    assert again.headers["Location"] == f"{HREF}/inbjudna"


def test_a_text_may_hold_no_address(draft_there: Any) -> None:
    sent = fields_of(draft_there.get(f"{HREF}/utskick")) | {"sv_opening_body": "Svara på https://exempel.se"}
    answer = draft_there.send(f"{HREF}/utskick", sent)

    assert answer.status_code == 400
    assert "Skriv ingen adress." in text_of(answer)


def test_reminders_that_do_not_fit_are_refused(draft_there: Any) -> None:
    sent = fields_of(draft_there.get(f"{HREF}/utskick")) | {"reminder_count": "4", "reminder_days": "6"}
    answer = draft_there.send(f"{HREF}/utskick", sent)

    assert answer.status_code == 400
    assert "Alla påminnelser ryms inte före stängningen." in text_of(answer)


def test_the_rehearsal_says_how_many_leaders_get_own_figures(draft_there: Any) -> None:
    said = text_of(draft_there.get(f"{HREF}/repetition"))

    assert re.search(r"Om 65 % svarar får \d av 4 chefer egna siffror\.", said)
    assert "Minsta skillnad som går att se" in said


def test_signing_asks_for_the_yes_and_for_the_whole_account_of_co_determination(draft_there: Any) -> None:
    answer = draft_there.send(f"{HREF}/stadga", TERMS)
    assert answer.status_code == 400
    assert "Kryssa i att du har läst stadgan." in text_of(answer)

    given = draft_there.send(f"{HREF}/stadga", {**TERMS, "is_read": "y", "co_determination": "given"})
    for words in ("Ange dagen för samverkan.", "Ange protokollet.", "Ange vilka som deltog."):
        assert words in text_of(given)


def test_floors_can_be_raised_at_signing_but_not_lowered(database: Database, draft_there: Any) -> None:
    low = draft_there.send(f"{HREF}/stadga", {**TERMS, "is_read": "y", "indices": "4"})
    assert "Golvet för index får inte vara lägre än 5." in text_of(low)

    assert draft_there.send(f"{HREF}/stadga", {**TERMS, "is_read": "y", "indices": "6"}).status_code == 303
    with database.reading() as session:
        assert existing_plan(session, WAVE).charter["floors"]["indices"] == 6


def test_a_signed_wave_has_no_wizard_any_more(signed_there: Any) -> None:
    for step in ("datum", "inbjudna", "utskick", "repetition", "stadga"):
        assert signed_there.get(f"{HREF}/{step}").status_code == 404
        assert signed_there.send(f"{HREF}/{step}").status_code == 404


def test_a_refused_try_to_loosen_is_shown_and_logged_on_the_page(signed_there: Any) -> None:
    later = {**TERMS, **CIRCLES, "everybody": "2027-05-01", "readers": "alla inloggade"}
    answer = signed_there.send(f"{HREF}/skarp", later)
    said = text_of(signed_there.get(answer.headers["Location"]))

    assert "Stadgan kan inte mildras" in said
    assert "skjutas upp från 15 januari 2027 till 1 maj 2027" in said
    assert "Nekades att mildra stadgan" in text_of(signed_there.get(HREF))


def test_a_stricter_charter_becomes_its_next_version(signed_there: Any) -> None:
    answer = signed_there.send(f"{HREF}/skarp", {**TERMS, **CIRCLES, "indices": "8", "means": "8"})

    assert answer.headers["Location"] == HREF
    said = text_of(signed_there.get(HREF))
    assert "index 8, medelvärden 8" in said
    assert "Skärpte stadgan" in said


def test_the_paper_for_co_determination_holds_the_rehearsal_and_the_hash(database: Database, signed_there: Any) -> None:
    said = text_of(signed_there.get(f"{HREF}/underlag"))
    with database.reading() as session:
        plan = existing_plan(session, WAVE)

    assert plan.charter_sha256[:16] in said
    assert "Repetition i er egen organisation" in said
    assert "Golven" not in said
    assert "inte redovisad" in said


def test_opening_now_is_refused_while_the_keys_would_lie_in_the_backup(
    house: House, database: Database, signed_there: Any
) -> None:
    object.__setattr__(house.settings, "keys", house.settings.home / "keys")
    assert signed_there.send(f"{HREF}/oppna").status_code == 409

    with database.reading() as session:
        assert existing_plan(session, WAVE).opens_at.day == 30


def test_opening_now_moves_the_opening_to_now(database: Database, signed_there: Any) -> None:
    assert signed_there.send(f"{HREF}/oppna").headers["Location"] == HREF

    with database.reading() as session:
        assert existing_plan(session, WAVE).opens_at.day == 24
    assert "Omgången öppnas" in text_of(signed_there.get(HREF))


def test_an_open_wave_leads_to_what_can_be_done(running: Any) -> None:
    said = text_of(running.get(HREF))

    for words in ("Bjud in eller flytta en person", "Förläng svarstiden", "Avbryt omgången", "Utskick och svarsläge"):
        assert words in said
    assert running.get(f"/hr/omgangar/{WAVE}").headers["Location"] == HREF
    assert "Stänger efter 18 december 2026" in text_of(running.get("/hr/omgangar"))


def test_every_page_of_an_open_wave_stands(running: Any) -> None:
    for last in ("", "/underlag", "/skarp", "/person?sok=norr", "/person/norr-1", "/forlang", "/avbryt"):
        assert running.get(HREF + last).status_code == 200, last


@pytest.mark.parametrize("person_id", ["sten", "ulla", "nils", "hugo"])
def test_plans_do_not_exist_for_anybody_but_hr(
    person_id: str, draft_there: Any, client_for: Callable[[str], Any]
) -> None:
    client = client_for(person_id)
    missing = client.get("/finns-inte")

    for path in ("/hr/omgangar/planera", HREF, f"{HREF}/datum", f"{HREF}/stadga", f"{HREF}/underlag"):
        response = client.get(path)
        assert (response.status_code, response.data) == (404, missing.data), path


def test_the_plan_is_pinned_to_the_version_it_was_made_with(database: Database, draft_there: Any) -> None:
    with database.reading() as session:
        row = session.get_one(WavePlanRecord, WAVE)
        assert (row.instrument_key, row.instrument_version) == ("hme", "1")
        assert row.charter["instrument"]["sha256"] == row.instrument_sha256
