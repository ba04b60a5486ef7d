"""The declared input of the promise, of how it is kept, of what a leader gets to see, and of a wave's charter."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from surveys.answering.pages import LANGUAGE_NAMES, FrameView
from surveys.findings.pages import UnitPage
from surveys.findings.unit_view import LIST_HREF
from surveys.invitations.pages import afterwards_of
from surveys.promise.charter_words import (
    Fact,
    co_determination_is_missing,
    standing,
    what_is_promised,
    when_shown,
    who_is_asked,
)
from surveys.promise.how_built import Chapter, chapters_of
from surveys.promise.promised_wave import PromisedWave
from surveys.promise.sample import OWN, OWN_DEPARTMENT, SIZES, WHOLE, Sample
from surveys.promise.vow import LIMITS_TITLE, TITLE, Vow, vow_of
from workplace.web.views import FigureView, Link, Tab
from workplace.wording import LANGUAGES, N_, Sentence

PLACE = "/enkat"
SPEAK_FIELD = "sprak"
SIZE_FIELD = "antal"
UNIT_FIELD = "enhet"


def promise_href(wave_id: str) -> str:
    """Return the address of the promise of a wave."""
    return f"{PLACE}/lofte/{wave_id}"


def how_href(wave_id: str) -> str:
    """Return the address of how the promise is kept."""
    return f"{PLACE}/lofte/{wave_id}/hur"


def see_href(wave_id: str) -> str:
    """Return the address of what a leader gets to see."""
    return f"{PLACE}/se/{wave_id}"


def wave_href(wave_id: str) -> str:
    """Return the address of a wave's charter, for everybody signed in."""
    return f"/omgangar/{wave_id}"


@dataclass(frozen=True)
class PromisePage:
    """The promise. `draft`: what is said first where nothing is signed, else None."""

    frame: FrameView
    title: Sentence
    vow: Vow
    limits_title: Sentence
    draft: Sentence | None
    links: tuple[Link, ...]
    languages: tuple[Link, ...]


@dataclass(frozen=True)
class HowPage:
    """How the promise is kept."""

    frame: FrameView
    chapters: tuple[Chapter, ...]
    promise: Link
    languages: tuple[Link, ...]


@dataclass(frozen=True)
class SeePage:
    """The result page of an invented group, with what is said around it.

    `sizes`: how many answers one may choose between; `says`: what a group of the chosen size shows and does not show.
    `views`: the same example as one's own leader, and as those above, sees it.
    """

    wave_title: str
    draft: Sentence | None
    sizes: tuple[Tab, ...]
    says: tuple[Sentence, ...]
    views: tuple[Tab, ...]
    promise: Link
    languages: tuple[Link, ...]


@dataclass(frozen=True)
class WavePage:
    """A wave's charter in plain words. `count`: what became of all invitations and answers, () where it is not told."""

    title: str
    standing: Sentence
    is_trial: bool
    links: tuple[Link, ...]
    who: tuple[Fact, ...]
    promised: tuple[Fact, ...]
    shown: tuple[Sentence, ...]
    co_determination_missing: bool
    charter_sha256: str
    sharpened: int
    count: tuple[Fact, ...]
    count_says: Sentence | None


def promise_page(wave: PromisedWave, spoken: str) -> PromisePage:
    """Return the promise of a wave. `spoken`: the language it was asked for in, "" where nobody chose one."""
    return PromisePage(
        frame=_frame(wave),
        title=Sentence(TITLE),
        vow=vow_of(wave.charter, wave.instrument, wave.reviewers),
        limits_title=Sentence(LIMITS_TITLE),
        draft=_draft(wave),
        links=(
            Link(Sentence(N_("Se vad din chef får se")), _in(see_href(wave.wave_id), spoken)),
            Link(Sentence(N_("Så är det byggt")), _in(how_href(wave.wave_id), spoken)),
            Link(Sentence(N_("Hela stadgan, för dig som kan logga in")), wave_href(wave.wave_id)),
        ),
        languages=_languages(promise_href(wave.wave_id)),
    )


def how_page(wave: PromisedWave, spoken: str) -> HowPage:
    """Return how the promise of a wave is kept."""
    return HowPage(
        _frame(wave),
        chapters_of(wave.charter),
        Link(Sentence(N_("Tillbaka till löftet")), _in(promise_href(wave.wave_id), spoken)),
        _languages(how_href(wave.wave_id)),
    )


_SAYS = (
    N_("Med %(size)s svar ser din chef ingenting alls om gruppen. Svaren räknas bara in i större grupper."),
    N_("Med %(size)s svar ser din chef ett sammanvägt värde (index) för några områden. Enskilda frågor visas inte."),
    N_("Med %(size)s svar ser din chef index och medelvärdet för varje fråga. Hur svaren fördelar sig visas inte."),
    N_(
        "Med %(size)s svar ser din chef index, medelvärden och hur stor del som svarat lågt, i mitten och högt, "
        "avrundat till hela tiotal. Ytterligheter kapas."
    ),
    N_("Med %(size)s svar ser din chef index, medelvärden och hur stor del som har valt varje svar på skalan."),
)
_ALWAYS = N_(
    "Det chefen aldrig ser: vem som har svarat, vad en enskild person har svarat, eller svar uppdelade på till exempel "
    "kön och ålder i en grupp som din."
)


def see_page(wave: PromisedWave, sample: Sample, size: int, unit_id: str, spoken: str) -> SeePage:
    """Return what stands around the invented result page. `unit_id`: which unit of the example is looked at."""

    views = {
        OWN: N_("Din chef ser"),
        OWN_DEPARTMENT: N_("Chefens chef ser"),
        WHOLE: N_("Förvaltningen ser"),
    }
    return SeePage(
        wave_title=wave.title,
        draft=_draft(wave),
        sizes=tuple(
            Tab(
                _see(wave.wave_id, one, unit_id, spoken),
                Sentence(N_("%(size)s svar"), {"size": one}),
                is_current=one == size,
            )
            for one in SIZES
        ),
        says=(Sentence(_SAYS[sample.rung], {"size": size}), Sentence(_ALWAYS)),
        views=tuple(
            Tab(_see(wave.wave_id, size, one, spoken), Sentence(words), is_current=one == unit_id)
            for one, words in views.items()
        ),
        promise=Link(Sentence(N_("Tillbaka till löftet")), _in(promise_href(wave.wave_id), spoken)),
        languages=_languages(_see(wave.wave_id, size, unit_id, "")),
    )


def at_home(page: UnitPage, wave_id: str, size: int, spoken: str) -> UnitPage:
    """Return a result page whose links stay in the example."""
    inside: UnitPage = _rehomed(page, f"{LIST_HREF}/{wave_id}/", wave_id, size, spoken)
    return replace(inside, choices=(), above=())


def wave_page(wave: PromisedWave) -> WavePage:
    """Return a wave's charter in plain words, with what else there is to read of it."""
    links: tuple[Link, ...] = ()
    if wave.plan is not None and wave.state != "aborted":
        links = (
            Link(Sentence(N_("Löftet till dem som svarar")), promise_href(wave.wave_id)),
            Link(Sentence(N_("Se vad din chef får se")), see_href(wave.wave_id)),
            Link(Sentence(N_("Så är det byggt")), how_href(wave.wave_id)),
        )
    return WavePage(
        title=wave.title,
        standing=standing(wave),
        is_trial=wave.is_trial,
        links=links,
        who=who_is_asked(wave.plan) if wave.plan else (),
        promised=what_is_promised(wave),
        shown=when_shown(wave),
        co_determination_missing=co_determination_is_missing(wave),
        charter_sha256="" if wave.is_draft else wave.charter_sha256,
        sharpened=wave.sharpened,
        count=_count(wave),
        count_says=_count_says(wave),
    )


def _count(wave: PromisedWave) -> tuple[Fact, ...]:
    """Return the count at close; nothing where so few answered that nothing is shown of all together."""
    count = wave.count
    if count is None or count.ballots < wave.floors.indices:
        return ()
    return afterwards_of({**vars(count), "unanswered": count.unanswered})


def _count_says(wave: PromisedWave) -> Sentence | None:
    if wave.count is None:
        return None
    if not _count(wave):
        return Sentence(N_("Så få svarade att inte heller räkningen visas."))
    if not wave.count.adds_up:
        return Sentence(N_("Räkningen går inte ihop. Fråga HR vad som har hänt."))
    unreadable = len(wave.count.unreadable)
    if unreadable:
        return Sentence(
            N_("Räkningen går ihop: varje besvarad inbjudan är en låda. %(count)s lådor gick inte att läsa."),
            {"count": unreadable},
        )
    return Sentence(N_("Räkningen går ihop: varje besvarad inbjudan är en låda, och varje låda är ett svar eller tom."))


def _rehomed(value: Any, prefix: str, wave_id: str, size: int, spoken: str) -> Any:
    """Return a view in which every link to a unit of the example leads to it here."""
    if isinstance(value, Link):
        unit_id = value.href.removeprefix(prefix).partition("?")[0]
        return replace(value, href=_see(wave_id, size, unit_id, spoken))
    if isinstance(value, tuple):
        inside = [_rehomed(one, prefix, wave_id, size, spoken) for one in value]
        return tuple(inside) if any(new is not one for new, one in zip(inside, value, strict=True)) else value
    if is_dataclass(value) and not isinstance(value, type | Sentence | FigureView):
        held = {field.name: getattr(value, field.name) for field in fields(value)}
        new = {name: _rehomed(one, prefix, wave_id, size, spoken) for name, one in held.items()}
        changed = {name: one for name, one in new.items() if one is not held[name]}
        return replace(value, **changed) if changed else value
    return value


def _see(wave_id: str, size: int, unit_id: str, spoken: str) -> str:
    asked = f"?{SIZE_FIELD}={size}"
    if unit_id != OWN:
        asked += f"&{UNIT_FIELD}={unit_id}"
    return _in(see_href(wave_id) + asked, spoken)


def _draft(wave: PromisedWave) -> Sentence | None:
    return Sentence(N_("Förslag. Löftet gäller när stadgan är signerad.")) if wave.is_draft else None


def _frame(wave: PromisedWave) -> FrameView:
    return FrameView(base="", title=wave.title, form_token="", is_trial=wave.is_trial)


def _in(href: str, spoken: str) -> str:
    """Return an address that goes on in the language that was asked for."""
    return f"{href}{'&' if '?' in href else '?'}{SPEAK_FIELD}={spoken}" if spoken else href


def _languages(href: str) -> tuple[Link, ...]:
    return tuple(Link(LANGUAGE_NAMES[code], _in(href, code), code) for code in LANGUAGES)
