"""The form that takes files of the organisation."""

from __future__ import annotations

from wtforms import BooleanField, DateField, Field, FileField, ValidationError
from wtforms.validators import InputRequired

from workplace.imports.forms import chosen, given_files
from workplace.imports.table import GivenFile
from workplace.web.forms import PostedForm
from workplace.wording import N_

_PARTS = ("units", "people", "mapping")


class UploadForm(PostedForm):
    """Units, people and a map, and from when changes take effect."""

    units = FileField(
        N_("Enheter"),
        description=N_(".csv eller .xlsx med unit_id, name, parent_id och gärna leader_id. Högst 50 MB."),
    )
    people = FileField(
        N_("Personer"), description=N_(".csv eller .xlsx med person_id, name, email, unit_id, title, employed_from.")
    )
    mapping = FileField(N_("Mappningsfil"), description=N_("En .toml-fil, när kolumnerna heter något annat i er fil."))
    as_of = DateField(
        N_("Ändringarna gäller från"),
        [InputRequired(N_("Ange ett datum."))],
        description=N_("Den första inläsningen gäller alltid bakåt utan gräns."),
    )
    allow_large_change = BooleanField(N_("Tillåt att mer än 20 procent av anställningarna avslutas"))

    def validate_units(self, field: Field) -> None:
        """Ask for the one file that is always needed."""
        if chosen(field) is None:
            raise ValidationError(N_("Välj en fil med enheter."))

    def given_files(self) -> dict[str, GivenFile]:
        """Return the chosen files by the part they play."""
        return given_files(self, _PARTS)
