"""The forms of the editor, one for each sort of part: filled from its table, read back as a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    FileField,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from surveys.editing.document import Table
from workplace.errors import Problem
from workplace.imports.forms import chosen
from workplace.web.forms import PostedForm
from workplace.wording import LANGUAGES, N_

MORE_ROWS = 3
"""Empty rows after the last filled one, wherever choices or categories are written."""
_TOO_LONG = N_("Texten är för lång.")


def _trimmed(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def line_field(label: str, description: str = "", *, most: int = 300) -> StringField:
    """Return a field of one line."""
    return StringField(label, [Length(max=most, message=_TOO_LONG)], description=description, filters=[_trimmed])


def area_field(label: str, description: str = "") -> TextAreaField:
    """Return a field of several lines."""
    return TextAreaField(label, [Length(max=4000, message=_TOO_LONG)], description=description, filters=[_trimmed])


class CheckList(SelectMultipleField):
    """Several choices, each a checkbox."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ChoiceRow(Form):
    """A choice or a category: its words in both languages, and its code."""

    sv = line_field(N_("På svenska"))
    en = line_field(N_("På engelska"))
    code = line_field(N_("Kod"), most=64)


class PartForm(PostedForm):
    """What every part has: `seen` is the fingerprint of what the form was filled from."""

    seen = HiddenField()
    COLUMNS: Mapping[str, str] = {}
    """Name of the field by the first name of a problem's path, where they differ."""
    FIRST = "key"

    def localized(self, name: str, old: object) -> dict[str, str]:
        """Return the words of a text by language; languages the form does not show stay as they were."""
        kept = {code: text for code, text in old.items() if code not in LANGUAGES} if isinstance(old, dict) else {}
        return {code: text for code in LANGUAGES if (text := self[f"{name}_{code}"].data or "")} | kept

    def pair(self, name: str) -> tuple[Any, Any]:
        """Return the two fields of a text, Swedish first."""
        return self[f"{name}_sv"], self[f"{name}_en"]

    def show_part_problems(self, problems: Iterable[Problem]) -> None:
        """Place problems of the part at their fields; what belongs to no field stands at the first."""
        for problem in problems:
            field = self._field_of(re.sub(r"^\w+\[\d+\]\.?", "", problem.column))
            field.errors = [*field.errors, problem.sentence]

    def _field_of(self, path: str) -> Any:
        name = re.split(r"[.\[]", path)[0]
        language = path.rsplit(".", 1)[-1]
        for candidate in (f"{self.COLUMNS.get(name, name)}_{language}", self.COLUMNS.get(name, name), f"{name}_sv"):
            if candidate in self._fields:
                return self._fields[candidate]
        return self._fields[self.FIRST]


def words_of(table: Mapping[str, Any], *names: str, into: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the texts of a table as values of a form's fields; `into`: what a field is called instead."""
    found = {}
    for name in names:
        texts = table.get(name, {})
        for code in LANGUAGES:
            text = texts.get(code, "") if isinstance(texts, dict) else ""
            found[f"{(into or {}).get(name, name)}_{code}"] = text if isinstance(text, str) else ""
    return found


def rows_of(choices: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return choices as rows of a form, with empty ones after them."""
    rows = [
        {"code": str(choice.get("code", "")), **{code: str(_words(choice).get(code, "")) for code in LANGUAGES}}
        for choice in choices
    ]
    return [*rows, *({} for _ in range(MORE_ROWS))]


def _words(choice: Mapping[str, Any]) -> Mapping[str, Any]:
    text = choice.get("text", {})
    return text if isinstance(text, dict) else {}


def filled_rows(rows: Any) -> list[tuple[int, Mapping[str, str]]]:
    """Return the rows somebody has written in, each with its place from 0."""
    return [
        (place, row.form.data)
        for place, row in enumerate(rows)
        if any((row.form[name].data or "").strip() for name in ("code", *LANGUAGES))
    ]


class NameForm(PartForm):
    """What stands at the head of an instrument."""

    title_sv = StringField(
        N_("Namn på svenska"), [InputRequired(N_("Ange ett namn.")), Length(max=200)], filters=[_trimmed]
    )
    title_en = line_field(N_("Namn på engelska"))
    from_text_sv = line_field(N_("Lägsta steget på svenska"), N_("Till exempel: Stämmer mycket dåligt"))
    from_text_en = line_field(N_("Lägsta steget på engelska"))
    to_text_sv = line_field(N_("Högsta steget på svenska"), N_("Till exempel: Stämmer mycket bra"))
    to_text_en = line_field(N_("Högsta steget på engelska"))
    FIRST = "title_sv"

    def fill_in(self, document: Mapping[str, Any]) -> None:
        """Show the head of a document."""
        self.process(**words_of(document, "title", "from_text", "to_text"))

    def fields_of(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """Return the head's fields as the form says them."""
        return {name: self.localized(name, document.get(name)) for name in ("title", "from_text", "to_text")}


class PageForm(PartForm):
    """A page of questions."""

    title_sv = StringField(
        N_("Rubrik på svenska"), [InputRequired(N_("Ange en rubrik.")), Length(max=200)], filters=[_trimmed]
    )
    title_en = line_field(N_("Rubrik på engelska"))
    intro_sv = area_field(N_("Inledning på svenska"), N_("Visas överst på sidan, före frågorna."))
    intro_en = area_field(N_("Inledning på engelska"))
    key = line_field(N_("Nyckel"), N_("Utan nyckel görs en av rubriken."), most=64)
    FIRST = "title_sv"

    def fill_in(self, table: Mapping[str, Any]) -> None:
        """Show a page."""
        self.process(key=table.get("key", ""), **words_of(table, "title", "intro"))

    def table(self, old: Mapping[str, Any]) -> Table:
        """Return the page as the form says it; its items stay."""
        title, intro = self.localized("title", old.get("title")), self.localized("intro", old.get("intro"))
        return {"title": title} | ({"intro": intro} if intro else {}) | {"items": list(old.get("items", []))}


class MatrixForm(PartForm):
    """Questions with one scale under one question."""

    text_sv = StringField(
        N_("Frågan ovanför raderna, på svenska"),
        [InputRequired(N_("Skriv frågan.")), Length(max=300)],
        filters=[_trimmed],
    )
    text_en = line_field(N_("Frågan ovanför raderna, på engelska"))
    rows = CheckList(N_("Rader"), description=N_("Minst två frågor med samma skala, som står intill varandra."))
    key = line_field(N_("Nyckel"), N_("Utan nyckel görs en av frågan."), most=64)
    FIRST = "text_sv"

    def offer(self, items: Sequence[tuple[str, str]]) -> None:
        """Offer the items that can be rows: (key, words)."""
        self.rows.choices = [SelectChoice(key, words) for key, words in items]

    def fill_in(self, table: Mapping[str, Any], rows: Sequence[str]) -> None:
        """Show a matrix."""
        self.process(key=table.get("key", ""), rows=list(rows), **words_of(table, "text"))

    def table(self, old: Mapping[str, Any]) -> Table:
        """Return the matrix as the form says it."""
        return {"text": self.localized("text", old.get("text"))}


class IndexForm(PartForm):
    """A figure over questions, or over other indices."""

    title_sv = StringField(
        N_("Namn på svenska"), [InputRequired(N_("Ange ett namn.")), Length(max=200)], filters=[_trimmed]
    )
    title_en = line_field(N_("Namn på engelska"))
    items = CheckList(N_("Frågor som ingår"), description=N_("Bara frågor med en skala kan ingå."))
    of = CheckList(
        N_("Eller: index som ingår"), description=N_("Ett index byggs av frågor eller av andra index, inte av båda.")
    )
    role = SelectField(
        N_("Roll i rapporten"),
        choices=[
            SelectChoice("", N_("Ingen särskild")),
            SelectChoice("motivation", N_("Motivation")),
            SelectChoice("leadership", N_("Ledarskap")),
            SelectChoice("governance", N_("Styrning")),
            SelectChoice("total", N_("Helheten")),
        ],
        description=N_("Vilket av rapportens fasta index det är, om något."),
    )
    key = line_field(
        N_("Nyckel"), N_("Byts inte mellan år: åren jämförs med den. Utan nyckel görs en av namnet."), most=64
    )
    FIRST = "title_sv"

    def offer(self, items: Sequence[tuple[str, str]], indices: Sequence[tuple[str, str]]) -> None:
        """Offer the items that can be averaged, and the other indices: (key, words)."""
        self.items.choices = [SelectChoice(key, words) for key, words in items]
        self.of.choices = [SelectChoice(key, words) for key, words in indices]

    def fill_in(self, table: Mapping[str, Any]) -> None:
        """Show an index."""
        self.process(
            key=table.get("key", ""),
            items=table.get("items", []),
            of=table.get("of", []),
            role=table.get("role", ""),
            **words_of(table, "title"),
        )

    def table(self, old: Mapping[str, Any]) -> Table:
        """Return the index as the form says it; what it rests on keeps its order, what is new comes last."""
        found: Table = {"title": self.localized("title", old.get("title"))}
        for name in ("items", "of"):
            if chosen_keys := self[name].data:
                before = [key for key in old.get(name, []) if key in chosen_keys]
                found[name] = [*before, *(key for key in chosen_keys if key not in before)]
        return found | ({"role": self.role.data} if self.role.data else {})


class BackgroundForm(PartForm):
    """Something known of respondents as a group."""

    title_sv = StringField(
        N_("Namn på svenska"), [InputRequired(N_("Ange ett namn.")), Length(max=200)], filters=[_trimmed]
    )
    title_en = line_field(N_("Namn på engelska"))
    ask = RadioField(
        N_("Varifrån kommer uppgiften?"),
        choices=[
            SelectChoice("", N_("Från personalregistret")),
            SelectChoice("ja", N_("Den som svarar får frågan, sist i enkäten")),
        ],
        description=N_(
            "Registret har kön, ålder, roll, chef och anställningstid: sex, age_group, role, leader, employment_length."
        ),
    )
    categories = FieldList(FormField(ChoiceRow), min_entries=2)
    key = line_field(N_("Nyckel"), N_("Så heter bakgrunden i registret, i filer och mellan år."), most=64)
    FIRST = "title_sv"

    def fill_in(self, table: Mapping[str, Any]) -> None:
        """Show a background."""
        labels = table.get("labels", {})
        choices = [
            {"code": code, "text": labels.get(code, {}) if isinstance(labels, dict) else {}}
            for code in table.get("categories", [])
            if isinstance(code, str)
        ]
        self.process(
            key=table.get("key", ""),
            ask="ja" if table.get("ask") is True else "",
            categories=rows_of(choices),
            **words_of(table, "title"),
        )

    def table(self, old: Mapping[str, Any]) -> Table:
        """Return the background as the form says it. A category without a code is known by its Swedish words."""
        rows = [row for _place, row in filled_rows(self.categories)]
        codes = [(row["code"] or row["sv"] or row["en"] or "").strip() for row in rows]
        labels = {
            code: {name: row[name] for name in LANGUAGES if row[name]} for code, row in zip(codes, rows, strict=True)
        }
        found: Table = {"title": self.localized("title", old.get("title"))}
        found |= {"ask": True} if self.ask.data == "ja" else {}
        found["categories"] = codes
        kept = {code: texts for code, texts in labels.items() if texts and texts != {"sv": code}}
        return found | ({"labels": kept} if kept else {})


class StartForm(PostedForm):
    """A new instrument: from an empty page or from a file."""

    title = StringField(
        N_("Namn"),
        [Length(max=200, message=_TOO_LONG)],
        description=N_("Till exempel Medarbetarenkät eller Puls våren 2027."),
        filters=[_trimmed],
    )
    key = line_field(N_("Nyckel"), N_("a–z, 0–9, bindestreck och understreck. Utan nyckel görs en av namnet."), most=64)
    upload = FileField(
        N_("Fil"),
        description=N_(
            "LimeSurvey (.lss), XLSForm (.xlsx) eller ett formulär härifrån (.toml). Utan fil börjar du från början."
        ),
    )

    def validate_title(self, field: Any) -> None:
        """Ask for a name where no file brings one."""
        if not field.data and chosen(self.upload) is None:
            raise ValidationError(N_("Ange ett namn, eller välj en fil."))


class PublishForm(PostedForm):
    """The yes to publishing. `revision`: of the draft that was looked through."""

    revision = HiddenField()
    accepts_breaks = BooleanField(N_("Jag vet att jämförelsen med tidigare år bryts där det står ovan"))
