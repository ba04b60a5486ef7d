"""What of a survey is erased, and when. Ballots and texts wait for a decision; who was invited does not."""

from __future__ import annotations

from surveys.waves.charter import INVITATION_DAYS
from workplace.erasure.rule import ErasureRule
from workplace.wording import N_

BALLOTS, TEXTS, INVITATIONS, PREVIEWS = "ballot", "text_ballot", "invitation", "release_preview"
PREVIEW_DAYS = 30
"""How long a preview is kept when there is something newer."""

RULES = (
    ErasureRule(
        BALLOTS,
        N_("Avlämnade svar"),
        N_("Så många månader efter intyget som stadgan säger; utan intyg, efter att svaren kom in."),
        True,
        ("ballot",),
    ),
    ErasureRule(
        TEXTS,
        N_("Fritextsvar, och vad granskarna har gjort med dem"),
        N_("Så många månader efter intyget som stadgan säger; utan intyg, efter att svaren kom in."),
        True,
        ("comment_review", "text_ballot"),
    ),
    ErasureRule(
        INVITATIONS,
        N_("Inbjudningar, länkar och utskick"),
        N_("30 dagar efter att omgången stängde eller avbröts."),
        False,
        ("invitation_token", "invitation", "wave_participant", "response_snapshot", "mail", "text_message"),
    ),
    ErasureRule(
        PREVIEWS,
        N_("Förhandsgranskningar som är överspelade"),
        N_("30 dagar efter att de beställdes."),
        False,
        ("release_preview",),
    ),
)
assert INVITATION_DAYS == 30, "the sentences above and in the promise say thirty days"


def edition_id(wave_id: str, edition: int) -> str:
    """Return by what a delivery of answers is known when it is erased."""
    return f"{wave_id}/{edition}"
