"""What the installation is told about the organisation's own sign-in (OpenID Connect): MEDSKAP_OIDC_*."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

from workplace.addresses import is_loopback, is_web_service
from workplace.errors import Problem
from workplace.wording import N_, Sentence

ISSUER = "MEDSKAP_OIDC_ISSUER"
CLIENT_ID = "MEDSKAP_OIDC_CLIENT_ID"
CLIENT_SECRET = "MEDSKAP_OIDC_CLIENT_SECRET"
CLAIM = "MEDSKAP_OIDC_CLAIM"
MATCHES = "MEDSKAP_OIDC_MATCHES"
SCOPES = "MEDSKAP_OIDC_SCOPES"
NAME = "MEDSKAP_OIDC_NAME"
PROVIDER_SETTINGS = (ISSUER, CLIENT_ID, CLIENT_SECRET, CLAIM, MATCHES, SCOPES, NAME)
CALLBACK_PATH = "/logga-in/extern/svar"


class Matches(StrEnum):
    """What of a person here the claim is compared with."""

    EMAIL = "email"
    PERSON_ID = "person_id"


@dataclass(frozen=True)
class ProviderSettings:
    """The provider and what it knows us as.

    `claim`: the claim that says who it is. `client_secret` is empty for a client that is known by PKCE alone.
    `redirect_uri` is the one address the provider sends people back to, registered there exactly so.
    """

    issuer: str
    client_id: str
    redirect_uri: str
    client_secret: str = field(default="", repr=False)
    claim: str = "email"
    matches: Matches = Matches.EMAIL
    scopes: str = "openid email profile"
    name: str = ""

    @property
    def form_targets(self) -> tuple[str, ...]:
        """Where the button may lead, for the browser: the provider may itself send people on over https."""
        if self.issuer.startswith("https:"):
            return ("https:",)
        return (f"http://{urlsplit(self.issuer).netloc}",)


def is_safe_address(address: str) -> bool:
    """Return whether secrets may be sent to it: https, or this very machine."""
    parts = urlsplit(address)
    if not is_web_service(address) or parts.username or parts.fragment:
        return False
    return parts.scheme == "https" or is_loopback(parts.hostname or "")


def provider_settings(values: Mapping[str, str], public_url: str, problems: list[Problem]) -> ProviderSettings | None:
    """Return what is set, or None when nothing is; adds every problem found."""
    given = {name: values.get(name, "").strip() for name in PROVIDER_SETTINGS}
    if not any(given.values()):
        return None
    before = len(problems)
    for name in (ISSUER, CLIENT_ID):
        if not given[name]:
            problems.append(
                Problem("provider_incomplete", Sentence(N_("saknas, men andra MEDSKAP_OIDC_* är satta")), column=name)
            )
    if given[ISSUER] and not (is_safe_address(given[ISSUER]) and not urlsplit(given[ISSUER]).query):
        problems.append(
            Problem(
                "provider_issuer",
                Sentence(N_("är ingen https-adress till en inloggningstjänst")),
                column=ISSUER,
                hint=Sentence(N_("skriv tjänstens issuer precis som den själv anger den")),
            )
        )
    matches = given[MATCHES] or (Matches.EMAIL if given[CLAIM] in ("", "email") else Matches.PERSON_ID)
    if matches not in tuple(Matches):
        problems.append(
            Problem(
                "provider_matches",
                Sentence(N_("ska vara email eller person_id")),
                column=MATCHES,
                value=given[MATCHES],
            )
        )
    scopes = given[SCOPES] or "openid email profile"
    if "openid" not in scopes.split():
        problems.append(
            Problem("provider_scopes", Sentence(N_("ska innehålla openid")), column=SCOPES, value=given[SCOPES])
        )
    if len(problems) > before:
        return None
    return ProviderSettings(
        issuer=given[ISSUER],
        client_id=given[CLIENT_ID],
        redirect_uri=f"{public_url}{CALLBACK_PATH}",
        client_secret=given[CLIENT_SECRET],
        claim=given[CLAIM] or "email",
        matches=Matches(matches),
        scopes=" ".join(scopes.split()),
        name=given[NAME],
    )
