"""LimeSurvey's list of participants, taken as it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from surveys.invitations.queries import participants_of
from surveys.invitations.records import InvitationRecord
from surveys.participants.actions import import_participants
from surveys.participants.participants_file import AddressBook, read_participants
from tests.conftest import PageClient
from tests.invitations.wave_builders import WAVE, open_it, plan
from workplace.errors import Refused
from workplace.house import House
from workplace.imports.table import GivenFile, read_table
from workplace.mail.records import MailRecord
from workplace.wording import Translator

HEADER = (
    "tid,firstname,lastname,email,emailstatus,token,language,validfrom,validuntil,invited,reminded,remindercount,"
    "completed,usesleft"
)
LIST = (
    f'{HEADER},"attribute_1 <Avdelning>"\n'
    '1,Anna,Ek,E1@prov.example,OK,hemlig1,sv,,,N,N,0,N,1,"Teamet"\n'
    '2,Bo,Al,e2@prov.example,OK,hemlig2,en,"2026-11-01 00:00",,N,N,0,N,1,"Teamet"\n'
    '3,Ida,Ask,skyddad@prov.example,OK,hemlig3,,,,N,N,0,N,0,"Teamet"\n'
)
BOOK = AddressBook(
    frozenset({"1", "2", "3"}),
    {"anna@x.se": ("1",), "bo@x.se": ("2",), "delad@x.se": ("2", "3"), "amanda@x.se": ("3",)},
    ("anna@x.se", "bo@x.se"),
)


def take_in(house: House, text: str = LIST, *, dry_run: bool = False) -> object:
    with house.database.writing() as session:
        return import_participants(
            session, WAVE, GivenFile("tokens.csv", text.encode()), now=house.clock.now(), dry_run=dry_run
        )


def held(house: House) -> dict[str, str]:
    with house.database.reading() as session:
        return participants_of(session, WAVE)


def problems(text: str, book: AddressBook = BOOK) -> list[str]:
    with pytest.raises(Refused) as refused:
        read_participants(read_table(GivenFile("t.csv", text.encode())), book, ("sv", "en"), {})
    return [problem.line(Translator()) for problem in refused.value.problems]


def test_the_file_is_taken_as_limesurvey_writes_it(employer: House) -> None:
    plan(employer)
    take_in(employer)

    assert held(employer) == {"e1": "sv", "e2": "en", "skyddad": ""}


def test_only_those_named_are_invited_and_in_their_own_language(employer: House) -> None:
    plan(employer)
    take_in(employer)
    open_it(employer)

    with employer.database.reading() as session:
        invited = set(session.scalars(select(InvitationRecord.person_id)))
        mails = dict(session.execute(select(MailRecord.to_person_id, MailRecord.language)).all())  # type: ignore[arg-type]
    assert invited == {"e1", "e2", "skyddad"}
    assert mails == {"e1": "sv", "e2": "en"}


def test_a_second_time_changes_nothing_and_a_dry_run_never_does(employer: House) -> None:
    plan(employer)
    take_in(employer, dry_run=True)
    assert held(employer) == {}
    take_in(employer)
    again = take_in(employer)

    assert again.changes_nothing  # type: ignore[attr-defined]
    assert len(held(employer)) == 3


def test_one_wrong_row_stops_the_whole_file_and_every_problem_is_told_with_its_row() -> None:
    text = "email,language\nana@x.se,sv\ndelad@x.se,sv\nbo@x.se,de\nanna@x.se,\nANNA@x.se,\n,sv\n"

    found = problems(text)

    assert found == [
        "t.csv:2:email ana@x.se – ingen i organisationen har den adressen, menade du ”anna@x.se”?",
        "t.csv:3:email delad@x.se – flera personer har den adressen, lägg till en kolumn person_id",
        "t.csv:4:language de – språket finns inte i omgången, omgången har sv, en",
        "t.csv:6:email ANNA@x.se – samma person står redan på rad 5",
        "t.csv:7:email – raden har varken e-post eller person_id",
    ]


def test_a_hint_never_tells_a_protected_address() -> None:
    (line,) = problems("email,language\namand@x.se,sv\n")

    assert "har den adressen" in line
    assert "amanda" not in line


def test_an_attribute_labelled_person_id_decides_before_the_address() -> None:
    table = read_table(GivenFile("t.csv", b"email,attribute_2 <person_id>\nokand@x.se,3\n"))

    assert read_participants(table, BOOK, ("sv",), {}).named == {"3": ""}


def test_an_unknown_column_and_a_missing_address_are_told() -> None:
    assert problems("mejl,token\na@x.se,1\n")[-1] == "t.csv:1:email – kolumnen saknas"
    assert "okänd kolumn" in problems("emial,email\na,anna@x.se\n")[0]


def test_nobody_is_named_once_the_wave_is_open(running: House) -> None:
    with pytest.raises(Refused, match="har öppnat"):
        take_in(running)


def test_hr_uploads_looks_and_takes_in(employer: House, client_for: Callable[[str], PageClient]) -> None:
    from io import BytesIO

    plan(employer)
    client = client_for("hr")
    href = f"/hr/omgangar/{WAVE}/deltagare"
    assert client.get(href).status_code == 200
    assert client.send(href, {}).status_code == 400
    response = client.send(href, {"participants": (BytesIO(LIST.encode()), "tokens.csv")})
    place = response.headers["Location"]
    text = client.get(place).get_data(as_text=True)
    assert "Personer i listan" in text
    assert "hemlig1" not in text
    assert client_for("hr2").get(place).status_code == 404
    assert client.send(place).status_code == 303
    assert len(held(employer)) == 3
    assert client.get(place).status_code == 404


def test_a_file_with_problems_shows_them_and_cannot_be_taken_in(
    employer: House, client_for: Callable[[str], PageClient]
) -> None:
    from io import BytesIO

    plan(employer)
    client = client_for("hr")
    wrong = LIST.replace("e2@prov", "e2@prv").encode()
    place = client.send(f"/hr/omgangar/{WAVE}/deltagare", {"participants": (BytesIO(wrong), "tokens.csv")}).headers[
        "Location"
    ]

    assert "menade du" in client.get(place).get_data(as_text=True)
    assert client.send(place).status_code == 409
    assert held(employer) == {}
