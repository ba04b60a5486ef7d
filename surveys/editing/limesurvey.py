"""A LimeSurvey survey structure (.lss) as an instrument: the question types we have, and a list of all the rest.

Types are one letter, as in LimeSurvey's manual, "Question types".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from surveys.editing.limesurvey_tables import LssTables, Row, number_of, once, read_tables
from surveys.editing.taken import KeyRing, LeftOut, Taken, language_code, plain, split_unsure, with_swedish, word_key
from surveys.instrument import Background, Condition, Instrument, Item, ItemType, Matrix, Option, Section
from surveys.instrument_reader import MOST_CHARACTERS, MOST_STEPS, USUAL_CHARACTERS
from workplace.wording import N_, Sentence

YES_NO = (Option("Y", {"sv": "Ja", "en": "Yes"}), Option("N", {"sv": "Nej", "en": "No"}))
_CHANGE_ENDS = ({"sv": "Minskar", "en": "Decrease"}, {"sv": "Ökar", "en": "Increase"})
_CHANGE_STEPS = {"D": "1", "S": "2", "I": "3"}
_NAMES = {
    "1": N_("matris med två skalor"),
    "C": N_("matris med ja, nej och osäker"),
    "D": N_("datum"),
    "H": N_("matris på höjden"),
    "I": N_("byte av språk"),
    "O": N_("val med kommentar"),
    "R": N_("rangordning"),
    "*": N_("ekvation"),
    ":": N_("matris med tal"),
    ";": N_("matris med text"),
    "|": N_("uppladdning av fil"),
}
_SIMPLE = re.compile(r"""^\(*\s*([A-Za-z0-9_]+)(?:\.NAOK|\.valueNAOK|\.value)?\s*==\s*["']?([\w.-]+)["']?\s*\)*$""")
_SGQA = re.compile(r"\d+X\d+X(\d+)(\w*)")


@dataclass
class _Reading:
    """What is known of the file while its questions are gone through.

    `codes`: for an item the steps or options by LimeSurvey's answer codes. `item_of`: key of the item by LimeSurvey's
    name. `ticks`: for a subquestion of a multiple choice the item and the code of its option. `place`: where one is.
    """

    lss: LssTables
    ring: KeyRing = field(default_factory=KeyRing)
    left_out: list[LeftOut] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    matrices: list[Matrix] = field(default_factory=list)
    backgrounds: list[Background] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    item_of: dict[str, str] = field(default_factory=dict)
    ticks: dict[str, tuple[str, str]] = field(default_factory=dict)
    place: str = ""

    def leave(self, message: str, **facts: object) -> None:
        """Note that something where one is was not taken."""
        self.left_out.append(LeftOut(self.place, Sentence(message, facts)))


def read_lss(content: bytes, *, file: str = "") -> Taken:
    """Return what a .lss file came to, or raise `Refused` where it is none."""
    lss = read_tables(content, file=file)
    reading = _Reading(lss)
    settings = lss.rows("surveys_languagesettings")
    title = {language_code(row.get("surveyls_language", "")): plain(row.get("surveyls_title", "")) for row in settings}
    if lss.base != "sv" and "sv" not in title:
        reading.leave(
            N_(
                "Enkäten finns inte på svenska. Texterna på %(language)s står på svenskans plats tills de är översatta."
            ),
            language=lss.base,
        )
    ring = KeyRing(set())
    pages = [_page(reading, group, ring) for group in once(lss.rows("groups"), "gid", "group_order")]
    pages = [page for page in pages if page.items]
    instrument = Instrument(
        key="limesurvey",
        version="1",
        title=with_swedish(title, lss.base) or {"sv": "LimeSurvey"},
        items=tuple(reading.items),
        backgrounds=tuple(reading.backgrounds),
        pages=tuple(pages) if len(pages) > 1 else (),
        matrices=tuple(reading.matrices),
    )
    return Taken(instrument, tuple(reading.left_out))


def _page(reading: _Reading, group: Row, ring: KeyRing) -> Section:
    gid = group.get("gid", "")
    title = reading.lss.texts("groups", "gid", gid, "group_name") or {"sv": f"Sida {gid}"}
    intro = reading.lss.texts("groups", "gid", gid, "description")
    name = title["sv"]
    before = len(reading.items)
    mine = [
        row
        for row in reading.lss.rows("questions")
        if row.get("gid") == gid and row.get("parent_qid", "0") in ("", "0")
    ]
    for row in once(mine, "qid", "question_order"):
        reading.place = f"{name}: {row.get('title', '')}"
        if row.get("type") == "X":
            for language, text in reading.lss.texts("questions", "qid", row["qid"], "question").items():
                intro[language] = " ".join(part for part in (intro.get(language, ""), text) if part)
            continue
        first = len(reading.items)
        _question(reading, row)
        _conditions(reading, row, group, first)
    keys = tuple(item.key for item in reading.items[before:])
    return Section(ring.key(word_key(title["sv"]) or f"sida-{gid}"), title, keys, intro)


def _question(reading: _Reading, row: Row) -> None:
    qid, kind = row.get("qid", ""), row.get("type", "")
    text = reading.lss.texts("questions", "qid", qid, "question") or {"sv": row.get("title", "")}
    make = _MAKERS.get(kind)
    if make is None:
        known = _NAMES.get(kind)
        reading.leave(
            N_("Frågetypen ”%(type)s” finns inte här: %(question)s"),
            type=Sentence(known) if known else kind,
            question=text["sv"],
        )
        return
    if row.get("other") == "Y" and kind in "L!MP":
        reading.leave(N_("Svaret ”Annat” med egna ord togs med som ett vanligt alternativ."))
    make(reading, row, text)


def _add(reading: _Reading, name: str, item: Item, codes: dict[str, str] | None = None) -> None:
    reading.items.append(item)
    reading.item_of[name] = item.key
    reading.codes[item.key] = codes if codes is not None else {code: code for code in item.codes}


def _scale(reading: _Reading, row: Row, text: dict[str, str]) -> None:
    key = reading.ring.key(row["title"])
    _add(reading, row["title"], Item(key, ItemType.LIKERT, text, 1.0, 5.0))


def _array(high: int) -> Callable[[_Reading, Row, dict[str, str]], None]:
    def make(reading: _Reading, row: Row, text: dict[str, str]) -> None:
        _rows_of_array(reading, row, text, 1, high, {}, {})

    return make


def _array_of_change(reading: _Reading, row: Row, text: dict[str, str]) -> None:
    reading.leave(N_("Svaren minskar, oförändrat och ökar blev stegen 1, 2 och 3."))
    _rows_of_array(reading, row, text, 1, 3, *_CHANGE_ENDS, codes=dict(_CHANGE_STEPS))


def _array_of_answers(reading: _Reading, row: Row, text: dict[str, str]) -> None:
    answers, unsure = split_unsure(reading.lss.options(row["qid"]))
    if not 2 <= len(answers) <= MOST_STEPS:
        reading.leave(
            N_("Matrisen har %(count)s svar; en skala har 2 till %(most)s steg."), count=len(answers), most=MOST_STEPS
        )
        return
    if any(not option.text["sv"].strip().isdigit() for option in answers[1:-1]):
        reading.leave(N_("Bara skalans ändar har ord här. Orden vid stegen emellan togs inte med."))
    codes = {option.code: str(step) for step, option in enumerate(answers, start=1)}
    if unsure:
        codes[unsure] = "vet_ej"
    _rows_of_array(
        reading, row, text, 1, len(answers), answers[0].text, answers[-1].text, codes=codes, allows_unsure=bool(unsure)
    )


def _rows_of_array(
    reading: _Reading,
    row: Row,
    text: dict[str, str],
    low: int,
    high: int,
    low_text: object,
    high_text: object,
    *,
    codes: dict[str, str] | None = None,
    allows_unsure: bool = False,
) -> None:
    rows = reading.lss.subquestions(row["qid"])
    if not rows:
        reading.leave(N_("Matrisen har inga rader: %(question)s"), question=text["sv"])
        return
    matrix = reading.ring.key(row["title"]) if len(rows) > 1 else ""
    if matrix:
        reading.matrices.append(Matrix(matrix, text))
    else:
        reading.leave(N_("Matrisen har en enda rad och blev en vanlig fråga."))
    for sub in rows:
        name = f"{row['title']}_{sub.get('title', '')}"
        words = reading.lss.texts("subquestions", "qid", sub["qid"], "question") or {"sv": name}
        item = Item(
            reading.ring.key(name),
            ItemType.LIKERT,
            words,
            float(low),
            float(high),
            low_text=dict(low_text),  # type: ignore[call-overload]
            high_text=dict(high_text),  # type: ignore[call-overload]
            allows_unsure=allows_unsure,
            matrix=matrix,
        )
        _add(reading, name, item, dict(codes) if codes is not None else None)


def _one(reading: _Reading, row: Row, text: dict[str, str]) -> None:
    options, unsure = split_unsure(reading.lss.options(row["qid"]))
    if row.get("other") == "Y":
        options = (*options, Option("other", {"sv": "Annat", "en": "Other"}))
    key = reading.ring.key(row["title"])
    codes = {option.code: option.code for option in options} | ({unsure: "vet_ej"} if unsure else {})
    _add(reading, row["title"], Item(key, ItemType.ONE, text, options=options, allows_unsure=bool(unsure)), codes)


def _yes_no(reading: _Reading, row: Row, text: dict[str, str]) -> None:
    _add(reading, row["title"], Item(reading.ring.key(row["title"]), ItemType.ONE, text, options=YES_NO))


def _many(reading: _Reading, row: Row, text: dict[str, str]) -> None:
    if row["type"] == "P":
        reading.leave(N_("Kommentarer till alternativen togs inte med."))
    key, ring = reading.ring.key(row["title"]), KeyRing(set())
    options = []
    for sub in reading.lss.subquestions(row["qid"]):
        words = reading.lss.texts("subquestions", "qid", sub["qid"], "question") or {"sv": sub.get("title", "")}
        option = Option(ring.key(sub.get("title", "")), words)
        options.append(option)
        reading.ticks[f"{row['title']}_{sub.get('title', '')}"] = (key, option.code)
        reading.ticks[sub["qid"]] = (key, option.code)
    if row.get("other") == "Y":
        options.append(Option(ring.key("other"), {"sv": "Annat", "en": "Other"}))
    _add(reading, row["title"], Item(key, ItemType.MANY, text, options=tuple(options)))


def _number(reading: _Reading, row: Row, text: dict[str, str]) -> None:
    low, high = (number_of(reading.lss.attribute(row["qid"], f"{end}_num_value_n")) for end in ("min", "max"))
    if low is None or high is None or low >= high:
        low = high = None
    _each(reading, row, text, lambda key, words: Item(key, ItemType.NUMBER, words, low, high))


def _words(reading: _Reading, row: Row, text: dict[str, str]) -> None:
    most = number_of(reading.lss.attribute(row["qid"], "maximum_chars"))
    longest = min(max(int(most), 1), MOST_CHARACTERS) if most else USUAL_CHARACTERS
    _each(reading, row, text, lambda key, words: Item(key, ItemType.TEXT, words, longest=longest))


def _each(reading: _Reading, row: Row, text: dict[str, str], make: Callable[[str, dict[str, str]], Item]) -> None:
    """Make one item, or for a question with several fields one item a field with the question's words before."""
    subs = reading.lss.subquestions(row["qid"]) if row["type"] in "KQ" else []
    if not subs:
        _add(reading, row["title"], make(reading.ring.key(row["title"]), text))
    for sub in subs:
        name = f"{row['title']}_{sub.get('title', '')}"
        own = reading.lss.texts("subquestions", "qid", sub["qid"], "question")
        words = {
            language: f"{text.get(language, text['sv'])} – {own.get(language, '')}".strip(" –") for language in own
        }
        _add(reading, name, make(reading.ring.key(name), words or text))


def _gender(reading: _Reading, row: Row, text: dict[str, str]) -> None:
    labels = {"F": {"sv": "Kvinna", "en": "Woman"}, "M": {"sv": "Man", "en": "Man"}}
    reading.backgrounds.append(Background(reading.ring.key(row["title"]), text, ("F", "M"), labels, is_asked=True))
    reading.leave(N_("Frågan om kön blev en bakgrund, som aldrig följer med svaret efter stängningen."))


_MAKERS: dict[str, Callable[[_Reading, Row, dict[str, str]], None]] = {
    "5": _scale,
    "A": _array(5),
    "B": _array(10),
    "E": _array_of_change,
    "F": _array_of_answers,
    "L": _one,
    "!": _one,
    "M": _many,
    "P": _many,
    "N": _number,
    "K": _number,
    "S": _words,
    "T": _words,
    "U": _words,
    "Q": _words,
    "Y": _yes_no,
    "G": _gender,
}


def _conditions(reading: _Reading, row: Row, group: Row, first: int) -> None:
    """Give the items a question came to the question's own condition, else its group's."""
    own, around = row.get("relevance", "").strip(), group.get("grelevance", "").strip()
    wanted = [formula for formula in (own, around) if formula not in ("", "1")]
    if not wanted or len(reading.items) == first:
        return
    condition = _condition(reading, wanted[0]) if len(wanted) == 1 else None
    if condition is None:
        reading.leave(N_("Villkoret togs inte med, frågan ställs till alla: %(formula)s"), formula=" / ".join(wanted))
        return
    reading.items[first:] = [Item(**{**vars(item), "condition": condition}) for item in reading.items[first:]]


def _condition(reading: _Reading, formula: str) -> Condition | None:
    """Return the condition of `((Q.NAOK == "A1"))`, or of several of them on one question with `or` between."""
    found: list[tuple[str, str]] = []
    for part in re.split(r"\s+or\s+|\s*\|\|\s*", formula.strip()):
        simple = _SIMPLE.match(part.strip())
        meant = _meant(reading, simple[1], simple[2]) if simple else None
        if meant is None:
            return None
        found.append(meant)
    if len({key for key, _code in found}) != 1:
        return None
    return Condition(found[0][0], tuple(dict.fromkeys(code for _key, code in found)))


def _meant(reading: _Reading, name: str, code: str) -> tuple[str, str] | None:
    if sgqa := _SGQA.fullmatch(name):
        title = next((row["title"] for row in reading.lss.rows("questions") if row.get("qid") == sgqa[1]), "")
        name = f"{title}_{sgqa[2]}" if sgqa[2] else title
    if name in reading.ticks:
        return reading.ticks[name] if code == "Y" else None
    key = reading.item_of.get(name, "")
    ours = reading.codes.get(key, {}).get(code, "")
    return (key, ours) if ours else None
