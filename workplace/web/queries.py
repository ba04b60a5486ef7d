"""How the installation is: what `/halsa` tells."""

from __future__ import annotations

from dataclasses import dataclass

from workplace.database.schema import schema_state
from workplace.house import House
from workplace.jobs.queries import health as jobs_health
from workplace.mail.queries import health as mail_health


@dataclass(frozen=True)
class Health:
    """Each part is "ok" or a word for what is wrong; nothing personal and nothing secret."""

    database: str
    migrations: str
    jobs: str
    mail: str

    @property
    def is_well(self) -> bool:
        return self.database == "ok" and self.migrations == "ok"

    def as_json(self) -> dict[str, str]:
        """Return the reply's object; status first."""
        return {
            "status": "ok" if self.is_well else "fault",
            "database": self.database,
            "migrations": self.migrations,
            "jobs": self.jobs,
            "mail": self.mail,
        }


def health_of(house: House) -> Health:
    """Ask every part how it is."""
    if not house.database.is_answering():
        return Health("unreachable", "unknown", "unknown", "unknown")
    state = schema_state(house.database)
    if not state.is_current:
        return Health("ok", "pending", "unknown", "unknown")
    return Health("ok", "ok", _jobs(house), _mail(house))


def _jobs(house: House) -> str:
    with house.database.reading() as session:
        return jobs_health(session, house.clock.now())


def _mail(house: House) -> str:
    with house.database.reading() as session:
        return mail_health(session, house.clock.now(), has_server=bool(house.settings.smtp_url))
