"""A wave from an empty database to released figures, by commands, mails and pages; every figure worked out anew."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from appraisal.cli import main
from tests.journeys.robots import Phone, Robot, in_parallel
from tests.journeys.test_real_start import (
    PATIENCE,
    Visitor,
    free_port,
    link_in,
    medskap,
    running,
    sign_in_by_mail,
    wait_until_served,
)
from tests.journeys.wave_employer import ITEMS, WITHOUT_ADDRESS, Employer, Person, employer
from tests.mail.sink import Sink, running_sink
from workplace.clock import local_date

WAVE = "varen"
AT_A_TIME = 6
ANSWERING = 0.8
BEGIN_ONLY = 4
CHECKED = {"respondents", "response_rate", "mean", "favourable", "index", "band", "share"}
"""The measures that are worked out anew; analyses of large groups stand beside them."""
HABITS = {"double": 0.05, "half": 0.025, "cut": 0.025, "late": 0.05}
CO_DETERMINATION = "Påhittad samverkan den 3 mars, protokoll 7"


@dataclass
class Place:
    """Where the wave takes place: settings, mail server, files."""

    environment: dict[str, str]
    sink: Sink
    files: Path

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.environment['MEDSKAP_PORT']}"

    def medskap(self, *words: str) -> str:
        """Run a command in this process, which has all of it imported, and return what it printed."""
        out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            for name in [name for name in os.environ if name.startswith("MEDSKAP_")]:
                patch.delenv(name)  # what the tests themselves were told is no setting of the employer
            for name, value in self.environment.items():
                patch.setenv(name, value)
            code = main(list(words))
        out.seek(0)
        said = out.read()
        assert code == 0, f"{words}: {code}\n{said}\n{err.getvalue()}"
        return said

    def wait_for_mails(self, is_enough: Callable[[set[str]], bool], since: int = 0) -> list[Any]:
        """Wait until the mails from a number on have gone to whom they should, and return them."""
        latest = time.monotonic() + PATIENCE
        while not is_enough(set(self.sink.recipients[since:])):
            assert time.monotonic() < latest, f"{len(self.sink.recipients) - since} mails came"
            time.sleep(0.1)
        return self.sink.mails[since:]


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """An empty installation on each kind of database, with its keys outside its home."""
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("MEDSKAP_")},
        "MEDSKAP_HOME": str(tmp_path / "home"),
        "MEDSKAP_KEYS": str(tmp_path / "keys"),
        "MEDSKAP_KEYS_MIRROR": str(tmp_path / "mirror"),
        "MEDSKAP_PORT": str(free_port()),
        "MEDSKAP_WORKERS": "1",
        "MEDSKAP_SECRET_KEY": "a secret of the wave 0123456789",
        "PYTHONUNBUFFERED": "1",
    }
    (tmp_path / "home").mkdir()
    with running_sink() as sink:
        environment["MEDSKAP_SMTP_URL"] = sink.url
        if request.param == "sqlite":
            yield Place(environment, sink, tmp_path)
            return
        postgres = request.getfixturevalue("postgres")
        name = postgres.new_database()
        yield Place({**environment, "MEDSKAP_DATABASE_URL": postgres.url(name)}, sink, tmp_path)
        postgres.drop_database(name)


def test_a_wave_from_an_empty_database_to_figures_that_are_what_was_sent(place: Place) -> None:
    chance = random.Random(20261124)
    town = employer(chance)
    today = local_date(dt.datetime.now(dt.UTC))
    plan_and_open(place, town, today)
    with ExitStack() as stack:
        stack.enter_context(running(place.environment, "serve"))
        if "MEDSKAP_DATABASE_URL" in place.environment:
            stack.enter_context(running(place.environment, "worker"))
        hr = Visitor(place.base)
        wait_until_served(hr)
        reached = {person.email for person in town.invited if person.email}
        links = links_in(place, place.wait_for_mails(lambda to: to >= reached))
        assert links.keys() == reached, "one mail to each who is invited and has an address, and to nobody else"
        codes = codes_in_letters(place, hr)
        assert len(codes) == WITHOUT_ADDRESS

        late = everybody_answers(place, town, chance, links, codes)
        place.medskap("survey", "mix", WAVE)
        remind_the_others(place, town, chance)
        place.medskap("survey", "mix", WAVE)
        answer_from_the_start_page(place, town, chance)
        for robot in late:
            assert robot.send_again().state == "received", "a reply that was lost for hours is asked for again"

        counted = numbers_in(medskap(place.environment, "survey", "close", WAVE))
        assert counted == [len(town.invited), len(town.sent), len(town.sent)]
        assert numbers_in(place.medskap("survey", "close", WAVE)) == counted
        assert_closed_kindly(place, town, links)
    assert not any(path.suffix == ".key" for path in place.files.rglob("*")), "the last key is destroyed"
    assert_figures(place, town)


def plan_and_open(place: Place, town: Employer, today: dt.date) -> None:
    town.write_files(place.files, today)
    medskap(place.environment, "database", "upgrade")
    place.medskap("role", "grant", "hr-1", "hr")
    given = ("--units", str(place.files / "units.csv"), "--people", str(place.files / "people.csv"))
    place.medskap("organisation", "import", *given)
    place.medskap("definition", "publish", str(place.files / "nio.toml"))
    days = ("--opens", today.isoformat(), "--closes", (today + dt.timedelta(days=14)).isoformat())
    place.medskap("survey", "plan", WAVE, "--instrument", "nio", *days, "--co-determination", CO_DETERMINATION)
    assert str(len(town.invited)) in place.medskap("survey", "open", WAVE)


def links_in(place: Place, mails: list[Any]) -> dict[str, str]:
    """Return each mail's one address, a path under /enkat/, by whom it went to."""
    found = {}
    for mail in mails:
        link = link_in(mail)
        assert link.startswith(place.base + "/enkat/"), link
        assert str(mail["To"]) not in found, "nobody is written to twice"
        found[str(mail["To"])] = link.removeprefix(place.base)
    return found


def codes_in_letters(place: Place, hr: Visitor) -> dict[str, str]:
    """Let HR print letters for those who were reached in no other way, and return each one's code."""
    link = place.medskap("sign-in-link", "hr-1").strip()
    hr.go(link)
    hr.press(link.removeprefix(place.base))
    address = f"/hr/omgangar/{WAVE}/brev"
    assert hr.go(address) == 200
    assert hr.press(address, choice="utan-utskick", **{"as": "fil"}) == 200
    rows = csv.DictReader(hr.raw.decode("utf-8-sig").splitlines(), delimiter=";")
    return {row["namn"].removeprefix("Person "): row["kod"] for row in rows}


def meant(chance: random.Random, person: Person) -> dict[str, str]:
    """Return what a person answers; now and then a question is passed over."""
    level = {"a": 3.9, "b": 2.9, "k": 3.4}[person.group[0]]
    wish = {item: min(5, max(1, round(chance.gauss(level, 1.1)))) for item in ITEMS}
    return {item: str(value) for item, value in wish.items() if chance.random() > 0.01}


def everybody_answers(
    place: Place, town: Employer, chance: random.Random, links: dict[str, str], codes: dict[str, str]
) -> list[Robot]:
    """Let four in five answer, by link or by code, some of them carelessly; return those who will send again later."""
    people = town.by_email()
    asked = chance.sample(sorted(links), round(len(links) * ANSWERING))
    habits = [habit for habit, share in HABITS.items() for _ in range(round(len(asked) * share))]
    works: list[object] = []
    late = []
    for number, email in enumerate(asked):
        robot = Robot(Phone(place.base), meant(chance, people[email]), habits[number] if number < len(habits) else "")
        town.sent[people[email].id] = robot.answers
        late += [robot] if robot.habit in ("late", "cut") else []
        works.append(partial(robot.answer, links[email]))
    for one in [person for person in town.people if person.id in codes][4:]:
        robot = Robot(Phone(place.base), meant(chance, one))
        town.sent[one.id] = robot.answers
        works.append(partial(answer_by_code, robot, codes[one.id]))
    for email in sorted(links.keys() - set(asked))[:BEGIN_ONLY]:
        works.append(partial(begin_only, Phone(place.base), links[email]))
    chance.shuffle(works)
    in_parallel(works, AT_A_TIME)
    assert Counter(robot.habit for robot in late)["cut"] > 0 < len(late)
    return late


def answer_by_code(robot: Robot, code: str) -> None:
    """Type the code of a letter, carelessly, and answer."""
    page = robot.phone.go("/enkat/kod")
    typed = {"kod": code.lower().replace("-", " ")}
    robot.finish(robot.phone.send(page.form_for(typed), typed))


def begin_only(phone: Phone, link: str) -> None:
    """Open the link, let the page save itself once, and leave."""
    form = phone.go(link).form_for({ITEMS[0]: "3"})
    assert phone.ask("POST", f"{link}/spara", form.fields({ITEMS[0]: "3"})).status == 204


def remind_the_others(place: Place, town: Employer, chance: random.Random) -> None:
    """Remind, see that nobody who has answered is, and let a third of those who were answer now."""
    before = len(place.sink.recipients)
    missing = {one.email for one in town.invited if one.email and one.id not in town.sent and not one.is_absent}
    place.medskap("survey", "remind", WAVE)
    links = links_in(place, place.wait_for_mails(lambda to: to >= missing, before))
    assert links.keys() == missing, "nobody who has answered is reminded, and everybody else is"
    people = town.by_email()
    works: list[object] = []
    for email in chance.sample(sorted(links), len(links) // 3):
        robot = Robot(Phone(place.base), meant(chance, people[email]))
        town.sent[people[email].id] = robot.answers
        works.append(partial(robot.answer, links[email]))
    in_parallel(works, AT_A_TIME)


def answer_from_the_start_page(place: Place, town: Employer, chance: random.Random) -> None:
    """Let one who has neglected all mails sign in and answer from the start page."""
    one = next(one for one in town.invited if one.email and one.id not in town.sent)
    visitor = sign_in_by_mail(place.base, place.sink, one.email)
    visitor.press(f"/start/enkat/{WAVE}")
    robot = Robot(Phone(place.base), meant(chance, one))
    town.sent[one.id] = robot.answers
    robot.answer(visitor.address.removeprefix(place.base))
    visitor.go("/")
    assert "/start/enkat/" not in visitor.page


def assert_closed_kindly(place: Place, town: Employer, links: dict[str, str]) -> None:
    """Whoever has answered is told so, whoever has not that it is too late; nobody can answer any more."""
    people = town.by_email()
    for has_answered in (True, False):
        email = next(email for email in links if (people[email].id in town.sent) is has_answered)
        page = Phone(place.base).go(links[email])
        assert (page.state == "received") is has_answered
        assert not any(form.controls.keys() & set(ITEMS) for form in page.forms)


def assert_figures(place: Place, town: Employer) -> None:
    """Publish, and hold every published figure against what was sent."""
    place.medskap("release", "publish", WAVE)
    place.medskap("release", "audit", WAVE)
    rows = list(csv.DictReader(place.medskap("release", "export", WAVE).splitlines()))
    truth = town.truth()
    shown = [row for row in rows if row["status"] == "shown" and row["measure"] in CHECKED]
    assert not [row for row in rows if row["status"] == "withheld" and (row["value"] or row["n"])]
    wrong = [",".join(row.values()) for row in shown if not truth.fits(row)]
    assert not wrong, "\n".join(wrong)
    fewest = {"respondents": 5, "index": 5, "mean": 7, "favourable": 10, "band": 10, "share": 20}
    below = [row for row in shown if truth.n(row) < fewest.get(row["measure"], 5)]
    assert not below, below[:5]
    seen = Counter(row["measure"] for row in shown)
    assert seen.keys() >= CHECKED - {"band"}, seen
    assert {row["breakdown"] for row in shown} == {"all", "direct", "sex"}
    everybody = next(row for row in shown if (row["unit_id"], row["measure"]) == ("k", "respondents"))
    assert float(everybody["value"]) == len(town.sent)
    assert not any(row["unit_id"] == "a4" for row in shown), "a group of four is never shown"

    out = place.files / "rapporter"
    place.medskap("reports", "build", WAVE, "--out", str(out))
    with (out / "index.csv").open(encoding="utf-8") as index:
        made = list(csv.DictReader(index))
    assert {row["unit_id"] for row in made} == {one.unit for one in town.people if one.is_leader}
    assert "Journalen är hel" in place.medskap("verify")


def numbers_in(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]
