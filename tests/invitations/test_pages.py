"""HR's pages of a wave that runs, letters, one's own way in: who may, and that nothing tells who has answered."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from surveys.invitations.jobs import COMPOSERS
from surveys.invitations.letters import as_text, qr_drawing
from surveys.invitations.queries import invitation_by_token
from surveys.invitations.records import InvitationTokenRecord
from surveys.invitations.timetable import Doing, Due
from tests.conftest import PageClient
from tests.invitations.wave_builders import (
    WAVE,
    do_step,
    everything_stored,
    invitation_id_of,
    mark_answered,
    plan,
    with_settings,
)
from tests.mail.sink import Sink
from workplace.house import House
from workplace.journal.records import JournalContentRecord
from workplace.mail.jobs import deliver_waiting

HREF = f"/hr/omgangar/{WAVE}"
CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b")
SignIn = Callable[[str], PageClient]


def page(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.get_data(as_text=True)[:2000]
    return str(response.get_data(as_text=True))


def letters(client: PageClient, choice: str = "utan-utskick", place: str = "", what: str = "utskrift") -> Any:
    return client.send(f"{HREF}/brev", {"choice": choice, "place": place, "as": what})


def code_of(client: PageClient, person_id: str) -> str:
    return CODE.findall(page(letters(client, "person", person_id)))[0]


def test_hr_sees_how_the_wave_runs(running: House, client_for: SignIn, sink: Sink) -> None:
    sink.replies["e1@prov.example"] = "550 no such user"
    deliver_waiting(with_settings(running, smtp_url=sink.url), COMPOSERS)
    text = page(client_for("hr").get(f"{HREF}/pagar"))

    assert "till och med 11 december 2026" in text
    assert "Person e1" in text
    assert "Person e2" not in text
    assert "Person skyddad" not in text


@pytest.mark.parametrize("person_id", ["lead", "dept", "top", "e1", "ad"])
@pytest.mark.parametrize("path", ["/pagar", "/brev", "/deltagare"])
def test_for_everybody_else_these_pages_are_missing(
    running: House, client_for: SignIn, person_id: str, path: str
) -> None:
    client = client_for(person_id)
    missing = client.get("/finns-inte")
    for response in (client.get(f"{HREF}{path}"), client.send(f"{HREF}{path}", {"choice": "utan-utskick"})):
        assert response.status_code == 404
        assert response.get_data() == missing.get_data()


def test_a_letter_is_addressed_and_its_code_leads_to_the_invitation(running: House, client_for: SignIn) -> None:
    text = page(letters(client_for("hr")))

    assert "Person brev" in text or "cmd" in text
    assert "Person hrm" in text
    codes = CODE.findall(text)
    assert len(codes) == text.count('class="code-letter__qr"') == 3, "no message: brev, mobil, hrm"
    with running.database.reading() as session:
        found = invitation_by_token(session, codes[0].lower().replace("-", " "))
    assert found is not None


def test_a_printed_letter_kills_the_one_before_and_no_other(running: House, client_for: SignIn) -> None:
    client = client_for("hr")
    other, old = code_of(client, "e2"), code_of(client, "e1")
    new = code_of(client, "e1")

    with running.database.reading() as session:
        assert invitation_by_token(session, old) is None
        assert invitation_by_token(session, new) is not None
        assert invitation_by_token(session, other) is not None


def test_codes_are_stored_and_journaled_nowhere(running: House, client_for: SignIn) -> None:
    codes = CODE.findall(page(letters(client_for("hr"))))
    stored = everything_stored(running)

    assert codes
    for code in codes:
        assert code not in stored
        assert code.replace("-", "") not in stored
    with running.database.reading() as session:
        (entry,) = session.scalars(select(JournalContentRecord).where(JournalContentRecord.verb == "letters_printed"))
    assert entry.facts == {"count": len(codes)}


def test_hr_prints_for_the_own_administration_only(running: House, client_for: SignIn) -> None:
    assert page(letters(client_for("hr2"), "person", "e1"), 409)
    assert CODE.findall(page(letters(client_for("hr2"), "person", "o1")))


def test_hr_who_leads_a_group_cannot_fetch_codes_in_it(running: House, client_for: SignIn) -> None:
    client = client_for("hrlead")

    assert page(letters(client, "person", "hrm"), 409)
    assert page(letters(client, "enhet", "hrteam"), 409)
    assert "Person hrm" not in page(letters(client))
    assert CODE.findall(page(letters(client, "person", "e1")))


def test_the_file_for_a_print_service_holds_codes_and_no_formulas(running: House, client_for: SignIn) -> None:
    response = letters(client_for("hr"), what="fil")
    rows = list(csv.reader(io.StringIO(page(response).lstrip("\ufeff")), delimiter=";"))

    assert rows[0] == ["namn", "enhet", "kod", "adress"]
    assert response.mimetype == "text/csv"
    assert any(row[0].startswith("'=cmd") for row in rows)
    assert not any(cell[:1] in "=+-@\t\r" for row in rows[1:] for cell in row)
    for row in rows[1:]:
        assert row[3] == f"http://localhost/enkat/{row[2].replace('-', '')}"


@pytest.mark.parametrize("cell", ["=1+1", "+46", "-x", "@x", "\tx", "\rx"])
def test_a_cell_that_would_compute_is_text(cell: str) -> None:
    assert as_text(cell)[0] not in "=+-@\t\r"


def test_a_protected_person_is_in_no_list_but_gets_a_letter_by_number(running: House, client_for: SignIn) -> None:
    client = client_for("hr")

    assert "Person skyddad" not in page(letters(client))
    assert "Person skyddad" not in page(letters(client, "enhet", "team"))
    assert "Person skyddad" not in page(letters(client, "enhet", "team", what="fil"))
    assert "1 inbjudna har skyddade personuppgifter" in page(client.get(f"{HREF}/brev"))
    assert CODE.findall(page(letters(client, "person", "skyddad")))
    assert page(letters(client_for("hr2"), "person", "skyddad"), 409)


def test_letters_are_never_kept_by_a_browser_or_proxy(running: House, client_for: SignIn) -> None:
    response = letters(client_for("hr"))

    assert "no-store" in response.headers["Cache-Control"]


def answer(response: Any) -> tuple[Any, ...]:
    text = CODE.sub("CODE", response.get_data(as_text=True))
    varies = (
        {"Date", "Content-Length"} if "code-letter__qr" in text else {"Date"}
    )  # a drawing is as long as its code has runs
    headers = sorted((name, value) for name, value in response.headers if name not in varies)
    text = re.sub(r'viewBox="[^"]*"[^>]*>.*?</svg>|enkat/[0-9A-Z]{16}', "QR", text, flags=re.DOTALL)
    return response.status_code, text, headers


@pytest.mark.parametrize(
    "path, fields",
    [
        ("/pagar/skicka-igen", {"person_id": "e1"}),
        ("/pagar/paminn", {}),
        ("/brev", {"choice": "person", "place": "e1", "as": "utskrift"}),
        ("/brev", {"choice": "person", "place": "e1", "as": "fil"}),
        ("/brev", {"choice": "enhet", "place": "team", "as": "fil"}),
    ],
)
def test_each_act_answers_and_logs_the_same_whether_somebody_has_answered_or_not(
    running: House, client_for: SignIn, path: str, fields: dict[str, str]
) -> None:
    client = client_for("hr")
    found = []
    for has_answered in (False, True):
        if has_answered:
            mark_answered(running, "e1")
            _forget_reminders(running)
        response = client.send(f"{HREF}{path}", fields)
        with running.database.reading() as session:
            log = session.execute(
                select(JournalContentRecord.verb, JournalContentRecord.facts).order_by(
                    JournalContentRecord.sequence.desc()
                )
            ).first()
        found.append((answer(response), tuple(log or ())))

    assert found[0] == found[1]
    assert found[0][0][0] in (200, 303)


def _forget_reminders(house: House) -> None:
    from sqlalchemy import delete

    from workplace.jobs.records import BatchItemRecord, BatchRecord

    with house.database.writing() as session:
        names = select(BatchRecord.id).where(BatchRecord.kind == "survey.remind")
        session.execute(delete(BatchItemRecord).where(BatchItemRecord.batch_id.in_(names)))
        session.execute(delete(BatchRecord).where(BatchRecord.kind == "survey.remind"))


def test_the_page_is_the_same_before_and_after_somebody_answers(running: House, client_for: SignIn) -> None:
    client = client_for("hr")
    before = page(client.get(f"{HREF}/pagar"))
    mark_answered(running, *(f"e{number}" for number in range(1, 31)))

    assert page(client.get(f"{HREF}/pagar")) == before, "no counter lives"


def test_the_response_comes_in_classes_from_the_latest_reading(running: House, client_for: SignIn) -> None:
    mark_answered(running, *(f"e{number}" for number in range(1, 26)))
    do_step(running, Due(Doing.READ, WAVE, "2026-11-26"))
    text = page(client_for("hr").get(f"{HREF}/pagar"))

    assert "Avläst 26 november 2026" in text
    assert "60–69 %" in text
    assert not re.search(r"\b25\b", re.sub(r"<[^>]+>", " ", text))


def test_sending_again_to_somebody_unknown_says_so_at_the_field(running: House, client_for: SignIn) -> None:
    client = client_for("hr")

    for person_id in ("finns-inte", "o1", "skyddad"):
        text = page(client.send(f"{HREF}/pagar/skicka-igen", {"person_id": person_id}), 409)
        assert "inte inbjuden till omgången" in text


def test_one_press_on_the_start_page_leads_to_a_link_of_one_s_own(running: House, client_for: SignIn) -> None:
    client = client_for("skyddad")
    assert f'action="/start/enkat/{WAVE}"' in page(client.get("/"))
    response = client.send(f"/start/enkat/{WAVE}")

    assert response.status_code == 303
    with running.database.reading() as session:
        found = invitation_by_token(session, response.headers["Location"].removeprefix("/enkat/"))
        ways = session.scalars(select(InvitationTokenRecord.way)).all()
    assert found is not None
    assert found.invitation_id == invitation_id_of(running, "skyddad")
    assert ways == ["start"]


def test_the_start_page_offers_nothing_to_who_has_answered_or_is_not_invited(
    running: House, client_for: SignIn
) -> None:
    mark_answered(running, "e1")
    client = client_for("e1")

    assert "/start/enkat/" not in page(client.get("/"))
    missing = client.get("/finns-inte").get_data()
    for path in (f"/start/enkat/{WAVE}", "/start/enkat/finns-inte"):
        response = client.send(path)
        assert (response.status_code, response.get_data()) == (404, missing)


def test_the_start_page_asks_as_many_questions_with_many_waves_as_with_one(
    running: House, client_for: SignIn, app: Flask
) -> None:
    from bench.measuring import statements

    client = client_for("e1")
    client.get("/")
    with statements(running) as one:
        client.get("/")
    from tests.invitations.wave_builders import open_it

    for number in range(3):
        plan(running, f"mer-{number}", title=f"Mer {number}")
        open_it(running, f"mer-{number}")
    with statements(running) as many:
        text = page(client.get("/"))
    assert text.count("/start/enkat/") == 4
    assert len(many) == len(one)


def test_a_qr_drawing_is_the_code_of_its_text() -> None:
    import segno

    drawn = qr_drawing("http://localhost/enkat/ABCDEFGHJKMNPQRS")
    matrix = segno.make_qr("http://localhost/enkat/ABCDEFGHJKMNPQRS", error="m", boost_error=False, mask=2).matrix
    dark = set()
    for across, down, run in re.findall(r"M(\d+) (\d+)h(\d+)v1", drawn.path):
        dark |= {(int(across) + step - 4, int(down) - 4) for step in range(int(run))}

    assert drawn.size == len(matrix) + 8
    assert dark == {(x, y) for y, row in enumerate(matrix) for x, module in enumerate(row) if module}


def test_tokens_of_letters_are_counted_once_each(running: House, client_for: SignIn) -> None:
    client = client_for("hr")
    letters(client)
    letters(client)

    with running.database.reading() as session:
        living = session.scalar(
            select(func.count()).where(
                InvitationTokenRecord.way == "letter", InvitationTokenRecord.is_replaced.is_(False)
            )
        )
    assert living == 3
