"""A page that holds everything the shared templates can write, rendered without the app."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    Form,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    validators,
    widgets,
)

from workplace.errors import Problem
from workplace.web import figure_geometry as geometry
from workplace.web import views
from workplace.web.speech import spoken, worded
from workplace.wording import Sentence, Translator

ROOT = Path(__file__).resolve().parents[2]


def environment(language: str = "sv") -> Environment:
    """Return an environment with the globals that the app gives its templates, and nothing else."""
    jinja = Environment(
        loader=ChoiceLoader([FileSystemLoader(ROOT / "templates"), FileSystemLoader(Path(__file__).parent)]),
        autoescape=True,
        undefined=StrictUndefined,
    )
    translator = Translator(language)
    jinja.globals.update(
        {
            "_": translator.gettext,
            "spoken": lambda text: spoken(text, translator),
            "worded": lambda text: worded(text, translator),
            "url_for": lambda endpoint, name: f"/static/{name}",
            "csrf_field": lambda: Markup('<input type="hidden" name="csrf_token" value="t">'),
        }
    )
    jinja.filters["say"] = translator.say
    return jinja


class GuideForm(Form):
    """One control of each sort."""

    name = StringField("Namn", [validators.InputRequired("Skriv ditt namn")], description="Som på din legitimation.")
    day = DateField("Dag", [validators.Optional()], description="Till exempel 24 november 2026.")
    unit = SelectField(
        "Enhet",
        choices=[
            SelectChoice("", "Välj enhet"),
            SelectChoice("n", "Jobbtorg Norr"),
            SelectChoice("s", "Jobbtorg Söder"),
        ],
    )
    kind = RadioField(
        "Vad gäller det?",
        [validators.InputRequired("Välj vad det gäller")],
        choices=[
            SelectChoice("a", "Ett utvecklingsmål"),
            SelectChoice("b", "En förbättringsåtgärd för hela enheten"),
            SelectChoice("c", "Något annat"),
        ],
        validate_choice=False,
    )
    days = SelectMultipleField(
        "Vilka dagar passar?",
        choices=[SelectChoice("mo", "Måndag"), SelectChoice("ti", "Tisdag"), SelectChoice("on", "Onsdag")],
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
        description="Välj alla som passar.",
    )
    answer = RadioField(
        "Mitt arbete känns meningsfullt",
        [validators.InputRequired("Välj ett svar")],
        choices=[*(SelectChoice(str(step), str(step)) for step in range(1, 6)), SelectChoice("vet", "Vet inte")],
        validate_choice=False,
    )
    score = RadioField(
        "Hur troligt är det att du skulle rekommendera oss som arbetsgivare?",
        choices=[SelectChoice(str(step), str(step)) for step in range(11)],
        validate_choice=False,
    )
    words = TextAreaField("Vad vill du ta upp?", description="Läses av din chef när ni båda har delat.")
    table = FileField("Fil med enheter", description="csv eller xlsx, högst 30 MB.")
    secret = PasswordField("Lösenord")
    sure = BooleanField("Jag har läst texten ovan", [validators.InputRequired("Kryssa i att du har läst texten")])


class Guide:
    """The input of `style_guide.html`."""

    above = (views.Place("/", "Start"), views.Place("/resultat", "Resultat"))
    large = views.shown("74", interval_text="68–80", n_text="14 svar")
    index = geometry.index_bar(
        74,
        text="74",
        low=68,
        high=80,
        compared=(
            geometry.Compared(geometry.Comparison.PARENT, "Jobbtorgen", 71, "71"),
            geometry.Compared(geometry.Comparison.WHOLE, "Hela förvaltningen", 66, "66"),
            geometry.Compared(geometry.Comparison.LAST_WAVE, "I fjol", 78, "78"),
        ),
    )
    index_table = views.TableView(
        "Ledarskap, index 0–100",
        (
            views.Column("Grupp"),
            views.Column("Index", True),
            views.Column("Intervall", True),
            views.Column("Svar", True),
        ),
        (
            ("Jobbtorg Norr", "74", "68–80", "14"),
            ("Jobbtorgen", "71", "69–73", "131"),
            ("I fjol", "78", "71–85", "13"),
        ),
    )
    five = geometry.distribution_bars(
        (
            geometry.Shares("Mitt arbete känns meningsfullt", (3, 7, 20, 40, 30), ("3", "7", "20", "40", "30")),
            geometry.Shares(
                "Jag är insatt i min arbetsplats mål", (12, 21, 25, 30, 12), ("12", "21", "25", "30", "12")
            ),
            geometry.Shares(
                "Min arbetsplats mål följs upp på ett bra sätt",
                (2, 9, 33, 41, 15),
                ("2", "9", "33", "41", "15"),
            ),
        ),
        class_labels=(
            "Stämmer mycket dåligt",
            "Ganska dåligt",
            "Varken eller",
            "Ganska bra",
            "Stämmer mycket bra",
        ),
    )
    five_table = views.TableView(
        "Svar i procent",
        tuple(views.Column(label, index > 0) for index, label in enumerate(("Fråga", "1", "2", "3", "4", "5"))),
        (("Mitt arbete känns meningsfullt", "3", "7", "20", "40", "30"),),
    )
    three = geometry.distribution_bars(
        (geometry.Shares("", (20, 30, 50), ("20", "30", "50")),),
        class_labels=("Låga svar", "Mellan", "Höga svar"),
    )
    areas = views.TableView(
        "Policyområden",
        (
            views.Column("Område"),
            views.Column("Medelvärde", True),
            views.Column("Mot i fjol"),
            views.Column("Läge"),
        ),
        (
            (
                views.Link("Uppdrag och mål", "/a"),
                views.shown("3,9", interval_text="3,6–4,2"),
                views.Change.NONE_ESTABLISHED,
                None,
            ),
            (
                views.Link("Ledarskap", "/b"),
                views.shown("4,1", interval_text="3,9–4,3"),
                views.Change.HIGHER,
                views.Tag("Klart", views.TagKind.DONE),
            ),
            (
                views.Link("Delaktighet", "/c"),
                views.shown("3,2", interval_text="2,9–3,5"),
                views.Change.LOWER,
                views.Tag("Försenad", views.TagKind.LATE),
            ),
            (
                views.Link("Hälsa", "/d"),
                views.withheld("För få svar"),
                None,
                views.Tag("Väntar på dig", views.TagKind.WAITING),
            ),
            ("Alla områden", views.shown("3,8"), views.Change.NONE_ESTABLISHED, views.Tag("Planerat")),
        ),
        has_total_row=True,
    )
    steps = views.StepsView(
        (
            views.Step("Läs resultatet", views.Tag("Klart", views.TagKind.DONE), "/1"),
            views.Step(
                "Förbered samtalet med Amina",
                views.Tag("Väntar på dig", views.TagKind.WAITING),
                "/2",
                "Senast tisdag 24 november 2026",
            ),
            views.Step("Bekräfta samtalet med Bo", views.Tag("Försenat", views.TagKind.LATE), "/3"),
            views.Step("Gör rapporterna", views.Tag("Misslyckades", views.TagKind.FAILED), "/4"),
            views.Step("Stäng omgången", views.Tag("Kan inte göras än"), hint="När alla samtal är bekräftade"),
        ),
        geometry.progress_bar(11, 34),
    )
    facts = (
        ("Chef", "Karin Åkesson"),
        ("Svarsfrekvens", views.shown("82 %", n_text="14 av 17")),
        ("Rapport", views.Link("Ledarrapporten våren 2026", "/r")),
        ("Kön", views.withheld("Visas bara för enheter med minst 50 svar")),
    )
    problems = (
        Problem(
            "unknown-unit",
            Sentence("enheten finns inte"),
            "people.csv",
            14,
            "unit_id",
            "jt-nor",
            Sentence("menade du ”jt-norr”?"),
        ),
        Problem("empty", Sentence("filen saknar rader"), "people.csv"),
    )
    tabs = (
        views.Tab("/post", "Alla", is_current=True, count=12),
        views.Tab("/post?lage=vantar", "Väntar", count=2),
    )
    places = (
        views.Link("Organisationen", "/hr/organisation"),
        views.Link("Omgångar", "/hr/omgangar", hint="Läs in, granska och publicera"),
    )
    pages = views.page_numbers(4, 12, "/lista?sida=")

    def __init__(self, *, is_refused: bool) -> None:
        self.form = GuideForm(MultiDict({"unit": "n", "days": "ti", "words": "Mer tid för handledning"}))
        if is_refused:
            self.form.validate()


def render(name: str = "style_guide.html", *, language: str = "sv", is_refused: bool = True, **context: Any) -> str:
    """Render a template with the whole frame around it."""
    frame: dict[str, Any] = {
        "language": language,
        "employer_name": "Demostaden",
        "navigation": [
            views.Place("/", "Start"),
            views.Place("/resultat", "Resultat", current=True),
            views.Place("/ledarrapport", "Ledarrapporter"),
            views.Place("/mal", "Mål"),
            views.Place("/hr", "HR"),
        ],
        "signed_in_name": "Karin Åkesson",
        "demo": True,
        "notice": Sentence("%(n)s rapporter är släppta.", {"n": 34}),
        "guide": Guide(is_refused=is_refused),
    }
    return environment(language).get_template(name).render(**(frame | context))
