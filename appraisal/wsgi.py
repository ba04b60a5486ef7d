"""What gunicorn serves: `gunicorn 'appraisal.wsgi:app'`."""

from __future__ import annotations

from appraisal.app import create_app
from appraisal.cli import open_house
from appraisal.opening import require_schema

_house = open_house()
require_schema(_house)
app = create_app(_house)
_house.database.dispose()
