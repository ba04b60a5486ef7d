"""Somebody with a link, for every test of the respondent's pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.answering.respondent import Respondent, respondent


@pytest.fixture
def somebody(app: Flask) -> Callable[[str], Respondent]:
    """Return a function from a token to a browser that holds it."""
    return lambda token: respondent(app, token)
