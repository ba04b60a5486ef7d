"""The form of an improvement: the same for a new one and for one that is followed up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import HiddenInput

from surveys.improvements.improvement import EFFECT_WORDS, RISK_WORDS, STATE_WORDS, TIMING_WORDS
from workplace.agreements.agreement import LONGEST, AgreementState, Effect, Risk, Terms, Timing
from workplace.web.forms import PostedForm
from workplace.wording import N_

_Value = TypeVar("_Value", AgreementState, Risk, Timing, Effect)
_TOO_LONG = Length(max=LONGEST, message=N_("Texten är för lång. Högst 2000 tecken."))


class ImprovementForm(PostedForm):
    """An improvement. `version` is the text it was read as, 0 for a new one; `came_from` the one of last year, or 0."""

    version = IntegerField(widget=HiddenInput(), default=0)
    came_from = IntegerField(widget=HiddenInput(), default=0)
    figure = SelectField(
        N_("Siffran den utgår från"),
        validate_choice=False,
        choices=[],
        description=N_("Värdet, antalet svar och omgången skrivs in i åtgärden som de står i dag."),
    )
    what = TextAreaField(
        N_("Vad ska göras?"),
        [DataRequired(N_("Skriv vad ni ska göra.")), _TOO_LONG],
        description=N_("Så konkret att alla ser när det är gjort. Texten kan läsas av gruppen."),
    )
    why = TextAreaField(
        N_("Varför, utöver siffran?"),
        [Optional(), _TOO_LONG],
        description=N_("Till exempel vad ni kom fram till när ni pratade om resultatet. Skriv inget om någon enskild."),
    )
    who = StringField(N_("Vem ansvarar?"), [Optional(), Length(max=200, message=N_("Namnet är för långt."))])
    by_when = DateField(N_("Klart senast"), [Optional()])
    seen_by = TextAreaField(
        N_("Hur ser ni att det har fungerat?"),
        [Optional(), _TOO_LONG],
        description=N_("Till exempel: på tre månader har alla haft en avstämning om prioriteringar."),
    )
    timing = SelectField(N_("Genomförande"), validate_choice=False, choices=[])
    risk = SelectField(N_("Finns en risk för ohälsa eller olycksfall?"), validate_choice=False, choices=[])
    cause = TextAreaField(N_("Vad beror det på?"), [Optional(), _TOO_LONG])
    took_part = StringField(
        N_("Vilka medverkade i bedömningen?"),
        [Optional(), Length(max=LONGEST, message=N_("Texten är för lång. Högst 2000 tecken."))],
        description=N_("Till exempel skyddsombudet och gruppen på arbetsplatsträffen."),
    )
    state = SelectField(N_("Läge"), validate_choice=False, choices=[])
    effect = SelectField(N_("Kontroll av effekt"), validate_choice=False, choices=[])
    effect_seen = TextAreaField(N_("Vad såg ni?"), [Optional(), _TOO_LONG])
    reason = StringField(
        N_("Varför flyttas datumet?"),
        [Optional(), Length(max=500, message=N_("Högst 500 tecken."))],
        description=N_("Behövs bara när du ändrar datumet. Det står kvar i loggen."),
    )

    def offer(self, say: Callable[[str], str], figures: Sequence[tuple[str, str]] = ()) -> None:
        """Fill the choices with words of the reader's language; `figures`: key and words of each figure."""
        self.figure.choices = list(figures)
        self.timing.choices = [(value.value, say(words)) for value, words in TIMING_WORDS.items()]
        self.risk.choices = [(value.value, say(words)) for value, words in RISK_WORDS.items()]
        self.effect.choices = [(value.value, say(words)) for value, words in EFFECT_WORDS.items()]
        self.state.choices = [(value.value, say(words)) for value, words in STATE_WORDS.items()]
        if not self.state.data:
            self.state.data = AgreementState.AGREED.value

    @property
    def terms(self) -> Terms:
        """Return what was written; a choice nobody offers counts as none. Only after the form was found right."""
        return Terms(
            what=_text(self.what.data),
            who=_text(self.who.data),
            why=_text(self.why.data),
            by_when=self.by_when.data,
            seen_by=_text(self.seen_by.data),
            state=_one_of(AgreementState, self.state.data, AgreementState.AGREED),
            risk=_one_of(Risk, self.risk.data, Risk.NOT_JUDGED),
            cause=_text(self.cause.data),
            took_part=_text(self.took_part.data),
            timing=_one_of(Timing, self.timing.data, Timing.NOT_SAID),
            effect=_one_of(Effect, self.effect.data, Effect.NOT_CHECKED),
            effect_seen=_text(self.effect_seen.data),
        )

    @property
    def has_work_environment(self) -> bool:
        """Whether anything of what the work environment rules ask for is written or wrong."""
        return any(field.data or field.errors for field in (self.risk, self.cause, self.took_part))

    @classmethod
    def showing(cls, terms: Terms, version: int, *, came_from: int = 0, figure: str = "") -> ImprovementForm:
        """Return the form filled with terms, whatever was posted."""
        return cls(
            data={
                "version": version,
                "came_from": came_from,
                "figure": figure,
                "what": terms.what,
                "who": terms.who,
                "why": terms.why,
                "by_when": terms.by_when,
                "seen_by": terms.seen_by,
                "timing": terms.timing.value,
                "risk": terms.risk.value,
                "cause": terms.cause,
                "took_part": terms.took_part,
                "state": terms.state.value,
                "effect": terms.effect.value,
                "effect_seen": terms.effect_seen,
            }
        )


class WordsForm(PostedForm):
    """What the leader adds to the messages; `version` is the text it was read as."""

    version = IntegerField(widget=HiddenInput(), default=0)
    words = TextAreaField(
        N_("Egna ord till gruppen"),
        [Optional(), Length(max=600, message=N_("Högst 600 tecken."))],
        description=N_("Läggs till i båda mejlen när det finns en plan. Lämna tomt om du inte vill lägga till något."),
    )


def _text(given: str | None) -> str:
    return (given or "").strip()


def _one_of(kind: type[_Value], given: str | None, default: _Value) -> _Value:
    return next((value for value in kind if value.value == (given or "")), default)
