"""What is worth talking about: the highest and the lowest area, and whether anything about them is proven."""

from __future__ import annotations

from surveys.findings.pages import TalkView
from surveys.findings.reading import Beside, Standing, highest_and_lowest, standings
from surveys.instrument import Instrument
from workplace.wording import N_, Sentence


def talk_view(instrument: Instrument, beside: Beside, *, language: str) -> TalkView | None:
    """Name the highest and the lowest policy area in any case; None where there are not two to compare."""
    found = standings(instrument, beside, language)
    if not found:
        return None
    ends = highest_and_lowest(found)
    if ends is None:
        return TalkView(
            Sentence(N_("Områdena ligger lika högt. Börja i det som gruppen själv vill ta upp.")),
            Sentence(N_("Inget av dem sticker ut.")),
            is_proven=False,
        )
    highest, lowest = ends
    sentence = Sentence(
        N_("Högst ligger %(highest)s, lägst ligger %(lowest)s."),
        {"highest": highest.title, "lowest": lowest.title},
    )
    proof = _proof(highest, lowest, beside)
    return TalkView(sentence, proof or _no_proof(beside), is_proven=proof is not None)


def _proof(highest: Standing, lowest: Standing, beside: Beside) -> Sentence | None:
    larger = beside.larger
    if larger is None or not (highest.higher or lowest.lower):
        return None
    facts: dict[str, object] = {
        "group": larger.name,
        "highest": highest.title,
        "lowest": lowest.title,
        "higher": highest.higher,
        "lower": lowest.lower,
        "high_count": highest.compared,
        "low_count": lowest.compared,
    }
    if highest.higher and lowest.lower:
        return Sentence(
            N_(
                "Båda är belagda: jämfört med %(group)s är %(higher)s av %(high_count)s svar säkert högre i "
                "%(highest)s, och %(lower)s av %(low_count)s säkert lägre i %(lowest)s."
            ),
            facts,
        )
    if lowest.lower:
        return Sentence(
            N_(
                "Det lägsta är belagt: %(lower)s av %(low_count)s jämförelser i %(lowest)s är säkert lägre än i "
                "%(group)s. Det högsta är värt att prata om, men inte bevisat."
            ),
            facts,
        )
    return Sentence(
        N_(
            "Det högsta är belagt: %(higher)s av %(high_count)s jämförelser i %(highest)s är säkert högre än i "
            "%(group)s. Det lägsta är värt att prata om, men inte bevisat."
        ),
        facts,
    )


def _no_proof(beside: Beside) -> Sentence:
    if beside.larger is None:
        return Sentence(N_("Inte bevisat: skillnaden mellan områden kan bero på hur frågorna är ställda."))
    return Sentence(N_("Inte bevisat: inget i dem skiljer sig säkert från %(group)s."), {"group": beside.larger.name})
