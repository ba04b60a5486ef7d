"""What the whole house shares: settings, database, clock and languages, handed to web, commands and workers."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from workplace.clock import Clock, SystemClock
from workplace.config import Settings, secret_of
from workplace.database import Database
from workplace.identity.provider import Provider
from workplace.translations import translator_for
from workplace.wording import Translator


@dataclass
class House:
    """One running installation."""

    settings: Settings
    database: Database
    clock: Clock = field(default_factory=SystemClock)

    def translator(self, language: str = "sv") -> Translator:
        """Return the translator of a language; an unknown language gets Swedish."""
        return translator_for(language)

    @cached_property
    def secret(self) -> bytes:
        """The secret that signs form tokens and keys the hashes of the sign-in throttle."""
        return secret_of(self.settings).encode()

    @cached_property
    def provider(self) -> Provider | None:
        """The organisation's own sign-in, or None where none is set."""
        return Provider(self.settings.provider) if self.settings.provider else None
