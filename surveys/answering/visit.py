"""One request of somebody who holds a link: what has been filled in, what is asked, which page comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from surveys.answering.content import content_of
from surveys.answering.draft import Draft
from surveys.answering.journey import Page, asked_items, is_empty, offered_on, replies_of, unanswered
from surveys.answering.survey import Survey, Workplace
from surveys.ballots.box import BoxContent
from surveys.instrument import Instrument, Item
from surveys.invitations.people import InvitationFacts
from surveys.items.reply import Reply
from workplace.errors import Problem

PLACE = "/enkat"
KIOSK = f"{PLACE}/kiosk"
HERE = "pa-plats"
"""Stands for the link in addresses at a kiosk: the link itself lies in the draft and in no history."""


@dataclass(frozen=True)
class Visit:
    """A visit. `way`: what stands for the link in addresses. `code`: of the draft, "" without one; `is_new`: the
    browser has not been given it yet. `draft` None: no answer is taken, because it is in or because it is too late.

    `is_stored`: the draft has been saved. `workplaces`: what one may answer about, what the invitation is for first;
    empty without a draft.
    """

    way: str
    invitation: InvitationFacts
    survey: Survey
    code: str
    is_new: bool
    draft: Draft | None
    is_stored: bool
    workplaces: tuple[Workplace, ...]
    language: str

    @property
    def base(self) -> str:
        """The address that those of all its pages begin with."""
        return f"{PLACE}/{self.way}"

    @property
    def is_kiosk(self) -> bool:
        return self.way == HERE

    @property
    def instrument(self) -> Instrument:
        return self.survey.instrument

    @property
    def values(self) -> Mapping[str, tuple[str, ...]]:
        """What has been posted so far, by key."""
        return self.draft.values if self.draft else {}

    @cached_property
    def workplace(self) -> Workplace:
        """The unit this answer is about."""
        chosen = self.draft.unit_id if self.draft else ""
        return next((one for one in self.workplaces if one.unit_id == chosen), self.workplaces[0])

    @cached_property
    def replies(self) -> dict[str, Reply]:
        """What was meant for every item."""
        return replies_of(self.instrument, self.values)

    @cached_property
    def asked(self) -> frozenset[str]:
        """Keys of the items this person is asked."""
        return asked_items(self.instrument, self.workplace.administration, self.replies)

    @property
    def pages(self) -> tuple[Page, ...]:
        """Every page, also those with nothing to ask just now."""
        return self.survey.questions.pages

    @property
    def is_single(self) -> bool:
        """Whether all stands on one page, which then also sends."""
        return len(self.pages) == 1

    @cached_property
    def shown(self) -> tuple[Page, ...]:
        """The pages that have something to ask."""
        administration = self.workplace.administration
        return tuple(page for page in self.pages if not is_empty(page, administration, self.asked))

    def with_draft(self, draft: Draft) -> Visit:
        """Return the visit with another draft; all that follows from it is worked out anew."""
        return replace(self, draft=draft)

    def page(self, number: int) -> Page | None:
        """Return the page of a number, or None."""
        return self.pages[number - 1] if 1 <= number <= len(self.pages) else None

    def offered(self, page: Page) -> tuple[Item, ...]:
        """Return the items a page draws, and therefore reads."""
        return offered_on(page, self.workplace.administration, self.asked)

    def missing(self, page: Page | None = None) -> tuple[Item, ...]:
        """Return the asked items that were passed over, on a page or on all."""
        return unanswered(self.instrument, self.asked, self.replies, page=page)

    def problems(self) -> tuple[tuple[Page, Item, Problem], ...]:
        """Return what could not be taken, in order, with where it stands."""
        return tuple(
            (page, item, problem)
            for page in self.shown
            for item in page.items
            if item.key in self.asked and (problem := self.replies[item.key].problem) is not None
        )

    def address(self, page: Page) -> str:
        """Return where a page is: the first under the link itself, below the promise."""
        return self.base if page is self.first else f"{self.base}/{page.number}"

    @property
    def first(self) -> Page:
        """The page that is opened first."""
        return self.shown[0] if self.shown else self.pages[0]

    def after(self, number: int) -> str:
        """Return the address that follows a page."""
        return next((self.address(page) for page in self.shown if page.number > number), self.review)

    def before(self, number: int) -> str:
        """Return the address that comes before a page."""
        return next((self.address(page) for page in reversed(self.shown) if page.number < number), self.base)

    @property
    def receipt(self) -> str:
        """The address that says that the answer is in; at a kiosk one that knows no person."""
        return f"{KIOSK}/klart/{self.survey.wave_id}" if self.is_kiosk else f"{self.base}/klart"

    @property
    def review(self) -> str:
        return f"{self.base}/granska"

    def content(self) -> BoxContent:
        """Return what is sent: only what is asked, and nothing of a person."""
        return content_of(
            self.instrument,
            unit_id=self.workplace.unit_id,
            asked=self.asked,
            replies=self.replies,
            values=self.values,
            register=self.invitation.background,
        )
