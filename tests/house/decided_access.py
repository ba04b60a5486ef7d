"""What has been decided: for each endpoint and method, an example address and who may.

A new endpoint fails the matrix until it has a line here. `public` needs no sign-in. An object of one person (an
upload) has an id here that nobody holds, so it is missing for all; that another's is hidden is tested beside the room.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.house.employer import PERSONAS, WAVE

ALL = frozenset(PERSONAS)
NONE: frozenset[str] = frozenset()
HR = frozenset({"hr", "hr_other", "hr_central"})
AUTHORITY_HR = frozenset({"hr", "hr_other"})
REPORT = frozenset({"leader_at_census", "superior", "hr"})
"""The report on the team: its leader at the census, the superior now, HR of the administration."""
PLAN = frozenset({"employee", "leader", "leader_at_census", "superior", "hr", "hr_central", "registrar", "deputy"})
"""Who reads the team's improvements; the leader at the census now works there. The safety representative's area is
elsewhere, and the top leader is not the superior."""
PLAN_WRITERS = frozenset({"leader", "deputy"})
PLANS = frozenset({"leader", "superior", "top", "other_leader", "hr", "hr_other", "hr_central", "safety", "registrar"})
"""Who follows the plans of units: each those they may read."""
OWN_HR = frozenset({"hr"})
"""Who reads a leader report before its release: HR of the administration."""


@dataclass(frozen=True)
class Decision:
    """Who may, at an example address. `public` endpoints are not asked by persona.

    `before_release`: who may while the leader reports are made but not released; None: the same people as after.
    """

    path: str
    who: frozenset[str] = NONE
    public: bool = False
    before_release: frozenset[str] | None = None


def public(path: str) -> Decision:
    return Decision(path, public=True)


DECIDED: dict[tuple[str, str], Decision] = {
    ("static_file", "GET"): public("/static/tokens.css"),
    ("web.health", "GET"): public("/halsa"),
    ("web.icon", "GET"): public("/favicon.ico"),
    ("web.choose_language", "POST"): public("/sprak"),
    ("web.accessibility", "GET"): public("/tillganglighet"),
    ("identity.sign_in", "GET"): public("/logga-in"),
    ("identity.ask_for_link", "POST"): public("/logga-in/lank"),
    ("identity.open_link", "GET"): public("/logga-in/lank/x"),
    ("identity.use_link", "POST"): public("/logga-in/lank/x"),
    ("identity.use_password", "POST"): public("/logga-in/losenord"),
    ("identity.open_provider", "GET"): public("/logga-in/extern"),
    ("identity.go_to_provider", "POST"): public("/logga-in/extern"),
    ("identity.come_back_from_provider", "GET"): public("/logga-in/extern/svar"),
    ("identity.use_demo_person", "POST"): public("/logga-in/demo"),
    ("identity.sign_out", "POST"): Decision("/logga-ut", ALL),
    ("identity.account", "GET"): Decision("/konto", ALL),
    ("identity.account", "POST"): Decision("/konto", ALL),
    ("identity.sign_out_everywhere", "POST"): Decision("/konto/logga-ut-overallt", ALL),
    ("home.start", "GET"): Decision("/", ALL),
    ("home.desk", "GET"): Decision("/hr", HR),
    ("home.operations", "GET"): Decision("/admin", frozenset({"admin"})),
    ("findings.list_findings", "GET"): Decision("/resultat", ALL),
    ("findings.show_unit", "GET"): Decision(f"/resultat/{WAVE}/team", ALL),
    ("findings.unit_as_csv", "GET"): Decision(f"/resultat/{WAVE}/team.csv", ALL),
    ("improvements.show_plan", "GET"): Decision(f"/resultat/{WAVE}/team/atgarder", PLAN),
    ("improvements.new_improvement", "GET"): Decision(f"/resultat/{WAVE}/team/atgarder/ny", PLAN_WRITERS),
    ("improvements.add_improvement", "POST"): Decision(f"/resultat/{WAVE}/team/atgarder/ny", PLAN_WRITERS),
    ("improvements.show_improvement", "GET"): Decision(f"/resultat/{WAVE}/team/atgarder/1", NONE),
    ("improvements.edit_improvement", "GET"): Decision(f"/resultat/{WAVE}/team/atgarder/1/andra", NONE),
    ("improvements.change_improvement", "POST"): Decision(f"/resultat/{WAVE}/team/atgarder/1/andra", NONE),
    ("improvements_telling.show_poster", "GET"): Decision(f"/resultat/{WAVE}/team/atgarder/anslag", PLAN),
    ("improvements_telling.show_messages", "GET"): Decision(f"/resultat/{WAVE}/team/atgarder/utskick", PLAN_WRITERS),
    ("improvements_telling.keep_own_words", "POST"): Decision(f"/resultat/{WAVE}/team/atgarder/utskick", PLAN_WRITERS),
    ("improvements_overview.show_overview", "GET"): Decision("/atgarder", PLANS),
    ("improvements_overview.follow_up_as_csv", "GET"): Decision("/atgarder.csv", PLANS),
    ("improvements_overview.follow_up_as_workbook", "GET"): Decision("/atgarder.xlsx", PLANS),
    ("goals.list_goals", "GET"): Decision("/mal", ALL),
    ("goals.show_unit", "GET"): Decision("/mal/team", ALL),
    ("definitions.list_definitions", "GET"): Decision("/hr/definitioner", ALL),
    ("definitions.show_definition", "GET"): Decision("/hr/definitioner/instrument/tre/1", ALL),
    ("definitions.publish_shipped", "POST"): Decision("/hr/definitioner/publicera", AUTHORITY_HR),
    ("organisation.show_organisation", "GET"): Decision("/hr/organisation", AUTHORITY_HR),
    ("organisation.upload", "POST"): Decision("/hr/organisation", AUTHORITY_HR),
    ("organisation.show_dry_run", "GET"): Decision("/hr/organisation/provkorning/x", NONE),
    ("organisation.carry_out", "POST"): Decision("/hr/organisation/provkorning/x", NONE),
    ("organisation.drop", "POST"): Decision("/hr/organisation/provkorning/x/slang", NONE),
    ("organisation.show_receipt", "GET"): Decision("/hr/organisation/inlasning/1", NONE),
    ("invitations.begin", "POST"): Decision("/start/enkat/x", NONE),
    ("invitations.show_running", "GET"): Decision("/hr/omgangar/x/pagar", NONE),
    ("invitations.remind", "POST"): Decision("/hr/omgangar/x/pagar/paminn", NONE),
    ("invitations.resend", "POST"): Decision("/hr/omgangar/x/pagar/skicka-igen", NONE),
    ("invitations.send_as_texts", "POST"): Decision("/hr/omgangar/x/pagar/sms", NONE),
    ("invitations.show_letters", "GET"): Decision("/hr/omgangar/x/brev", NONE),
    ("invitations.print_letters", "POST"): Decision("/hr/omgangar/x/brev", NONE),
    ("invitations.show_participants", "GET"): Decision("/hr/omgangar/x/deltagare", NONE),
    ("invitations.upload_participants", "POST"): Decision("/hr/omgangar/x/deltagare", NONE),
    ("invitations.show_participants_dry_run", "GET"): Decision("/hr/omgangar/x/deltagare/y", NONE),
    ("invitations.take_in_participants", "POST"): Decision("/hr/omgangar/x/deltagare/y", NONE),
    ("invitations.drop_participants", "POST"): Decision("/hr/omgangar/x/deltagare/y/slang", NONE),
    ("waves.list_waves", "GET"): Decision("/hr/omgangar", AUTHORITY_HR),
    ("waves.new_wave", "GET"): Decision("/hr/omgangar/ny", AUTHORITY_HR),
    ("waves.upload_wave", "POST"): Decision("/hr/omgangar/ny", AUTHORITY_HR),
    ("waves.show_import_dry_run", "GET"): Decision("/hr/omgangar/ny/x", NONE),
    ("waves.take_in", "POST"): Decision("/hr/omgangar/ny/x", NONE),
    ("waves.drop_wave_upload", "POST"): Decision("/hr/omgangar/ny/x/slang", NONE),
    ("waves.show_wave", "GET"): Decision(f"/hr/omgangar/{WAVE}", AUTHORITY_HR),
    ("waves.show_release", "GET"): Decision(f"/hr/omgangar/{WAVE}/utgava", AUTHORITY_HR),
    ("waves.preview_release", "POST"): Decision(f"/hr/omgangar/{WAVE}/utgava/forhandsgranskning", AUTHORITY_HR),
    ("waves.publish_release", "POST"): Decision(f"/hr/omgangar/{WAVE}/utgava", AUTHORITY_HR),
    ("waves.export_release", "GET"): Decision(f"/hr/omgangar/{WAVE}/utgava.csv", AUTHORITY_HR),
    ("editing.list_instruments", "GET"): Decision("/hr/formular", AUTHORITY_HR),
    ("editing.new_instrument", "GET"): Decision("/hr/formular/ny", AUTHORITY_HR),
    ("editing.begin_instrument", "POST"): Decision("/hr/formular/ny", AUTHORITY_HR),
    ("editing.begin_from_published", "POST"): Decision("/hr/formular/fran", AUTHORITY_HR),
    ("editing.show_draft", "GET"): Decision("/hr/formular/x", NONE),
    ("editing.show_name", "GET"): Decision("/hr/formular/x/namn", NONE),
    ("editing.keep_name", "POST"): Decision("/hr/formular/x/namn", NONE),
    ("editing.move_part", "POST"): Decision("/hr/formular/x/flytta", NONE),
    ("editing.ask_removal", "GET"): Decision("/hr/formular/x/fraga/q1/bort", NONE),
    ("editing.remove_part", "POST"): Decision("/hr/formular/x/fraga/q1/bort", NONE),
    ("editing.throw_away", "POST"): Decision("/hr/formular/x/slang", NONE),
    ("editing.show_difference", "GET"): Decision("/hr/formular/x/skillnad", NONE),
    ("editing.ask_publishing", "GET"): Decision("/hr/formular/x/publicera", NONE),
    ("editing.publish_instrument", "POST"): Decision("/hr/formular/x/publicera", NONE),
    ("editing.download_draft", "GET"): Decision("/hr/formular/x/fil.toml", NONE),
    ("editing.download_published", "GET"): Decision("/hr/formular/tre/version/1/fil.toml", AUTHORITY_HR),
    ("question.show_part", "GET"): Decision("/hr/formular/x/fraga/q1", NONE),
    ("question.keep_part", "POST"): Decision("/hr/formular/x/fraga/q1", NONE),
    ("paper.show_phone", "GET"): Decision("/hr/formular/x/telefon/1", NONE),
    ("paper.turn_phone", "POST"): Decision("/hr/formular/x/telefon/1", NONE),
    ("paper.save_nothing", "POST"): Decision("/hr/formular/x/telefon/spara", NONE),
    ("paper.print_draft", "GET"): Decision("/hr/formular/x/utskrift", NONE),
    ("paper.print_published", "GET"): Decision("/hr/formular/tre/version/1/utskrift", AUTHORITY_HR),
    ("planning.new_plan", "GET"): Decision("/hr/omgangar/planera", AUTHORITY_HR),
    ("planning.begin_plan", "POST"): Decision("/hr/omgangar/planera", AUTHORITY_HR),
    ("planning.show_dates", "GET"): Decision("/hr/omgangar/planera/x/datum", NONE),
    ("planning.keep_dates", "POST"): Decision("/hr/omgangar/planera/x/datum", NONE),
    ("planning.show_population", "GET"): Decision("/hr/omgangar/planera/x/inbjudna", NONE),
    ("planning.keep_population", "POST"): Decision("/hr/omgangar/planera/x/inbjudna", NONE),
    ("planning.show_texts", "GET"): Decision("/hr/omgangar/planera/x/utskick", NONE),
    ("planning.keep_texts", "POST"): Decision("/hr/omgangar/planera/x/utskick", NONE),
    ("planning.show_rehearsal", "GET"): Decision("/hr/omgangar/planera/x/repetition", NONE),
    ("planning.show_charter", "GET"): Decision("/hr/omgangar/planera/x/stadga", NONE),
    ("planning.sign_charter", "POST"): Decision("/hr/omgangar/planera/x/stadga", NONE),
    ("planning.drop_draft", "POST"): Decision("/hr/omgangar/planera/x/slang", NONE),
    ("running.show_plan", "GET"): Decision("/hr/omgangar/planera/x", NONE),
    ("running.show_briefing", "GET"): Decision("/hr/omgangar/planera/x/underlag", NONE),
    ("running.ask_sharpen", "GET"): Decision("/hr/omgangar/planera/x/skarp", NONE),
    ("running.sharpen_charter", "POST"): Decision("/hr/omgangar/planera/x/skarp", NONE),
    ("running.ask_opening", "GET"): Decision("/hr/omgangar/planera/x/oppna", NONE),
    ("running.open_now", "POST"): Decision("/hr/omgangar/planera/x/oppna", NONE),
    ("running.find_person", "GET"): Decision("/hr/omgangar/planera/x/person", NONE),
    ("running.show_person", "GET"): Decision("/hr/omgangar/planera/x/person/e1", NONE),
    ("running.invite_person", "POST"): Decision("/hr/omgangar/planera/x/person/e1/bjud-in", NONE),
    ("running.move_person", "POST"): Decision("/hr/omgangar/planera/x/person/e1/flytta", NONE),
    ("running.ask_extension", "GET"): Decision("/hr/omgangar/planera/x/forlang", NONE),
    ("running.extend_wave", "POST"): Decision("/hr/omgangar/planera/x/forlang", NONE),
    ("running.ask_abortion", "GET"): Decision("/hr/omgangar/planera/x/avbryt", NONE),
    ("running.abort_wave", "POST"): Decision("/hr/omgangar/planera/x/avbryt", NONE),
    ("running.ask_wiping", "GET"): Decision("/hr/omgangar/planera/x/radera", NONE),
    ("running.wipe_wave", "POST"): Decision("/hr/omgangar/planera/x/radera", NONE),
    ("answering.first_page", "GET"): public("/enkat/x"),
    ("answering.go_on", "POST"): public("/enkat/x"),
    ("answering.show_page", "GET"): public("/enkat/x/1"),
    ("answering.take_page", "POST"): public("/enkat/x/1"),
    ("answering.autosave", "POST"): public("/enkat/x/spara"),
    ("answering.review", "GET"): public("/enkat/x/granska"),
    ("answering.send", "POST"): public("/enkat/x/granska"),
    ("answering.receipt", "GET"): public("/enkat/x/klart"),
    ("answering.elsewhere", "GET"): public("/enkat/x/fortsatt"),
    ("answering.choose_language", "POST"): public("/enkat/x/sprak"),
    ("answering_entry.type_code", "GET"): public("/enkat/kod"),
    ("answering_entry.take_code", "POST"): public("/enkat/kod"),
    ("answering_entry.kiosk", "GET"): public("/enkat/kiosk"),
    ("answering_entry.begin_at_kiosk", "POST"): public("/enkat/kiosk"),
    ("answering_entry.kiosk_receipt", "GET"): public("/enkat/kiosk/klart/x"),
    ("promise.show_promise", "GET"): public("/enkat/lofte/x"),
    ("promise.show_how", "GET"): public("/enkat/lofte/x/hur"),
    ("promise.show_what_is_seen", "GET"): public("/enkat/se/x"),
    ("promise.show_wave", "GET"): Decision(f"/omgangar/{WAVE}", ALL),
    ("reports.list_reports", "GET"): Decision("/ledarrapport", ALL),
    ("reports.show_report", "GET"): Decision(
        f"/ledarrapport/{WAVE}/team", REPORT | {"leader", "registrar"}, before_release=OWN_HR
    ),
    ("reports.state_reason", "POST"): Decision(
        f"/ledarrapport/{WAVE}/team/oppna", frozenset({"registrar"}), before_release=NONE
    ),
    ("reports.report_as_pdf", "GET"): Decision(f"/ledarrapport/{WAVE}/team.pdf", REPORT, before_release=OWN_HR),
    ("reports.add_note", "POST"): Decision(
        f"/ledarrapport/{WAVE}/team/anteckning", frozenset({"superior"}), before_release=NONE
    ),
    ("reports.add_agreement", "POST"): Decision(
        f"/ledarrapport/{WAVE}/team/overenskommelse", frozenset({"superior"}), before_release=NONE
    ),
    ("reports.edit_agreement", "GET"): Decision(f"/ledarrapport/{WAVE}/team/overenskommelse/1", NONE),
    ("reports.change_agreement", "POST"): Decision(
        f"/ledarrapport/{WAVE}/team/overenskommelse/1", frozenset({"superior"}), before_release=NONE
    ),
    ("report_runs.list_runs", "GET"): Decision("/hr/ledarrapporter", HR),
    ("report_runs.show_run", "GET"): Decision(f"/hr/ledarrapporter/{WAVE}", HR),
    ("report_runs.order", "POST"): Decision(f"/hr/ledarrapporter/{WAVE}/bestall", AUTHORITY_HR),
    ("report_runs.go_on", "POST"): Decision(f"/hr/ledarrapporter/{WAVE}/fortsatt", AUTHORITY_HR),
    ("report_runs.try_again", "POST"): Decision(f"/hr/ledarrapporter/{WAVE}/igen", AUTHORITY_HR),
    ("report_runs.stop", "POST"): Decision(f"/hr/ledarrapporter/{WAVE}/stoppa", AUTHORITY_HR),
    ("report_runs.ask_release", "GET"): Decision(f"/hr/ledarrapporter/{WAVE}/slapp", AUTHORITY_HR),
    ("report_runs.release", "POST"): Decision(f"/hr/ledarrapporter/{WAVE}/slapp", AUTHORITY_HR),
    ("jobs.list_batches", "GET"): Decision("/admin/jobb", AUTHORITY_HR | {"admin"}),
    ("jobs.show_batch", "GET"): Decision("/admin/jobb/x", NONE),
    ("jobs.steer_batch", "POST"): Decision("/admin/jobb/x/pausa", NONE),
    ("jobs.retry_failed", "POST"): Decision("/admin/jobb/x/igen", NONE),
    ("journal.show_journal", "GET"): Decision("/admin/journal", frozenset({"admin", "registrar"})),
    ("erasure.show_erasure", "GET"): Decision("/hr/gallring", AUTHORITY_HR | {"registrar"}),
    ("erasure.decide", "POST"): Decision("/hr/gallring/beslut", AUTHORITY_HR | {"registrar"}),
    ("erasure.withdraw", "POST"): Decision("/hr/gallring/beslut/1/ater", AUTHORITY_HR | {"registrar"}),
    ("extracts.ask_extract", "GET"): Decision("/hr/gallring/registerutdrag", frozenset({"registrar"})),
    ("extracts.hand_out", "POST"): Decision("/hr/gallring/registerutdrag", frozenset({"registrar"})),
    ("mail.show_outbox", "GET"): Decision("/admin/post", AUTHORITY_HR | {"admin"}),
}
