"""Settings: a wrong value is refused with a sentence that mends, a right one is written as browsers write it."""

from __future__ import annotations

from pathlib import Path

import pytest

from workplace.config import ready_folders, secret_of, settings_from
from workplace.errors import Refused
from workplace.wording import Translator


def refusals(tmp_path: Path, **values: str) -> list[str]:
    with pytest.raises(Refused) as caught:
        settings_from(values, tmp_path)
    return [problem.line(Translator()) for problem in caught.value.problems]


@pytest.mark.parametrize(
    "name, value",
    [
        ("MEDSKAP_PORT", "99999"),
        ("MEDSKAP_PORT", "abc"),
        ("MEDSKAP_WORKERS", "-1"),
        ("MEDSKAP_TRUSTED_PROXIES", "ja"),
        ("MEDSKAP_PUBLIC_URL", "medskap.se"),
        ("MEDSKAP_PUBLIC_URL", "http://x:abc"),
        ("MEDSKAP_PUBLIC_URL", "http://[::1"),
        ("MEDSKAP_PUBLIC_URL", "https://x/sok"),
        ("MEDSKAP_PUBLIC_URL", "https://x#del"),
        ("MEDSKAP_PUBLIC_URL", "https://namn:ord@x"),
        ("MEDSKAP_SECRET_KEY", "kort"),
        ("MEDSKAP_SECRET_KEY", "a" * 40),
        ("MEDSKAP_SECRET_KEY", "change-me-change-me-change-me"),
        ("MEDSKAP_SMTP_URL", "mail.x.se:25"),
        ("MEDSKAP_SMTP_URL", "smtp://"),
        ("MEDSKAP_SMTP_URL", "smtp://x:abc"),
        ("MEDSKAP_SMTP_URL", "smtp://namn:ord@mejl.x.se"),
        ("MEDSKAP_OIDC_ISUER", "https://inloggning.x.se"),
        ("MEDSKAP_MAIL_FROM", "utan snabel-a"),
        ("MEDSKAP_MAIL_FROM", "@x.se"),
        ("MEDSKAP_SMS_URL", "strunt"),
        ("MEDSKAP_DATABASE_URL", "mysql://x/y"),
        ("MEDSKAP_DATABASE_URL", "postgresql://u:p@h:abc/x"),
        ("MEDSKAP_DATABASE_URL", "sqlite://"),
    ],
)
def test_a_wrong_value_is_refused_with_the_name_of_its_setting_first(tmp_path: Path, name: str, value: str) -> None:
    lines = refusals(tmp_path, **{name: value})

    assert len(lines) == 1
    assert lines[0].startswith(name)
    assert " – " in lines[0]


def test_an_address_with_a_password_and_a_secret_are_not_repeated(tmp_path: Path) -> None:
    lines = refusals(
        tmp_path,
        MEDSKAP_PUBLIC_URL="https://namn:hemligt@x",
        MEDSKAP_SECRET_KEY="hemligt",
        MEDSKAP_DATABASE_URL="mysql://u:hemligt@h/x",
        MEDSKAP_SMTP_URL="http://u:hemligt@h",
    )

    assert len(lines) == 4
    assert "hemligt@" not in "\n".join(lines)
    assert " hemligt " not in "\n".join(lines)


def test_every_fault_of_the_settings_file_and_the_environment_is_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "inställ ningar.env"
    file.write_text('\ufeff# så här\nMEDSKAP_PORT=70000\nhemlig strunt\nMEDSKAP_HEM=/x\nMEDSKAP_MAIL_FROM="a@b.se"\n')

    lines = refusals(tmp_path, MEDSKAP_SETTINGS=str(file), MEDSKAP_POTR="1")

    told = "\n".join(lines)
    assert f"{file}:3 – " in told
    assert "hemlig" not in told
    assert "MEDSKAP_HEM – " in told
    assert "”MEDSKAP_HOME”" in told
    assert "”MEDSKAP_PORT”" in told
    assert "MEDSKAP_PORT 70000 – " in told
    assert len(lines) == 4


@pytest.mark.parametrize(
    "given, origin, host",
    [
        ("https://Medskap.Kommunen.SE/", "https://medskap.kommunen.se", "medskap.kommunen.se"),
        ("https://medskap.växjö.se:443", "https://medskap.xn--vxj-qla6g.se", "medskap.xn--vxj-qla6g.se"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080", "127.0.0.1:8080"),
    ],
)
def test_the_public_address_is_the_origin_that_browsers_send(
    tmp_path: Path, given: str, origin: str, host: str
) -> None:
    settings = settings_from({"MEDSKAP_PUBLIC_URL": given}, tmp_path)

    assert settings.origins == {origin}
    assert settings.hosts == [host]


def test_a_home_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("")
    settings = settings_from({"MEDSKAP_HOME": str(tmp_path / "fil")}, tmp_path)

    with pytest.raises(Refused) as caught:
        ready_folders(settings)

    assert [problem.column for problem in caught.value.problems] == ["MEDSKAP_HOME", "MEDSKAP_KEYS"]


def test_an_emptied_secret_file_is_refused_and_a_missing_one_made_once(tmp_path: Path) -> None:
    settings = settings_from({"MEDSKAP_HOME": str(tmp_path / "hem")}, tmp_path)

    first, second = secret_of(settings), secret_of(settings)
    (tmp_path / "hem" / "secret_key").write_text("")

    assert first == second
    assert len(first) > 40
    with pytest.raises(Refused):
        secret_of(settings)


def test_a_password_may_go_in_clear_where_the_setting_says_so_by_its_name_or_nobody_listens(tmp_path: Path) -> None:
    for address in ("smtp+insecure://namn:ord@mejl.x.se", "smtp://namn:ord@127.0.0.1:2525", "smtp://namn:ord@[::1]"):
        assert settings_from({"MEDSKAP_SMTP_URL": address}, tmp_path).smtp_url == address


PROVIDER = {"MEDSKAP_OIDC_ISSUER": "https://inloggning.x.se/", "MEDSKAP_OIDC_CLIENT_ID": "medskap"}


def test_the_organisations_sign_in_needs_little_and_sends_people_back_to_one_address(tmp_path: Path) -> None:
    provider = settings_from({**PROVIDER, "MEDSKAP_PUBLIC_URL": "https://medskap.x.se"}, tmp_path).provider

    assert provider is not None
    assert provider.redirect_uri == "https://medskap.x.se/logga-in/extern/svar"
    assert (provider.issuer, provider.claim, provider.matches) == ("https://inloggning.x.se/", "email", "email")
    assert settings_from({}, tmp_path).provider is None
    by_id = settings_from({**PROVIDER, "MEDSKAP_OIDC_CLAIM": "employeeId"}, tmp_path).provider
    assert by_id is not None
    assert by_id.matches == "person_id"


@pytest.mark.parametrize(
    "name, value",
    [
        ("MEDSKAP_OIDC_ISSUER", ""),
        ("MEDSKAP_OIDC_ISSUER", "http://inloggning.x.se"),
        ("MEDSKAP_OIDC_ISSUER", "https://inloggning.x.se?x=1"),
        ("MEDSKAP_OIDC_CLIENT_ID", ""),
        ("MEDSKAP_OIDC_MATCHES", "namn"),
        ("MEDSKAP_OIDC_SCOPES", "email"),
    ],
)
def test_half_a_sign_in_is_refused_at_start(tmp_path: Path, name: str, value: str) -> None:
    (line,) = refusals(tmp_path, **{**PROVIDER, name: value})

    assert line.startswith(name)
