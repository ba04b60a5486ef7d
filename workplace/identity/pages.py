"""What the sign-in pages show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workplace.wording import Sentence


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
    """The ways in. `demo_people` is empty outside a demo."""

    link_form: Any
    password_form: Any
    demo_people: tuple[DemoPerson, ...] = ()
    is_throttled: bool = False
    is_wrong: bool = False

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
