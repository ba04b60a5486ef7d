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
REPORT = frozenset({"leader_at_census", "superior", "hr", "registrar"})
"""The report on the team: its leader at the census, the superior now, HR of the administration, the registrar."""


@dataclass(frozen=True)
class Decision:
    """Who may, at an example address. `public` endpoints are not asked by persona."""

    path: str
    who: frozenset[str] = NONE
    public: bool = False


def public(path: str) -> Decision:
    return Decision(path, public=True)


DECIDED: dict[tuple[str, str], Decision] = {
    ("static_file", "GET"): public("/static/tokens.css"),
    ("web.health", "GET"): public("/halsa"),
    ("web.choose_language", "POST"): public("/sprak"),
    ("web.accessibility", "GET"): public("/tillganglighet"),
    ("identity.sign_in", "GET"): public("/logga-in"),
    ("identity.ask_for_link", "POST"): public("/logga-in/lank"),
    ("identity.open_link", "GET"): public("/logga-in/lank/x"),
    ("identity.use_link", "POST"): public("/logga-in/lank/x"),
    ("identity.use_password", "POST"): public("/logga-in/losenord"),
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
    ("waves.list_waves", "GET"): Decision("/hr/omgangar", AUTHORITY_HR),
    ("waves.new_wave", "GET"): Decision("/hr/omgangar/ny", AUTHORITY_HR),
    ("waves.upload_wave", "POST"): Decision("/hr/omgangar/ny", AUTHORITY_HR),
    ("waves.show_import_dry_run", "GET"): Decision("/hr/omgangar/ny/x", NONE),
    ("waves.take_in", "POST"): Decision("/hr/omgangar/ny/x", NONE),
    ("waves.drop_wave_upload", "POST"): Decision("/hr/omgangar/ny/x/slang", NONE),
    ("waves.show_wave", "GET"): Decision(f"/hr/omgangar/{WAVE}", AUTHORITY_HR),
    ("waves.show_release", "GET"): Decision(f"/hr/omgangar/{WAVE}/utgava", AUTHORITY_HR),
    ("waves.publish_release", "POST"): Decision(f"/hr/omgangar/{WAVE}/utgava", AUTHORITY_HR),
    ("waves.export_release", "GET"): Decision(f"/hr/omgangar/{WAVE}/utgava.csv", AUTHORITY_HR),
    ("reports.list_reports", "GET"): Decision("/ledarrapport", ALL),
    ("reports.show_report", "GET"): Decision(f"/ledarrapport/{WAVE}/team", REPORT | {"leader"}),
    ("reports.report_as_pdf", "GET"): Decision(f"/ledarrapport/{WAVE}/team.pdf", REPORT),
    ("reports.add_note", "POST"): Decision(f"/ledarrapport/{WAVE}/team/anteckning", frozenset({"superior"})),
    ("reports.add_agreement", "POST"): Decision(f"/ledarrapport/{WAVE}/team/overenskommelse", frozenset({"superior"})),
    ("reports.edit_agreement", "GET"): Decision(f"/ledarrapport/{WAVE}/team/overenskommelse/1", NONE),
    ("reports.change_agreement", "POST"): Decision(
        f"/ledarrapport/{WAVE}/team/overenskommelse/1", frozenset({"superior"})
    ),
    ("reports.list_runs", "GET"): Decision("/hr/ledarrapporter", AUTHORITY_HR),
    ("reports.show_run", "GET"): Decision(f"/hr/ledarrapporter/{WAVE}", AUTHORITY_HR),
    ("reports.order", "POST"): Decision(f"/hr/ledarrapporter/{WAVE}/bestall", AUTHORITY_HR),
    ("reports.go_on", "POST"): Decision(f"/hr/ledarrapporter/{WAVE}/fortsatt", AUTHORITY_HR),
    ("reports.try_again", "POST"): Decision(f"/hr/ledarrapporter/{WAVE}/igen", AUTHORITY_HR),
    ("reports.stop", "POST"): Decision(f"/hr/ledarrapporter/{WAVE}/stoppa", AUTHORITY_HR),
    ("reports.ask_release", "GET"): Decision(f"/hr/ledarrapporter/{WAVE}/slapp", AUTHORITY_HR),
    ("reports.release", "POST"): Decision(f"/hr/ledarrapporter/{WAVE}/slapp", AUTHORITY_HR),
    ("jobs.list_batches", "GET"): Decision("/admin/jobb", AUTHORITY_HR | {"admin"}),
    ("jobs.show_batch", "GET"): Decision("/admin/jobb/x", NONE),
    ("jobs.steer_batch", "POST"): Decision("/admin/jobb/x/pausa", NONE),
    ("jobs.retry_failed", "POST"): Decision("/admin/jobb/x/igen", NONE),
    ("journal.show_journal", "GET"): Decision("/admin/journal", frozenset({"admin", "registrar"})),
    ("mail.show_outbox", "GET"): Decision("/admin/post", AUTHORITY_HR | {"admin"}),
}
