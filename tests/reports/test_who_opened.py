"""The leader sees who has opened the report, also somebody who came in by a command and has no name yet."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.conftest import NOW, PageClient
from tests.house.employer import WAVE, build_employer
from workplace.clock import FixedClock
from workplace.house import House
from workplace.identity.actions import grant_role
from workplace.identity.actor import Role


def test_a_reader_without_a_name_is_named_by_id(
    house: House, clock: FixedClock, client_for: Callable[[str], PageClient]
) -> None:
    build_employer(house, clock)
    with house.database.writing() as session:
        grant_role(session, "hr-by-command", Role.HR, NOW)

    assert client_for("hr-by-command").get(f"/ledarrapport/{WAVE}/team").status_code == 200
    page = client_for("team_then").get(f"/ledarrapport/{WAVE}/team").get_data(as_text=True)

    assert "hr-by-command" in page
    assert not re.search(r"<th[^>]*>\s*</th>", page)
