"""An extract (registerutdrag): everything there is about one person, as JSON, as a page to read, and as both."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from markupsafe import Markup

from workplace.clock import STOCKHOLM
from workplace.wording import N_, Sentence, Translator

EXTRACT_HREF = "/hr/gallring/registerutdrag"
NO_ANSWERS = N_(
    "Svar i medarbetarenkäten finns inte här och går inte att ta fram. De sparas utan koppling till person, så ingen "
    "kan se vilket svar som är någons. Att någon har bjudits in, och om den har svarat, står här så länge inbjudan "
    "finns kvar."
)
OTHERS = N_(
    "Utdraget kan innehålla uppgifter om andra personer. Pröva vad som får lämnas ut innan det lämnas till någon."
)
BY_NAME = N_("Raden är hittad för att namnet står i texten. Pröva att det är samma person.")
BY_ID = "person_id"
BY_TEXT = "name"


@dataclass(frozen=True)
class Part:
    """Rows of one kind.

    `key`: what a program calls it; `title`, `note` and the labels in `columns` (name → label) are message ids. Each row
    holds plain values by column, and under `found_by` whether the person's id stands in it or only the name.
    """

    key: str
    title: str
    columns: Mapping[str, str]
    rows: tuple[Mapping[str, Any], ...]
    note: str = ""


@dataclass(frozen=True)
class Extract:
    """All parts that hold anything. `made_by` "": a command; `reason`: what was stated."""

    person_id: str
    made_at: dt.datetime
    made_by: str
    reason: str
    parts: tuple[Part, ...] = field(default_factory=tuple)


class ExtractSource(Protocol):
    """What each room hands in: the parts it holds about a person, those without rows left out."""

    def parts_about(self, session: Any, person_id: str, name: str) -> Sequence[Part]:
        """Return them. `name` "": nobody knows what the person is called."""
        ...


def as_json(extract: Extract, translator: Translator) -> str:
    """Return the extract for a program: moments in UTC and dates as ISO writes them."""
    content = {
        "person_id": extract.person_id,
        "made_at": _plain(extract.made_at),
        "made_by": extract.made_by,
        "reason": extract.reason,
        "about_survey_answers": translator.gettext(NO_ANSWERS),
        "about_others": translator.gettext(OTHERS),
        "parts": [
            {
                "key": part.key,
                "title": translator.gettext(part.title),
                **({"note": translator.gettext(part.note)} if part.note else {}),
                "rows": [{name: _plain(value) for name, value in row.items()} for row in part.rows],
            }
            for part in extract.parts
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def as_html(extract: Extract, translator: Translator) -> str:
    """Return the extract as a page of its own, for people: clock and dates of Stockholm."""
    say = translator.gettext
    title = say(N_("Registerutdrag för %(person)s"), person=extract.person_id)
    body = [
        Markup("<h1>{}</h1>").format(title),
        Markup("<p>{}</p>").format(
            say(
                N_("Gjort %(when)s av %(who)s. Skäl: %(reason)s"),
                when=_read(extract.made_at, translator),
                who=extract.made_by or Sentence(N_("systemet")),
                reason=extract.reason or Sentence(N_("inget angivet")),
            )
        ),
        Markup("<p><strong>{}</strong></p>").format(say(NO_ANSWERS)),
        Markup("<p>{}</p>").format(say(OTHERS)),
    ]
    for part in extract.parts:
        body.append(Markup("<h2>{}</h2>").format(say(part.title)))
        if part.note:
            body.append(Markup("<p>{}</p>").format(say(part.note)))
        body.append(_table(part, translator))
    return str(
        Markup('<!doctype html>\n<html lang="{}">\n<head><meta charset="utf-8"><title>{}</title>{}</head>\n').format(
            translator.language, title, _STYLE
        )
        + Markup("<body>\n{}\n</body>\n</html>\n").format(Markup("\n").join(body))
    )


def as_zip(extract: Extract, translator: Translator) -> bytes:
    """Return both in one file; the same extract gives the same bytes."""
    local = extract.made_at.astimezone(STOCKHOLM)
    stamp = (local.year, local.month, local.day, local.hour, local.minute, local.second)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in (
            ("registerutdrag.html", as_html(extract, translator)),
            ("registerutdrag.json", as_json(extract, translator)),
        ):
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text.encode())
    return made.getvalue()


_STYLE = Markup(
    "<style>body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;margin:0 0 1rem}th,td{border-bottom:1px solid #ccc;padding:.25rem .75rem .25rem 0;"
    "text-align:left;vertical-align:top}td{overflow-wrap:anywhere}</style>"
)


def _table(part: Part, translator: Translator) -> Markup:
    heads = [Markup('<th scope="col">{}</th>').format(translator.gettext(label)) for label in part.columns.values()]
    rows = []
    for row in part.rows:
        cells = [Markup("<td>{}</td>").format(_read(row.get(name), translator)) for name in part.columns]
        if row.get("found_by") == BY_TEXT:
            cells[-1] = Markup("<td>{}<br><em>{}</em></td>").format(
                _read(row.get(list(part.columns)[-1]), translator), translator.gettext(BY_NAME)
            )
        rows.append(Markup("<tr>{}</tr>").format(Markup("").join(cells)))
    return Markup("<table><thead><tr>{}</tr></thead>\n<tbody>\n{}\n</tbody></table>").format(
        Markup("").join(heads), Markup("\n").join(rows)
    )


def _plain(value: Any) -> Any:
    """Return a value as JSON holds it."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _read(value: Any, translator: Translator) -> str:
    """Return a value as people read it."""
    if isinstance(value, dt.datetime):
        local = value.astimezone(STOCKHOLM)
        return f"{local:%Y-%m-%d %H:%M}"
    if isinstance(value, bool):
        return translator.gettext(N_("ja") if value else N_("nej"))
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value)
