"""Who may take in the organisation (HR), and see an upload or an import (who made it)."""

from __future__ import annotations

from workplace.identity.actor import Actor, Allowed, Denied, Permission, Role
from workplace.imports.uploads import ImportRun, PendingUpload


def may_import_organisation(actor: Actor) -> Permission:
    """Allow HR of an administration; central HR takes nothing in."""
    if actor.holds(Role.HR):
        return Allowed()
    return Denied("only HR takes in units and people")


def may_handle_upload(actor: Actor, upload: PendingUpload) -> Permission:
    """Allow the HR person who uploaded the files."""
    if upload.owner_id != actor.person_id:
        return Denied("somebody else uploaded these files")
    return may_import_organisation(actor)


def may_see_run(actor: Actor, run: ImportRun) -> Permission:
    """Allow the HR person who carried it out."""
    if run.actor_id != actor.person_id:
        return Denied("somebody else carried out this import")
    return may_import_organisation(actor)
