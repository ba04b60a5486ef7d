"""The work behind a release: read the answers, make the release outside any transaction, keep it in a short one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from surveys.findings.actions import PREVIEW_KIND, PUBLISH_KIND, keep_preview, keep_release, overtaken
from surveys.findings.queries import release_inputs, release_material
from surveys.findings.release_making import MadeRelease, ReleaseMaterial, make_release
from workplace.clock import Clock
from workplace.house import House
from workplace.jobs.lease import LONGEST_LEASE
from workplace.jobs.worker import Handler


@dataclass(frozen=True, eq=False)
class ReleaseContext:
    """What a release is made from. `material` None: the answers are published already."""

    material: ReleaseMaterial | None
    clock: Clock
    ordered_by: str


@dataclass(frozen=True, eq=False)
class ReadyRelease:
    """A release that is made, who ordered it and the moment it was ready: the one it is published at."""

    made: MadeRelease
    ordered_by: str
    ready_at: dt.datetime


def prepare(house: House, arguments: Mapping[str, Any], *, is_final: bool = True) -> ReleaseContext:
    """Read the answers. Refused when they are no longer those that the work was ordered for."""
    with house.database.reading() as session:
        inputs = release_inputs(session, arguments["wave_id"])
        if inputs.is_published:
            return ReleaseContext(None, house.clock, arguments["ordered_by"])
        if inputs.fingerprint != arguments["fingerprint"]:
            raise overtaken()
        material = release_material(session, inputs, is_final=is_final)
        return ReleaseContext(material, house.clock, arguments["ordered_by"])


def prepare_preview(house: House, arguments: Mapping[str, Any]) -> ReleaseContext:
    """Read the answers, and nothing that a preview does not need."""
    return prepare(house, arguments, is_final=False)


def preview(context: ReleaseContext, _key: str) -> ReadyRelease | None:
    """Make the release as far as a preview needs it."""
    return _made(context, is_final=False)


def make(context: ReleaseContext, _key: str) -> ReadyRelease | None:
    """Make the release with its certificate."""
    return _made(context, is_final=True)


def store_preview(session: Session, _key: str, ready: ReadyRelease | None) -> Mapping[str, Any]:
    """Keep what the release would show."""
    if ready is None:
        return {"is_new": False}
    keep_preview(session, ready.made)
    return {"is_new": ready.made.publication.is_new}


def store_release(session: Session, _key: str, ready: ReadyRelease | None) -> Mapping[str, Any]:
    """Publish; where that changes nothing that may be shown, keep as much."""
    if ready is None:
        return {"is_new": False}
    published = keep_release(session, ready.made, now=ready.ready_at, actor_id=ready.ordered_by)
    if published is ready.made.publication and not published.is_new:
        keep_preview(session, ready.made)
    return {"release_id": published.release_id, "is_new": published.is_new}


def _made(context: ReleaseContext, *, is_final: bool) -> ReadyRelease | None:
    if context.material is None:
        return None
    made = make_release(context.material, is_final=is_final)
    return ReadyRelease(made, context.ordered_by, context.clock.now())


HANDLERS = {
    PREVIEW_KIND: Handler(prepare=prepare_preview, work=preview, store=store_preview, lease=LONGEST_LEASE),
    PUBLISH_KIND: Handler(prepare=prepare, work=make, store=store_release, lease=LONGEST_LEASE),
}
