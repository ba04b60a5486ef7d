""" "Ni sa – vi gör": what a group said and what is done about it, for the poster and the messages.

Only what everybody may read goes here: the published figure, what is done and by when. Never risk, cause or names.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from surveys.findings.figure_words import answers_text, value_text
from surveys.improvements.figure import figure_title, in_words, out_of, top_of
from surveys.improvements.improvement import Improvement
from surveys.instrument import Instrument
from workplace.agreements.agreement import AgreementState
from workplace.mail.message import Message
from workplace.wording import N_, Sentence, Translator

MOST_ON_POSTER = 3
LONGEST_ON_POSTER = 150
"""Signs of one thing that is done, on the poster; longer is cut at a word."""
LONGEST_IN_MAIL = 400


@dataclass(frozen=True)
class Said:
    """One thing the group said and what is done. `value`, `top`: "62" and "av 100"; `done`: how far it has come."""

    title: str
    value: str | Sentence
    top: Sentence
    figure: Sentence
    group: str
    answers: Sentence
    what: str
    done: Sentence
    is_done: bool


def said_and_done(
    improvements: Sequence[Improvement], instrument: Instrument, unit_names: dict[str, str], unit_id: str, language: str
) -> tuple[Said, ...]:
    """Return what was said and is done, of improvements that count, in the order they were made.

    The group is named only where the figure is that of a larger one.
    """
    found = []
    for one in improvements:
        if not one.counts:
            continue
        key, top = one.cited.key, top_of(instrument, one.cited.key)
        found.append(
            Said(
                title=str(in_words(figure_title(instrument, key, language))),
                value=value_text(key.measure, one.cited.estimate.value),
                top=Sentence(N_("av %(top)s"), {"top": round(top)}),
                figure=out_of(key, one.cited.shown, top),
                group="" if one.cited.unit_id == unit_id else unit_names.get(one.cited.unit_id, ""),
                answers=answers_text(one.cited.estimate.n),
                what=one.terms.what,
                done=how_far(one),
                is_done=one.terms.state is AgreementState.DONE,
            )
        )
    return tuple(found)


def how_far(improvement: Improvement) -> Sentence:
    """Say in a few words how far it has come."""
    if improvement.terms.state is AgreementState.DONE:
        return Sentence(N_("Klart"))
    if improvement.terms.by_when is None:
        return Sentence(N_("Pågår nu"))
    return Sentence(N_("Klart senast %(date)s"), {"date": improvement.terms.by_when})


@dataclass(frozen=True)
class Occasion:
    """What a message to a group is about. `href`: where one reads more. `leader_name`: "" where nobody may be named."""

    weeks: int
    wave_title: str
    unit_name: str
    leader_name: str
    href: str
    own_words: str = ""


def told_message(occasion: Occasion, said: Sequence[Said], translator: Translator) -> Message:
    """Return the mail to each in the group: what was said and is done, or honestly that there is no plan."""
    say = translator.say
    facts = {"wave": occasion.wave_title, "unit": occasion.unit_name, "leader": occasion.leader_name}
    if not said:
        return Message(
            say(Sentence(N_("Efter %(wave)s: er grupp har ingen plan än"), facts)),
            _paragraphs(
                say(Sentence(N_("Hej!"))),
                say(_NO_PLAN_LATE if occasion.weeks > 8 else _NO_PLAN),
                say(Sentence(_ASK_LEADER if occasion.leader_name else _ASK, facts)),
                _read_more(occasion, translator),
            ),
        )
    opening = N_("I %(wave)s svarade ni i %(unit)s. Det här sa ni, och det här gör vi:")
    if occasion.weeks > 8:
        opening = N_("Så här långt har vi kommit i %(unit)s efter %(wave)s:")
    return Message(
        say(Sentence(N_("Ni sa – vi gör: %(unit)s"), facts)),
        _paragraphs(
            say(Sentence(N_("Hej!"))),
            say(Sentence(opening, facts)),
            *(_one_said(one, translator) for one in said),
            occasion.own_words.strip(),
            _read_more(occasion, translator),
        ),
    )


_NO_PLAN = Sentence(
    N_(
        "Det har gått åtta veckor sedan enkätens resultat blev klart, och er grupp har ännu ingen plan för vad som "
        "ska bli bättre. Det är inget ni har gjort fel: planen ska chefen göra tillsammans med er."
    )
)
_NO_PLAN_LATE = Sentence(
    N_(
        "Det har gått tjugo veckor sedan enkätens resultat blev klart, och er grupp har fortfarande ingen plan. "
        "Det borde den ha. Ni har svarat, och ni har rätt att få veta vad svaren leder till."
    )
)
_ASK_LEADER = N_("Fråga %(leader)s när ni går igenom resultatet tillsammans. Du kan också prata med ditt skyddsombud.")
_ASK = N_("Fråga din chef när ni går igenom resultatet tillsammans. Du kan också prata med ditt skyddsombud.")


def _one_said(one: Said, translator: Translator) -> str:
    say = translator.say
    facts = {"title": one.title, "figure": one.figure, "group": one.group}
    head = N_("Ni sa: %(title)s, %(figure)s (%(group)s).") if one.group else N_("Ni sa: %(title)s, %(figure)s.")
    what = shortened(one.what, LONGEST_IN_MAIL)
    return "\n".join(
        (
            say(Sentence(head, facts)),
            say(Sentence(N_("Vi gör: %(what)s"), {"what": what})),
            f"{say(one.done)}.",
        )
    )


def _read_more(occasion: Occasion, translator: Translator) -> str:
    return translator.say(Sentence(N_("Läs resultatet och planen:"))) + f"\n{occasion.href}"


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"


def shortened(text: str, longest: int) -> str:
    """Return the text on one line, cut at a word where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[:longest].rsplit(" ", 1)[0].rstrip(",.;:") + " …"


@dataclass(frozen=True)
class ReminderLine:
    """An improvement a leader is reminded of."""

    what: str
    unit_name: str
    by_when: dt.date
    is_late: bool
    href: str


def reminder_message(lines: Sequence[ReminderLine], translator: Translator) -> Message:
    """Return the mail to a leader about improvements that are soon due or late: late ones first."""
    say = translator.say
    late = [line for line in lines if line.is_late]
    soon = [line for line in lines if not line.is_late]
    subject = (
        Sentence(N_("Försenade förbättringsåtgärder: %(count)s"), {"count": len(late)})
        if late
        else Sentence(N_("Förbättringsåtgärder som ska vara klara inom en vecka: %(count)s"), {"count": len(soon)})
    )
    parts = [say(Sentence(N_("Hej!")))]
    for head, chosen in ((N_("De här skulle ha varit klara:"), late), (N_("De här ska snart vara klara:"), soon)):
        if chosen:
            parts.append(say(Sentence(head)))
            parts += [_reminded(line, translator) for line in chosen]
    parts.append(
        say(
            Sentence(
                N_(
                    "Är det gjort? Sätt läget till klart och skriv vad ni har sett. Annars: ge ett nytt datum och säg "
                    "varför det flyttas."
                )
            )
        )
    )
    return Message(say(subject), _paragraphs(*parts))


def _reminded(line: ReminderLine, translator: Translator) -> str:
    facts = {"what": shortened(line.what, 120), "unit": line.unit_name, "date": line.by_when}
    return translator.say(Sentence(N_("%(what)s (%(unit)s, senast %(date)s)"), facts)) + f"\n{line.href}"
