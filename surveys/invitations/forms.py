"""HR's forms while a wave runs: one person, letters, a list of participants."""

from __future__ import annotations

from wtforms import Field, FileField, RadioField, SelectChoice, StringField, ValidationError
from wtforms.validators import InputRequired, Length

from workplace.imports.forms import chosen, given_files
from workplace.imports.table import GivenFile
from workplace.web.forms import PostedForm
from workplace.wording import N_

WITHOUT_MESSAGE, UNIT, PERSON = "utan-utskick", "enhet", "person"
PARTICIPANTS = "participants"


class PersonForm(PostedForm):
    """Somebody, by the id the organisation has."""

    person_id = StringField(
        N_("Anställningsnummer"),
        [InputRequired(N_("Ange ett anställningsnummer.")), Length(max=64, message=N_("Högst 64 tecken."))],
        description=N_("Så som det står i personalsystemet (person_id)."),
        filters=[lambda value: value.strip() if value else value],
    )


class LettersForm(PostedForm):
    """For whom letters are printed."""

    choice = RadioField(
        N_("Vilka ska få brev?"),
        [InputRequired(N_("Välj vilka."))],
        choices=[
            SelectChoice(WITHOUT_MESSAGE, N_("De som inte har fått något utskick, eller vars mejl inte kom fram")),
            SelectChoice(UNIT, N_("Alla i en enhet och enheterna under den")),
            SelectChoice(PERSON, N_("En person")),
        ],
        default=WITHOUT_MESSAGE,
    )
    place = StringField(
        N_("Enhetens id eller personens anställningsnummer"),
        [Length(max=64, message=N_("Högst 64 tecken."))],
        description=N_("Behövs när du väljer en enhet eller en person."),
        filters=[lambda value: value.strip() if value else value],
    )

    def validate_place(self, field: Field) -> None:
        """Ask for the id where one is needed."""
        if self.choice.data in (UNIT, PERSON) and not field.data:
            raise ValidationError(N_("Ange enhetens id eller personens anställningsnummer."))


class ParticipantsForm(PostedForm):
    """A list of participants."""

    participants = FileField(
        N_("Deltagarlista"),
        description=N_("LimeSurveys CSV-fil som den är, eller en fil med kolumnen email eller person_id."),
    )

    def validate_participants(self, field: Field) -> None:
        """Ask for the file."""
        if chosen(field) is None:
            raise ValidationError(N_("Välj en fil."))

    def given_files(self) -> dict[str, GivenFile]:
        """Return the chosen file by the part it plays."""
        return given_files(self, (PARTICIPANTS,))
