"""Wherever a person's id may stand, an extract looks: a new table fails here until it is decided where it is told.

Columns are found by their names and their foreign keys. Ids within JSON and texts are not; `mentions` and `names` of a
place in an `extracts/queries.py` are for those.
"""

from __future__ import annotations

import re

from appraisal.registry import extract_sources, load_records
from workplace.database import Base

NAMED = re.compile(r"(^|_)(person|leader|superior|actor|owner)_id$|_by$|_reviewer$")
LEFT_OUT = {
    ("agreement", "seen_by"): "how one sees that it worked, not a person",
    ("erasure_decision", "decided_by"): "a body",
}
"""Columns that look as if they held a person's id, and why no extract looks there."""


def columns_with_people() -> set[tuple[str, str]]:
    load_records()
    return {
        (table.name, column.name)
        for table in Base.metadata.tables.values()
        for column in table.columns
        if NAMED.search(column.name) or any(key.column.table.name == "person" for key in column.foreign_keys)
    }


def looked_in() -> set[tuple[str, str]]:
    return {place for source in extract_sources() for held in source.PLACES for place in held.places}


def test_an_extract_looks_wherever_a_person_may_stand() -> None:
    missing = sorted(columns_with_people() - looked_in() - set(LEFT_OUT))

    assert not missing, f"tell of these in an extracts/queries.py, or say why not in LEFT_OUT: {missing}"
    assert not set(LEFT_OUT) - columns_with_people(), "these are no more"


def test_no_extract_tells_a_token_a_hash_or_an_answer() -> None:
    told = {
        (held.record.__tablename__, column.key)
        for source in extract_sources()
        for held in source.PLACES
        for _label, column in held.shows.values()
    }

    assert not [place for place in told if re.search(r"hash|token|argon2|salt|body$|answers$|masked", place[1])]
    assert not [place for place in told if place[0] in ("ballot", "text_ballot", "draft", "sealed_box")]
