"""What the pages of planning a wave have in common: addresses, the head of the wizard, its first and third page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from surveys.planning.plan import Plan, PlanState
from workplace.web.figure_geometry import ProgressBar, progress_bar
from workplace.web.views import Tag, TagKind
from workplace.wording import N_, Sentence

PLAN_HREF = "/hr/omgangar/planera"


class WizardStep(IntEnum):
    """The pages of the wizard, in order."""

    DATES = 1
    POPULATION = 2
    TEXTS = 3
    REHEARSAL = 4
    CHARTER = 5

    @property
    def title(self) -> Sentence:
        """Return the heading of the page."""
        return Sentence(_TITLES[self])

    @property
    def address(self) -> str:
        """Return the last part of the page's address."""
        return _ADDRESSES[self]


_TITLES = {
    WizardStep.DATES: N_("Formulär och datum"),
    WizardStep.POPULATION: N_("Vilka som bjuds in"),
    WizardStep.TEXTS: N_("Utskick och språk"),
    WizardStep.REHEARSAL: N_("Repetition"),
    WizardStep.CHARTER: N_("Stadga"),
}
_ADDRESSES = {
    WizardStep.DATES: "datum",
    WizardStep.POPULATION: "inbjudna",
    WizardStep.TEXTS: "utskick",
    WizardStep.REHEARSAL: "repetition",
    WizardStep.CHARTER: "stadga",
}
STATE_TAGS = {
    PlanState.DRAFT: Tag(Sentence(N_("Utkast")), TagKind.WAITING),
    PlanState.SIGNED: Tag(Sentence(N_("Signerad")), TagKind.WAITING),
    PlanState.OPEN: Tag(Sentence(N_("Öppen")), TagKind.WAITING),
    PlanState.CLOSING: Tag(Sentence(N_("Stänger")), TagKind.WAITING),
    PlanState.CLOSED: Tag(Sentence(N_("Stängd")), TagKind.DONE),
    PlanState.ABORTED: Tag(Sentence(N_("Avbruten")), TagKind.FAILED),
}
"""How far a wave has come, as lists and pages say it."""


@dataclass(frozen=True)
class WizardHead:
    """Where one is in the wizard. `back_href`: the page before, or the plan."""

    title: Sentence
    bar: ProgressBar
    text: Sentence
    back_href: str
    wave_title: str
    plan_href: str


@dataclass(frozen=True)
class FormPage:
    """A page of the wizard that is one form. `problems`: what an action refused and no field shows."""

    head: WizardHead
    form: Any
    action: str
    problems: tuple[Any, ...] = ()


@dataclass(frozen=True)
class DatesPage:
    """The first page. `is_new`: nothing is kept yet, so the id can be chosen."""

    head: WizardHead
    form: Any
    action: str
    is_new: bool


@dataclass(frozen=True)
class TextsPage:
    """The third page. `languages`: (code, its name, its fields in order). `asks_contacts`: an item names contacts."""

    head: WizardHead
    form: Any
    action: str
    languages: tuple[tuple[str, Sentence, tuple[Any, ...]], ...]
    asks_contacts: bool


LANGUAGE_NAMES = {"sv": Sentence(N_("Svenska")), "en": Sentence(N_("Engelska"))}


def plan_href(wave_id: str) -> str:
    """Return the address of a plan."""
    return f"{PLAN_HREF}/{wave_id}"


def step_href(wave_id: str, step: WizardStep) -> str:
    """Return the address of a page of the wizard."""
    return f"{plan_href(wave_id)}/{step.address}"


def briefing_href(wave_id: str) -> str:
    """Return the address of the paper for co-determination."""
    return f"{plan_href(wave_id)}/underlag"


def sharpen_href(wave_id: str) -> str:
    """Return the address where a signed charter is made stricter."""
    return f"{plan_href(wave_id)}/skarp"


def opening_href(wave_id: str) -> str:
    """Return the address where a signed wave is opened before its day."""
    return f"{plan_href(wave_id)}/oppna"


def drop_href(wave_id: str) -> str:
    """Return the address where a draft is thrown away."""
    return f"{plan_href(wave_id)}/slang"


def wizard_head(step: WizardStep, plan: Plan | None) -> WizardHead:
    """Return the head of a page of the wizard; `plan` None: nothing is kept yet."""
    if plan is None:
        back = "/hr/omgangar"
    elif step is WizardStep.DATES:
        back = plan_href(plan.wave_id)
    else:
        back = step_href(plan.wave_id, WizardStep(step - 1))
    return WizardHead(
        title=step.title,
        bar=progress_bar(step - 1, len(WizardStep)),
        text=Sentence(N_("Steg %(number)s av %(all)s"), {"number": int(step), "all": len(WizardStep)}),
        back_href=back,
        wave_title=plan.title if plan else "",
        plan_href=plan_href(plan.wave_id) if plan else "",
    )
