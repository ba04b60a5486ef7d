"""Forms on a leader report's page."""

from __future__ import annotations

from wtforms import DateField, IntegerField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import HiddenInput

from workplace.agreements.agreement import LONGEST, STATE_WORDS, AgreementState, Terms
from workplace.web.forms import PostedForm
from workplace.wording import N_

_TOO_LONG = Length(max=LONGEST, message=N_("Texten är för lång. Högst 2000 tecken."))


class AgreementForm(PostedForm):
    """An agreement; `version` is the text it was read as, 0 for a new one."""

    version = IntegerField(widget=HiddenInput(), default=0)
    what = TextAreaField(N_("Vad"), [DataRequired(N_("Skriv vad ni kommer överens om.")), _TOO_LONG])
    who = StringField(N_("Vem"), [Optional(), Length(max=200, message=N_("Namnet är för långt."))])
    why = TextAreaField(N_("Varför"), [Optional(), _TOO_LONG], description=N_("Gärna frågan eller området det gäller."))
    by_when = DateField(N_("Klart senast"), [Optional()])
    seen_by = TextAreaField(N_("Så ser vi att det fungerat"), [Optional(), _TOO_LONG])
    state = SelectField(
        N_("Läge"),
        choices=[SelectChoice(state.value, words) for state, words in STATE_WORDS.items()],
        default=AgreementState.AGREED.value,
    )

    @property
    def terms(self) -> Terms:
        """Return what was written as terms; only after the form was found right."""
        return Terms(
            what=self.what.data.strip(),
            who=(self.who.data or "").strip(),
            why=(self.why.data or "").strip(),
            by_when=self.by_when.data,
            seen_by=(self.seen_by.data or "").strip(),
            state=AgreementState(self.state.data),
        )

    @classmethod
    def showing(cls, terms: Terms, version: int) -> AgreementForm:
        """Return the form filled with an agreement's terms, whatever was posted."""
        return cls(
            data={
                "version": version,
                "what": terms.what,
                "who": terms.who,
                "why": terms.why,
                "by_when": terms.by_when,
                "seen_by": terms.seen_by,
                "state": terms.state.value,
            }
        )


class NoteForm(PostedForm):
    """A note on a report."""

    text = TextAreaField(
        N_("Anteckning"),
        [DataRequired(N_("Skriv något först.")), _TOO_LONG],
        description=N_("En anteckning kan inte ändras i efterhand. Skriv en ny om något blev fel."),
    )


class OpeningReasonForm(PostedForm):
    """Why the registrar opens a report."""

    reason = TextAreaField(
        N_("Varför öppnar du rapporten?"),
        [DataRequired(N_("Skriv varför. Chefen ser det.")), Length(max=500, message=N_("Högst 500 tecken."))],
        description=N_("Till exempel ärendets nummer och vad som har begärts ut. Skriv inget om hälsa."),
    )
