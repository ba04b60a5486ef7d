"""Recompute what was released of a wave, from what was published and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from surveys.findings.before.predecessors import predecessors_hash
from surveys.findings.before.queries import frozen_before
from surveys.findings.questions import Questions
from surveys.findings.release_audit import Leak, audit_releases, certificate_differs
from surveys.waves.charter import charter_hash, floors_of
from surveys.waves.queries import existing_wave, instrument_of, units_of_wave
from surveys.waves.wave_unit import tree_of
from workplace.releases.cells import Page, decode, page_hash, release_hash
from workplace.releases.queries import ReleaseHead, release_heads, stored_pages


@dataclass(frozen=True)
class AuditReport:
    """What an audit of all releases of a wave found; it holds when all three are empty.

    `leaks` of the count rules; `broken` ids of what no longer has the hash it was frozen with; `differing`
    release id → what certificate and pages say otherwise: counts of cells, the pattern.
    """

    releases: tuple[ReleaseHead, ...]
    leaks: tuple[Leak, ...]
    broken: tuple[str, ...]
    differing: Mapping[str, Mapping[str, tuple[Any, Any]]]

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not (self.leaks or self.broken or self.differing)


def audit_of(session: Session, wave_id: str) -> AuditReport:
    """Recompute every release of a wave from the pages that were published."""
    wave = existing_wave(session, wave_id)
    floors = floors_of(wave.charter)
    tree = tree_of(units_of_wave(session, wave_id).values())
    heads = list(reversed(release_heads(session, wave_id)))
    asked = {item.key: item.floor for item in Questions.of(instrument_of(session, wave_id)).items}
    released: list[tuple[str, list[Page]]] = []
    broken: list[str] = []
    differing: dict[str, Mapping[str, tuple[Any, Any]]] = {}
    if charter_hash(wave.charter) != wave.charter_sha256:
        broken.append(f"{wave_id} charter")
    for head in heads:
        stored = stored_pages(session, head.release_id)
        hashes = [(page.unit_id, page_hash(page.cells)) for page in stored]
        broken += [
            f"{head.release_id}/{page.unit_id}"
            for page, (_, digest) in zip(stored, hashes, strict=True)
            if page.sha256 != digest
        ]
        if release_hash(head.layout.cells, hashes) != head.sha256:
            broken.append(head.release_id)
        if head.charter_sha256 != wave.charter_sha256:
            broken.append(f"{head.release_id} charter")
        pages = [decode(page.unit_id, page.cells) for page in stored]
        released.append((head.release_id, pages))
        if differs := certificate_differs(head.certificate, head.layout, pages, tree):
            differing[head.release_id] = differs
        if said := head.certificate.get("before"):
            frozen = frozen_before(session, head.release_id)
            if predecessors_hash(frozen.wave_id, frozen.groups.values()) != said["sha256"]:
                broken.append(f"{head.release_id} before")
    leaks = audit_releases(heads[0].layout, released, tree, floors, item_floors=asked) if heads else []
    return AuditReport(tuple(heads), tuple(leaks), tuple(broken), differing)
