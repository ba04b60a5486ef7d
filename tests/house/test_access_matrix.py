"""Endpoint × method × persona → may or may not, over the real URL map; hidden is byte-equal to missing.

A POST is sent without a form token: permission is asked first, so 400 means that the person may and 404 that they
may not, and nothing is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from tests.conftest import PageClient
from tests.house.decided_access import DECIDED
from tests.house.employer import PERSONAS, build_employer, build_unreleased
from workplace.clock import FixedClock
from workplace.house import House


@pytest.fixture
def employer(house: House, clock: FixedClock, app: Flask) -> House:
    build_employer(house, clock)
    return house


@pytest.fixture
def unreleased(house: House, app: Flask) -> House:
    build_unreleased(house)
    return house


def endpoints_of(app: Flask) -> Iterator[tuple[str, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods or ()):
            if method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
                yield rule.endpoint, method


def answer(response: Any) -> tuple[Any, ...]:
    headers = sorted((name, value) for name, value in response.headers if name != "Date")
    return response.status_code, response.get_data(), tuple(headers)


def test_every_endpoint_has_been_decided(app: Flask) -> None:
    undecided = sorted(set(endpoints_of(app)) - set(DECIDED))
    gone = sorted(set(DECIDED) - set(endpoints_of(app)))

    assert not undecided, f"decide who may, in tests/house/decided_access.py: {undecided}"
    assert not gone, f"these are no more: {gone}"


def test_the_example_addresses_lead_to_their_endpoints(app: Flask) -> None:
    adapter = app.url_map.bind("localhost")
    for (endpoint, method), decision in DECIDED.items():
        assert adapter.match(decision.path, method=method)[0] == endpoint


def test_each_persona_may_what_has_been_decided_and_nothing_else(
    employer: House, client_for: Callable[[str], PageClient]
) -> None:
    wrong = faults(client_for, {key: decision.who for key, decision in DECIDED.items() if not decision.public})

    assert not wrong, "\n" + "\n".join(wrong)


def test_before_the_reports_are_released_they_are_hidden_from_all_but_their_own_hr(
    unreleased: House, client_for: Callable[[str], PageClient]
) -> None:
    reports = {
        key: decision.who if decision.before_release is None else decision.before_release
        for key, decision in DECIDED.items()
        if key[0].startswith(("reports.", "report_runs."))
    }
    assert any(decision.before_release is not None for decision in DECIDED.values())

    wrong = faults(client_for, reports)

    assert not wrong, "\n" + "\n".join(wrong)


def faults(client_for: Callable[[str], PageClient], expected_who: dict[tuple[str, str], frozenset[str]]) -> list[str]:
    """Ask the endpoints as every persona and return where the answer is another than decided."""
    wrong = []
    for persona, person_id in PERSONAS.items():
        client = client_for(person_id)
        missing = answer(client.get("/finns-inte"))
        for (endpoint, method), who in expected_who.items():
            if endpoint in ("identity.sign_out", "identity.sign_out_everywhere"):
                continue
            decision = DECIDED[endpoint, method]
            response = client.open(decision.path, method=method)
            may = persona in who
            expected = {200, 409} if method == "GET" else {400}
            if may and response.status_code not in expected:
                wrong.append(f"{persona} may {method} {decision.path} but got {response.status_code}")
            if not may and response.status_code != 404:
                wrong.append(f"{persona} may not {method} {decision.path} but got {response.status_code}")
            if not may and response.status_code == 404 and answer(response) != missing:
                wrong.append(f"{persona} can tell the hidden {method} {decision.path} from a missing page")
    return wrong


def test_nobody_gets_further_than_the_way_in(employer: House, anonymous: PageClient) -> None:
    wrong = []
    for (_endpoint, method), decision in DECIDED.items():
        if decision.public:
            continue
        response = anonymous.open(decision.path, method=method)
        if response.status_code != 303 or response.headers["Location"] != "/logga-in":
            wrong.append(f"{method} {decision.path}: {response.status_code}")

    assert not wrong, "\n" + "\n".join(wrong)
