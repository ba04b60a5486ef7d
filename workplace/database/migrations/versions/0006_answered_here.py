"""Waves answered here: the plan and its charter, invitations, drafts, the urn, words somebody wrote."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("wave") as wave:
        wave.drop_constraint(op.f("ck_wave_source_is_known"), type_="check")
        wave.create_check_constraint(op.f("ck_wave_source_is_known"), "source in ('imported', 'urn')")
    op.create_table(
        "wave_plan",
        sa.Column("wave_id", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("instrument_key", sa.String(length=64), nullable=False),
        sa.Column("instrument_version", sa.String(length=32), nullable=False),
        sa.Column("instrument_sha256", sa.String(length=64), nullable=False),
        sa.Column("census_on", sa.Date(), nullable=False),
        sa.Column("opens_at", sa.DateTime(), nullable=False),
        sa.Column("closes_at", sa.DateTime(), nullable=False),
        sa.Column("population", sa.JSON(), nullable=False),
        sa.Column("reminders", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("contacts", sa.JSON(), nullable=False),
        sa.Column("charter", sa.JSON(), nullable=False),
        sa.Column("charter_sha256", sa.String(length=64), nullable=False),
        sa.Column("is_trial", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("signed_at", sa.DateTime(), nullable=True),
        sa.Column("signed_by", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("count", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'draft') = (signed_at is null)", name=op.f("ck_wave_plan_is_signed_before_it_runs")
        ),
        sa.CheckConstraint(
            "state in ('draft', 'signed', 'open', 'closing', 'closed', 'aborted')",
            name=op.f("ck_wave_plan_state_is_known"),
        ),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_wave_plan_closes_after_it_opens")),
        sa.PrimaryKeyConstraint("wave_id", name=op.f("pk_wave_plan")),
    )
    op.create_index(op.f("ix_wave_plan_instrument_sha256"), "wave_plan", ["instrument_sha256"], unique=False)
    op.create_index(op.f("ix_wave_plan_state"), "wave_plan", ["state"], unique=False)

    op.create_table(
        "charter_version",
        sa.Column("wave_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("charter", sa.JSON(), nullable=False),
        sa.Column("charter_sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave_plan.wave_id"], name=op.f("fk_charter_version_wave_id")),
        sa.PrimaryKeyConstraint("wave_id", "version", name=op.f("pk_charter_version")),
    )
    op.create_table(
        "draft",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("wave_id", sa.String(length=40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_draft_wave_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    op.create_index(op.f("ix_draft_wave_id"), "draft", ["wave_id"], unique=False)

    op.create_table(
        "urn",
        sa.Column("wave_id", sa.String(length=40), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("box_size", sa.Integer(), nullable=False),
        sa.CheckConstraint("epoch >= 1", name=op.f("ck_urn_epoch_is_counted_from_one")),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_urn_wave_id")),
        sa.PrimaryKeyConstraint("wave_id", name=op.f("pk_urn")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("wave_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("workplaces", sa.JSON(), nullable=False),
        sa.Column("background", sa.JSON(), nullable=False),
        sa.Column("is_absent", sa.Boolean(), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.CheckConstraint("not (answered and is_withdrawn)", name=op.f("ck_invitation_answered_is_never_withdrawn")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_invitation_person_id")),
        sa.ForeignKeyConstraint(
            ["wave_id", "unit_id"],
            ["wave_unit.wave_id", "wave_unit.unit_id"],
            name=op.f("fk_invitation_wave_id_unit_id"),
        ),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_invitation_wave_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("wave_id", "person_id", name=op.f("uq_invitation_wave_id_person_id")),
    )
    op.create_index(op.f("ix_invitation_person_id"), "invitation", ["person_id"], unique=False)
    op.create_index("ix_invitation_wave_id_unit_id", "invitation", ["wave_id", "unit_id"], unique=False)

    op.create_table(
        "sealed_box",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("wave_id", sa.String(length=40), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["urn.wave_id"], name=op.f("fk_sealed_box_wave_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_box")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_sealed_box_wave_id_epoch", "sealed_box", ["wave_id", "epoch"], unique=False)

    op.create_table(
        "text_ballot",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("wave_id", sa.String(length=40), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("item_key", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave_id", "edition"],
            ["wave_edition.wave_id", "wave_edition.number"],
            name=op.f("fk_text_ballot_wave_id_edition"),
        ),
        sa.ForeignKeyConstraint(
            ["wave_id", "unit_id"],
            ["wave_unit.wave_id", "wave_unit.unit_id"],
            name=op.f("fk_text_ballot_wave_id_unit_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_ballot")),
    )
    op.create_index("ix_text_ballot_wave_id_edition", "text_ballot", ["wave_id", "edition"], unique=False)
    op.create_index("ix_text_ballot_wave_id_unit_id", "text_ballot", ["wave_id", "unit_id"], unique=False)

    op.create_table(
        "invitation_token",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("invitation_id", sa.String(length=32), nullable=False),
        sa.Column("way", sa.String(length=16), nullable=False),
        sa.Column("is_replaced", sa.Boolean(), nullable=False),
        sa.CheckConstraint("way in ('mail', 'sms', 'letter', 'start')", name=op.f("ck_invitation_token_way_is_known")),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_invitation_token_invitation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_invitation_token")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_invitation_token_invitation_id"), "invitation_token", ["invitation_id"], unique=False)
    op.create_table(
        "wave_participant",
        sa.Column("wave_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_wave_participant_person_id")),
        sa.ForeignKeyConstraint(["wave_id"], ["wave_plan.wave_id"], name=op.f("fk_wave_participant_wave_id")),
        sa.PrimaryKeyConstraint("wave_id", "person_id", name=op.f("pk_wave_participant")),
    )
    op.create_index(op.f("ix_wave_participant_person_id"), "wave_participant", ["person_id"], unique=False)
    op.create_table(
        "response_snapshot",
        sa.Column("wave_id", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("rate_class", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "rate_class in ('below_50', 'from_50', 'from_60', 'from_70')",
            name=op.f("ck_response_snapshot_class_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["wave_id", "unit_id"],
            ["wave_unit.wave_id", "wave_unit.unit_id"],
            name=op.f("fk_response_snapshot_wave_id"),
        ),
        sa.PrimaryKeyConstraint("wave_id", "unit_id", name=op.f("pk_response_snapshot")),
    )
    op.create_table(
        "text_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(length=64), nullable=False),
        sa.Column("to_number", sa.String(length=40), nullable=False),
        sa.Column("to_person_id", sa.String(length=64), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
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
        sa.CheckConstraint(
            "(state = 'sent') = (sent_at is not null)", name=op.f("ck_text_message_sent_has_its_moment")
        ),
        sa.CheckConstraint(
            "state in ('waiting', 'sent', 'failed', 'withdrawn')", name=op.f("ck_text_message_state_is_known")
        ),
        sa.ForeignKeyConstraint(["to_person_id"], ["person.id"], name=op.f("fk_text_message_to_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_message")),
        sa.UniqueConstraint("message_id", name=op.f("uq_text_message_message_id")),
    )
    op.create_index("ix_text_message_cause", "text_message", ["cause_kind", "cause_id"], unique=False)
    op.create_index("ix_text_message_state", "text_message", ["state", "id"], unique=False)
    op.create_index(op.f("ix_text_message_to_person_id"), "text_message", ["to_person_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_text_message_to_person_id"), table_name="text_message")
    op.drop_index("ix_text_message_state", table_name="text_message")
    op.drop_index("ix_text_message_cause", table_name="text_message")
    op.drop_table("text_message")
    op.drop_table("response_snapshot")
    op.drop_index(op.f("ix_wave_participant_person_id"), table_name="wave_participant")
    op.drop_table("wave_participant")

    op.drop_index(op.f("ix_invitation_token_invitation_id"), table_name="invitation_token")

    op.drop_table("invitation_token")
    op.drop_index("ix_text_ballot_wave_id_unit_id", table_name="text_ballot")
    op.drop_index("ix_text_ballot_wave_id_edition", table_name="text_ballot")

    op.drop_table("text_ballot")
    op.drop_index("ix_sealed_box_wave_id_epoch", table_name="sealed_box")

    op.drop_table("sealed_box")
    op.drop_index("ix_invitation_wave_id_unit_id", table_name="invitation")
    op.drop_index(op.f("ix_invitation_person_id"), table_name="invitation")

    op.drop_table("invitation")
    op.drop_table("urn")
    op.drop_index(op.f("ix_draft_wave_id"), table_name="draft")

    op.drop_table("draft")
    op.drop_table("charter_version")
    op.drop_index(op.f("ix_wave_plan_state"), table_name="wave_plan")
    op.drop_index(op.f("ix_wave_plan_instrument_sha256"), table_name="wave_plan")

    op.drop_table("wave_plan")

    op.execute("update wave set source = 'imported' where source = 'urn'")
    with op.batch_alter_table("wave") as wave:
        wave.drop_constraint(op.f("ck_wave_source_is_known"), type_="check")
        wave.create_check_constraint(op.f("ck_wave_source_is_known"), "source in ('imported')")
