"""Publishing: once, whole, for good, and with every problem and its row when something is wrong."""

from __future__ import annotations

import datetime as dt

import pytest

from appraisal.definition_kinds import KINDS
from workplace.clock import FixedClock
from workplace.database import Database
from workplace.definitions.actions import publish
from workplace.definitions.document import decode
from workplace.definitions.kinds import sha256_of
from workplace.definitions.queries import (
    all_of,
    exact,
    latest,
    named,
    pinned,
    shipped_definitions,
    versions_of,
)
from workplace.definitions.records import DefinitionRecord, PublishedIsImmutable
from workplace.errors import Refused
from workplace.journal.queries import latest_entries
from workplace.wording import Translator

TEXT = """kind = "instrument"
key = "one"
version = "VERSION"
title.sv = "En fråga"
[[item]]
key = "q1"
type = "likert"
from = 1
to = 5
text.sv = "Mitt arbete känns meningsfullt"
"""


def text(version: str = "1") -> str:
    return TEXT.replace("VERSION", version)


def test_a_published_definition_can_be_read_back_and_is_pinned_by_hash(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        publish(session, text(), kinds=KINDS, now=clock.now(), actor_id="anna")
    with database.reading() as session:
        found = exact(session, "instrument", "one", "1")
        assert found is not None
        assert (found.title, found.toml, found.published_at) == ("En fråga", text(), clock.now())
        assert found.sha256 == sha256_of(text())
        assert pinned(session, "instrument", found.sha256) == found
        assert latest_entries(session)[0].object_id == "instrument/one/1"


def test_the_same_text_again_changes_nothing(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        assert publish(session, text(), kinds=KINDS, now=clock.now()).is_new
    with database.writing() as session:
        assert not publish(session, text(), kinds=KINDS, now=clock.now() + dt.timedelta(days=1)).is_new
    with database.reading() as session:
        assert len(all_of(session, "instrument")) == 1
        assert len(latest_entries(session)) == 1


def test_another_text_under_a_taken_version_is_refused_with_the_next_free_one(
    database: Database, clock: FixedClock
) -> None:
    with database.writing() as session:
        publish(session, text(), kinds=KINDS, now=clock.now())
        publish(session, text("2"), kinds=KINDS, now=clock.now())
    with database.reading() as session, pytest.raises(Refused) as refused:
        publish(session, text().replace("to = 5", "to = 6"), kinds=KINDS, now=clock.now(), file="f.toml")
    (problem,) = refused.value.problems
    assert problem.code == "definition_version_taken"
    assert problem.hint is not None
    assert problem.hint.facts == {"version": "3"}


def test_the_newest_version_is_the_highest_number_not_the_last_published(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        for version in ("10", "2", "9"):
            publish(session, text(version), kinds=KINDS, now=clock.now())
    with database.reading() as session:
        newest = latest(session, "instrument", "one")
        assert newest is not None
        assert newest.version == "10"
        assert [row.version for row in versions_of(session, "instrument", "one")] == ["10", "9", "2"]
        assert named(session, "instrument", "one@2").version == "2"
        assert named(session, "instrument", "one").version == "10"


def test_a_name_nobody_published_is_refused_with_the_nearest(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        publish(session, text(), kinds=KINDS, now=clock.now())
    with database.reading() as session, pytest.raises(Refused) as refused:
        named(session, "instrument", "onne")
    assert "one" in refused.value.problems[0].line(Translator())


def test_a_published_definition_cannot_be_changed_or_removed(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        publish(session, text(), kinds=KINDS, now=clock.now())
    with database.write_session() as session:
        session.query(DefinitionRecord).one().toml = "another"
        with pytest.raises(PublishedIsImmutable):
            session.flush()
    with database.write_session() as session:
        session.delete(session.query(DefinitionRecord).one())
        with pytest.raises(PublishedIsImmutable):
            session.flush()


def test_problems_carry_the_file_and_the_row() -> None:
    broken = text().replace("from = 1", "from = 7").replace('type = "likert"', 'type = "likert"\nscop = "whole"')
    with pytest.raises(Refused) as refused:
        KINDS.read(broken, file="f.toml")
    lines = [problem.line(Translator()) for problem in refused.value.problems]
    assert lines[0].startswith("f.toml:8:item[1].scop")
    assert "scope" in lines[0]
    assert lines[1].startswith("f.toml:9:item[1].from 7")


@pytest.mark.parametrize(
    ("broken", "row"),
    [('kind = "instrument"\nkey = \n', 2), ('kind = "instrument\n', 1), ("a = 1\na = 2\n", 2), ("[[x", 1)],
)
def test_broken_toml_is_refused_with_its_row(broken: str, row: int) -> None:
    with pytest.raises(Refused) as refused:
        KINDS.read(broken, file="f.toml")
    (problem,) = refused.value.problems
    assert (problem.code, problem.file, problem.row) == ("definition_syntax", "f.toml", row)


@pytest.mark.parametrize("broken", ["", 'key = "a"', 'kind = "instrumnt"', "kind = 3", "kind = []"])
def test_an_unknown_kind_is_refused(broken: str) -> None:
    with pytest.raises(Refused) as refused:
        KINDS.read(broken)
    assert refused.value.problems[0].code == "definition_unknown_kind"


def test_a_file_in_another_encoding_is_refused_with_its_row() -> None:
    with pytest.raises(Refused) as refused:
        decode('a = 1\ntitle = "Frågor"'.encode("cp1252"), file="f.toml")
    assert refused.value.problems[0].row == 2


def test_all_shipped_definitions_are_whole_and_each_has_a_name_of_its_own() -> None:
    drafts = shipped_definitions(KINDS)
    names = [(draft.kind, draft.key, draft.version) for draft in drafts]
    assert len(set(names)) == len(names)
    assert {"hme", "ami", "medarbetarenkat"} <= {key for kind, key, _ in names if kind == "instrument"}
    assert [version for kind, _, version in names if kind == "policy"] == ["2015", "2016"]
    assert {key for kind, key, _ in names if kind == "criteria_set"} == {"medarbetare", "chef"}
