"""What the answering pages say and ask: the declared input of their templates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from surveys.answering.journey import Page, Values, offered_on
from surveys.answering.promise import Promise
from surveys.instrument import Background, Instrument, Item, ItemType
from surveys.items.control import Choice, Control, ControlKind
from surveys.items.kinds import draw
from surveys.items.reply import Reply
from workplace.definitions.document import in_language
from workplace.web.figure_geometry import ProgressBar, progress_bar
from workplace.wording import N_, Sentence

Text = str | Sentence
LANGUAGE_NAMES = {"sv": "Svenska", "en": "English", "fi": "Suomi"}


@dataclass(frozen=True)
class QuestionView:
    """A question with its control. `condition`: when it is to be answered, None: always.

    `depends_on`, `depends_codes`: the same for the script, "" where the condition is settled on an earlier page.
    `problem`: what to mend. `is_missing`: passed over, and asked for once more.
    """

    control: Control
    text: str
    condition: Sentence | None = None
    depends_on: str = ""
    depends_codes: str = ""
    problem: Sentence | None = None
    is_missing: bool = False
    is_optional: bool = False
    note: Sentence | None = None


@dataclass(frozen=True)
class BlockView:
    """Questions that stand together: the rows of a matrix under its text, or one question by itself.

    `names_contacts`: before them the page says whom to turn to.
    """

    questions: tuple[QuestionView, ...]
    matrix_text: str = ""
    names_contacts: bool = False


@dataclass(frozen=True)
class FrameView:
    """What every page of one wave carries. `base`: address that the others begin with. `languages`: code and name of
    those one may change to."""

    base: str
    title: str
    form_token: str
    languages: tuple[tuple[str, str], ...] = ()
    is_trial: bool = False
    is_kiosk: bool = False
    is_open: bool = True


@dataclass(frozen=True)
class GroupView:
    """Whom the answer is about: the promise for that group, and the workplaces there are to choose between."""

    wave_id: str
    promise: Promise
    workplaces: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class SheetView:
    """A page of questions. `group` None: not the first page. `missing`: keys and texts passed over, when they are asked
    for once more; `problems`: the same for what could not be taken. `back`: whether there is a page before."""

    frame: FrameView
    heading: Text
    intro: str
    number: int
    blocks: tuple[BlockView, ...]
    contacts: tuple[Text, ...]
    progress: ProgressBar
    progress_text: Sentence
    action: str
    go_label: Sentence
    group: GroupView | None = None
    back: bool = False
    sends: bool = False
    missing: tuple[tuple[str, str], ...] = ()
    problems: tuple[tuple[str, Sentence], ...] = ()
    is_refused: bool = False
    minutes: int = 1
    pages: int = 1
    last_day: dt.date | None = None


@dataclass(frozen=True)
class AnsweredRow:
    """A line of the review. `reply` None: passed over."""

    key: str
    question: str
    reply: Text | None
    problem: Sentence | None = None


@dataclass(frozen=True)
class ReviewSection:
    """The lines of one page, with the address where they can be changed."""

    heading: Text
    href: str
    rows: tuple[AnsweredRow, ...]


@dataclass(frozen=True)
class ReviewView:
    """All answers before they are sent. `left`: questions without one; `has_choice`: there are more workplaces."""

    frame: FrameView
    sections: tuple[ReviewSection, ...]
    left: int
    unit_name: str
    has_choice: bool
    progress: ProgressBar


@dataclass(frozen=True)
class ReceiptView:
    """What is said when the answer is in: the same for everybody in the wave. `readers` "": everybody reads."""

    frame: FrameView
    last_day: dt.date
    circles: tuple[tuple[Sentence, dt.date], ...]
    readers: str = ""
    is_again: bool = False


@dataclass(frozen=True)
class ElsewhereView:
    """How to go on somewhere else: the words, and a picture of the address that holds them (`size` modules wide)."""

    frame: FrameView
    words: tuple[str, ...]
    address: str
    path: str
    size: int
    last_day: dt.date


def blocks_of(
    instrument: Instrument,
    page: Page,
    *,
    administration: str,
    asked: AbstractSet[str],
    values: Values,
    language: str,
    has_reviewers: bool,
    missing: AbstractSet[str],
) -> tuple[BlockView, ...]:
    """Return the questions of a page, the rows of each matrix together."""
    texts = {matrix.key: in_language(matrix.text, language) for matrix in instrument.matrices}
    here = {item.key: item for item in page.items}
    groups: list[tuple[str, bool, list[QuestionView]]] = []
    are_named = False
    for item in offered_on(page, administration, asked):
        question = QuestionView(
            control=draw(item, values.get(item.key, ()), language),
            text=in_language(item.text, language),
            is_missing=item.key in missing,
            is_optional=item.type is ItemType.TEXT,
            note=_reader_note(has_reviewers) if item.type is ItemType.TEXT else None,
        )
        question = _with_condition(question, item, here, language)
        names_contacts = item.names_contacts and not are_named
        are_named = are_named or item.names_contacts
        if item.matrix and groups and groups[-1][0] == item.matrix and not names_contacts:
            groups[-1][2].append(question)
        else:
            groups.append((item.matrix, names_contacts, [question]))
    blocks = [BlockView(tuple(questions), texts.get(matrix, ""), named) for matrix, named, questions in groups]
    blocks += [BlockView((_background_question(one, values, language),)) for one in page.backgrounds]
    return tuple(blocks)


def progress_of_questions(
    page: Page, asked: AbstractSet[str], replies: Mapping[str, Reply]
) -> tuple[ProgressBar, Sentence]:
    """Return how many of a single page's questions have an answer."""
    whole = [item for item in page.items if item.key in asked and item.type is not ItemType.TEXT]
    done = sum(replies[item.key].is_answered for item in whole)
    bar = progress_bar(done, len(whole))
    return bar, Sentence(N_("%(done)s av %(whole)s frågor besvarade"), {"done": done, "whole": len(whole)})


def progress_of_pages(place: int, pages: int) -> tuple[ProgressBar, Sentence]:
    """Return how far one has come among the pages; `place` counts from one."""
    return progress_bar(place - 1, pages), Sentence(N_("Sida %(place)s av %(pages)s"), {"place": place, "pages": pages})


def row_of(item: Item, reply: Reply, language: str) -> AnsweredRow:
    """Return an item as it stands in the review."""
    problem = reply.problem.sentence if reply.problem else None
    return AnsweredRow(item.key, in_language(item.text, language), _spoken(item, reply, language), problem)


def background_row(background: Background, values: Values, language: str) -> AnsweredRow:
    """Return an asked background as it stands in the review."""
    chosen = next(iter(values.get(background.key, ())), "")
    reply = background.label(chosen, language) if chosen else None
    return AnsweredRow(background.key, in_language(background.title, language), reply)


def choices_of(options: Sequence[tuple[str, str]], chosen: str) -> tuple[Choice, ...]:
    """Return choices of (code, words), the chosen one marked."""
    return tuple(Choice(code, words, code == chosen) for code, words in options)


def _spoken(item: Item, reply: Reply, language: str) -> Text | None:
    if not reply.is_answered:
        return None
    if reply.value is None:
        return Sentence(N_("Vet ej"))
    if item.type in (ItemType.ONE, ItemType.MANY):
        words = {option.code: in_language(option.text, language) for option in item.options}
        codes = reply.value if isinstance(reply.value, list) else [str(reply.value)]
        return ", ".join(words[code] for code in codes)
    if item.type in (ItemType.LIKERT, ItemType.ENPS) and item.high is not None:
        return Sentence(N_("%(value)s av %(high)s"), {"value": reply.value, "high": int(item.high)})
    if item.type is ItemType.NUMBER:
        value = reply.value
        return Sentence(
            "%(value)s", {"value": int(value) if isinstance(value, float) and value.is_integer() else value}
        )
    return str(reply.value)


def _with_condition(question: QuestionView, item: Item, here: Mapping[str, Item], language: str) -> QuestionView:
    """Say when a question is to be answered, where that is settled on this very page."""
    condition = item.condition
    if condition is None or condition.item not in here:
        return question
    other = here[condition.item]
    words = [_word_of(other, code, language) for code in condition.codes]
    either: Text = words[-1]
    if len(words) > 1:
        either = Sentence(N_("%(some)s eller %(last)s"), {"some": _joined(words[:-1]), "last": words[-1]})
    when = Sentence(
        N_("Om du svarade %(answer)s på ”%(question)s” ovan:"),
        {"answer": either, "question": in_language(other.text, language)},
    )
    return replace(question, condition=when, depends_on=condition.item, depends_codes=" ".join(condition.codes))


def _joined(words: Sequence[Text]) -> Text:
    joined = words[0]
    for word in words[1:]:
        joined = Sentence("%(some)s, %(last)s", {"some": joined, "last": word})
    return joined


def _word_of(item: Item, code: str, language: str) -> Text:
    control = draw(item, (), language)
    every = (*control.choices, *((control.unsure,) if control.unsure else ()))
    return next((choice.label for choice in every if choice.code == code), code)


def _background_question(background: Background, values: Values, language: str) -> QuestionView:
    chosen = next(iter(values.get(background.key, ())), "")
    choices = choices_of([(code, background.label(code, language)) for code in background.categories], chosen)
    return QuestionView(
        Control(ControlKind.CHOICES, background.key, choices),
        in_language(background.title, language),
        is_optional=True,
        note=Sentence(
            N_("Används bara för att jämföra stora grupper. Uppgiften följer aldrig med ditt svar efter stängningen.")
        ),
    )


def _reader_note(has_reviewers: bool) -> Sentence:
    if has_reviewers:
        return Sentence(N_("Läses av två namngivna granskare utanför din avdelning. Skriv inget som pekar ut någon."))
    return Sentence(N_("Skriv inget som pekar ut någon."))
