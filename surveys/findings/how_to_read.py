"""How each kind of figure on a result page is read: three sentences a kind."""

from __future__ import annotations

from measures.disclosure.floors import Floors
from surveys.findings.figure_words import count_word
from surveys.findings.pages import Explanation
from workplace.wording import N_, Sentence


def explanations(floors: Floors) -> tuple[Explanation, ...]:
    """Return the explanations at the foot of the page, with the floors that hold for the wave."""
    return (
        Explanation(
            Sentence(N_("Index och intervall")),
            (
                Sentence(
                    N_(
                        "Varje fråga räknas om till 0–100, ett delindex är medelvärdet av sina frågor och det "
                        "totala indexet medelvärdet av delindexen (metod A, så som SKR och RKA beskriver HME)."
                    )
                ),
                Sentence(
                    N_(
                        "Strecket och de två talen är ett 95-procentigt intervall: så stor är osäkerheten när "
                        "gruppen är så här liten, även om alla svarat."
                    )
                ),
                Sentence(
                    N_(
                        "Utom i grupper som visas i fem klasser stannar index vid 8 och 92, så att ingen kan se "
                        "att alla svarat lika."
                    )
                ),
            ),
        ),
        Explanation(
            Sentence(N_("Högre, lägre eller ingen säkerställd skillnad")),
            (
                Sentence(
                    N_(
                        "Två tal kallas högre eller lägre bara när skillnaden är större än vad slumpen rimligen "
                        "ger, med 95 procents säkerhet."
                    )
                ),
                Sentence(
                    N_("Ingen säkerställd skillnad betyder inte att det är lika, utan att det inte går att veta.")
                ),
                Sentence(N_("Förra omgången jämförs bara för frågor som då var precis desamma.")),
            ),
        ),
        Explanation(
            Sentence(N_("Så fördelar sig svaren")),
            (
                Sentence(
                    N_(
                        "Staplarna visar hur stor del som svarat lågt, mitt emellan och högt; strecket går genom "
                        "mitten av mellanklassen."
                    )
                ),
                Sentence(
                    N_(
                        "Medelvärden visas från %(means)s svar, tre klasser i steg om tio procent från %(shares)s och "
                        "fem klasser från %(classes)s."
                    ),
                    {
                        "means": count_word(floors.means),
                        "shares": count_word(floors.shares),
                        "classes": count_word(floors.classes),
                    },
                ),
                Sentence(N_("Andelen positiva är de som svarat på skalans goda sida, 4 eller 5 av 5.")),
            ),
        ),
        Explanation(
            Sentence(N_("När något inte visas")),
            (
                Sentence(
                    N_("Grupper med färre än %(floor)s svar visas aldrig, och gränsen är lika för alla."),
                    {"floor": count_word(floors.indices)},
                ),
                Sentence(
                    N_(
                        "Ibland döljs också en större grupp, för att den mindre annars kunde räknas ut som "
                        "skillnaden mellan två tal."
                    )
                ),
                Sentence(N_("Enhetens chef räknas aldrig in i sin egen grupp, utan i den överordnade chefens.")),
            ),
        ),
    )
