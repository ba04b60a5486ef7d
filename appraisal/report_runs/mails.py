"""What a leader is written when the reports are released."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workplace.wording import N_, Translator


@dataclass(frozen=True)
class ReportLink:
    """A report to tell of: the unit's name and the page's path."""

    unit_name: str
    path: str


def released_mail(
    links: Sequence[ReportLink], *, wave_title: str, public_url: str, translator: Translator, is_new_edition: bool
) -> tuple[str, str]:
    """Return subject and text; the links lead to pages that ask for signing in."""
    say = translator.gettext
    if is_new_edition:
        subject = say(N_("Ny utgåva av din ledarrapport"))
        first = say(
            N_("Din ledarrapport från %(wave)s har kommit i en ny utgåva. På sidan står varför."), wave=wave_title
        )
    else:
        subject = say(N_("Din ledarrapport är klar"))
        first = say(N_("Din ledarrapport från %(wave)s finns nu att läsa."), wave=wave_title)
    lines = [first, ""]
    for link in links:
        lines += [link.unit_name, f"{public_url}{link.path}", ""]
    lines.append(say(N_("Länken leder till en sida där du loggar in. Din överordnade chef kan läsa rapporten.")))
    return subject, "\n".join(lines) + "\n"
