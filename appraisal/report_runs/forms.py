"""The form on the page of a run."""

from __future__ import annotations

from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from workplace.web.forms import PostedForm
from workplace.wording import N_


class ReasonForm(PostedForm):
    """Why a released report gets a new edition."""

    reason = TextAreaField(
        N_("Skäl till den nya utgåvan"),
        [DataRequired(N_("Skriv skälet. Läsarna ser det.")), Length(max=500, message=N_("Högst 500 tecken."))],
    )
    unit_id = StringField(
        N_("Bara för enheten (id)"),
        [Optional(), Length(max=64, message=N_("Ett id har högst 64 tecken."))],
        description=N_("Tomt: en ny utgåva för alla."),
    )
