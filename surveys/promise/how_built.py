"""How the promise is kept, step by step, for whoever wants to know more than the promise itself. Nothing but facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surveys.waves.charter import ballot_months_of, floors_of
from workplace.wording import N_, Sentence


@dataclass(frozen=True)
class Chapter:
    """A heading with what is said under it."""

    heading: Sentence
    sentences: tuple[Sentence, ...]


_CHAPTERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        N_("När du öppnar enkäten"),
        (
            N_(
                "Du får en egen länk eller kod. I databasen finns bara ett kontrolltal av den, så ingen kan läsa din "
                "länk där och svara i ditt ställe."
            ),
            N_("Sidorna frågar inte vem som är inloggad, och de hämtar ingenting från andra webbplatser."),
            N_(
                "Det du fyller i sparas som ett utkast, låst med en kod som bara finns i din webbläsare. Ingen annan "
                "kan öppna utkastet. Alla utkast är lika stora, så det syns inte hur mycket du har skrivit."
            ),
        ),
    ),
    (
        N_("När du skickar"),
        (
            N_(
                "Din inbjudan markeras som besvarad, utan klockslag. Samtidigt läggs svaret i en låda i urnan. Lådan "
                "har inget namn, inget nummer i ordning och ingen tid, och alla lådor är lika stora."
            ),
            N_(
                "Lådan är låst med en öppen nyckel. Webbservern kan låsa lådor men inte öppna dem. Den hemliga nyckeln "
                "ligger i en egen mapp, utanför databasen och utanför säkerhetskopiorna."
            ),
            N_("Svaret kan sedan inte ändras eller tas tillbaka, eftersom ingen vet vilken låda som är din."),
        ),
    ),
    (
        N_("Varje natt blandas urnan"),
        (
            N_(
                "Alla lådor låses om med en ny nyckel, läggs i slumpvis ordning och får nya slumpvisa namn. Sedan "
                "skrivs den gamla nyckeln över och tas bort. Samma sak görs före varje säkerhetskopia och när enkäten "
                "stänger."
            ),
            N_(
                "Därför går det inte att jämföra två kopior av databasen för att se vilken låda som kom till när du "
                "svarade: den som har kopiorna saknar nyckeln, och efter blandningen finns inget att jämföra med."
            ),
            N_(
                "Den som under tiden har både nyckeln och databasen, och följer databasen svar för svar, kan se svar "
                "som har kommit in efter den senaste blandningen. Det är den lucka som finns, och den stänger varje "
                "natt."
            ),
        ),
    ),
    (
        N_("När enkäten stänger"),
        (
            N_(
                "Urnan blandas en sista gång och öppnas. Svaren skrivs i slumpvis ordning under nya slumpvisa namn, "
                "med gruppen de hör till men utan person, tid och bakgrund. Sedan förstörs den sista nyckeln."
            ),
            N_(
                "Uppgifter som kön och ålder följer med lådan men aldrig svaret. De räknas medan urnan är öppnad, och "
                "bara antal för stora enheter sparas. Sedan är de borta."
            ),
            N_("Det du skriver med egna ord sparas för sig. Det går inte att se att det hör ihop med dina kryss."),
            N_("Räkningen ska gå ihop: lika många besvarade inbjudningar som lådor. Den kan alla inloggade läsa."),
        ),
    ),
    (
        N_("Vad som visas"),
        (
            N_(
                "Ingenting visas för färre än %(indices)s svarande. Medelvärden visas från %(means)s svar, tre klasser "
                "från %(shares)s och hela fördelningen från %(classes)s."
            ),
            N_(
                "Ibland döljs också en större grupp, så att ingen kan räkna ut den mindre genom att dra ett tal från "
                "ett annat. Det gäller över alla publicerade siffror tillsammans, eftersom läsare pratar med varandra."
            ),
            N_(
                "Chefen räknas inte in i sin egen grupp. Alla som får läsa ser samma siffror: chefen, HR och "
                "ledningen ser inte mer än det som är publicerat."
            ),
        ),
    ),
    (
        N_("Vad som sparas och hur länge"),
        (
            N_("Utkast tas bort när enkäten stänger."),
            N_(
                "Inbjudningar, med ja eller nej på om du har svarat, tas bort 30 dagar efter att enkäten har stängt. "
                "Ingen sida visar det för någon annan än dig själv."
            ),
            N_(
                "Stadgan säger att de avlämnade svaren får sparas högst %(months)s månader efter att resultatet har "
                "publicerats. De publicerade siffrorna finns kvar."
            ),
            N_(
                "När tiden har gått raderar programmet svaren av sig självt, så snart arbetsgivarens gallringsbeslut "
                "är antecknat. Det som är publicerat räknas aldrig om efter det."
            ),
        ),
    ),
    (
        N_("Vad som ändå kan gå fel"),
        (
            N_(
                "Svarar alla i en grupp likadant vet man vad var och en svarade. Siffror för små grupper kapas i "
                "ytterkanterna för att göra det svårare, men inget system kan hindra det helt."
            ),
            N_("Skriver du något som bara du kan veta, kan den som läser förstå att det är du."),
            N_(
                "Den som driver systemet kan ändra programmet, till exempel så att det sparar svaren någon annanstans. "
                "Ett program kan inte skydda mot den som byter ut det."
            ),
            N_(
                "Läses en säkerhetskopia tillbaka medan enkäten är öppen kan svar vara låsta med en nyckel som inte "
                "finns längre. De svaren är förlorade, och de som hade svarat får svara igen."
            ),
            N_("Svarar du på arbetsgivarens dator eller nät kan arbetsgivarens övriga system märka att du var här."),
        ),
    ),
    (
        N_("Så kan löftet kontrolleras"),
        (
            N_(
                "Stadgan får en kontrollsumma när den signeras, före det första svaret. Den kan skärpas men aldrig "
                "mildras, och varje försök att mildra den skrivs i journalen."
            ),
            N_(
                "Varje publicering får ett intyg. Ett kommando räknar om det från det som är publicerat och säger "
                "ifrån om någon grupp under gränsen går att räkna ut."
            ),
            N_(
                "Attackerna som löftet ska stå emot är skrivna som prov i programmet. Facket eller en granskare kan "
                "be att få se dem köras."
            ),
        ),
    ),
)


def chapters_of(charter: Mapping[str, Any]) -> tuple[Chapter, ...]:
    """Return how the promise of a charter is kept."""
    facts: dict[str, object] = {**vars(floors_of(charter)), "months": ballot_months_of(charter)}
    return tuple(
        Chapter(Sentence(heading), tuple(Sentence(words, facts) for words in sentences))
        for heading, sentences in _CHAPTERS
    )
