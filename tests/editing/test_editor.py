"""HR's editor: what is written is kept, what is wrong is said beside its field, and two people lose nothing."""

from __future__ import annotations

import io
import re
import tomllib
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from surveys.editing.draft import InstrumentDraft
from tests.conftest import PageClient
from tests.editing.conftest import OTHER_HR, SURVEY
from tests.editing.lss_files import OLD
from workplace.definitions.queries import versions_of
from workplace.house import House

HOME = "/hr/formular/medarbetarenkat"
Read = Callable[..., InstrumentDraft]


def fields_of(html: str) -> dict[str, Any]:
    """Return what the form of a page would send as it stands."""
    form = html[html.index("<form", html.index("<main")) :]
    form = form[: form.index("</form>")]
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        kind = re.search(r'type="(\w+)"', tag)
        if name and kind and not (kind[1] in ("checkbox", "radio") and "checked" not in tag):
            found.setdefault(name[1], []).append(unescape(value[1]) if value else "y")
    for name, body in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\r?\n?(.*?)</textarea>', form, re.DOTALL):
        found[name] = [unescape(body)]
    for name, body in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', body)
        found[name] = [unescape(chosen[1])] if chosen else [""]
    return {name: value if len(value) > 1 else value[0] for name, value in found.items() if name != "csrf_token"}


def form_at(client: PageClient, path: str) -> dict[str, Any]:
    response = client.get(path)
    assert response.status_code == 200
    return fields_of(response.get_data(as_text=True))


def test_a_question_is_added_on_a_page_and_published_as_the_next_version(
    hr: PageClient, draft: Read, office: House
) -> None:
    kind = hr.get(f"{HOME}/fraga/ny?sida=medarbetarskap")
    assert "Hur ska frågan besvaras?" in kind.get_data(as_text=True)
    fields = form_at(hr, f"{HOME}/fraga/ny?sida=medarbetarskap&typ=likert")
    fields |= {"text_sv": "Jag får den hjälp jag behöver", "text_en": "I get the help I need", "unsure": "y"}

    assert hr.send(f"{HOME}/fraga/ny", fields).status_code == 303

    item = draft().document["item"][-1]
    assert item["key"] == "jag-far-den-hjalp"
    assert (item["from"], item["to"], item["unsure"]) == (1, 5, True)
    page = next(page for page in draft().document["page"] if page["key"] == "medarbetarskap")
    assert page["items"][-1] == "jag-far-den-hjalp"
    review = hr.get(f"{HOME}/publicera").get_data(as_text=True)
    assert "Ny fråga: ”Jag får den hjälp jag behöver”" in review
    assert "bryter" not in review

    done = hr.send(f"{HOME}/publicera", {"revision": str(draft().revision)})

    assert done.headers["Location"] == "/hr/definitioner/instrument/medarbetarenkat/2"
    with office.database.reading() as session:
        assert [row.version for row in versions_of(session, "instrument", "medarbetarenkat")] == ["2", "1"]
    assert hr.get(HOME).status_code == 404, "the draft is gone"


def test_every_part_can_be_opened_and_kept_without_changing_a_thing(hr: PageClient, draft: Read) -> None:
    document = draft().document
    paths = [f"{HOME}/namn"]
    for sort, address in (("item", "fraga"), ("page", "sida"), ("index", "index"), ("background", "bakgrund")):
        paths += [f"{HOME}/{address}/{part['key']}" for part in document[sort]]

    for path in paths:
        assert hr.send(path, form_at(hr, path)).status_code == 303, path

    assert draft().document == document
    assert draft().toml == SURVEY, "comments and all"


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(hr: PageClient, draft: Read) -> None:
    fields = form_at(hr, f"{HOME}/fraga/hme1") | {"high": "99", "trend": "hme-2", "text_en": "Kept words"}

    refused = hr.send(f"{HOME}/fraga/hme1", fields)

    html = refused.get_data(as_text=True)
    assert refused.status_code == 400
    assert "en likertskala har högst 11 steg" in html[html.index('id="high-error"') :][:200]
    assert "samma trendnyckel" in html[html.index('id="trend-error"') :][:300]
    assert "Kept words" in html
    assert draft().revision == 1


def test_a_condition_is_chosen_question_first_and_then_its_answers(hr: PageClient, draft: Read) -> None:
    fields = form_at(hr, f"{HOME}/fraga/ny?sida=samtal&typ=text") | {"text_sv": "Varför?", "condition_item": "samtalet"}

    asked = hr.send(f"{HOME}/fraga/ny", fields | {"go": "villkor"})

    assert asked.status_code == 200
    assert asked.get_data(as_text=True).count('name="condition_answers"') == 5
    missing = hr.send(f"{HOME}/fraga/ny", fields)
    assert missing.status_code == 400
    assert "villkoret behöver minst ett svar" in missing.get_data(as_text=True)
    assert hr.send(f"{HOME}/fraga/ny", fields | {"condition_answers": ["1", "2"]}).status_code == 303
    assert draft().document["item"][-1]["condition"] == {"item": "samtalet", "answers": ["1", "2"]}


def test_choices_are_written_in_rows_and_get_codes_of_their_words(hr: PageClient, draft: Read) -> None:
    fields = form_at(hr, f"{HOME}/fraga/ny?sida=samtal&typ=one") | {"text_sv": "Har du haft samtal i år?"}
    few = hr.send(f"{HOME}/fraga/ny", fields | {"options-0-sv": "Ja"})
    assert few.status_code == 400
    assert "minst två svarsalternativ" in few.get_data(as_text=True)
    more = hr.send(f"{HOME}/fraga/ny", fields | {"go": "rader"}).get_data(as_text=True)
    assert 'name="options-5-sv"' in more

    kept = hr.send(
        f"{HOME}/fraga/ny",
        fields | {"options-0-sv": "Ja", "options-0-en": "Yes", "options-2-sv": "Nej", "options-2-code": "n"},
    )

    assert kept.status_code == 303
    assert draft().document["item"][-1]["option"] == [
        {"code": "ja", "text": {"sv": "Ja", "en": "Yes"}},
        {"code": "n", "text": {"sv": "Nej"}},
    ]


def test_a_fault_in_a_choice_stands_in_its_row(hr: PageClient, draft: Read) -> None:
    fields = form_at(hr, f"{HOME}/fraga/ny?sida=samtal&typ=many") | {
        "text_sv": "Vad hindrar?",
        "options-0-sv": "Tid",
        "options-2-sv": "System",
        "options-2-code": "o k",
    }
    html = hr.send(f"{HOME}/fraga/ny", fields).get_data(as_text=True)
    assert "tecken som inte får stå här" in html[html.index('id="options-2-code-error"') :][:300]


def test_the_second_of_two_people_is_shown_both_texts_and_can_keep_theirs(
    hr: PageClient, draft: Read, client_for: Callable[[str], PageClient]
) -> None:
    other = client_for(OTHER_HR)
    path = f"{HOME}/fraga/stolthet"
    mine, theirs = form_at(hr, path), form_at(other, path)
    assert other.send(path, theirs | {"text_sv": "Ollas text"}).status_code == 303

    late = hr.send(path, mine | {"text_sv": "Hannas text"})

    html = late.get_data(as_text=True)
    assert late.status_code == 409
    assert "Ollas text" in html
    assert "Hannas text" in html
    assert draft().document["item"][5]["text"]["sv"] == "Ollas text"
    assert hr.send(path, fields_of(html)).status_code == 303
    assert draft().document["item"][5]["text"]["sv"] == "Hannas text"


def test_two_people_in_two_questions_do_not_disturb_each_other(
    hr: PageClient, draft: Read, client_for: Callable[[str], PageClient]
) -> None:
    other = client_for(OTHER_HR)
    mine, theirs = form_at(hr, f"{HOME}/fraga/stolthet"), form_at(other, f"{HOME}/fraga/samarbete")

    assert other.send(f"{HOME}/fraga/samarbete", theirs | {"text_sv": "Ett"}).status_code == 303
    assert hr.send(f"{HOME}/fraga/stolthet", mine | {"text_sv": "Två"}).status_code == 303

    texts = [item["text"]["sv"] for item in draft().document["item"]]
    assert {"Ett", "Två"} <= set(texts)


def test_a_part_taken_away_meanwhile_is_said_and_can_be_put_back(hr: PageClient, draft: Read) -> None:
    fields = form_at(hr, f"{HOME}/fraga/stolthet")
    hr.send(f"{HOME}/fraga/stolthet/bort")
    late = hr.send(f"{HOME}/fraga/stolthet", fields)
    assert late.status_code == 409
    assert "Borttaget" in late.get_data(as_text=True)
    assert hr.send(f"{HOME}/fraga/stolthet", fields_of(late.get_data(as_text=True))).status_code == 303
    assert "stolthet" in [item["key"] for item in draft().document["item"]]


def test_removing_a_question_says_what_goes_with_it_and_breaks_the_trend(hr: PageClient, draft: Read) -> None:
    asked = hr.get(f"{HOME}/fraga/hme1/bort").get_data(as_text=True)
    assert "Den räknas inte längre in i: motivation." in asked

    hr.send(f"{HOME}/fraga/hme1/bort")

    assert all("hme1" not in page["items"] for page in draft().document["page"])
    revision = {"revision": str(draft().revision)}
    refused = hr.send(f"{HOME}/publicera", revision)
    assert refused.status_code == 400
    assert "Kryssa i att du vet att jämförelsen" in refused.get_data(as_text=True)
    assert hr.send(f"{HOME}/publicera", revision | {"accepts_breaks": "y"}).status_code == 303


def test_publishing_what_has_changed_since_it_was_looked_through_is_stopped(hr: PageClient, draft: Read) -> None:
    hr.send(f"{HOME}/flytta", {"sort": "fraga", "part": "hme3", "way": "upp"})
    stopped = hr.send(f"{HOME}/publicera", {"revision": "1"})
    assert stopped.status_code == 409
    assert "har ändrats sedan du öppnade sidan" in stopped.get_data(as_text=True)


def test_questions_move_on_their_page_and_over_to_the_next(hr: PageClient, draft: Read) -> None:
    hr.send(f"{HOME}/flytta", {"sort": "fraga", "part": "hme3", "way": "upp"})
    assert draft().document["page"][0]["items"][:2] == ["hme3", "hme1"]
    hr.send(f"{HOME}/flytta", {"sort": "fraga", "part": "helhet", "way": "ner"})
    assert draft().document["page"][1]["items"][0] == "helhet"
    hr.send(f"{HOME}/flytta", {"sort": "sida", "part": "samtal", "way": "upp"})
    assert draft().document["page"][3]["key"] == "samtal"


def test_pages_matrices_indices_and_backgrounds_are_made_too(hr: PageClient, draft: Read) -> None:
    for path, fields in (
        ("sida/ny", {"title_sv": "Till sist"}),
        ("matris/ny", {"text_sv": "Hur väl stämmer det?", "rows": ["samarbete", "aterkoppling"]}),
        ("index/ny", {"title_sv": "Laget", "items": ["samarbete", "aterkoppling"], "role": ""}),
        ("bakgrund/ny", {"title_sv": "Arbetstid", "ask": "ja", "categories-0-sv": "Dag", "categories-1-sv": "Natt"}),
    ):
        assert hr.send(f"{HOME}/{path}", form_at(hr, f"{HOME}/{path}") | fields).status_code == 303, path
    document = draft().document
    assert document["page"][-1] == {"key": "till-sist", "title": {"sv": "Till sist"}, "items": []}
    assert [item["key"] for item in document["item"] if "matrix" in item] == ["samarbete", "aterkoppling"]
    assert document["index"][-1]["items"] == ["samarbete", "aterkoppling"]
    assert document["background"][-1]["categories"] == ["Dag", "Natt"]
    assert [problem.code for problem in draft().problems] == ["instrument_empty_page"]
    overview = hr.get(HOME).get_data(as_text=True)
    assert "sidan har inga frågor" in overview
    assert hr.get(f"{HOME}/telefon/1").status_code == 200, "it says what to mend first"


def test_the_phone_shows_the_real_answering_page_and_keeps_nothing(hr: PageClient, draft: Read) -> None:
    page = hr.get(f"{HOME}/telefon/1").get_data(as_text=True)
    assert "Förhandsvisning" in page
    assert (
        'name="hme1" value="5"' in page.replace('value="5" name="hme1"', 'name="hme1" value="5"')
        or 'name="hme1"' in page
    )
    assert "answering.css" in page
    turned = hr.send(f"{HOME}/telefon/1", {"hme1": "3"})
    assert turned.headers["Location"] == f"{HOME}/telefon/2"
    assert hr.send(f"{HOME}/telefon/1", {"enkat:sprak": "en"}).headers["Location"] == f"{HOME}/telefon/1?sprak=en"
    assert "My work feels meaningful" in hr.get(f"{HOME}/telefon/1?sprak=en").get_data(as_text=True)
    assert hr.send(f"{HOME}/telefon/spara", {"hme1": "3"}).status_code == 204


def test_paper_and_file_in_both_languages(hr: PageClient, draft: Read) -> None:
    assert "1. Mitt arbete känns meningsfullt" in hr.get(f"{HOME}/utskrift").get_data(as_text=True)
    assert "1. My work feels meaningful" in hr.get(f"{HOME}/version/1/utskrift?sprak=en").get_data(as_text=True)
    sent = hr.get(f"{HOME}/fil.toml")
    assert sent.headers["Content-Disposition"] == 'attachment; filename="medarbetarenkat-utkast.toml"'
    assert tomllib.loads(sent.get_data(as_text=True)) == draft().document
    assert hr.get(f"{HOME}/version/1/fil.toml").get_data(as_text=True) == SURVEY


def test_a_form_from_scratch_becomes_version_one(hr: PageClient, draft: Read) -> None:
    begun = hr.send("/hr/formular/ny", {"title": "Puls våren"})
    home = begun.headers["Location"]
    assert home == "/hr/formular/puls-varen"
    assert "Formuläret har inga frågor ännu." in hr.get(home).get_data(as_text=True)
    fields = form_at(hr, f"{home}/fraga/ny?typ=likert") | {"text_sv": "Jag trivs"}
    assert hr.send(f"{home}/fraga/ny", fields).status_code == 303
    page = form_at(hr, f"{home}/sida/ny") | {"title_sv": "Läget"}
    assert hr.send(f"{home}/sida/ny", page).status_code == 303
    assert draft("puls-varen").document["page"][0]["items"] == ["jag-trivs"], "the first page takes in what there is"
    published = hr.send(f"{home}/publicera", {"revision": str(draft("puls-varen").revision)})
    assert published.headers["Location"] == "/hr/definitioner/instrument/puls-varen/1"


def test_a_file_from_elsewhere_becomes_a_draft_with_what_was_left_out(hr: PageClient, draft: Read) -> None:
    begun = hr.send("/hr/formular/ny", {"upload": (io.BytesIO(OLD), "enkat.lss")}, content_type="multipart/form-data")
    assert begun.headers["Location"] == "/hr/formular/gammal"
    assert "Har du haft samtal?" in hr.get("/hr/formular/gammal").get_data(as_text=True)


def test_a_file_of_ours_with_faults_becomes_a_draft_that_says_them(hr: PageClient, draft: Read) -> None:
    text = SURVEY.replace('key = "medarbetarenkat"', 'key = "egen"').replace('type = "likert"', 'type = "likrt"', 1)
    begun = hr.send(
        "/hr/formular/ny", {"upload": (io.BytesIO(text.encode()), "egen.toml")}, content_type="multipart/form-data"
    )
    assert begun.headers["Location"] == "/hr/formular/egen"
    html = hr.get("/hr/formular/egen").get_data(as_text=True)
    assert "okänt ord (likrt), menade du ”likert”?" in html
    assert hr.get("/hr/formular/egen/fraga/hme1").status_code == 200
    assert hr.send("/hr/formular/egen/publicera", {"revision": "1"}).status_code == 400


@pytest.mark.parametrize(
    "content", [b"inte toml = = ", b"<a/>", b'kind = "policy"\n', b"PK\x03\x04trasig", b"\xff\xfe"]
)
def test_a_file_that_is_no_form_is_refused_in_words(hr: PageClient, content: bytes) -> None:
    refused = hr.send(
        "/hr/formular/ny", {"upload": (io.BytesIO(content), "x.toml")}, content_type="multipart/form-data"
    )
    assert refused.status_code == 400
    assert "Något behöver rättas" in refused.get_data(as_text=True)


def test_a_draft_can_be_thrown_away_and_what_is_published_stays(hr: PageClient, draft: Read) -> None:
    assert hr.send(f"{HOME}/slang").headers["Location"] == "/hr/formular"
    assert hr.get(HOME).status_code == 404
    assert "(medarbetarenkat 1)" in hr.get("/hr/formular").get_data(as_text=True)


@pytest.mark.parametrize(
    "path", ["fraga/finns-inte", "sida/finns-inte", "telefon/99", "annat/x", "fraga/finns-inte/bort"]
)
def test_what_is_not_there_is_missing(hr: PageClient, draft: Read, path: str) -> None:
    assert hr.get(f"{HOME}/{path}").status_code == 404
