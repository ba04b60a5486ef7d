"""The organisation's own sign-in (OpenID Connect): who comes in, and the many ways in which nobody does."""

from __future__ import annotations

import base64
import datetime as dt
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from joserfc.jwk import RSAKey

from tests.conftest import NOW, PageClient
from tests.identity.local_provider import CLIENT_ID, CLIENT_SECRET, LocalProvider, running_provider, signed
from workplace.clock import FixedClock
from workplace.house import House
from workplace.identity.provider_settings import CALLBACK_PATH, Matches, ProviderSettings
from workplace.identity.records import RoleGrantRecord, SessionRecord
from workplace.identity.visit import VISIT_HOLDS
from workplace.journal.queries import entries_about
from workplace.organisation.records import EmploymentRecord, PersonRecord, UnitRecord, UnitVersionRecord

LONG_AGO, FAR_OFF = dt.date(2020, 1, 1), dt.date(9999, 12, 31)
EMAIL = "anna@provstaden.example"
START = "/logga-in/extern"
OTHER = RSAKey.generate_key(2048)
"""A key that is not the provider's."""


@pytest.fixture
def provider(clock: FixedClock) -> Iterator[LocalProvider]:
    with running_provider(clock) as running:
        running.claims["email"] = EMAIL
        yield running


@pytest.fixture
def house(house: House, provider: LocalProvider) -> House:
    """The house with the provider set and Anna employed."""
    settings = ProviderSettings(
        issuer=provider.issuer,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        redirect_uri=f"http://localhost{CALLBACK_PATH}",
        name="Provstaden",
    )
    house.settings = replace(house.settings, provider=settings)
    with house.database.writing() as session:
        session.add_all([UnitRecord(id="A"), PersonRecord(id="a1001", name="Anna Prov", email=EMAIL)])
        session.flush()
        session.add(UnitVersionRecord(unit_id="A", name="A", parent_id=None, valid_from=LONG_AGO, valid_to=FAR_OFF))
    employ(house, "a1001")
    return house


def employ(house: House, person_id: str, *, until: dt.date = FAR_OFF, since: dt.date = LONG_AGO) -> None:
    with house.database.writing() as session:
        session.add(
            EmploymentRecord(
                person_id=person_id,
                unit_id="A",
                employed_from=since,
                employed_to=until,
                valid_from=since,
                valid_to=until,
            )
        )


def matched_by(house: House, claim: str, matches: Matches) -> None:
    assert house.settings.provider is not None
    house.settings = replace(house.settings, provider=replace(house.settings.provider, claim=claim, matches=matches))


def start(client: PageClient) -> str:
    """Press the button; return the provider's address."""
    reply = client.send(START)
    assert reply.status_code == 303
    return str(reply.headers["Location"])


def own_path(address: str) -> str:
    assert address.startswith("http://localhost/")
    return address.removeprefix("http://localhost")


def come_back(client: PageClient, provider: LocalProvider) -> Any:
    return client.get(own_path(provider.approve(start(client))))


def is_signed_in(client: PageClient) -> bool:
    return client.get("/konto").status_code == 200


def assert_refused(client: PageClient, reply: Any, status: int = 400) -> None:
    assert reply.status_code == status
    assert "Inloggningen gick inte att slutföra" in reply.get_data(as_text=True)
    assert not is_signed_in(client)


def test_who_signs_in_at_work_is_signed_in_here(
    anonymous: PageClient, provider: LocalProvider, house: House, app: Flask
) -> None:
    assert "Logga in med Provstaden" in anonymous.get("/logga-in").get_data(as_text=True)

    reply = come_back(anonymous, provider)

    assert (reply.status_code, reply.headers["Location"]) == (303, "/")
    assert "Anna Prov" in anonymous.get("/konto").get_data(as_text=True)
    with house.database.reading() as session:
        assert [entry.verb for entry in entries_about(session, "person", "a1001")] == ["signed_in"]


def test_the_visit_is_bound_by_a_cookie_that_only_the_callback_gets(anonymous: PageClient, house: House) -> None:
    reply = anonymous.send(START)
    (cookie,) = [line for line in reply.headers.getlist("Set-Cookie") if line.startswith("medskap_visit=")]
    for part in ("HttpOnly", "SameSite=Lax", f"Path={CALLBACK_PATH}", "Max-Age=600"):
        assert part in cookie
    secret = cookie.split("=", 1)[1].split(".")[0]
    assert secret not in reply.headers["Location"]


def test_the_button_may_lead_to_the_provider_and_other_forms_lead_nowhere_else(
    anonymous: PageClient, provider: LocalProvider, house: House
) -> None:
    for path in ("/logga-in", START):
        assert f"form-action 'self' {provider.issuer};" in anonymous.get(path).headers["Content-Security-Policy"]
    assert "form-action 'self';" in anonymous.get("/tillganglighet").headers["Content-Security-Policy"]


def test_a_start_from_another_page_leads_nowhere(anonymous: PageClient, house: House) -> None:
    assert anonymous.post(START).status_code == 400
    assert anonymous.send(START, headers={"Origin": "https://ond.example"}).status_code == 400


def test_the_session_there_was_is_replaced(
    client_for: Callable[[str], PageClient], provider: LocalProvider, house: House, app: Flask
) -> None:
    client = client_for("a1001")
    before = client.session_token

    come_back(client, provider)

    after = client.get_cookie(app.config["MEDSKAP_SESSION_COOKIE"])
    assert after is not None
    assert after.value != before
    with house.database.reading() as session:
        assert session.query(SessionRecord).count() == 1


def test_a_claim_the_token_lacks_is_asked_for(anonymous: PageClient, provider: LocalProvider, house: House) -> None:
    provider.claims.clear()
    provider.userinfo["email"] = EMAIL.upper()

    assert come_back(anonymous, provider).status_code == 303
    assert is_signed_in(anonymous)


def test_what_is_told_about_somebody_else_counts_for_nothing(
    anonymous: PageClient, provider: LocalProvider, house: House
) -> None:
    provider.claims.clear()
    provider.userinfo.update(email=EMAIL, sub="s-2")

    assert come_back(anonymous, provider).status_code == 403
    assert not is_signed_in(anonymous)


def test_a_person_can_be_known_by_the_payroll_systems_number(
    anonymous: PageClient, provider: LocalProvider, house: House
) -> None:
    matched_by(house, "employeeId", Matches.PERSON_ID)
    provider.claims.update(email="other@example.se", employeeId="a1001")

    assert come_back(anonymous, provider).status_code == 303
    assert is_signed_in(anonymous)


@pytest.mark.parametrize(
    "who", ["unknown", "ended", "not begun", "unverified", "shared", "claim missing", "role ended"]
)
def test_who_does_not_work_here_gets_a_kind_page_and_no_session(
    anonymous: PageClient, provider: LocalProvider, house: House, who: str
) -> None:
    with house.database.writing() as session:
        session.add_all(
            [
                PersonRecord(id="ended", name="Edvin", email="ended@example.se"),
                PersonRecord(id="later", name="Lo", email="not begun@example.se"),
                PersonRecord(id="two", name="Tom", email="shared@example.se"),
                PersonRecord(id="three", name="Tove", email="shared@example.se"),
                PersonRecord(id="role", name="Rut", email="role ended@example.se"),
            ]
        )
        session.flush()
        session.add(RoleGrantRecord(person_id="role", role="union", granted_at=NOW - dt.timedelta(days=9), until=NOW))
        session.add(RoleGrantRecord(person_id="ended", role="hr", granted_at=NOW - dt.timedelta(days=9)))
    employ(house, "ended", until=NOW.date())
    employ(house, "later", since=NOW.date() + dt.timedelta(days=1))
    employ(house, "two")
    employ(house, "three")
    provider.claims["email"] = f"{who}@example.se"
    if who == "unverified":
        provider.claims.update(email=EMAIL, email_verified=False)
    if who == "claim missing":
        del provider.claims["email"]

    reply = come_back(anonymous, provider)

    assert reply.status_code == 403
    assert "Vi hittar dig inte här" in reply.get_data(as_text=True)
    assert not is_signed_in(anonymous)


def test_who_holds_a_role_without_ever_being_employed_comes_in(
    anonymous: PageClient, provider: LocalProvider, house: House
) -> None:
    with house.database.writing() as session:
        session.add(PersonRecord(id="ombud", name="Ona", email="ona@facket.example"))
        session.flush()
        session.add(RoleGrantRecord(person_id="ombud", role="union", granted_at=NOW))
    provider.claims["email"] = "ona@facket.example"

    assert come_back(anonymous, provider).status_code == 303


# --- tokens that are not to be believed ---------------------------------------------------------------


def unsigned(claims: dict[str, Any], _provider: LocalProvider) -> str:
    parts = [json.dumps(part).encode() for part in ({"alg": "none", "kid": "one"}, claims)]
    return ".".join([*(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts), ""])


def signed_by_another(claims: dict[str, Any], _provider: LocalProvider) -> str:
    return signed(claims, OTHER)


def signed_with_what_is_public(claims: dict[str, Any], provider: LocalProvider) -> str:
    head, body = (
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=")
        for part in ({"alg": "HS256", "kid": "one"}, claims)
    )
    digest = hmac.digest(provider.key.as_pem(private=False), head + b"." + body, "sha256")
    return b".".join([head, body, base64.urlsafe_b64encode(digest).rstrip(b"=")]).decode()


def of_an_unknown_key(claims: dict[str, Any], provider: LocalProvider) -> str:
    return signed(claims, OTHER, kid="two")


def bringing_its_own_key(claims: dict[str, Any], _provider: LocalProvider) -> str:
    return signed(claims, OTHER, kid="mine", jwk=OTHER.as_dict(private=False))


def changed_after_signing(claims: dict[str, Any], provider: LocalProvider) -> str:
    head, _, signature = signed(claims, provider.key).split(".")
    other = base64.urlsafe_b64encode(json.dumps({**claims, "email": "chef@x.se"}).encode()).rstrip(b"=").decode()
    return f"{head}.{other}.{signature}"


MOMENT = int(NOW.timestamp())
SIGNERS = {
    "a wrong signature": signed_by_another,
    "no signature": unsigned,
    "HS256 with the public key": signed_with_what_is_public,
    "an unknown kid": of_an_unknown_key,
    "a key of its own": bringing_its_own_key,
    "changed after signing": changed_after_signing,
    "no token": lambda _claims, _provider: "strunt",
}
CLAIMS: dict[str, dict[str, Any]] = {
    "a wrong issuer": {"iss": "https://annan.example"},
    "a wrong audience": {"aud": "annan"},
    "no audience": {"aud": []},
    "expired": {"exp": MOMENT - 120},
    "not yet valid": {"nbf": MOMENT + 600},
    "issued in the future": {"iat": MOMENT + 600},
    "issued long ago": {"iat": MOMENT - 7200},
    "never expiring": {"exp": "9999999999"},
    "a wrong nonce": {"nonce": "annan"},
    "an empty nonce": {"nonce": ""},
    "no subject": {"sub": ""},
    "another party": {"azp": "annan"},
    "several audiences and no party": {"aud": [CLIENT_ID, "annan"]},
}


@pytest.mark.parametrize("fault", SIGNERS)
def test_a_token_not_signed_by_the_provider_lets_nobody_in(
    anonymous: PageClient, provider: LocalProvider, house: House, fault: str
) -> None:
    provider.sign = SIGNERS[fault]

    assert_refused(anonymous, come_back(anonymous, provider))


@pytest.mark.parametrize("fault", CLAIMS)
def test_a_token_made_for_something_else_lets_nobody_in(
    anonymous: PageClient, provider: LocalProvider, house: House, fault: str
) -> None:
    provider.claims.update(CLAIMS[fault])

    assert_refused(anonymous, come_back(anonymous, provider))


@pytest.mark.parametrize("claim", ["iss", "aud", "exp", "iat", "nonce", "sub"])
def test_a_token_that_leaves_something_unsaid_lets_nobody_in(
    anonymous: PageClient, provider: LocalProvider, house: House, claim: str
) -> None:
    provider.left_out = (claim,)

    assert_refused(anonymous, come_back(anonymous, provider))


def credulous(token: str, *_given: Any, **_expected: Any) -> dict[str, Any]:
    """Believe whatever a token says: the control taken away."""
    body = token.split(".")[1]
    told: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return told


@pytest.mark.parametrize("fault", [*(name for name in SIGNERS if name != "no token"), *CLAIMS])
def test_the_same_tokens_do_let_somebody_in_where_nobody_checks_them(
    anonymous: PageClient, provider: LocalProvider, house: House, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workplace.identity.provider.verified_claims", credulous)
    provider.sign = SIGNERS.get(fault)
    provider.claims.update(CLAIMS.get(fault, {}))
    with house.database.writing() as session:
        session.add(PersonRecord(id="chef", name="Chefen", email="chef@x.se"))
    employ(house, "chef")

    assert come_back(anonymous, provider).status_code == 303
    assert is_signed_in(anonymous)


def test_an_answer_counts_once(anonymous: PageClient, provider: LocalProvider, house: House, app: Flask) -> None:
    sent_to = start(anonymous)
    cookie = anonymous.get_cookie("medskap_visit", path=CALLBACK_PATH)
    assert cookie is not None
    first = own_path(provider.approve(sent_to))
    assert anonymous.get(first).status_code == 303
    thief: PageClient = app.test_client()  # type: ignore[assignment]
    thief.set_cookie("medskap_visit", cookie.value, path=CALLBACK_PATH)

    assert_refused(thief, thief.get(first))
    again = own_path(provider.approve(sent_to))  # a fresh code, even
    thief.set_cookie("medskap_visit", cookie.value, path=CALLBACK_PATH)
    assert_refused(thief, thief.get(again))


def test_a_code_already_used_lets_nobody_in(anonymous: PageClient, provider: LocalProvider, house: House) -> None:
    back = provider.approve(start(anonymous))
    provider.codes.clear()

    assert_refused(anonymous, anonymous.get(own_path(back)))


def test_a_wrong_state_lets_nobody_in_and_tells_the_provider_nothing(
    anonymous: PageClient, provider: LocalProvider, house: House
) -> None:
    other = own_path(provider.approve(start(anonymous)))
    start(anonymous)  # a later visit of the same browser
    provider.asked.clear()

    assert_refused(anonymous, anonymous.get(other))
    assert provider.asked == []


def test_an_answer_in_another_browser_lets_nobody_in(
    anonymous: PageClient, provider: LocalProvider, house: House, app: Flask
) -> None:
    back = own_path(provider.approve(start(anonymous)))
    victim: PageClient = app.test_client()  # type: ignore[assignment]

    assert_refused(victim, victim.get(back))


@pytest.mark.parametrize("cookie", ["", ".", "a.b.c", "x.0.å", "hemligt.1795512600.0000"])
def test_a_made_up_cookie_lets_nobody_in(
    anonymous: PageClient, provider: LocalProvider, house: House, cookie: str
) -> None:
    back = own_path(provider.approve(start(anonymous)))
    anonymous.set_cookie("medskap_visit", cookie, path=CALLBACK_PATH)

    assert_refused(anonymous, anonymous.get(back))


def test_an_answer_that_took_too_long_lets_nobody_in(
    anonymous: PageClient, provider: LocalProvider, house: House, clock: FixedClock
) -> None:
    back = own_path(provider.approve(start(anonymous)))
    clock.moment += VISIT_HOLDS + dt.timedelta(seconds=1)

    assert_refused(anonymous, anonymous.get(back))


def test_an_answer_of_another_issuer_lets_nobody_in(
    anonymous: PageClient, provider: LocalProvider, house: House
) -> None:
    back = own_path(provider.approve(start(anonymous))) + "&iss=https%3A%2F%2Fannan.example"

    assert_refused(anonymous, anonymous.get(back))


def test_who_gives_up_at_the_provider_is_told_kindly(
    anonymous: PageClient, provider: LocalProvider, house: House
) -> None:
    back = own_path(provider.approve(start(anonymous))).split("?")
    state = back[1].split("state=")[1]

    assert_refused(anonymous, anonymous.get(f"{back[0]}?error=access_denied&state={state}"))


def test_the_log_holds_no_token_and_no_code(
    anonymous: PageClient, provider: LocalProvider, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    provider.claims["aud"] = "annan"
    back = provider.approve(start(anonymous))
    anonymous.get(own_path(back))

    assert "wrong audience" in caplog.text
    for secret in (back.split("code=")[1].split("&")[0], back.split("state=")[1], EMAIL, CLIENT_SECRET):
        assert secret not in caplog.text


# --- the provider itself ------------------------------------------------------------------------------


def test_while_the_provider_is_away_the_other_ways_in_stay(
    anonymous: PageClient, provider: LocalProvider, house: House, clock: FixedClock
) -> None:
    provider.is_ill = True

    reply = anonymous.send(START)

    assert reply.status_code == 503
    page = reply.get_data(as_text=True)
    assert "svarar inte just nu" in page
    assert 'action="/logga-in/lank"' in page
    assert anonymous.get("/logga-in").status_code == 200
    assert anonymous.send("/logga-in/lank", {"email": EMAIL}).status_code == 200
    provider.is_ill = False
    clock.moment += dt.timedelta(seconds=11)
    assert come_back(anonymous, provider).status_code == 303


def test_a_provider_that_falls_ill_on_the_way_is_told_with_a_sentence(
    anonymous: PageClient, provider: LocalProvider, house: House
) -> None:
    back = own_path(provider.approve(start(anonymous)))
    provider.is_ill = True

    assert_refused(anonymous, anonymous.get(back), 503)


def test_a_provider_nobody_answers_for_is_away(anonymous: PageClient, house: House) -> None:
    assert house.settings.provider is not None
    nowhere = replace(house.settings.provider, issuer="http://127.0.0.1:1")
    house.settings = replace(house.settings, provider=nowhere)

    assert anonymous.send(START).status_code == 503


def test_a_provider_that_speaks_for_another_issuer_is_not_believed(
    anonymous: PageClient, provider: LocalProvider, house: House
) -> None:
    assert house.settings.provider is not None
    other = replace(house.settings.provider, issuer=f"{provider.issuer}/")
    house.settings = replace(house.settings, provider=other)

    assert anonymous.send(START).status_code == 503


def test_a_provider_that_changes_its_keys_is_asked_for_the_new_ones(
    anonymous: PageClient, provider: LocalProvider, house: House, clock: FixedClock, app: Flask
) -> None:
    come_back(anonymous, provider)
    clock.moment += dt.timedelta(minutes=2)
    provider.key = RSAKey.import_key(OTHER.as_dict(private=True), {"kid": "new", "use": "sig"})
    provider.sign = lambda claims, given: signed(claims, given.key, kid="new")
    later: PageClient = app.test_client()  # type: ignore[assignment]

    assert come_back(later, provider).status_code == 303


def test_unknown_keys_do_not_make_us_ask_again_and_again(
    anonymous: PageClient, provider: LocalProvider, house: House
) -> None:
    provider.sign = of_an_unknown_key
    for _visit in range(4):
        come_back(anonymous, provider)

    assert provider.asked.count("/keys") == 1


def test_without_a_provider_there_is_nothing_there(app: Flask, anonymous: PageClient, house: House) -> None:
    house.settings = replace(house.settings, provider=None)

    assert anonymous.get(START).status_code == 404
    assert anonymous.send(START).status_code == 404
    assert anonymous.get(CALLBACK_PATH).status_code == 404
    assert "Logga in på ett annat sätt" not in anonymous.get("/logga-in").get_data(as_text=True)
