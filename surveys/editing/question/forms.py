"""The form of a question. Every type shows the fields it has; the type itself is chosen before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from surveys.editing.document import Table, number
from surveys.editing.forms import CheckList, ChoiceRow, PartForm, filled_rows, line_field, rows_of, words_of
from surveys.editing.question.ties import Ties
from surveys.editing.taken import word_key
from surveys.instrument import ItemType
from surveys.instrument_reader import USUAL_CHARACTERS
from workplace.wording import LANGUAGES, N_, Sentence

A_WHOLE_NUMBER = N_("Ange ett heltal.")
LONGEST_TEXT = 1000
SCALED = (ItemType.LIKERT, ItemType.NUMBER)
ENDED = (ItemType.LIKERT, ItemType.ENPS)
CHOSEN = (ItemType.ONE, ItemType.MANY)


def _question(label: str, *more: Any) -> TextAreaField:
    return TextAreaField(
        label,
        [*more, Length(max=LONGEST_TEXT, message=N_("Högst 1 000 tecken."))],
        filters=[lambda value: " ".join(value.split()) if value else value],
    )


class ItemForm(PartForm):
    """A question."""

    type = HiddenField()
    text_sv = _question(N_("Fråga eller påstående på svenska"), InputRequired(N_("Skriv frågan.")))
    text_en = _question(N_("Fråga eller påstående på engelska"))
    low = StringField(N_("Från"), [Optional(), Length(max=12)])
    high = StringField(N_("Till"), [Optional(), Length(max=12)])
    from_text_sv = line_field(N_("Ord vid lägsta steget, på svenska"), N_("Tomt: formulärets vanliga ord."))
    from_text_en = line_field(N_("Ord vid lägsta steget, på engelska"))
    to_text_sv = line_field(N_("Ord vid högsta steget, på svenska"))
    to_text_en = line_field(N_("Ord vid högsta steget, på engelska"))
    options = FieldList(FormField(ChoiceRow))
    unsure = BooleanField(
        N_("Det går att svara ”Vet ej”"),
        description=N_("Räknas inte i medelvärden, och är inte detsamma som att hoppa över."),
    )
    longest = IntegerField(
        N_("Längsta svar"), [Optional(), NumberRange(1, 10_000, message=N_("Ange 1–10 000 tecken."))]
    )
    page = SelectField(N_("Sida"), validate_choice=False)
    condition_item = SelectField(
        N_("Ställs bara efter ett visst svar"),
        description=N_("Välj den tidigare fråga som avgör. Sedan väljer du svaren."),
    )
    condition_answers = CheckList(N_("Svar som leder hit"))
    matrix = SelectField(N_("Rad i en matris"), default="")
    scope = RadioField(
        N_("Vem handlar frågan om?"),
        default="whole",
        choices=[
            SelectChoice("whole", N_("Arbetsplatsen eller den som svarar")),
            SelectChoice("direct", N_("Min närmaste chef")),
        ],
        description=N_("Frågor om närmaste chef redovisas bara för chefens egen grupp."),
    )
    policy_area = SelectField(N_("Policyområde"))
    trend = line_field(
        N_("Trendnyckel"), N_("Samma nyckel betyder samma fråga år från år. Byt den när frågan blir en annan."), most=64
    )
    floor = IntegerField(
        N_("Minsta antal svar"),
        [Optional(), NumberRange(1, 1000, message=N_("Ange 1–1 000 svar."))],
        description=N_("Bara om frågan ska visas först vid fler svar än stadgan säger. Känsliga frågor: 20."),
    )
    reversed = BooleanField(
        N_("Högt svar är dåligt"), description=N_("Skalan vänds innan frågan räknas in i ett index.")
    )
    contacts = BooleanField(
        N_("Visa före frågan vart man kan vända sig"),
        description=N_("Chef, HR, skyddsombud och företagshälsovård, och att ett kryss inte är någon anmälan."),
    )
    administration = SelectField(N_("Vilka får frågan?"))
    key = line_field(
        N_("Nyckel"), N_("Så heter frågan i filer. Ett formulär som har använts bör behålla sina nycklar."), most=64
    )
    COLUMNS = {
        "from": "low",
        "to": "high",
        "from_text": "from_text",
        "condition": "condition_item",
    }
    FIRST = "text_sv"

    @property
    def kind(self) -> ItemType:
        """The type the form shows."""
        return ItemType(self.type.data) if self.type.data in tuple(ItemType) else ItemType.LIKERT

    def offer(self, ties: Ties, chosen_item: str | None = None) -> None:
        """Offer what the question can be tied to. `chosen_item`: whose answers a condition chooses from."""
        self.page.choices = [SelectChoice(key, words) for key, words in ties.pages]
        self.condition_item.choices = [
            SelectChoice("", N_("Nej, den ställs till alla")),
            *(SelectChoice(key, words) for key, words in ties.earlier),
        ]
        asked = self.condition_item.data if chosen_item is None else chosen_item
        answers = (ties.answers or {}).get(asked or "", ())
        self.condition_answers.choices = [SelectChoice(code, words) for code, words in answers]
        self.matrix.choices = [
            SelectChoice("", N_("Nej, den står för sig själv")),
            *(SelectChoice(key, words) for key, words in ties.matrices),
        ]
        self.policy_area.choices = [
            SelectChoice("", N_("Inget")),
            *(SelectChoice(code, words) for code, words in ties.areas),
        ]
        self.administration.choices = [
            SelectChoice("", N_("Alla")),
            *(SelectChoice(name, Sentence(N_("Bara %(name)s"), {"name": name})) for name in ties.administrations),
        ]

    def fill_in(self, table: Mapping[str, Any], ties: Ties, page: str) -> None:
        """Show a question."""
        condition = table.get("condition", {})
        condition = condition if isinstance(condition, dict) else {}
        options = [option for option in table.get("option", []) if isinstance(option, dict)]
        kind = table.get("type", "likert")
        self.offer(ties, str(condition.get("item", "")))
        self.process(
            type=kind,
            low=_written(table.get("from", 1 if kind == ItemType.LIKERT else None)),
            high=_written(table.get("to", 5 if kind == ItemType.LIKERT else None)),
            options=rows_of(options),
            longest=table.get("longest", USUAL_CHARACTERS),
            page=page,
            condition_item=condition.get("item", ""),
            condition_answers=condition.get("answers", []),
            scope=table.get("scope", "whole"),
            **{name: table.get(name, "") for name in ("matrix", "policy_area", "trend", "administration", "key")},
            **{name: table.get(name) is True for name in ("unsure", "reversed", "contacts")},
            floor=table.get("floor"),
            **words_of(table, "text", "from_text", "to_text"),
        )

    def table(self, old: Mapping[str, Any]) -> Table:
        """Return the question as the form says it, without its key."""
        kind = self.kind
        found: Table = {"type": kind.value}
        if kind in SCALED:
            found |= {
                name: value for name, value in (("from", self._end("low")), ("to", self._end("high"))) if value != ""
            }
        found["text"] = self.localized("text", old.get("text"))
        if kind in ENDED:
            for name in ("from_text", "to_text"):
                found |= {name: words} if (words := self.localized(name, old.get(name))) else {}
        for name, is_set in (
            ("reversed", self.reversed.data and kind in SCALED),
            ("unsure", self.unsure.data and kind is not ItemType.TEXT),
            ("contacts", self.contacts.data),
        ):
            found |= {name: True} if is_set else {}
        for name in ("policy_area", "trend", "administration"):
            found |= {name: self[name].data} if self[name].data else {}
        found |= {"matrix": self.matrix.data} if self.matrix.data and kind is ItemType.LIKERT else {}
        found |= {"scope": "direct"} if self.scope.data == "direct" else {}
        found |= {"floor": self.floor.data} if self.floor.data else {}
        if kind is ItemType.TEXT and self.longest.data and self.longest.data != USUAL_CHARACTERS:
            found["longest"] = self.longest.data
        if self.condition_item.data:
            found["condition"] = {
                "item": self.condition_item.data,
                "answers": list(self.condition_answers.data or ()),
            }
        if kind in CHOSEN:
            found["option"] = self._options(old)
        return found

    def show_part_problems(self, problems: Any) -> None:
        """Place problems at their fields; those of a choice in its row."""
        rows = [place for place, _row in filled_rows(self.options)]
        for problem in problems:
            path = problem.column.partition(".")[2]
            if path.startswith("option") and self.kind in CHOSEN:
                found = int(path[7 : path.index("]")]) - 1 if path.startswith("option[") else 0
                row = self.options[rows[found] if found < len(rows) else 0].form
                field = row.code if path.endswith("code") else row.sv
                field.errors = [*field.errors, problem.sentence]
            elif path == "condition.answers" or path.startswith("condition.answers["):
                field = self.condition_answers if self.condition_answers.choices else self.condition_item
                field.errors = [*field.errors, problem.sentence]
            else:
                super().show_part_problems([problem])

    def validate_low(self, field: Any) -> None:
        """Ask for a number where something is written."""
        self._check_number(field)

    def validate_high(self, field: Any) -> None:
        """Ask for a number where something is written."""
        self._check_number(field)

    def _check_number(self, field: Any) -> None:
        if self.kind not in SCALED:
            return
        value = _number(field.data)
        if value is None and (field.data or "").strip():
            raise ValidationError(N_("Ange ett tal."))
        if self.kind is ItemType.LIKERT and value is not None and not float(value).is_integer():
            raise ValidationError(A_WHOLE_NUMBER)

    def _end(self, name: str) -> int | float | str:
        value = _number(self[name].data)
        return "" if value is None else value

    def _options(self, old: Mapping[str, Any]) -> list[Table]:
        """Return the choices; one without a code gets one of its words. Words in other languages follow the code."""
        before = {
            str(option.get("code", "")): option.get("text")
            for option in old.get("option", [])
            if isinstance(option, dict)
        }
        found: list[Table] = []
        taken: set[str] = {str(row["code"]) for _place, row in filled_rows(self.options) if row["code"]}
        for place, row in filled_rows(self.options):
            code = row["code"] or _free(word_key(row["sv"] or row["en"] or "")[:24] or f"val-{place + 1}", taken)
            taken.add(code)
            others = before.get(code)
            kept = (
                {name: text for name, text in others.items() if name not in LANGUAGES}
                if isinstance(others, dict)
                else {}
            )
            found.append({"code": code, "text": {name: row[name] for name in LANGUAGES if row[name]} | kept})
        return found


def _free(wanted: str, taken: set[str]) -> str:
    code, count = wanted, 2
    while code in taken:
        code, count = f"{wanted}-{count}", count + 1
    return code


def _number(text: str | None) -> int | float | None:
    try:
        value = float((text or "").strip().replace(",", ".").replace("−", "-"))
    except ValueError:
        return None
    return number(value) if abs(value) < 1e12 else None


def _written(value: object) -> str:
    return f"{value:g}" if isinstance(value, int | float) and not isinstance(value, bool) else ""
