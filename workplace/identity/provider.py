"""The organisation's sign-in as a server we speak with: what it publishes, and the exchange of a code for a token.

A building service: it reaches the network. Every address is https or this very machine, replies are bounded in size and
time, and no redirect is followed. What is published is kept for an hour; keys are asked for anew when a token names one
that is not known, at most once a minute.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from workplace.identity.id_token import BadToken, UnknownKey, verified_claims
from workplace.identity.provider_settings import ProviderSettings, is_safe_address
from workplace.identity.visit import Visit

TIMEOUT_SECONDS = 5
LARGEST_REPLY = 1024 * 1024
KEPT = dt.timedelta(hours=1)
KEYS_AGAIN_AFTER = dt.timedelta(minutes=1)
AWAY_FOR = dt.timedelta(seconds=10)
"""How long a provider that did not answer is not asked for its addresses again, so that nobody waits in line for it."""


class ProviderAway(Exception):
    """The provider cannot be reached, or answers nothing that can be used."""


class CodeRefused(Exception):
    """The provider does not take the code."""


@dataclass(frozen=True)
class Published:
    """What the provider says of itself at `/.well-known/openid-configuration`."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str
    takes_secret_in_body: bool


class Provider:
    """One provider, as one process knows it."""

    def __init__(self, settings: ProviderSettings) -> None:
        self.settings = settings
        self._lock = threading.Lock()
        self._away_at: dt.datetime | None = None
        self._published: tuple[dt.datetime, Published] | None = None
        self._keys: tuple[dt.datetime, Sequence[Mapping[str, Any]]] | None = None

    def address_for(self, visit: Visit, now: dt.datetime) -> str:
        """Return where the browser goes to sign in. Raises ProviderAway."""
        endpoint = self._publishes(now).authorization_endpoint
        question = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": self.settings.redirect_uri,
            "scope": self.settings.scopes,
            "state": visit.state,
            "nonce": visit.nonce,
            "code_challenge": visit.challenge,
            "code_challenge_method": "S256",
        }
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(question)}"

    def who_came_back(self, visit: Visit, code: str, now: dt.datetime) -> str:
        """Exchange the code and return the value of the claim that says who it is; empty when nothing says it.

        An address the provider itself calls unverified counts as nothing. Raises ProviderAway, CodeRefused or BadToken.
        """
        tokens = self._exchange(visit, code, now)
        token = tokens.get("id_token")
        if not isinstance(token, str):
            raise BadToken("no token")
        claims = self._verified(token, visit, now)
        if self.settings.claim not in claims:
            claims = {**claims, **self._more_claims(tokens.get("access_token"), claims["sub"], now)}
        if self.settings.claim == "email" and claims.get("email_verified") in (False, "false"):
            return ""
        value = claims.get(self.settings.claim)
        return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""

    def _verified(self, token: str, visit: Visit, now: dt.datetime) -> Mapping[str, Any]:
        known = self._keys_at(now)
        expected = {"issuer": self.settings.issuer, "client_id": self.settings.client_id, "nonce": visit.nonce}
        try:
            return verified_claims(token, known, **expected, now=now)
        except UnknownKey:
            renewed = self._keys_at(now, oldest=now - KEYS_AGAIN_AFTER)
            if renewed is known:
                raise
            return verified_claims(token, renewed, **expected, now=now)

    def _exchange(self, visit: Visit, code: str, now: dt.datetime) -> Mapping[str, Any]:
        published = self._publishes(now)
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.settings.redirect_uri,
            "code_verifier": visit.verifier,
            "client_id": self.settings.client_id,
        }
        headers = {}
        if self.settings.client_secret and published.takes_secret_in_body:
            form["client_secret"] = self.settings.client_secret
        elif self.settings.client_secret:
            pair = f"{quote(self.settings.client_id, safe='')}:{quote(self.settings.client_secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        return _reply(published.token_endpoint, form=form, headers=headers)

    def _more_claims(self, access_token: object, subject: str, now: dt.datetime) -> Mapping[str, Any]:
        """Return what the userinfo endpoint adds; nothing when it speaks of somebody else."""
        endpoint = self._publishes(now).userinfo_endpoint
        if not endpoint or not isinstance(access_token, str) or not access_token.isprintable():
            return {}
        told = _reply(endpoint, headers={"Authorization": f"Bearer {access_token}"})
        return told if told.get("sub") == subject else {}

    def _publishes(self, now: dt.datetime) -> Published:
        with self._lock:
            if self._published is None or not now - KEPT < self._published[0] <= now:
                if self._away_at is not None and now - AWAY_FOR < self._away_at <= now:
                    raise ProviderAway("did not answer a moment ago")
                self._away_at = now
                told = _reply(f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration")
                self._published = (now, _published(told, self.settings.issuer))
                self._away_at = None
            return self._published[1]

    def _keys_at(self, now: dt.datetime, *, oldest: dt.datetime | None = None) -> Sequence[Mapping[str, Any]]:
        address = self._publishes(now).jwks_uri
        with self._lock:
            if self._keys is None or not (oldest or now - KEPT) < self._keys[0] <= now:
                keys = _reply(address).get("keys")
                if not isinstance(keys, list):
                    raise ProviderAway("no keys")
                self._keys = (now, [key for key in keys if isinstance(key, dict)])
            return self._keys[1]


def _published(told: Mapping[str, Any], issuer: str) -> Published:
    if told.get("issuer") != issuer:
        raise ProviderAway("speaks for another issuer")
    addresses = {}
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"):
        address = told.get(name) or ""
        if not isinstance(address, str) or not (is_safe_address(address) or name == "userinfo_endpoint"):
            raise ProviderAway(f"{name} is no safe address")
        addresses[name] = address if address and is_safe_address(address) else ""
    ways = told.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    in_body = "client_secret_basic" not in ways and "client_secret_post" in ways
    return Published(**addresses, takes_secret_in_body=in_body)


class _NoRedirect(HTTPRedirectHandler):
    """A server that answers with another address has not answered."""

    def redirect_request(self, *_given: Any) -> None:
        return None


def _reply(
    address: str, *, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> Mapping[str, Any]:
    """Return a JSON object from the provider. Raises CodeRefused for a form it takes as wrong, else ProviderAway."""
    data = urlencode(form).encode() if form is not None else None
    request = Request(address, data=data, headers={"Accept": "application/json", **(headers or {})})
    try:
        with build_opener(_NoRedirect).open(request, timeout=TIMEOUT_SECONDS) as reply:
            body = reply.read(LARGEST_REPLY + 1)
        told = json.loads(body) if len(body) <= LARGEST_REPLY else None
    except HTTPError as error:
        error.close()
        if form is not None and error.code in (400, 401, 403):
            raise CodeRefused(str(error.code)) from None
        raise ProviderAway(str(error.code)) from None
    except (OSError, HTTPException, ValueError) as error:
        raise ProviderAway(type(error).__name__) from None
    if not isinstance(told, dict):
        raise ProviderAway("no JSON object")
    return told
