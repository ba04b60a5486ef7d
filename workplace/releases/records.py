"""Releases: figures that others may see, frozen. A row is written once and never changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Integer, LargeBinary, String, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from workplace.database import Base, UtcDateTime


class ReleaseRecord(Base):
    """One frozen set of cells. The id is the id of what it is a release of, a dot, and the number."""

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("wave_id", "number", name="uq_release_wave_id_number"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    wave_id: Mapped[str] = mapped_column(String(40), doc="what it is a release of")
    number: Mapped[int] = mapped_column(Integer)
    edition: Mapped[int] = mapped_column(Integer, doc="which delivery of the answers it was made from")
    published_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
    published_by: Mapped[str] = mapped_column(String(64), doc="empty: a command")
    charter_sha256: Mapped[str] = mapped_column(String(64))
    layout: Mapped[list[list[str]]] = mapped_column(JSON, doc="measure and item of each cell of a block")
    certificate: Mapped[dict[str, Any]] = mapped_column(JSON)
    summary: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True),
        deferred=True,
        doc="what is shown and what is withheld, so that nobody need read all pages; null: from before this was kept",
    )
    sha256: Mapped[str] = mapped_column(String(64), doc="over the layout and the pages in their order")


class ReleasePageRecord(Base):
    """All cells of one unit in one release."""

    __tablename__ = "release_page"

    release_id: Mapped[str] = mapped_column(ForeignKey("release.id"), primary_key=True)
    unit_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, doc="place of the unit in the tree")
    cells: Mapped[bytes] = mapped_column(LargeBinary, doc="see releases/cells")
    sha256: Mapped[str] = mapped_column(String(64), doc="over `cells`")


class ReleaseIsFrozen(RuntimeError):
    """Somebody tried to change or remove something that was released."""


def _stop(_mapper: Any, _connection: Any, target: ReleaseRecord | ReleasePageRecord) -> None:
    name = target.id if isinstance(target, ReleaseRecord) else f"{target.release_id}/{target.unit_id}"
    raise ReleaseIsFrozen(f"{name} is released; publish a new release instead")


for _frozen in (ReleaseRecord, ReleasePageRecord):
    event.listen(_frozen, "before_update", _stop)
    event.listen(_frozen, "before_delete", _stop)
