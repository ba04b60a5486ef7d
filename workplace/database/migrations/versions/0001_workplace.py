"""Organisation, identity, definitions, journal, jobs, mail, agreements, releases."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("home_kind", sa.String(length=64), nullable=False),
        sa.Column("home_id", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("by_when", sa.Date(), nullable=True),
        sa.Column("seen_by", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("came_from", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "kind in ('agreement', 'improvement', 'aim', 'activity')", name=op.f("ck_agreement_kind_is_known")
        ),
        sa.CheckConstraint(
            "state in ('agreed', 'ongoing', 'done', 'dropped')", name=op.f("ck_agreement_state_is_known")
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_agreement_version_counts_from_one")),
        sa.ForeignKeyConstraint(["came_from"], ["agreement.id"], name=op.f("fk_agreement_came_from")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
    )
    op.create_index(op.f("ix_agreement_came_from"), "agreement", ["came_from"], unique=False)
    op.create_index("ix_agreement_home", "agreement", ["home_kind", "home_id"], unique=False)
    op.create_table(
        "batch",
        sa.Column("id", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("error", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "state in ('ordered', 'running', 'paused', 'stopped', 'done')", name=op.f("ck_batch_state_is_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
    )
    op.create_index(op.f("ix_batch_kind"), "batch", ["kind"], unique=False)
    op.create_index(op.f("ix_batch_made_by"), "batch", ["made_by"], unique=False)
    op.create_index("ix_batch_state", "batch", ["state", "made_at"], unique=False)
    op.create_table(
        "definition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("toml", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=False),
        sa.Column("published_by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_definition")),
        sa.UniqueConstraint("kind", "key", "version", name="uq_definition_kind_key_version"),
    )
    op.create_index(op.f("ix_definition_sha256"), "definition", ["sha256"], unique=False)
    op.create_table(
        "employer",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("born", sa.String(length=8), nullable=False),
        sa.Column("born_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("born in ('real', 'demo')", name=op.f("ck_employer_born_real_or_demo")),
        sa.CheckConstraint("id = 1", name=op.f("ck_employer_is_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer")),
    )
    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_index(op.f("ix_import_run_done_at"), "import_run", ["done_at"], unique=False)
    op.create_index(op.f("ix_import_run_kind"), "import_run", ["kind"], unique=False)
    op.create_table(
        "journal_entry",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_journal_entry")),
        sa.UniqueConstraint("hash", name=op.f("uq_journal_entry_hash")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("sex", sa.String(length=16), nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("protected", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index(op.f("ix_person_email"), "person", ["email"], unique=False)
    op.create_table(
        "release",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("wave_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=False),
        sa.Column("published_by", sa.String(length=64), nullable=False),
        sa.Column("charter_sha256", sa.String(length=64), nullable=False),
        sa.Column("layout", sa.JSON(), nullable=False),
        sa.Column("certificate", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint("wave_id", "number", name="uq_release_wave_id_number"),
    )
    op.create_index(op.f("ix_release_published_at"), "release", ["published_at"], unique=False)
    op.create_table(
        "sign_in_try",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("tried_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_try")),
    )
    op.create_index("ix_sign_in_try_key", "sign_in_try", ["key_hash", "tried_at"], unique=False)
    op.create_table(
        "unit",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
    )
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("absent_from", sa.Date(), nullable=False),
        sa.Column("absent_to", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_absence_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index(op.f("ix_absence_person_id"), "absence", ["person_id"], unique=False)
    op.create_table(
        "agreement_log",
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_agreement_log_agreement_id")),
        sa.PrimaryKeyConstraint("agreement_id", "version", name=op.f("pk_agreement_log")),
    )
    op.create_table(
        "batch_item",
        sa.Column("batch_id", sa.String(length=100), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("not_before", sa.DateTime(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(), nullable=True),
        sa.Column("worker", sa.String(length=100), nullable=False),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("error", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(state = 'claimed') = (lease_until is not null)", name=op.f("ck_batch_item_lease_belongs_to_claim")
        ),
        sa.CheckConstraint(
            "state in ('waiting', 'claimed', 'done', 'failed')", name=op.f("ck_batch_item_state_is_known")
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_batch_item_batch_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("batch_id", "key", name=op.f("pk_batch_item")),
    )
    op.create_index("ix_batch_item_order", "batch_item", ["batch_id", "state", "tries", "position"], unique=False)
    op.create_table(
        "employment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=100), nullable=False),
        sa.Column("employment_form", sa.String(length=16), nullable=False),
        sa.Column("fte", sa.Numeric(precision=7, scale=4), nullable=True),
        sa.Column("assignment_percent", sa.Numeric(precision=7, scale=3), nullable=True),
        sa.Column("agreement_area", sa.String(length=64), nullable=False),
        sa.Column("aid_code", sa.String(length=32), nullable=False),
        sa.Column("monthly_pay", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("pay_additions", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("employed_from", sa.Date(), nullable=False),
        sa.Column("employed_to", sa.Date(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.CheckConstraint("valid_from < valid_to", name=op.f("ck_employment_interval_is_not_empty")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_employment_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_employment_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employment")),
    )
    op.create_index("ix_employment_interval", "employment", ["valid_from", "valid_to"], unique=False)
    op.create_index(op.f("ix_employment_person_id"), "employment", ["person_id"], unique=False)
    op.create_index(op.f("ix_employment_unit_id"), "employment", ["unit_id"], unique=False)
    op.create_table(
        "journal_content",
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("verb", sa.String(length=64), nullable=False),
        sa.Column("object_kind", sa.String(length=64), nullable=False),
        sa.Column("object_id", sa.String(length=200), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["sequence"], ["journal_entry.sequence"], name=op.f("fk_journal_content_sequence")),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_journal_content")),
    )
    op.create_index(op.f("ix_journal_content_actor_id"), "journal_content", ["actor_id"], unique=False)
    op.create_index("ix_journal_content_object", "journal_content", ["object_kind", "object_id"], unique=False)
    op.create_table(
        "leadership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.CheckConstraint("valid_from < valid_to", name=op.f("ck_leadership_interval_is_not_empty")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_leadership_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_leadership_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leadership")),
    )
    op.create_index(op.f("ix_leadership_person_id"), "leadership", ["person_id"], unique=False)
    op.create_index(op.f("ix_leadership_unit_id"), "leadership", ["unit_id"], unique=False)
    op.create_table(
        "mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(length=64), nullable=False),
        sa.Column("to_address", sa.String(length=254), nullable=False),
        sa.Column("to_person_id", sa.String(length=64), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("cause_kind", sa.String(length=64), nullable=False),
        sa.Column("cause_id", sa.String(length=200), nullable=False),
        sa.Column("is_erased_when_sent", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("not_before", sa.DateTime(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(), nullable=True),
        sa.Column("last_error", sa.String(length=200), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("(state = 'sent') = (sent_at is not null)", name=op.f("ck_mail_sent_has_its_moment")),
        sa.CheckConstraint("kind <> '' or subject is not null", name=op.f("ck_mail_is_composed_or_has_its_text")),
        sa.CheckConstraint("state in ('waiting', 'sent', 'failed', 'withdrawn')", name=op.f("ck_mail_state_is_known")),
        sa.CheckConstraint("(subject is null) = (body is null)", name=op.f("ck_mail_text_is_whole")),
        sa.ForeignKeyConstraint(["to_person_id"], ["person.id"], name=op.f("fk_mail_to_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("message_id", name=op.f("uq_mail_message_id")),
    )
    op.create_index("ix_mail_cause", "mail", ["cause_kind", "cause_id"], unique=False)
    op.create_index("ix_mail_state", "mail", ["state", "id"], unique=False)
    op.create_index(op.f("ix_mail_to_person_id"), "mail", ["to_person_id"], unique=False)
    op.create_table(
        "password",
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("argon2", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_password_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_password")),
    )
    op.create_table(
        "pending_upload",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("allows_large_change", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_pending_upload_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_upload")),
    )
    op.create_index(op.f("ix_pending_upload_made_at"), "pending_upload", ["made_at"], unique=False)
    op.create_index(op.f("ix_pending_upload_owner_id"), "pending_upload", ["owner_id"], unique=False)
    op.create_table(
        "release_page",
        sa.Column("release_id", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("cells", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_release_page_release_id")),
        sa.PrimaryKeyConstraint("release_id", "unit_id", name=op.f("pk_release_page")),
    )
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=True),
        sa.Column("granted_at", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_role_grant_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    op.create_index(op.f("ix_role_grant_person_id"), "role_grant", ["person_id"], unique=False)
    op.create_table(
        "session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("began_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_session_person_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_session")),
    )
    op.create_index(op.f("ix_session_person_id"), "session", ["person_id"], unique=False)
    op.create_table(
        "sign_in_link",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_link_person_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in_link")),
    )
    op.create_index(op.f("ix_sign_in_link_person_id"), "sign_in_link", ["person_id"], unique=False)
    op.create_table(
        "unit_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("parent_id", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("administration", sa.String(length=200), nullable=False),
        sa.Column("predecessor_id", sa.String(length=64), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.CheckConstraint("valid_from < valid_to", name=op.f("ck_unit_version_interval_is_not_empty")),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_version_parent_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_version_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_version")),
    )
    op.create_index("ix_unit_version_interval", "unit_version", ["valid_from", "valid_to"], unique=False)
    op.create_index(op.f("ix_unit_version_parent_id"), "unit_version", ["parent_id"], unique=False)
    op.create_index(op.f("ix_unit_version_unit_id"), "unit_version", ["unit_id"], unique=False)
    op.create_table(
        "pending_file",
        sa.Column("upload_id", sa.String(length=64), nullable=False),
        sa.Column("part", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["pending_upload.id"], name=op.f("fk_pending_file_upload_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("upload_id", "part", name=op.f("pk_pending_file")),
    )


def downgrade() -> None:
    op.drop_table("pending_file")
    op.drop_index(op.f("ix_unit_version_unit_id"), table_name="unit_version")
    op.drop_index(op.f("ix_unit_version_parent_id"), table_name="unit_version")
    op.drop_index("ix_unit_version_interval", table_name="unit_version")
    op.drop_table("unit_version")
    op.drop_index(op.f("ix_sign_in_link_person_id"), table_name="sign_in_link")
    op.drop_table("sign_in_link")
    op.drop_index(op.f("ix_session_person_id"), table_name="session")
    op.drop_table("session")
    op.drop_index(op.f("ix_role_grant_person_id"), table_name="role_grant")
    op.drop_table("role_grant")
    op.drop_table("release_page")
    op.drop_index(op.f("ix_pending_upload_owner_id"), table_name="pending_upload")
    op.drop_index(op.f("ix_pending_upload_made_at"), table_name="pending_upload")
    op.drop_table("pending_upload")
    op.drop_table("password")
    op.drop_index(op.f("ix_mail_to_person_id"), table_name="mail")
    op.drop_index("ix_mail_state", table_name="mail")
    op.drop_index("ix_mail_cause", table_name="mail")
    op.drop_table("mail")
    op.drop_index(op.f("ix_leadership_unit_id"), table_name="leadership")
    op.drop_index(op.f("ix_leadership_person_id"), table_name="leadership")
    op.drop_table("leadership")
    op.drop_index("ix_journal_content_object", table_name="journal_content")
    op.drop_index(op.f("ix_journal_content_actor_id"), table_name="journal_content")
    op.drop_table("journal_content")
    op.drop_index(op.f("ix_employment_unit_id"), table_name="employment")
    op.drop_index(op.f("ix_employment_person_id"), table_name="employment")
    op.drop_index("ix_employment_interval", table_name="employment")
    op.drop_table("employment")
    op.drop_index("ix_batch_item_order", table_name="batch_item")
    op.drop_table("batch_item")
    op.drop_table("agreement_log")
    op.drop_index(op.f("ix_absence_person_id"), table_name="absence")
    op.drop_table("absence")
    op.drop_table("unit")
    op.drop_index("ix_sign_in_try_key", table_name="sign_in_try")
    op.drop_table("sign_in_try")
    op.drop_index(op.f("ix_release_published_at"), table_name="release")
    op.drop_table("release")
    op.drop_index(op.f("ix_person_email"), table_name="person")
    op.drop_table("person")
    op.drop_table("journal_entry")
    op.drop_index(op.f("ix_import_run_kind"), table_name="import_run")
    op.drop_index(op.f("ix_import_run_done_at"), table_name="import_run")
    op.drop_table("import_run")
    op.drop_table("employer")
    op.drop_index(op.f("ix_definition_sha256"), table_name="definition")
    op.drop_table("definition")
    op.drop_index("ix_batch_state", table_name="batch")
    op.drop_index(op.f("ix_batch_made_by"), table_name="batch")
    op.drop_index(op.f("ix_batch_kind"), table_name="batch")
    op.drop_table("batch")
    op.drop_index("ix_agreement_home", table_name="agreement")
    op.drop_index(op.f("ix_agreement_came_from"), table_name="agreement")
    op.drop_table("agreement")
