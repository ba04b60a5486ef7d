"""What the machine refuses, in words: a file that cannot be read, a database that does not answer."""

from __future__ import annotations

import errno
from sqlite3 import Error as SqliteError

from sqlalchemy.exc import DatabaseError, OperationalError

from workplace.wording import N_, Sentence

_REASONS = {
    errno.ENOENT: N_("finns inte"),
    errno.EACCES: N_("rättigheterna räcker inte"),
    errno.EPERM: N_("rättigheterna räcker inte"),
    errno.EROFS: N_("går bara att läsa från"),
    errno.EISDIR: N_("är en mapp"),
    errno.ENOTDIR: N_("ligger under något som inte är en mapp"),
    errno.EEXIST: N_("är redan något annat"),
    errno.ENOSPC: N_("disken är full"),
    errno.EDQUOT: N_("disken är full"),
    errno.ENAMETOOLONG: N_("namnet är för långt"),
    errno.EADDRINUSE: N_("porten är upptagen"),
}
_SQLITE_SENTENCES = (
    ("locked", N_("Databasen är upptagen av ett annat arbete. Försök igen om en stund.")),
    ("full", N_("Disken är full. Ingenting har sparats.")),
    ("readonly", N_("Databasfilen går inte att skriva i. Ge rättigheter till filen och mappen den ligger i.")),
    ("unable to open", N_("Databasfilen går inte att öppna. Kontrollera MEDSKAP_HOME och rättigheterna till mappen.")),
    ("not a database", N_("Databasfilen är ingen databas, eller skadad. Återställ en säkerhetskopia.")),
    ("malformed", N_("Databasfilen är skadad. Återställ en säkerhetskopia.")),
)


def os_reason(error: OSError) -> Sentence:
    """Return why a file or folder could not be used; the system's own words where we have none."""
    known = _REASONS.get(error.errno or 0)
    return Sentence(known) if known else Sentence("%(words)s", {"words": error.strerror or type(error).__name__})


def os_sentence(error: OSError) -> Sentence:
    """Return the sentence for something the system refused, with the file it was about."""
    if error.filename is None:
        return Sentence(N_("Det gick inte: %(reason)s."), {"reason": os_reason(error)})
    facts = {"path": str(error.filename), "reason": os_reason(error)}
    return Sentence(N_("%(path)s: %(reason)s."), facts)


def database_sentence(error: DatabaseError) -> Sentence | None:
    """Return the sentence for a database that cannot be used, or None when the fault is ours."""
    if isinstance(error.orig, SqliteError):
        words = str(error.orig)
        for sign, sentence in _SQLITE_SENTENCES:
            if sign in words:
                return Sentence(sentence)
        return None
    if isinstance(error, OperationalError):
        return Sentence(N_("Databasen svarar inte. Kontrollera MEDSKAP_DATABASE_URL och att databasservern är i gång."))
    return None
