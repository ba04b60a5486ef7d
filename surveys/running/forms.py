"""The forms of acts on an open wave."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import DateField, Field, SelectChoice, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length

from workplace.web.forms import PostedForm
from workplace.wording import N_


class MoveForm(PostedForm):
    """To which unit of the frozen tree an invitation is moved."""

    unit_id = SelectField(N_("Ny enhet"), [InputRequired(N_("Välj en enhet."))], validate_choice=True)

    def offer_units(self, units: Sequence[tuple[str, str]]) -> None:
        """Offer the units of the frozen tree."""
        self.unit_id.choices = [
            SelectChoice("", N_("Välj enhet")),
            *(SelectChoice(unit_id, name) for unit_id, name in units),
        ]


class ExtendForm(PostedForm):
    """The new last day."""

    last = DateField(
        N_("Ny sista svarsdag"), [InputRequired(N_("Ange ett datum."))], description=N_("Stänger vid midnatt.")
    )


class AbortForm(PostedForm):
    """Why, and the wave's id typed by hand: it cannot be undone."""

    reason = TextAreaField(
        N_("Varför avbryts omgången?"),
        [DataRequired(N_("Ange ett skäl.")), Length(max=500, message=N_("Högst 500 tecken."))],
        description=N_("Står i journalen."),
        filters=[lambda value: value.strip() if value else value],
    )
    word = StringField(N_("Skriv omgångens id"), filters=[lambda value: value.strip() if value else value])
    expected = ""

    def validate_word(self, field: Field) -> None:
        """Ask for the id."""
        if field.data != self.expected:
            raise ValidationError(N_("Skriv omgångens id precis som det står."))


class WipeForm(PostedForm):
    """The wave's id typed by hand: it cannot be undone."""

    word = StringField(N_("Skriv omgångens id"), filters=[lambda value: value.strip() if value else value])
    expected = ""

    def validate_word(self, field: Field) -> None:
        """Ask for the id."""
        if field.data != self.expected:
            raise ValidationError(N_("Skriv omgångens id precis som det står."))
