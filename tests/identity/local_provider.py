"""A small OpenID Connect provider for the tests: right by itself, and wrong in whatever way a test asks for."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from workplace.clock import Clock

CLIENT_ID, CLIENT_SECRET = "medskap", "hemligt/ord: 1%"
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
Signer = Callable[[dict[str, Any], "LocalProvider"], str]


@dataclass
class LocalProvider:
    """What the provider is made to do.

    `claims` are added to the ID token, `userinfo` is what the userinfo endpoint tells. `sign` makes a token of its
    claims. `is_ill` answers everything with 500.
    """

    clock: Clock
    issuer: str = ""
    key: RSAKey = field(default_factory=lambda: KEY)
    claims: dict[str, Any] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    userinfo: dict[str, Any] = field(default_factory=dict)
    sign: Signer | None = None
    is_ill: bool = False
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def approve(self, address: str) -> str:
        """Sign in at the address a browser was sent to; return where the browser is sent back."""
        parts = urlsplit(address)
        question = dict(parse_qsl(parts.query))
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{self.issuer}/authorize"
        assert (question["response_type"], question["client_id"]) == ("code", CLIENT_ID)
        assert question["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = question
        return f"{question['redirect_uri']}?{urlencode({'code': code, 'state': question['state']})}"

    def token_for(self, question: dict[str, str]) -> str:
        """Return the ID token of a sign-in."""
        now = int(self.clock.now().timestamp())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": "s-1",
            "iat": now,
            "exp": now + 300,
            "nonce": question["nonce"],
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if name not in self.left_out}
        return self.sign(claims, self) if self.sign else signed(claims, self.key)

    def answer(self, path: str, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """Return status and body of what a client asks."""
        self.asked.append(path)
        if self.is_ill:
            return 500, {}
        if path == "/.well-known/openid-configuration":
            ends = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
            told = {f"{name}_endpoint": f"{self.issuer}/{end}" for name, end in ends.items()}
            return 200, {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys", **told}
        if path == "/keys":
            return 200, {"keys": [self.key.as_dict(private=False)]}
        if path == "/userinfo" and authorization == "Bearer taken":
            return 200, {"sub": "s-1", **self.userinfo}
        question = self.codes.pop(form.get("code", ""), None) if path == "/token" else None
        if question is None or not self._is_who_asked(form, question, authorization):
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "taken", "token_type": "Bearer", "id_token": self.token_for(question)}

    def _is_who_asked(self, form: dict[str, str], question: dict[str, str], authorization: str) -> bool:
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        pair = f"{CLIENT_ID}:hemligt%2Ford%3A%201%25"
        return (
            base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == question["code_challenge"]
            and form.get("redirect_uri") == question["redirect_uri"]
            and authorization == f"Basic {base64.b64encode(pair.encode()).decode()}"
        )


def signed(claims: dict[str, Any], key: Any, **header: Any) -> str:
    """Return a token as a right provider signs it, unless the header says otherwise."""
    return jwt.encode({"alg": "RS256", "kid": "one", **header}, claims, key, algorithms=[header.get("alg", "RS256")])


@contextmanager
def running_provider(clock: Clock) -> Iterator[LocalProvider]:
    """Run a provider on a free port of this machine."""
    provider = LocalProvider(clock)

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/authorize?"):
                self.send_response(302)
                self.send_header("Location", provider.approve(provider.issuer + self.path))
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self.do_POST()

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            form = dict(parse_qsl(self.rfile.read(length).decode()))
            status, told = provider.answer(self.path, form, self.headers.get("Authorization", ""))
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_given: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
