"""How the codes of a charter read."""

from __future__ import annotations

from collections.abc import Mapping

from surveys.waves.charter import Readers
from workplace.wording import N_

READERS_WORDS: Mapping[Readers, str] = {
    Readers.ALL: N_("Alla som arbetar här"),
    Readers.REPRESENTATIVES: N_("Chefer, HR, fackliga företrädare och skyddsombud"),
    Readers.LEADERS: N_("Chefer och HR"),
}
