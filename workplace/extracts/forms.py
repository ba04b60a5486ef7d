"""The form that asks for an extract."""

from __future__ import annotations

from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from workplace.web.forms import PostedForm
from workplace.wording import N_

_TRIMMED = [lambda value: value.strip() if value else value]


class ExtractForm(PostedForm):
    """About whom, and why."""

    person_id = StringField(
        N_("Personens id"),
        [DataRequired(N_("Ange personens id.")), Length(max=64, message=N_("Högst 64 tecken."))],
        description=N_("Det id som personen har i personalsystemets fil."),
        filters=_TRIMMED,
    )
    reason = TextAreaField(
        N_("Varför görs utdraget?"),
        [DataRequired(N_("Ange ett skäl.")), Length(max=500, message=N_("Högst 500 tecken."))],
        description=N_("Står i journalen och i utdraget, och kan läsas av personen. Till exempel ärendets nummer."),
        filters=_TRIMMED,
    )
