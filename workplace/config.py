"""Settings: read once at start from the environment or one file, checked at once, refused with sentences that mend.

`MEDSKAP_SETTINGS` may name a file of `NAME=value` lines; the environment wins over it.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from workplace.addresses import is_mail_address, is_mail_server, is_message_gateway, origin_of, shows_password
from workplace.database.engine import sqlite_url
from workplace.errors import Problem, Refused, nearest, refuse
from workplace.identity.provider_settings import PROVIDER_SETTINGS, ProviderSettings, provider_settings
from workplace.wording import N_, Sentence

KNOWN = (
    "MEDSKAP_HOME",
    "MEDSKAP_KEYS",
    "MEDSKAP_KEYS_MIRROR",
    "MEDSKAP_PORT",
    "MEDSKAP_PUBLIC_URL",
    "MEDSKAP_TRUSTED_PROXIES",
    "MEDSKAP_DATABASE_URL",
    "MEDSKAP_SECRET_KEY",
    "MEDSKAP_SMTP_URL",
    "MEDSKAP_MAIL_FROM",
    "MEDSKAP_MAILS_PER_MINUTE",
    "MEDSKAP_SMS_URL",
    "MEDSKAP_WORKERS",
    "MEDSKAP_SETTINGS",
    *PROVIDER_SETTINGS,
)
_PREFIXES = ("MEDSKAP_TEST_", "MEDSKAP_NO_")
_WEAK_SECRETS = (
    "secret",
    "changeme",
    "change-me",
    "change_me",
    "default",
    "password",
    "medskap",
    "example",
    "12345678",
)
DRIVERS = ("sqlite", "postgresql", "postgresql+psycopg")
SHORTEST_SECRET = 16
FEWEST_SIGNS = 8
"""A secret of fewer different signs than this is a pattern, not chance."""


@dataclass(frozen=True)
class Settings:
    """What the installation is told. Addresses hold no secret except `smtp_url`, `sms_url` and `database_url`.

    `mails_per_minute`: how fast mails to many go, 0 as fast as they can.
    `provider` is None where people do not sign in with the organisation's own accounts.
    """

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
    mails_per_minute: int = 0
    sms_url: str = ""
    workers: int = 2
    provider: ProviderSettings | None = None

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
            own.add(origin_of(f"http://localhost:{self.port}") or "")
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
                Problem(
                    "unknown_setting",
                    Sentence(N_("inställningen finns inte")),
                    column=name,
                    hint=nearest(name, KNOWN),
                )
            )
    home = Path(values.get("MEDSKAP_HOME") or checkout / "var").absolute()
    port = _whole_number(values, "MEDSKAP_PORT", 8000, 1, 65535, problems)
    given_url = values.get("MEDSKAP_PUBLIC_URL") or f"http://127.0.0.1:{port}"
    public_url = origin_of(given_url)
    if public_url is None:
        problems.append(
            Problem(
                "public_url",
                Sentence(N_("är ingen webbadress")),
                column="MEDSKAP_PUBLIC_URL",
                value="" if "@" in given_url else given_url,
                hint=Sentence(N_("skriv till exempel https://medskap.kommunen.se, utan sökväg")),
            )
        )
        public_url = ""
    database_url = values.get("MEDSKAP_DATABASE_URL") or sqlite_url(home / "medskap.db")
    _check_database_url(database_url, problems)
    secret_key = values.get("MEDSKAP_SECRET_KEY", "")
    if secret_key and _is_guessable(secret_key):
        problems.append(
            Problem(
                "weak_secret",
                Sentence(N_("hemligheten är för kort eller ett standardvärde")),
                column="MEDSKAP_SECRET_KEY",
                hint=Sentence(N_("låt den vara osatt så skapas en, eller sätt minst 32 slumpade tecken")),
            )
        )
    smtp_url = values.get("MEDSKAP_SMTP_URL", "")
    if smtp_url and not is_mail_server(smtp_url):
        problems.append(
            Problem(
                "smtp_url",
                Sentence(N_("är ingen adress till en e-postserver")),
                column="MEDSKAP_SMTP_URL",
                hint=Sentence(
                    N_("skriv smtp://server:25, smtp+starttls://namn:lösenord@server:587 eller smtps://…:465")
                ),
            )
        )
    elif smtp_url and shows_password(smtp_url):
        problems.append(
            Problem(
                "smtp_in_clear",
                Sentence(N_("lösenordet skulle gå okrypterat över nätet")),
                column="MEDSKAP_SMTP_URL",
                hint=Sentence(N_("skriv smtp+starttls:// eller smtps://; vill du ändå, skriv smtp+insecure://")),
            )
        )
    mail_from = values.get("MEDSKAP_MAIL_FROM") or f"medskap@{urlsplit(public_url).hostname or 'localhost'}"
    if not is_mail_address(mail_from):
        problems.append(
            Problem(
                "mail_from",
                Sentence(N_("är ingen e-postadress")),
                column="MEDSKAP_MAIL_FROM",
                value=mail_from,
                hint=Sentence(N_("skriv bara adressen, till exempel medskap@kommunen.se")),
            )
        )
    sms_url = values.get("MEDSKAP_SMS_URL", "")
    if sms_url and not is_message_gateway(sms_url):
        problems.append(
            Problem(
                "sms_url",
                Sentence(N_("är ingen adress till en sms-tjänst")),
                column="MEDSKAP_SMS_URL",
                hint=Sentence(N_("skriv en adress som börjar med https://")),
            )
        )
    mirror = values.get("MEDSKAP_KEYS_MIRROR")
    settings = Settings(
        home=home,
        database_url=database_url,
        keys=Path(values.get("MEDSKAP_KEYS") or home / "keys").absolute(),
        keys_mirror=Path(mirror).absolute() if mirror else None,
        port=port,
        public_url=public_url,
        public_url_is_set=bool(values.get("MEDSKAP_PUBLIC_URL")),
        trusted_proxies=_whole_number(values, "MEDSKAP_TRUSTED_PROXIES", 0, 0, 10, problems),
        secret_key=secret_key,
        smtp_url=smtp_url,
        mail_from=mail_from,
        mails_per_minute=_whole_number(values, "MEDSKAP_MAILS_PER_MINUTE", 0, 0, 1_000_000, problems),
        sms_url=sms_url,
        workers=_whole_number(values, "MEDSKAP_WORKERS", 2, 0, 64, problems),
        provider=provider_settings(values, public_url, problems),
    )
    if problems:
        raise Refused(problems)
    return settings


def secret_of(settings: Settings) -> str:
    """Return the secret that signs form tokens; made once under home when none is set.

    Refused when it can be neither read nor made, or is not whole.
    """
    if settings.secret_key:
        return settings.secret_key
    path = settings.home / "secret_key"
    try:
        if not path.exists():
            _make_secret(path)
        secret = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise refuse(
            "secret_file",
            N_(
                "%(path)s går inte att läsa eller skriva (%(reason)s). Ge rättigheter till mappen, eller sätt "
                "MEDSKAP_SECRET_KEY."
            ),
            path=str(path),
            reason=getattr(error, "strerror", None) or type(error).__name__,
        ) from None
    if _is_guessable(secret):
        raise refuse("secret_file", N_("%(path)s är skadad. Ta bort filen, så skapas en ny."), path=str(path))
    return secret


def ready_folders(settings: Settings) -> None:
    """Make home, where an embedded database lies; refuse every folder that is none or cannot be written."""
    problems = []
    if settings.is_embedded:
        with contextlib.suppress(OSError):  # said below
            settings.home.mkdir(parents=True, exist_ok=True)
        if not (settings.home.is_dir() and os.access(settings.home, os.W_OK | os.X_OK)):
            problems.append(_no_folder("MEDSKAP_HOME", settings.home))
    named = [("MEDSKAP_KEYS", settings.keys), ("MEDSKAP_KEYS_MIRROR", settings.keys_mirror)]
    problems += [_no_folder(name, path) for name, path in named if path is not None and _is_in_a_file(path)]
    if problems:
        raise Refused(problems)


def _make_secret(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"secret_key.{secrets.token_hex(4)}")
    temporary.touch(mode=0o600)
    try:
        temporary.write_text(secrets.token_urlsafe(48), encoding="utf-8")
        with contextlib.suppress(FileExistsError):  # another process was first
            path.hardlink_to(temporary)
    finally:
        temporary.unlink()


def _is_in_a_file(path: Path) -> bool:
    """Whether what is there already, of the path or above it, is no folder."""
    there = next((part for part in (path, *path.parents) if part.exists()), None)
    return there is not None and not there.is_dir()


def _no_folder(name: str, path: Path) -> Problem:
    return Problem(
        "no_folder",
        Sentence(N_("är ingen mapp som går att skriva i")),
        column=name,
        value=str(path),
        hint=Sentence(N_("ange en annan mapp eller ge rättigheter till den")),
    )


def _is_guessable(secret: str) -> bool:
    """Whether a secret is short, a pattern, or little more than words that examples use."""
    chance = secret.casefold()
    for word in _WEAK_SECRETS:
        chance = chance.replace(word, "")
    return len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_SIGNS or len(chance) < FEWEST_SIGNS


def _file_values(environment: Mapping[str, str], problems: list[Problem]) -> Mapping[str, str]:
    name = environment.get("MEDSKAP_SETTINGS")
    if not name:
        return {}
    values: dict[str, str] = {}
    try:
        lines = Path(name).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        problems.append(Problem("settings_file", Sentence(N_("filen med inställningar går inte att läsa")), file=name))
        return {}
    for number, line in enumerate(lines, start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        key, sign, value = stripped.partition("=")
        if not sign:
            problems.append(Problem("settings_line", Sentence(N_("raden ska vara NAMN=värde")), file=name, row=number))
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
            "whole_number",
            Sentence(N_("ska vara ett heltal från %(least)s till %(most)s"), {"least": str(least), "most": str(most)}),
            column=name,
            value=text,
        )
    )
    return default


def _check_database_url(url: str, problems: list[Problem]) -> None:
    hint = Sentence(N_("skriv postgresql://namn:lösenord@server/databas, eller låt den vara osatt"))
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        parsed = None
    if parsed is None or parsed.drivername not in DRIVERS:
        problems.append(
            Problem(
                "database_url",
                Sentence(N_("är ingen adress till SQLite eller PostgreSQL")),
                column="MEDSKAP_DATABASE_URL",
                hint=hint,
            )
        )
    elif parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:"):
        problems.append(
            Problem("database_url", Sentence(N_("namnger ingen fil")), column="MEDSKAP_DATABASE_URL", hint=hint)
        )
