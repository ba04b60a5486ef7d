"""The form that takes a closed wave from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import DateField, Field, FileField, SelectChoice, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length, Optional, Regexp

from surveys.waves.wave_id import TAKEN_WORDS
from surveys.waves.wave_upload import ANSWERS, ELIGIBLE, MAPPING, WaveDetails
from workplace.imports.forms import chosen, given_files
from workplace.imports.table import GivenFile
from workplace.web.forms import PostedForm
from workplace.wording import N_


class WaveForm(PostedForm):
    """Which wave, answered with what, closed when, and its files."""

    wave_id = StringField(
        N_("Omgångens id"),
        [
            InputRequired(N_("Ange ett id.")),
            Regexp(r"[a-z0-9-]{1,40}\Z", message=N_("Använd 1–40 tecken: a–z, 0–9 och bindestreck.")),
        ],
        description=N_("Små bokstäver, siffror och bindestreck, till exempel medarbetarenkat-2026. Syns i adresser."),
        filters=[lambda value: value.strip() if value else value],
    )
    title = StringField(
        N_("Namn"),
        [Optional(), Length(max=120, message=N_("Högst 120 tecken."))],
        description=N_("Så som omgången ska heta på sidorna. Utan namn: formulärets namn och året."),
        filters=[lambda value: value.strip() if value else value],
    )
    instrument = SelectField(
        N_("Formulär"),
        [InputRequired(N_("Välj det formulär som omgången besvarades med."))],
        validate_choice=True,
    )
    closed_on = DateField(
        N_("Stängdes"),
        [InputRequired(N_("Ange datum."))],
        description=N_("Enheter och chefer fryses så som de var den dagen."),
    )
    answers = FileField(
        N_("Svar"),
        description=N_(".csv eller .xlsx med unit_id, bakgrunder och en kolumn för varje fråga. Högst 50 MB."),
    )
    eligible = FileField(
        N_("Antal som fick enkäten"),
        description=N_(".csv eller .xlsx med unit_id och eligible. Utan den kan svarsfrekvensen inte räknas."),
    )
    mapping = FileField(
        N_("Mappningsfil"),
        description=N_("En .toml-fil, när kolumnerna heter något annat i er fil."),
    )

    def offer_instruments(self, published: Sequence[tuple[str, str]]) -> None:
        """Offer the published instruments: (`KEY@VERSION`, words)."""
        self.instrument.choices = [
            SelectChoice("", N_("Välj formulär")),
            *(SelectChoice(value, label) for value, label in published),
        ]

    def validate_wave_id(self, field: Field) -> None:
        """Refuse the words that stand in our own addresses."""
        if field.data in TAKEN_WORDS:
            raise ValidationError(N_("Välj ett annat id; det ordet är upptaget."))

    def validate_answers(self, field: Field) -> None:
        """Ask for the one file that is always needed."""
        if chosen(field) is None:
            raise ValidationError(N_("Välj en fil med svar."))

    def details(self) -> WaveDetails:
        """Return what was said of the wave; only of a form that holds."""
        return WaveDetails(
            self.wave_id.data or "", self.title.data or "", self.instrument.data or "", self.closed_on.data
        )

    def given_files(self) -> dict[str, GivenFile]:
        """Return the chosen files by the part they play."""
        return given_files(self, (ANSWERS, ELIGIBLE, MAPPING))
