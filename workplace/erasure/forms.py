"""The form that records a decision to erase."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import DateField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from workplace.erasure.rule import ErasureRule
from workplace.web.forms import PostedForm
from workplace.wording import N_

_TRIMMED = [lambda value: value.strip() if value else value]


class DecisionForm(PostedForm):
    """What was decided, by whom, when, and where the decision is found."""

    kind = SelectField(N_("Vad beslutet gäller"), [InputRequired(N_("Välj vad beslutet gäller."))])
    decided_by = StringField(
        N_("Vem som har beslutat"),
        [DataRequired(N_("Ange vem som har beslutat.")), Length(max=200, message=N_("Högst 200 tecken."))],
        description=N_("Nämnden, eller den som har beslutanderätten enligt delegationsordningen."),
        filters=_TRIMMED,
    )
    reference = StringField(
        N_("Var beslutet finns"),
        [DataRequired(N_("Ange var beslutet finns.")), Length(max=200, message=N_("Högst 200 tecken."))],
        description=N_("Till exempel diarienummer och paragraf."),
        filters=_TRIMMED,
    )
    decided_on = DateField(N_("Beslutsdatum"), [InputRequired(N_("Ange ett datum."))])

    def offer_kinds(self, rules: Iterable[ErasureRule]) -> None:
        """Offer the kinds of records that wait for a decision."""
        self.kind.choices = [
            SelectChoice("", N_("Välj")),
            *(SelectChoice(rule.kind, rule.title) for rule in rules if rule.needs_decision),
        ]
