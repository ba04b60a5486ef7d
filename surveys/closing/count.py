"""The count at close: everybody invited and every box, in a sum that can be checked by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

FEWEST_ABSENT = 20
"""Among fewer long absent people it is not told how many of them answered: HR knows who is absent."""


@dataclass(frozen=True)
class UnreadableBox:
    """A box whose content could not be counted. `name`: its random id; `reason`: a code, see `opened_urn`."""

    name: str
    reason: str


@dataclass(frozen=True)
class ClosingCount:
    """What became of every invitation and every box of a wave.

    `invited` all invitations, of which `late_hires` came after the opening, `withdrawn` were taken back and
    `answered` were used. `absent`: long absent people among those not withdrawn, of whom `absent_answered` answered.
    `boxes` lay in the urn: `ballots` with an answer to a question, `blank` without one, `unreadable` ones named.
    `texts`: words kept as ballots of their own. `drafts_dropped`: begun and never sent.
    """

    invited: int
    late_hires: int
    withdrawn: int
    absent: int
    absent_answered: int
    answered: int
    boxes: int
    ballots: int
    blank: int
    unreadable: tuple[UnreadableBox, ...]
    texts: int
    drafts_dropped: int

    @property
    def unanswered(self) -> int:
        """Invitations neither used nor withdrawn."""
        return self.invited - self.withdrawn - self.answered

    @property
    def shown_absent_answered(self) -> int | None:
        """How many of the long absent answered, None where so few are absent that it tells who did."""
        return self.absent_answered if self.absent >= FEWEST_ABSENT else None

    @property
    def adds_up(self) -> bool:
        """Whether each answered invitation is one box, and each box is a ballot, blank, or named as unreadable."""
        return self.answered == self.boxes == self.ballots + self.blank + len(self.unreadable)


def to_stored(count: ClosingCount) -> dict[str, Any]:
    """Return the count as it is kept in the plan."""
    return {**asdict(count), "unreadable": [asdict(box) for box in count.unreadable]}


def from_stored(kept: Mapping[str, Any]) -> ClosingCount:
    """Return the count that `to_stored` kept."""
    return ClosingCount(**{**kept, "unreadable": tuple(UnreadableBox(**box) for box in kept["unreadable"])})
