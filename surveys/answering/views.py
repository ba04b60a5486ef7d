"""Turn a visit into what its templates are given."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace

from surveys.answering.draft_words import words_of
from surveys.answering.journey import Page
from surveys.answering.pages import (
    LANGUAGE_NAMES,
    BlockView,
    ElsewhereView,
    FrameView,
    GroupView,
    ReceiptView,
    ReviewSection,
    ReviewView,
    SheetView,
    background_row,
    blocks_of,
    choices_of,
    progress_of_pages,
    progress_of_questions,
    row_of,
)
from surveys.answering.picture import picture_of
from surveys.answering.promise import promise_for
from surveys.answering.survey import Survey
from surveys.answering.visit import PLACE, Visit
from surveys.instrument import Item
from surveys.planning.texts import CONTACTS, last_day
from surveys.waves.charter import CIRCLES, Readers, circles_of, floors_of, readers_of
from workplace.definitions.document import in_language
from workplace.web.figure_geometry import progress_bar
from workplace.wording import N_, Sentence

QUESTIONS_A_MINUTE = 6


def frame_of(visit: Visit, form_token: str) -> FrameView:
    """Return what every page of the wave carries."""
    offered = (code for code in visit.survey.languages if code != visit.language)
    return FrameView(
        base=visit.base,
        title=visit.survey.title,
        form_token=form_token,
        languages=tuple((code, LANGUAGE_NAMES.get(code, code)) for code in offered),
        is_trial=visit.survey.is_trial,
        is_kiosk=visit.is_kiosk,
        is_open=visit.draft is not None,
    )


def group_of(visit: Visit, size: int) -> GroupView:
    """Return the promise for the group the answer will belong to, `size` people."""
    names = [(one.unit_id, one.name) for one in visit.workplaces]
    return GroupView(
        visit.survey.wave_id,
        promise_for(floors_of(visit.survey.charter), size, visit.workplace.name),
        choices_of(names, visit.workplace.unit_id) if len(names) > 1 else (),
    )


def sheet_view(
    visit: Visit,
    page: Page,
    frame: FrameView,
    group: GroupView | None,
    *,
    looks_over: bool = False,
    is_refused: bool = False,
    offending: AbstractSet[str] = frozenset(),
) -> SheetView:
    """Return a page of questions. `looks_over`: tell what is wrong and what was passed over, before it is sent.

    `is_refused`: the form could not be trusted, so nothing was kept. `offending`: keys whose code was never offered.
    """
    missing: tuple[Item, ...] = visit.missing(page) if looks_over and visit.is_single else ()
    blocks = blocks_of(
        visit.instrument,
        page,
        administration=visit.workplace.administration,
        asked=visit.asked,
        values=visit.values,
        language=visit.language,
        has_reviewers=bool(visit.survey.charter.get("reviewers")),
        missing={item.key for item in missing},
    )
    problems = {item.key: problem.sentence for of, item, problem in visit.problems() if of is page and looks_over}
    problems.update(dict.fromkeys(offending, Sentence(N_("Svaret finns inte bland alternativen. Välj ett av dem."))))
    if visit.is_single:
        progress, words = progress_of_questions(page, visit.asked, visit.replies)
    else:
        place = visit.shown.index(page) + 1 if page in visit.shown else 1
        progress, words = progress_of_pages(place, max(place, len(visit.shown)))
    return SheetView(
        frame=frame,
        heading=heading_of(visit, page),
        intro=in_language(page.intro, visit.language),
        number=page.number,
        blocks=_with_problems(blocks, problems),
        contacts=contacts_of(visit.survey),
        progress=progress,
        progress_text=words,
        action=visit.address(page),
        go_label=_go_label(visit, page, bool(missing)),
        group=group,
        back=page is not visit.first,
        sends=visit.is_single,
        missing=tuple((item.key, in_language(item.text, visit.language)) for item in missing),
        problems=tuple(problems.items()),
        is_refused=is_refused,
        minutes=minutes_for(len(visit.asked)),
        pages=len(visit.shown),
        last_day=last_day(visit.survey.closes_at),
    )


def review_view(visit: Visit, frame: FrameView) -> ReviewView:
    """Return all answers page by page."""
    sections = []
    for page in visit.shown:
        items = [item for item in page.items if item.key in visit.asked]
        rows = [row_of(item, visit.replies[item.key], visit.language) for item in items]
        rows += [background_row(background, visit.values, visit.language) for background in page.backgrounds]
        if rows:
            sections.append(ReviewSection(heading_of(visit, page), visit.address(page), tuple(rows)))
    whole = len(visit.shown)
    return ReviewView(
        frame,
        tuple(sections),
        left=len(visit.missing()),
        unit_name=visit.workplace.name,
        has_choice=len(visit.workplaces) > 1,
        progress=progress_bar(whole, whole),
    )


def receipt_view(survey: Survey, frame: FrameView, *, is_again: bool) -> ReceiptView:
    """Return the receipt, which knows the wave and nothing of the answer."""
    readers = readers_of(survey.charter)
    circles = () if survey.is_trial else tuple(circles_of(survey.charter).items())
    return ReceiptView(
        frame,
        last_day=last_day(survey.closes_at),
        circles=tuple((Sentence(CIRCLES[circle]), day) for circle, day in circles),
        readers="" if readers is Readers.ALL else readers.value,
        is_again=is_again,
    )


def elsewhere_view(visit: Visit, frame: FrameView, public_url: str) -> ElsewhereView:
    """Return how to go on somewhere else. The words stand behind a # in the address, which no server is ever sent."""
    address = f"{public_url}{PLACE}/kod"
    path, size = picture_of(f"{address}#{visit.code}")
    return ElsewhereView(frame, words_of(visit.code), address, path, size, last_day(visit.survey.closes_at))


def contacts_of(survey: Survey) -> tuple[str | Sentence, ...]:
    """Return whom to turn to about harassment: what HR wrote, else the part played."""
    return tuple(str(survey.contacts.get(part) or "") or Sentence(ours) for part, ours in CONTACTS.items())


def heading_of(visit: Visit, page: Page) -> str | Sentence:
    """Return the heading of a page: its own, else the wave's title; asked backgrounds stand under one of ours."""
    if page.title:
        return in_language(page.title, visit.language)
    return visit.survey.title if visit.is_single else Sentence(N_("Om dig"))


def minutes_for(questions: int) -> int:
    """Return about how many minutes so many questions take."""
    return max(1, -(-questions // QUESTIONS_A_MINUTE))


def _go_label(visit: Visit, page: Page, asks_again: bool) -> Sentence:
    if visit.is_single:
        return Sentence(N_("Skicka ändå") if asks_again else N_("Skicka"))
    return Sentence(N_("Granska svaren") if page is visit.shown[-1] else N_("Nästa"))


def _with_problems(blocks: tuple[BlockView, ...], problems: Mapping[str, Sentence]) -> tuple[BlockView, ...]:
    if not problems:
        return blocks
    return tuple(
        replace(
            block,
            questions=tuple(
                replace(question, problem=problems.get(question.control.key)) for question in block.questions
            ),
        )
        for block in blocks
    )
