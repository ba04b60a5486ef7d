"""Forms for signing in."""

from __future__ import annotations

from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from workplace.web.forms import PostedForm
from workplace.wording import N_


class LinkForm(PostedForm):
    """Ask for a one-time link."""

    email = StringField(
        N_("E-postadress i arbetet"),
        [InputRequired(N_("Skriv din e-postadress.")), Length(max=254, message=N_("Adressen är för lång."))],
    )


class PasswordForm(PostedForm):
    """Sign in with a password."""

    email = StringField(
        N_("E-postadress i arbetet"),
        [InputRequired(N_("Skriv din e-postadress.")), Length(max=254, message=N_("Adressen är för lång."))],
        id="password-email",
    )
    password = PasswordField(
        N_("Lösenord"),
        [InputRequired(N_("Skriv ditt lösenord.")), Length(max=200, message=N_("Lösenordet är för långt."))],
    )


class ChoosePasswordForm(PostedForm):
    """Choose a password of one's own."""

    password = PasswordField(
        N_("Nytt lösenord"),
        [InputRequired(N_("Skriv ett lösenord.")), Length(max=200, message=N_("Lösenordet är för långt."))],
        description=N_("Minst 12 tecken. En mening du minns är bättre än ett krångligt ord."),
    )
