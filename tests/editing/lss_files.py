"""Survey structures as LimeSurvey exports them, old and new, with questions of our own wording."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Row = Mapping[str, object]


def table(name: str, rows: Iterable[Row]) -> str:
    cells = ["".join(f"<{key}><![CDATA[{value}]]></{key}>" for key, value in row.items()) for row in rows]
    return f"<{name}><fields/><rows>" + "".join(f"<row>{row}</row>" for row in cells) + f"</rows></{name}>"


def lss(tables: Mapping[str, Iterable[Row]]) -> bytes:
    body = "".join(table(name, rows) for name, rows in tables.items())
    kind = "<LimeSurveyDocType>Survey</LimeSurveyDocType>"
    return f'<?xml version="1.0" encoding="UTF-8"?><document>{kind}{body}</document>'.encode()


def new_file(
    questions: Iterable[Row], *, answers: Iterable[tuple[str, str, str]] = (), group_relevance: str = ""
) -> bytes:
    """A file of version 4 or later: the words in tables of their own.

    A question: qid, type, title, sv, en (optional), parent_qid, relevance, gid, and whatever else. An answer: qid, code
    and Swedish words.
    """
    plain, subs, words = [], [], []
    for place, given in enumerate(questions):
        row = {"parent_qid": "0", "gid": "1", "question_order": place, "scale_id": "0", "relevance": "1", **given}
        (subs if row["parent_qid"] != "0" else plain).append({k: v for k, v in row.items() if k not in ("sv", "en")})
        words += [
            {"id": f"{row['qid']}{language}", "qid": row["qid"], "question": row[language], "language": language}
            for language in ("sv", "en")
            if language in row
        ]
    given_answers = list(answers)
    return lss(
        {
            "answers": [
                {"aid": number, "qid": qid, "code": code, "sortorder": number, "scale_id": "0"}
                for number, (qid, code, _words) in enumerate(given_answers)
            ],
            "answer_l10ns": [
                {"id": number, "aid": number, "answer": said, "language": "sv"}
                for number, (_qid, _code, said) in enumerate(given_answers)
            ],
            "groups": [
                {"gid": "1", "sid": "9", "group_order": "1", "grelevance": ""},
                {"gid": "2", "sid": "9", "group_order": "2", "grelevance": group_relevance},
            ],
            "group_l10ns": [
                {
                    "id": "1",
                    "gid": "1",
                    "group_name": "Arbetet",
                    "description": "<p>Tänk på i &aring;r</p>".replace("&aring;", "å"),
                    "language": "sv",
                },
                {"id": "2", "gid": "2", "group_name": "Samtalet", "description": "", "language": "sv"},
            ],
            "questions": plain,
            "subquestions": subs,
            "question_l10ns": words,
            "surveys": [{"sid": "9", "language": "sv", "additional_languages": "en"}],
            "surveys_languagesettings": [
                {"surveyls_survey_id": "9", "surveyls_language": "sv", "surveyls_title": "Arbetsmiljön 2025"},
                {"surveyls_survey_id": "9", "surveyls_language": "en", "surveyls_title": "Work environment 2025"},
            ],
        }
    )


OLD = lss(
    {
        "answers": [
            {"qid": "11", "code": "A1", "answer": "Ja", "sortorder": "1", "language": "sv", "scale_id": "0"},
            {"qid": "11", "code": "A1", "answer": "Yes", "sortorder": "1", "language": "en", "scale_id": "0"},
            {"qid": "11", "code": "A2", "answer": "Nej", "sortorder": "2", "language": "sv", "scale_id": "0"},
            {"qid": "11", "code": "A2", "answer": "No", "sortorder": "2", "language": "en", "scale_id": "0"},
        ],
        "groups": [
            {
                "gid": "1",
                "group_name": "Samtal",
                "group_order": "0",
                "description": "",
                "language": "sv",
                "grelevance": "",
            },
            {
                "gid": "1",
                "group_name": "Talks",
                "group_order": "0",
                "description": "",
                "language": "en",
                "grelevance": "",
            },
        ],
        "questions": [
            {
                "qid": "11",
                "parent_qid": "0",
                "gid": "1",
                "type": "L",
                "title": "samtal",
                "question": "<b>Har du haft samtal?</b>",
                "question_order": "1",
                "language": "sv",
                "relevance": "1",
                "other": "N",
            },
            {
                "qid": "11",
                "parent_qid": "0",
                "gid": "1",
                "type": "L",
                "title": "samtal",
                "question": "Had a talk?",
                "question_order": "1",
                "language": "en",
                "relevance": "1",
                "other": "N",
            },
            {
                "qid": "12",
                "parent_qid": "0",
                "gid": "1",
                "type": "S",
                "title": "hur",
                "question": "Hur gick det?",
                "question_order": "2",
                "language": "sv",
                "relevance": '((9X1X11.NAOK == "A1"))',
                "other": "N",
            },
        ],
        "surveys": [{"sid": "9", "language": "sv", "additional_languages": "en"}],
        "surveys_languagesettings": [{"surveyls_language": "sv", "surveyls_title": "Gammal"}],
    }
)
"""A file of version 3: the words stand in the rows, one row a language."""
