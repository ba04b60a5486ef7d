"""The forms of planning a wave. Each begins filled in, so that one can press on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    Field,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from surveys.planning.charter_words import READERS_WORDS
from surveys.planning.plan import LONGEST_TITLE, MOST_REMINDERS, PlanDraft
from surveys.planning.texts import CONTACTS, LONGEST_BODY, LONGEST_SUBJECT, WaveTexts, holds_address, last_day
from surveys.waves.charter import Circle
from surveys.waves.wave_id import TAKEN_WORDS
from workplace.clock import local_date
from workplace.web.forms import PostedForm
from workplace.wording import LANGUAGES, N_

A_NUMBER = N_("Ange ett heltal.")
A_DATE = N_("Ange ett datum.")


def _trimmed(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _days_after(label: str) -> IntegerField:
    return IntegerField(
        label, [InputRequired(A_NUMBER), NumberRange(1, 365, message=N_("Ange 1–365 dagar efter sista svarsdag."))]
    )


class CheckList(SelectMultipleField):
    """Several choices, each a checkbox."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class DatesForm(PostedForm):
    """Which wave, with which instrument, when, and who reads from when."""

    title = StringField(
        N_("Namn"),
        [DataRequired(N_("Ange ett namn.")), Length(max=LONGEST_TITLE, message=N_("Högst 120 tecken."))],
        description=N_("Så som omgången heter i utskick och på sidor."),
        filters=[_trimmed],
    )
    wave_id = StringField(
        N_("Omgångens id"),
        [
            InputRequired(N_("Ange ett id.")),
            Regexp(r"[a-z0-9-]{1,40}\Z", message=N_("Använd 1–40 tecken: a–z, 0–9 och bindestreck.")),
        ],
        description=N_("Syns i adresser och kan inte ändras sedan."),
        filters=[_trimmed],
    )
    instrument = SelectField(N_("Formulär"), [InputRequired(N_("Välj ett formulär."))], validate_choice=True)
    opens_on = DateField(
        N_("Öppnar"), [InputRequired(A_DATE)], description=N_("Klockan sju på morgonen. Då går inbjudan ut.")
    )
    closes_on = DateField(N_("Sista svarsdag"), [InputRequired(A_DATE)], description=N_("Stänger vid midnatt."))
    census_on = DateField(
        N_("Mätdag"),
        [Optional()],
        description=N_("Den dag då det läses vilka som är anställda och var. Utan datum: dagen då den öppnar."),
    )
    analysts = _days_after(N_("Analytiker"))
    leadership = _days_after(N_("Ledning och samverkan"))
    leaders = _days_after(N_("Chefer"))
    everybody = _days_after(N_("Alla"))
    is_trial = BooleanField(
        N_("Det här är en omgång på prov"),
        description=N_("Svaren publiceras aldrig, och allt kan raderas efteråt."),
    )
    today: dt.date = dt.date.min

    def offer_instruments(self, published: Sequence[tuple[str, str]]) -> None:
        """Offer the published instruments: (`KEY@VERSION`, words)."""
        self.instrument.choices = [SelectChoice(value, label) for value, label in published]

    def fill_in(self, draft: PlanDraft) -> None:
        """Show a plan."""
        closed = local_date(draft.closes_at)
        self.process(
            title=draft.title,
            wave_id=draft.wave_id,
            instrument=draft.instrument,
            opens_on=local_date(draft.opens_at),
            closes_on=last_day(draft.closes_at),
            census_on=None if draft.census_on == local_date(draft.opens_at) else draft.census_on,
            is_trial=draft.is_trial,
            **{circle.value: (day - closed).days + 1 for circle, day in draft.circles.items()},
        )

    def circles(self) -> dict[Circle, dt.date]:
        """Return from which day each circle reads."""
        last = self.closes_on.data
        return {circle: last + dt.timedelta(days=self[circle.value].data) for circle in Circle}

    def validate_wave_id(self, field: Field) -> None:
        """Refuse the words that stand in our own addresses."""
        if field.data in TAKEN_WORDS:
            raise ValidationError(N_("Välj ett annat id; det ordet är upptaget."))

    def validate_opens_on(self, field: Field) -> None:
        """Refuse a day that has been."""
        if field.data is not None and field.data < self.today:
            raise ValidationError(N_("Dagen har redan varit."))


class PopulationForm(PostedForm):
    """The rule of who is invited."""

    employed_more_than_months = IntegerField(
        N_("Anställda längre än"),
        [InputRequired(A_NUMBER), NumberRange(0, 60, message=N_("Ange 0–60 månader."))],
        description=N_("Månader på mätdagen."),
    )
    absent_more_than_days = IntegerField(
        N_("Frånvarande längre än"),
        [InputRequired(A_NUMBER), NumberRange(1, 730, message=N_("Ange 1–730 dagar."))],
        description=N_("Dagar. De får svara, men räknas för sig i svarsfrekvensen."),
    )
    includes_hourly = BooleanField(N_("Bjud också in timavlönade"))
    administrations = CheckList(
        N_("Bara vissa förvaltningar"), description=N_("Utan kryss bjuds alla förvaltningar in.")
    )

    def offer_administrations(self, names: Sequence[str]) -> None:
        """Offer the administrations there are."""
        self.administrations.choices = [SelectChoice(name, name) for name in names]


def _subject(label: str) -> StringField:
    return StringField(
        label, [Length(max=LONGEST_SUBJECT, message=N_("Högst 120 tecken.")), _no_address], filters=[_trimmed]
    )


def _body(label: str) -> TextAreaField:
    return TextAreaField(
        label, [Length(max=LONGEST_BODY, message=N_("Högst 2 000 tecken.")), _no_address], filters=[_trimmed]
    )


def _no_address(_form: Any, field: Field) -> None:
    """Refuse an address in a text: the message gets the person's own, and no other."""
    if field.data and holds_address(field.data):
        raise ValidationError(N_("Skriv ingen adress. Varje mottagare får sin egen länk under texten."))


class TextsForm(PostedForm):
    """Reminders, languages, words, contacts."""

    reminder_count = IntegerField(
        N_("Antal påminnelser"),
        [InputRequired(A_NUMBER), NumberRange(0, MOST_REMINDERS, message=N_("Ange 0–4 påminnelser."))],
        description=N_("Går bara till dem som inte har svarat. Ingen ser vilka det är."),
    )
    reminder_days = IntegerField(
        N_("Dagar mellan utskicken"), [InputRequired(A_NUMBER), NumberRange(1, 60, message=N_("Ange 1–60 dagar."))]
    )
    languages = CheckList(N_("Språk"), choices=[SelectChoice("sv", N_("Svenska")), SelectChoice("en", N_("Engelska"))])
    sv_opening_subject = _subject(N_("Inbjudan, rubrik"))
    sv_opening_body = _body(N_("Inbjudan, text"))
    sv_reminder_subject = _subject(N_("Påminnelse, rubrik"))
    sv_reminder_body = _body(N_("Påminnelse, text"))
    sv_sms = _subject(N_("Sms"))
    en_opening_subject = _subject(N_("Inbjudan, rubrik"))
    en_opening_body = _body(N_("Inbjudan, text"))
    en_reminder_subject = _subject(N_("Påminnelse, rubrik"))
    en_reminder_body = _body(N_("Påminnelse, text"))
    en_sms = _subject(N_("Sms"))
    leader = StringField(N_("Chef"), [Length(max=200)], filters=[_trimmed])
    hr = StringField(N_("HR"), [Length(max=200)], filters=[_trimmed])
    safety = StringField(N_("Skyddsombud"), [Length(max=200)], filters=[_trimmed])
    health = StringField(N_("Företagshälsovård"), [Length(max=200)], filters=[_trimmed])

    def validate_languages(self, field: Field) -> None:
        """Ask for Swedish, which every instrument has, or at least one language."""
        if not field.data:
            raise ValidationError(N_("Välj minst ett språk."))

    def fields_of(self, language: str) -> tuple[Field, ...]:
        """Return the fields of a language's words, in order."""
        return tuple(field for name, field in self._fields.items() if name.startswith(f"{language}_"))

    def words(self, language: str) -> WaveTexts:
        """Return what is written in a language."""
        start = len(language) + 1
        return WaveTexts(
            **{
                name[start:]: field.data or ""
                for name, field in self._fields.items()
                if name.startswith(f"{language}_")
            }
        )

    def contacts(self) -> dict[str, str]:
        """Return the contacts that are written."""
        return {part: self[part].data or "" for part in CONTACTS}

    def chosen_languages(self) -> tuple[str, ...]:
        """Return the languages, in the order of the house."""
        return tuple(language for language in LANGUAGES if language in (self.languages.data or ()))


class ConfirmForm(PostedForm):
    """A press that means it."""


class SignForm(PostedForm):
    """The terms of the charter, and the signature."""

    co_determination = RadioField(
        N_("Är omgången samverkad?"),
        choices=[
            SelectChoice("given", N_("Ja, den är samverkad")),
            SelectChoice("left_out", N_("Nej, av det här skälet")),
            SelectChoice("not_given", N_("Inte redovisad. Stadgan säger det.")),
        ],
    )
    co_determination_on = DateField(N_("Dag för samverkan"), [Optional()])
    protocol = StringField(
        N_("Protokoll"),
        [Length(max=200)],
        description=N_("Till exempel diarienummer och paragraf."),
        filters=[_trimmed],
    )
    participants = TextAreaField(N_("Vilka som deltog"), [Length(max=1000)], filters=[_trimmed])
    reason = TextAreaField(N_("Skälet"), [Length(max=1000)], filters=[_trimmed])
    indices = IntegerField(N_("Index"), [InputRequired(A_NUMBER)])
    means = IntegerField(N_("Medelvärden"), [InputRequired(A_NUMBER)])
    shares = IntegerField(N_("Tre klasser"), [InputRequired(A_NUMBER)])
    classes = IntegerField(N_("Fem klasser"), [InputRequired(A_NUMBER)])
    breakdown = IntegerField(N_("Kategori i en uppdelning"), [InputRequired(A_NUMBER)])
    breakdown_unit = IntegerField(N_("Enhet med uppdelning"), [InputRequired(A_NUMBER)])
    readers = SelectField(N_("Vilka som får läsa resultatet"))
    first_reviewer = SelectField(N_("Första granskaren"))
    second_reviewer = SelectField(N_("Andra granskaren"))
    ballot_months = IntegerField(
        N_("Svaren raderas efter"),
        [InputRequired(A_NUMBER)],
        description=N_("Månader efter att resultatet är publicerat."),
    )

    def offer_reviewers(self, reviewers: Sequence[tuple[str, str]]) -> None:
        """Offer the readers, and the reviewers there are: (id, name)."""
        self.readers.choices = [SelectChoice(value.value, words) for value, words in READERS_WORDS.items()]
        nobody = SelectChoice("", N_("Ingen. Kommentarer visas aldrig"))
        for field in (self.first_reviewer, self.second_reviewer):
            field.choices = [nobody, *(SelectChoice(value, words) for value, words in reviewers)]

    def reviewers(self) -> tuple[str, ...]:
        """Return the reviewers chosen."""
        return tuple(one for one in (self.first_reviewer.data, self.second_reviewer.data) if one)


class SharpenForm(SignForm):
    """The terms of a signed charter, with the days of the circles."""

    analysts = DateField(N_("Analytiker"), [Optional()])
    leadership = DateField(N_("Ledning och samverkan"), [Optional()])
    leaders = DateField(N_("Chefer"), [Optional()])
    everybody = DateField(N_("Alla"), [Optional()])

    def circles(self) -> dict[Circle, dt.date]:
        """Return the days that are written."""
        return {circle: self[circle.value].data for circle in Circle if self[circle.value].data is not None}


class SigningForm(SignForm):
    """The terms, and the yes that makes them a promise."""

    is_read = BooleanField(N_("Jag har läst stadgan och signerar den för arbetsgivaren"))

    def validate_is_read(self, field: Field) -> None:
        """Ask for the yes."""
        if not field.data:
            raise ValidationError(N_("Kryssa i att du har läst stadgan."))
