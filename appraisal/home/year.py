"""HR's year as seven steps, each done, next or later, worked out from dated facts; and the one step to take now."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from workplace.web.figure_geometry import ProgressBar, progress_bar
from workplace.web.views import Step, StepsView, Tag, TagKind, Text
from workplace.wording import N_, Sentence

ORGANISATION, DEFINITIONS, WAVES = "/hr/organisation", "/hr/definitioner", "/hr/omgangar"


@dataclass(frozen=True)
class ReportFacts:
    """The leader reports of a wave. `led`: units that had a leader; `made` and `released` of these.

    `failed` and `remaining`: items of the newest run. `is_under_way`: a run is not done; `is_halted`: it is not done
    because somebody stopped or paused it.
    `sample`: how many to read before a release; `sample_read` of these have been opened since they were made.
    """

    led: int
    made: int = 0
    released: int = 0
    failed: int = 0
    remaining: int = 0
    is_under_way: bool = False
    is_halted: bool = False
    made_on: dt.date | None = None
    released_on: dt.date | None = None
    sample: int = 0
    sample_read: int = 0


@dataclass(frozen=True)
class WaveFacts:
    """The newest wave. `is_stale`: corrected answers have come in since the release."""

    wave_id: str
    title: str
    imported_on: dt.date
    reports: ReportFacts
    release_id: str = ""
    published_on: dt.date | None = None
    is_stale: bool = False


@dataclass(frozen=True)
class YearFacts:
    """Everything the year is made from; None and "" for what has not happened.

    `may_run_reports`: the reader is HR of an administration.
    """

    units: int
    people: int
    organisation_on: dt.date | None
    instrument_title: str
    instrument_on: dt.date | None
    wave: WaveFacts | None
    may_run_reports: bool


@dataclass(frozen=True)
class NextStep:
    """What to do now: a heading, what the step will do, and the button."""

    heading: Sentence
    what_it_does: Sentence
    label: Sentence
    href: str


@dataclass(frozen=True)
class YearView:
    """The year as a list of steps, and the next one; None when nothing waits for HR."""

    title: Text
    progress: ProgressBar
    steps: StepsView
    next_step: NextStep | None


@dataclass(frozen=True)
class _Stage:
    text: str
    is_done: bool
    done_hint: Text
    href: str
    next_step: NextStep | None


def year_view(facts: YearFacts) -> YearView:
    """Return the year. The next step is the first that is not done; later ones cannot be taken yet.

    Central HR reads how far the year has come; the steps are taken by HR of an administration.
    """
    stages = _stages(facts)
    first = next((place for place, stage in enumerate(stages) if not stage.is_done), len(stages))
    steps = tuple(
        Step(
            Sentence(stage.text),
            _tag(is_done=stage.is_done, is_next=place == first),
            stage.href if facts.may_run_reports and (stage.is_done or place == first) else "",
            stage.done_hint if stage.is_done or place == first else "",
        )
        for place, stage in enumerate(stages)
    )
    title: Text = facts.wave.title if facts.wave else Sentence(N_("Den första omgången"))
    done = sum(stage.is_done for stage in stages)
    return YearView(
        title,
        progress_bar(done, len(stages)),
        StepsView(steps),
        stages[first].next_step if facts.may_run_reports and first < len(stages) else None,
    )


def as_waiting(step: NextStep) -> Step:
    """Return the next step as a line of the start page."""
    return Step(step.heading, Tag(Sentence(N_("Nästa")), TagKind.WAITING), "/hr", step.what_it_does)


def _tag(*, is_done: bool, is_next: bool) -> Tag:
    if is_done:
        return Tag(Sentence(N_("Klart")), TagKind.DONE)
    return Tag(Sentence(N_("Nästa")), TagKind.WAITING) if is_next else Tag(Sentence(N_("Senare")))


def _stages(facts: YearFacts) -> tuple[_Stage, ...]:
    wave = facts.wave
    return (
        _Stage(
            N_("Organisationen är inläst"),
            facts.units > 0,
            _organisation_hint(facts),
            ORGANISATION,
            NextStep(
                Sentence(N_("Läs in organisationen")),
                Sentence(
                    N_(
                        "Enheter, chefer och anställda ur er fil. Filen provkörs först; ingenting sparas förrän du "
                        "säger till."
                    )
                ),
                Sentence(N_("Läs in organisationen")),
                ORGANISATION,
            ),
        ),
        _Stage(
            N_("Formuläret är publicerat"),
            facts.instrument_on is not None or wave is not None,
            _instrument_hint(facts),
            DEFINITIONS,
            NextStep(
                Sentence(N_("Publicera formuläret")),
                Sentence(
                    N_(
                        "De frågor som enkäten ställer. En publicerad version ändras aldrig, så alla år går att "
                        "jämföra."
                    )
                ),
                Sentence(N_("Till definitionerna")),
                DEFINITIONS,
            ),
        ),
        _Stage(
            N_("Svaren är inlästa"),
            wave is not None,
            _dated(wave.imported_on if wave else None),
            f"{WAVES}/{wave.wave_id}" if wave else f"{WAVES}/ny",
            NextStep(
                Sentence(N_("Läs in svaren")),
                Sentence(
                    N_(
                        "Svaren från en enkät som är gjord och stängd. Filerna provkörs först, sedan läses allt in "
                        "eller inget."
                    )
                ),
                Sentence(N_("Läs in en omgång")),
                f"{WAVES}/ny",
            ),
        ),
        *(_wave_stages(wave, facts.may_run_reports) if wave else _unknown_wave()),
    )


def _wave_stages(wave: WaveFacts, may_run: bool) -> tuple[_Stage, ...]:
    release = f"{WAVES}/{wave.wave_id}/utgava"
    runs = f"/hr/ledarrapporter/{wave.wave_id}" if may_run else ""
    made = wave.reports
    is_published = bool(wave.release_id) and not wave.is_stale
    is_built = made.led > 0 and made.made >= made.led and not made.is_under_way
    is_released = is_built and made.released >= made.led
    return (
        _Stage(
            N_("Resultatet är förhandsgranskat och publicerat"),
            is_published,
            _release_hint(wave),
            release,
            NextStep(
                Sentence(N_("Publicera rättelsen")) if wave.is_stale else Sentence(N_("Publicera resultatet")),
                Sentence(
                    N_(
                        "Först ser du hur många chefer som får egna siffror, vilka grupper som inte visas och "
                        "varför. Det som publiceras går inte att ta tillbaka."
                    )
                ),
                Sentence(N_("Förhandsgranska utgåvan")),
                release,
            ),
        ),
        _Stage(
            N_("Ledarrapporterna är byggda"), is_published and is_built, _made_hint(made), runs, _build_step(made, runs)
        ),
        _Stage(
            N_("Ett stickprov är läst"),
            is_published and is_built and (is_released or made.sample_read >= made.sample),
            _sample_hint(made, is_released=is_released),
            runs,
            NextStep(
                Sentence(N_("Läs ett stickprov av rapporterna")),
                Sentence(
                    N_(
                        "Öppna %(count)s rapporter som visar olika fall innan cheferna får sina. Ingen annan än HR "
                        "ser dem än."
                    ),
                    {"count": made.sample},
                ),
                Sentence(N_("Till ledarrapporterna")),
                runs,
            )
            if runs
            else None,
        ),
        _Stage(
            N_("Ledarrapporterna är släppta"),
            is_published and is_released,
            _dated(made.released_on),
            runs,
            NextStep(
                Sentence(N_("Släpp ledarrapporterna")),
                Sentence(
                    N_("%(count)s rapporter blir läsbara för chef och överordnad chef, och cheferna får ett brev."),
                    {"count": max(made.made - made.released, 0)},
                ),
                Sentence(N_("Till ledarrapporterna")),
                runs,
            )
            if runs
            else None,
        ),
    )


def _unknown_wave() -> tuple[_Stage, ...]:
    return tuple(
        _Stage(text, False, "", "", None)
        for text in (
            N_("Resultatet är förhandsgranskat och publicerat"),
            N_("Ledarrapporterna är byggda"),
            N_("Ett stickprov är läst"),
            N_("Ledarrapporterna är släppta"),
        )
    )


def _build_step(made: ReportFacts, href: str) -> NextStep | None:
    if not href:
        return None
    if made.is_halted:
        return NextStep(
            Sentence(N_("Fortsätt bygga ledarrapporterna")),
            Sentence(
                N_("Arbetet är stoppat och %(left)s rapporter återstår. Det tar vid där det slutade."),
                {"left": made.remaining},
            ),
            Sentence(N_("Till ledarrapporterna")),
            href,
        )
    if made.is_under_way:
        return NextStep(
            Sentence(N_("Ledarrapporterna byggs nu")),
            Sentence(
                N_("%(left)s rapporter återstår. Du kan stänga sidan; arbetet går vidare."), {"left": made.remaining}
            ),
            Sentence(N_("Se hur långt det har kommit")),
            href,
        )
    if made.failed:
        return NextStep(
            Sentence(N_("Gör om det som misslyckades")),
            Sentence(
                N_("%(failed)s rapporter kunde inte byggas. Var och en står med sin orsak och kan göras om."),
                {"failed": made.failed},
            ),
            Sentence(N_("Till ledarrapporterna")),
            href,
        )
    return NextStep(
        Sentence(N_("Bygg ledarrapporterna")),
        Sentence(
            N_(
                "En rapport för var och en av de %(count)s enheter som hade en chef. Ingen chef ser dem förrän du "
                "släpper dem."
            ),
            {"count": made.led},
        ),
        Sentence(N_("Till ledarrapporterna")),
        href,
    )


def _organisation_hint(facts: YearFacts) -> Text:
    if not facts.units:
        return ""
    counts = {"units": facts.units, "people": facts.people, "date": facts.organisation_on}
    if facts.organisation_on is None:
        return Sentence(N_("%(units)s enheter och %(people)s anställda"), counts)
    return Sentence(N_("%(date)s: %(units)s enheter och %(people)s anställda"), counts)


def _instrument_hint(facts: YearFacts) -> Text:
    if facts.instrument_on is None:
        return ""
    return Sentence(N_("%(date)s: %(title)s"), {"date": facts.instrument_on, "title": facts.instrument_title})


def _release_hint(wave: WaveFacts) -> Text:
    if wave.published_on is None:
        return ""
    facts = {"release": wave.release_id, "date": wave.published_on}
    if wave.is_stale:
        return Sentence(N_("%(release)s är från den %(date)s; rättade svar har kommit in sedan dess"), facts)
    return Sentence(N_("%(date)s: %(release)s"), facts)


def _made_hint(made: ReportFacts) -> Text:
    counts = {"made": made.made, "led": made.led, "date": made.made_on}
    if not made.made:
        return ""
    if made.made < made.led or made.is_under_way:
        return Sentence(N_("%(made)s av %(led)s"), counts)
    return Sentence(N_("%(date)s: %(made)s av %(led)s"), counts)


def _sample_hint(made: ReportFacts, *, is_released: bool) -> Text:
    if is_released or not made.sample:
        return ""
    return Sentence(N_("%(read)s av %(sample)s lästa"), {"read": made.sample_read, "sample": made.sample})


def _dated(date: dt.date | None) -> Text:
    return Sentence("%(date)s", {"date": date}) if date else ""
