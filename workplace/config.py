"""Settings: read once at start from the environment or one file, checked at once, refused with sentences that mend.

`MEDSKAP_SETTINGS` may name a file of `NAME=value` lines; the environment wins over it.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from workplace.database.engine import sqlite_url
from workplace.errors import Problem, Refused, nearest
from workplace.wording import N_, Sentence

KNOWN = (
    "MEDSKAP_HOME", "MEDSKAP_KEYS", "MEDSKAP_KEYS_MIRROR", "MEDSKAP_PORT", "MEDSKAP_PUBLIC_URL",
    "MEDSKAP_TRUSTED_PROXIES", "MEDSKAP_DATABASE_URL", "MEDSKAP_SECRET_KEY", "MEDSKAP_SMTP_URL", "MEDSKAP_MAIL_FROM",
    "MEDSKAP_SMS_URL", "MEDSKAP_WORKERS", "MEDSKAP_SETTINGS",
)
_PREFIXES = ("MEDSKAP_OIDC_", "MEDSKAP_TEST_", "MEDSKAP_NO_")
_WEAK_SECRETS = {"secret", "dev", "changeme", "change-me", "default", "password", "medskap"}
SHORTEST_SECRET = 16


@dataclass(frozen=True)
class Settings:
    """What the installation is told. Addresses hold no secret except `smtp_url` and `database_url`."""

    home: Path
    database_url: str
    keys: Path
    keys_mirror: Path | None = None
    port: int = 8000
    public_url: str = "http://127.0.0.1:8000"
    public_url_is_set: bool = False
    trusted_proxies: int = 0
    secret_key: str = ""
    smtp_url: str = ""
    mail_from: str = "medskap@127.0.0.1"
    sms_url: str = ""
    workers: int = 2

    @property
    def is_embedded(self) -> bool:
        """Whether the database is a file under home."""
        return self.database_url.startswith("sqlite")

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def origins(self) -> frozenset[str]:
        """Origins a form may come from; without a set public address also the machine's other name for itself."""
        own = {self.public_url}
        if not self.public_url_is_set:
            own.add(f"http://localhost:{self.port}")
        return frozenset(own)

    @property
    def hosts(self) -> list[str]:
        """Hosts that requests may name."""
        return sorted(urlsplit(origin).netloc for origin in self.origins)


def settings_from(environment: Mapping[str, str], checkout: Path) -> Settings:
    """Read and check all settings; raises `Refused` with every problem."""
    problems: list[Problem] = []
    values = dict(_file_values(environment, problems))
    values.update({name: value for name, value in environment.items() if name.startswith("MEDSKAP_")})
    for name in values:
        if name not in KNOWN and not name.startswith(_PREFIXES):
            problems.append(
                Problem("unknown_setting", Sentence(N_("inställningen finns inte")), column=name, hint=nearest(name, KNOWN))
            )
    home = Path(values.get("MEDSKAP_HOME") or checkout / "var").absolute()
    port = _whole_number(values, "MEDSKAP_PORT", 8000, 1, 65535, problems)
    public_url = (values.get("MEDSKAP_PUBLIC_URL") or f"http://127.0.0.1:{port}").rstrip("/")
    parts = urlsplit(public_url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        problems.append(
            Problem(
                "public_url", Sentence(N_("är ingen webbadress")), column="MEDSKAP_PUBLIC_URL", value=public_url,
                hint=Sentence(N_("skriv till exempel https://medskap.kommunen.se, utan sökväg")),
            )
        )
    database_url = values.get("MEDSKAP_DATABASE_URL") or sqlite_url(home / "medskap.db")
    _check_database_url(database_url, problems)
    secret_key = values.get("MEDSKAP_SECRET_KEY", "")
    if secret_key and (len(secret_key) < SHORTEST_SECRET or secret_key.casefold() in _WEAK_SECRETS):
        problems.append(
            Problem(
                "weak_secret",
                Sentence(N_("hemligheten är för kort eller ett standardvärde")), column="MEDSKAP_SECRET_KEY",
                hint=Sentence(N_("låt den vara osatt så skapas en, eller sätt minst 32 slumpade tecken")),
            )
        )
    smtp_url = values.get("MEDSKAP_SMTP_URL", "")
    if smtp_url and urlsplit(smtp_url).scheme not in ("smtp", "smtps", "smtp+starttls"):
        problems.append(
            Problem(
                "smtp_url", Sentence(N_("är ingen adress till en e-postserver")), column="MEDSKAP_SMTP_URL",
                hint=Sentence(N_("skriv smtp://server:25, smtp+starttls://namn:lösenord@server:587 eller smtps://…:465")),
            )
        )
    mail_from = values.get("MEDSKAP_MAIL_FROM") or f"medskap@{parts.hostname or 'localhost'}"
    if mail_from.count("@") != 1 or any(sign in mail_from for sign in "\r\n ,;"):
        problems.append(
            Problem("mail_from", Sentence(N_("är ingen e-postadress")), column="MEDSKAP_MAIL_FROM", value=mail_from)
        )
    mirror = values.get("MEDSKAP_KEYS_MIRROR")
    settings = Settings(
        home=home, database_url=database_url,
        keys=Path(values.get("MEDSKAP_KEYS") or home / "keys").absolute(),
        keys_mirror=Path(mirror).absolute() if mirror else None,
        port=port, public_url=public_url, public_url_is_set=bool(values.get("MEDSKAP_PUBLIC_URL")),
        trusted_proxies=_whole_number(values, "MEDSKAP_TRUSTED_PROXIES", 0, 0, 10, problems),
        secret_key=secret_key, smtp_url=smtp_url, mail_from=mail_from, sms_url=values.get("MEDSKAP_SMS_URL", ""),
        workers=_whole_number(values, "MEDSKAP_WORKERS", 2, 0, 64, problems),
    )
    if problems:
        raise Refused(problems)
    return settings


def secret_of(settings: Settings) -> str:
    """Return the secret that signs form tokens; made once under home when none is set."""
    if settings.secret_key:
        return settings.secret_key
    path = settings.home / "secret_key"
    if not path.exists():
        settings.home.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f"secret_key.{secrets.token_hex(4)}")
        temporary.touch(mode=0o600)
        temporary.write_text(secrets.token_urlsafe(48))
        try:
            path.hardlink_to(temporary)
        except FileExistsError:
            pass
        temporary.unlink()
    return path.read_text().strip()


def _file_values(environment: Mapping[str, str], problems: list[Problem]) -> Mapping[str, str]:
    name = environment.get("MEDSKAP_SETTINGS")
    if not name:
        return {}
    values: dict[str, str] = {}
    try:
        lines = Path(name).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        problems.append(
            Problem("settings_file", Sentence(N_("filen med inställningar går inte att läsa")), file=name)
        )
        return {}
    for number, line in enumerate(lines, start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        key, sign, value = stripped.partition("=")
        if not sign:
            problems.append(
                Problem("settings_line", Sentence(N_("raden ska vara NAMN=värde")), file=name, row=number, value=stripped)
            )
            continue
        values[key.strip()] = value.strip().strip('"')
    return values


def _whole_number(
    values: Mapping[str, str], name: str, default: int, least: int, most: int, problems: list[Problem]
) -> int:
    text = values.get(name, "")
    if not text:
        return default
    if text.isdecimal() and least <= int(text) <= most:
        return int(text)
    problems.append(
        Problem(
            "whole_number", Sentence(N_("ska vara ett heltal från %(least)s till %(most)s"), {"least": least, "most": most}),
            column=name, value=text,
        )
    )
    return default


def _check_database_url(url: str, problems: list[Problem]) -> None:
    hint = Sentence(N_("skriv postgresql://namn:lösenord@server/databas, eller låt den vara osatt"))
    try:
        backend = make_url(url).get_backend_name()
    except (ArgumentError, ValueError):
        backend = ""
    if backend not in ("sqlite", "postgresql"):
        problems.append(
            Problem(
                "database_url", Sentence(N_("är ingen adress till SQLite eller PostgreSQL")),
                column="MEDSKAP_DATABASE_URL", hint=hint,
            )
        )
