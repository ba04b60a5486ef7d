"""What is late or wrong at HR's desk: counts, and a line for each that is not nought."""

from __future__ import annotations

from dataclasses import dataclass

from workplace.web.views import Step, Tag, TagKind
from workplace.wording import N_, Sentence


@dataclass(frozen=True)
class DeskFaults:
    """What may be late or wrong, in counts. `overdue_mails` should have gone a while ago."""

    failed_items: int = 0
    overdue_mails: int = 0
    failed_mails: int = 0
    units_without_leader: int = 0
    people_without_email: int = 0


def fault_lines(faults: DeskFaults, *, may_see_jobs: bool) -> tuple[Step, ...]:
    """Return a line for each thing that is late or wrong, the gravest first.

    `may_see_jobs`: the pages of jobs and mails are open to the reader.
    """
    jobs, post, organisation = ("/admin/jobb", "/admin/post", "/hr/organisation") if may_see_jobs else ("", "", "")
    failed, late = Tag(Sentence(N_("Fel")), TagKind.FAILED), Tag(Sentence(N_("Sen")), TagKind.LATE)
    missing = Tag(Sentence(N_("Saknas")), TagKind.LATE)
    lines = (
        (
            faults.failed_items,
            N_("%(count)s delar av ett arbete misslyckades"),
            N_("En del av ett arbete misslyckades"),
            failed,
            jobs,
            N_("Varje del står med sin orsak och kan göras om."),
        ),
        (
            faults.failed_mails,
            N_("%(count)s brev gick inte att skicka"),
            N_("Ett brev gick inte att skicka"),
            failed,
            post,
            N_("Mottagaren behöver få veta på annat sätt."),
        ),
        (
            faults.overdue_mails,
            N_("%(count)s brev skulle ha gått"),
            N_("Ett brev skulle ha gått"),
            late,
            post,
            N_("De skickas så snart e-postservern svarar."),
        ),
        (
            faults.units_without_leader,
            N_("%(count)s enheter har ingen chef"),
            N_("En enhet har ingen chef"),
            missing,
            organisation,
            N_("Utan chef blir det ingen ledarrapport. Rätta i källan och läs in på nytt."),
        ),
        (
            faults.people_without_email,
            N_("%(count)s anställda har ingen e-postadress"),
            N_("En anställd har ingen e-postadress"),
            missing,
            organisation,
            N_("Utan adress går det inte att få inloggningslänk eller brev."),
        ),
    )
    return tuple(
        Step(Sentence(many, {"count": count}) if count > 1 else Sentence(one), tag, href, Sentence(hint))
        for count, many, one, tag, href, hint in lines
        if count
    )
