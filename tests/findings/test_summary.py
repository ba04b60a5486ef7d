"""What a release shows is frozen with it, so that a page of it need not read every unit's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import event, update

from surveys.findings.queries import what_is_shown
from surveys.waves.release_preview import shows_of_pages
from tests.conftest import PageClient
from tests.waves.small_organisation import WAVE, make_organisation, publish_wave, take_in_answers
from workplace.database import Database
from workplace.releases.queries import all_pages, release_heads, summary_of
from workplace.releases.records import ReleaseRecord


@pytest.fixture
def published(database: Database) -> Database:
    make_organisation(database)
    take_in_answers(database)
    publish_wave(database)
    return database


def test_the_summary_says_what_the_pages_say(published: Database) -> None:
    with published.reading() as session:
        (head,) = release_heads(session, WAVE)
        kept = what_is_shown(session, head)
        shows = shows_of_pages(all_pages(session, head.release_id))

    assert kept.direct_rungs == {unit: rung for unit, rung in shows.direct_rungs.items() if unit in kept.direct_rungs}
    assert kept.direct_rungs
    assert kept.withheld == shows.withheld
    assert dict(kept.breakdowns) == dict(shows.breakdowns)


def test_a_release_from_before_is_read_from_its_pages(published: Database) -> None:
    with published.writing() as session:
        (head,) = release_heads(session, WAVE)
        before = what_is_shown(session, head)
        session.execute(update(ReleaseRecord).values(summary=None))
    with published.reading() as session:
        assert summary_of(session, head.release_id) is None
        after = what_is_shown(session, head)

    assert after.withheld == before.withheld
    assert {unit: after.direct_rungs[unit] for unit in before.direct_rungs} == before.direct_rungs


def test_the_page_of_a_published_release_reads_no_cells(
    published: Database, client_for: Callable[[str], PageClient]
) -> None:
    hanna = client_for("hanna")
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(published.engine, "before_cursor_execute", note)
    try:
        assert hanna.get(f"/hr/omgangar/{WAVE}/utgava").status_code == 200
    finally:
        event.remove(published.engine, "before_cursor_execute", note)

    assert not any("release_page.cells" in statement for statement in sent)
