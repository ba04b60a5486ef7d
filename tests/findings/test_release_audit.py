"""The audit recomputes from published cells; each rule is broken on purpose once, in the test, and is then found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from sqlalchemy import delete, insert

from appraisal.cli import build_parser
from bench.city import build_city
from bench.release import release
from measures.disclosure.floors import Floors
from measures.disclosure.unit_tree import UnitTree
from surveys.findings.release_audit import Fault, audit_releases
from tests.findings import invented_organisation as invented
from workplace.house import House
from workplace.releases.cells import Block, Layout, Page, decode, encode, page_hash
from workplace.releases.records import ReleasePageRecord

LAYOUT = Layout((("respondents", ""), ("response_rate", ""), ("mean", "q1")))
TREE = UnitTree.from_parents(["top", "a", "b"], [-1, 0, 0])


def block(n: int, *, breakdown: str = "all", category: str = "", value: int = 35) -> Block:
    if not n:
        return Block(breakdown, category, 0, 1, 4)
    rate = 0 if breakdown in ("all", "direct") else 4
    return Block(
        breakdown,
        category,
        2,
        value=(n * 10, 800, value),
        low=(None, None, None),
        high=(None, None, None),
        n=(n, n, n),
        reason=(0, rate, 0),
    )


def by_sex(*counts: int) -> tuple[Block, ...]:
    return tuple(block(n, breakdown="sex", category=code) for n, code in zip(counts, "KM", strict=True))


def pages(top: int, direct: int, a: int, b: int, *, sex: tuple[int, int] = (0, 0), value: int = 35) -> list[Page]:
    return [
        Page("top", (block(top, value=value), block(direct, breakdown="direct"), *by_sex(*sex))),
        Page("a", (block(a, value=value), *by_sex(0, 0))),
        Page("b", (block(b), *by_sex(0, 0))),
    ]


def people(*editions: list[Page]) -> list[tuple[str, str, str, int]]:
    """What the audit finds: release, unit, measure, people."""
    found = audit_releases(LAYOUT, [(f"w.{n}", one) for n, one in enumerate(editions, start=1)], TREE, Floors())
    return [(leak.release_id, leak.unit_id, leak.measure, leak.people) for leak in found]


def test_a_remainder_under_the_floor_is_found_and_one_of_nobody_is_not() -> None:
    assert people(pages(40, 0, 20, 20)) == []
    assert ("w.1", "top", "mean", 6) in people(pages(46, 0, 20, 20))
    assert ("w.1", "top", "respondents", 4) in people(pages(44, 0, 20, 20))


def test_a_category_that_is_left_out_of_a_breakdown_is_found() -> None:
    assert people(pages(80, 0, 30, 30, sex=(40, 40))) == []
    assert ("w.1", "top", "mean", 3) in people(pages(80, 0, 30, 30, sex=(77, 0)))


def test_a_breakdown_of_fewer_than_fifty_is_found() -> None:
    assert people(pages(40, 0, 20, 20, sex=(20, 20)))


def test_cells_kept_from_the_release_before_are_not_subtracted_from_new_ones() -> None:
    first = pages(60, 0, 30, 30)
    # 28 in `a` after a correction, while `top` and `b` stand as they stood: 60 − 28 − 30 are nobody in particular.
    mixed = [first[0], Page("a", (block(28, value=41), *by_sex(0, 0))), first[2]]

    assert people(first, mixed) == []
    assert people(mixed) == [("w.1", "top", measure, 2) for measure in ("respondents", "response_rate", "mean")]


def test_what_is_new_in_a_correction_is_held_to_the_floor() -> None:
    first = pages(60, 0, 30, 0)

    found = people(first, [first[0], first[1], Page("b", (block(4), *by_sex(0, 0)))])

    assert ("w.2", "b", "respondents", 4) in found


def test_a_breakdown_changed_by_a_correction_is_found() -> None:
    first, later = pages(80, 0, 30, 30, sex=(40, 40)), pages(80, 0, 30, 30, sex=(41, 39))

    found = audit_releases(LAYOUT, [("w.1", first), ("w.2", later)], TREE, Floors())

    assert [(leak.fault, leak.unit_id, leak.breakdown) for leak in found] == [(Fault.BREAKDOWN_CHANGED, "top", "sex")]


def test_an_item_with_a_floor_of_its_own_is_held_to_it() -> None:
    found = audit_releases(LAYOUT, [("w.1", pages(60, 0, 30, 15))], TREE, Floors(), item_floors={"q1": 20})

    assert {(leak.unit_id, leak.measure) for leak in found} == {("top", "mean"), ("b", "mean")}


def test_an_honest_release_with_breakdowns_holds_and_every_tampered_count_is_found() -> None:
    city = build_city(people=3_000, items=3, missing=0.03, seed=5)
    made, protected = release(city, with_breakdowns=True, is_quiet=True)
    tree, layout = protected.ladder.tree, protected.plan.layout
    assert audit_releases(layout, [("s.1", made)], tree, Floors()) == []
    place, number = next(
        (place, number)
        for place, page in enumerate(made)
        for number, one in enumerate(page.blocks)
        if one.breakdown == "sex" and not one.is_withheld
    )
    one = made[place].blocks[number]
    fewer = replace(one, n=tuple(n - 3 if n else 0 for n in one.n))
    blocks = (*made[place].blocks[:number], fewer, *made[place].blocks[number + 1 :])

    tampered = [*made[:place], Page(made[place].unit_id, blocks), *made[place + 1 :]]
    found = audit_releases(layout, [("s.1", tampered)], tree, Floors())

    assert {leak.measure for leak in found} >= {"respondents", "mean"}
    assert any(leak.people == 3 for leak in found)


@pytest.fixture
def audit(house: House, published: Callable[..., str]) -> Callable[[], int]:
    """Publish an invented wave; return what the command `release audit` ends with."""
    rng = np.random.default_rng(2)
    parents = invented.tree(rng)
    answered = invented.people(parents, rng, count=400)
    published(
        "w", units=invented.units_csv(parents), instrument=invented.INSTRUMENT, answers=invented.answers_csv(answered)
    )

    def run() -> int:
        arguments = build_parser().parse_args(["release", "audit", "w"])
        return int(arguments.handler(arguments, house))

    return run


def test_the_command_ends_with_one_for_a_page_that_leaks_although_its_hashes_were_mended(
    audit: Callable[[], int], house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit() == 0
    with house.database.writing() as session:
        row = next(
            row
            for row in session.query(ReleasePageRecord).order_by(ReleasePageRecord.position)
            if decode(row.unit_id, row.cells).blocks[0].rung >= 2 and row.position
        )
        page = decode(row.unit_id, row.cells)
        whole = page.blocks[0]
        leaking = replace(whole, n=tuple(2 if n else 0 for n in whole.n))
        cells = encode(Page(page.unit_id, (leaking, *page.blocks[1:])))
        values = {"release_id": row.release_id, "unit_id": row.unit_id, "position": row.position}
        session.execute(delete(ReleasePageRecord).where(ReleasePageRecord.unit_id == row.unit_id))
        session.execute(insert(ReleasePageRecord).values(cells=cells, sha256=page_hash(cells), **values))

    assert audit() == 1
    said = capsys.readouterr().err
    assert "2 svar kan räknas ut" in said
