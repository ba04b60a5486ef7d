"""What the sign-in pages show."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from workplace.wording import N_, Sentence


@dataclass(frozen=True)
class DemoPerson:
    """An invented person one can be; `group` is a message id, `what` says what one meets as that person."""

    person_id: str
    name: str
    title: str
    unit_name: str
    group: str
    what: Sentence | None = None


@dataclass(frozen=True)
class SignInPage:
    """The ways in. `demo_people` is empty outside a demo.

    `provider_button`: the words of the button to the organisation's own sign-in; None where there is none.
    """

    link_form: Any
    password_form: Any
    demo_people: tuple[DemoPerson, ...] = ()
    is_throttled: bool = False
    is_wrong: bool = False
    provider_button: Sentence | None = None
    is_provider_away: bool = False

    @property
    def demo_groups(self) -> dict[str, list[DemoPerson]]:
        """The demo's people by what they are, in order of appearance."""
        groups: dict[str, list[DemoPerson]] = {}
        for person in self.demo_people:
            groups.setdefault(person.group, []).append(person)
        return groups


@dataclass(frozen=True)
class AccountPage:
    """One's own account."""

    form: Any
    has_chosen: bool = False


@dataclass(frozen=True)
class ProviderFailedPage:
    """Why the organisation's sign-in let nobody in."""

    heading: Sentence
    text: Sentence


class ProviderFailure(Enum):
    """What can go wrong on the way back from the organisation's sign-in, and the status of its page."""

    AWAY = 503
    NOT_BELIEVED = 400
    NOBODY_HERE = 403


_FAILED = N_("Inloggningen gick inte att slutföra")
_FAILURES = {
    ProviderFailure.AWAY: (
        _FAILED,
        N_("Tjänsten du loggar in med svarar inte just nu. Försök igen om en stund, eller logga in på ett annat sätt."),
    ),
    ProviderFailure.NOT_BELIEVED: (
        _FAILED,
        N_("Inloggningen avbröts, tog för lång tid eller hörde inte ihop med den här webbläsaren. Försök igen."),
    ),
    ProviderFailure.NOBODY_HERE: (
        N_("Vi hittar dig inte här"),
        N_("Inloggningen gick bra, men kontot hör inte till någon som arbetar här nu. Kontakta HR om det är fel."),
    ),
}


def provider_failed_page(failure: ProviderFailure) -> ProviderFailedPage:
    """Return the page of a failure."""
    heading, text = _FAILURES[failure]
    return ProviderFailedPage(Sentence(heading), Sentence(text))


def provider_button(name: str) -> Sentence:
    """Return the words of the button; `name` is what people call the sign-in, empty when nobody said."""
    if not name:
        return Sentence(N_("Logga in med ditt konto på arbetet"))
    return Sentence(N_("Logga in med %(name)s"), {"name": name})
