"""Mails over TLS, and logging in, against a real server with a certificate made for the test."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

from tests.certificates import Authority, new_authority
from tests.conftest import NOW, PageClient
from tests.mail.senders import COMPOSERS, queue_plain, row
from tests.mail.sink import Sink, running_sink
from workplace.house import House
from workplace.identity.records import RoleGrantRecord
from workplace.mail.jobs import Delivery, deliver_waiting
from workplace.mail.outbox import (
    BAD_CERTIFICATE,
    BAD_LOGIN,
    IN_CLEAR,
    NEEDS_MORE,
    NO_ENCRYPTION,
    NO_LOGIN,
    SERVER_WAIT,
    MailState,
)
from workplace.mail.post import Postman, Server, ServerTrouble
from workplace.organisation.records import PersonRecord

NAME, PASSWORD = "medskap@provstaden.example", "hemligt/ord: 1%"
IN_ADDRESS = "medskap%40provstaden.example:hemligt%2Ford%3A%201%25"


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """The authority whose certificates this machine believes while the test runs."""
    made = new_authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.bundle))
    return made


def knows(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
    right = isinstance(given, LoginPassword) and (given.login, given.password) == (NAME.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


def with_starttls(context: ssl.SSLContext, **more: Any) -> AbstractContextManager[Sink]:
    return running_sink(tls_context=context, require_starttls=True, **more)


def tls_sink(context: ssl.SSLContext) -> AbstractContextManager[Sink]:
    return running_sink(ssl_context=context)


def deliver(house: House, url: str) -> Delivery:
    house.settings = replace(house.settings, smtp_url=url)
    return deliver_waiting(house, COMPOSERS)


def assert_waits(house: House, mail_id: int, reason: str) -> None:
    found = row(house, mail_id)
    assert found is not None
    assert (found.state, found.last_error, found.refusals) == (MailState.WAITING, reason, 0)


@pytest.fixture
def admin_page(client_for: Callable[[str], PageClient], house: House) -> Callable[[], str]:
    """Return what system administration reads of the outbox."""
    with house.database.writing() as session:
        session.add(PersonRecord(id="drift", name="Drift"))
        session.flush()
        session.add(RoleGrantRecord(person_id="drift", role="admin", granted_at=NOW))
    client = client_for("drift")
    return lambda: client.get("/admin/post").get_data(as_text=True)


def test_a_server_that_demands_starttls_gets_its_mail_encrypted(house: House, authority: Authority) -> None:
    mail_id = queue_plain(house)
    with with_starttls(authority.server_context("localhost", "127.0.0.1")) as sink:
        port = Server.of_url(sink.url).port
        assert deliver(house, f"smtp+starttls://localhost:{port}").sent == 1
    (mail,) = sink.mails
    assert mail["To"] == "anna@example.se"
    assert row(house, mail_id).state == MailState.SENT  # type: ignore[union-attr]


def test_without_asking_for_encryption_the_same_server_takes_nothing(house: House, authority: Authority) -> None:
    mail_id = queue_plain(house)
    with with_starttls(authority.server_context("localhost", "127.0.0.1")) as sink:
        assert not deliver(house, sink.url).is_server_reached
    assert sink.raw == []
    assert_waits(house, mail_id, NEEDS_MORE)


def test_where_encryption_was_asked_for_nothing_is_sent_without(house: House) -> None:
    mail_id = queue_plain(house)
    with running_sink() as sink:
        assert not deliver(house, sink.url.replace("smtp:", "smtp+starttls:")).is_server_reached
    assert sink.raw == []
    assert_waits(house, mail_id, NO_ENCRYPTION)


def test_a_server_that_speaks_tls_from_the_start_gets_its_mail(house: House, authority: Authority) -> None:
    queue_plain(house)
    with tls_sink(authority.server_context("localhost", "127.0.0.1")) as sink:
        assert deliver(house, sink.url.replace("smtp:", "smtps:")).sent == 1
    assert len(sink.raw) == 1


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
@pytest.mark.parametrize("fault", ["another authority", "another name"])
def test_a_wrong_certificate_is_refused_and_the_mail_waits_until_it_is_right(
    house: House,
    authority: Authority,
    tmp_path: Path,
    clock: Any,
    admin_page: Callable[[], str],
    scheme: str,
    fault: str,
) -> None:
    (tmp_path / "unknown").mkdir()
    wrong = {
        "another authority": lambda: new_authority(tmp_path / "unknown").server_context("127.0.0.1"),
        "another name": lambda: authority.server_context("mejl.provstaden.example"),
    }[fault]()
    open_sink = tls_sink if scheme == "smtps" else with_starttls
    mail_id = queue_plain(house)
    with open_sink(wrong) as sink:
        assert not deliver(house, sink.url.replace("smtp:", f"{scheme}:")).is_server_reached
    assert sink.raw == []
    assert_waits(house, mail_id, BAD_CERTIFICATE)
    assert admin_page().count("certifikat godkänns inte") == 2  # above the list, and at the mail

    clock.moment += SERVER_WAIT
    with open_sink(authority.server_context("127.0.0.1")) as sink:
        assert deliver(house, sink.url.replace("smtp:", f"{scheme}:")).sent == 1
    assert "certifikat" not in admin_page()


@pytest.mark.parametrize("mechanism", ["LOGIN", "PLAIN"])
def test_logging_in_works_in_both_ways(house: House, authority: Authority, mechanism: str) -> None:
    queue_plain(house)
    other = {"LOGIN": "PLAIN", "PLAIN": "LOGIN"}[mechanism]
    options = {"authenticator": knows, "auth_required": True, "auth_exclude_mechanism": [other]}
    with with_starttls(authority.server_context("127.0.0.1"), **options) as sink:
        url = sink.url.replace("smtp://", f"smtp+starttls://{IN_ADDRESS}@")
        assert deliver(house, url).sent == 1
    assert len(sink.raw) == 1


def test_a_wrong_password_is_told_on_the_page_and_loses_nothing(
    house: House, authority: Authority, clock: Any, admin_page: Callable[[], str]
) -> None:
    mails = [queue_plain(house, to=f"p{number}@example.se") for number in range(3)]
    options = {"authenticator": knows, "auth_required": True}
    with with_starttls(authority.server_context("127.0.0.1"), **options) as sink:
        wrong = sink.url.replace("smtp://", "smtp+starttls://medskap%40provstaden.example:fel@")
        assert not deliver(house, wrong).is_server_reached
        for mail_id in mails:
            assert_waits(house, mail_id, BAD_LOGIN)
        page = admin_page()
        assert "godtar inte namnet och lösenordet" in page
        assert "fel@" not in page

        clock.moment += SERVER_WAIT
        assert deliver(house, sink.url.replace("smtp://", f"smtp+starttls://{IN_ADDRESS}@")).sent == 3
    assert sorted(sink.recipients) == ["p0@example.se", "p1@example.se", "p2@example.se"]


def test_a_server_without_login_is_told_apart_from_a_wrong_password(house: House) -> None:
    mail_id = queue_plain(house)
    with running_sink(auth_exclude_mechanism=["LOGIN", "PLAIN"]) as sink:
        assert not deliver(house, sink.url.replace("smtp://", f"smtp://{IN_ADDRESS}@")).is_server_reached
    assert_waits(house, mail_id, NO_LOGIN)


def test_a_password_goes_in_clear_to_this_machine_alone_or_where_the_address_says_so(house: House) -> None:
    queue_plain(house)
    with running_sink(authenticator=knows, auth_require_tls=False) as sink:
        assert deliver(house, sink.url.replace("smtp://", f"smtp://{IN_ADDRESS}@")).sent == 1
    insecure = Server.of_url("smtp+insecure://namn:ord@mejl.provstaden.example")
    assert (insecure.port, insecure.is_tls, insecure.may_log_in_in_clear) == (25, False, True)
    assert not Server.of_url("smtp://namn:ord@mejl.provstaden.example").may_log_in_in_clear


def test_a_password_that_would_go_in_clear_is_never_said(house: House) -> None:
    said: list[bytes] = []

    def listening(*given: Any) -> AuthResult:
        said.append(given[-1].password)
        return AuthResult(success=True)

    with running_sink(authenticator=listening, auth_require_tls=False) as sink:
        near = Server.of_url(sink.url.replace("smtp://", f"smtp://{IN_ADDRESS}@"))
        far = Server(near.host, near.port, near.is_tls, near.starts_tls, near.user, near.password)
        mail = EmailMessage()
        mail["Subject"] = "Hej"
        with pytest.raises(ServerTrouble, match=IN_CLEAR):
            Postman(far).send(mail, sender="a@example.se", recipient="b@example.se")
    assert said == []
    assert sink.raw == []
