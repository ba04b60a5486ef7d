"""The same waves as the findings are tested with."""

from tests.findings.conftest import published, wave_from  # noqa: F401
