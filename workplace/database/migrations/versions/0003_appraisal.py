"""Goals and leader reports."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "goal",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.String(length=64), nullable=True),
        sa.Column("outcome", sa.String(length=200), nullable=False),
        sa.Column("forecast", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["goal.id"], name=op.f("fk_goal_parent_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal")),
    )
    op.create_index(op.f("ix_goal_parent_id"), "goal", ["parent_id"], unique=False)
    op.create_table(
        "report_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by", sa.String(length=64), nullable=False),
        sa.Column("written_as", sa.String(length=16), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_note")),
    )
    op.create_index("ix_report_note_report", "report_note", ["wave_id", "unit_id"], unique=False)
    op.create_table(
        "report_run",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("wave_id", sa.String(length=40), nullable=False),
        sa.Column("release_id", sa.String(length=64), nullable=False),
        sa.Column("batch_id", sa.String(length=100), nullable=False),
        sa.Column("administrations", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("outline_sha256", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(), nullable=False),
        sa.Column("ordered_by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_run")),
    )
    op.create_index(op.f("ix_report_run_batch_id"), "report_run", ["batch_id"], unique=False)
    op.create_index(op.f("ix_report_run_wave_id"), "report_run", ["wave_id"], unique=False)
    op.create_table(
        "goal_activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("goal_id", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=True),
        sa.Column("activity_id", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("fk_goal_activity_goal_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_goal_activity_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_activity")),
    )
    op.create_index(op.f("ix_goal_activity_goal_id"), "goal_activity", ["goal_id"], unique=False)
    op.create_index(op.f("ix_goal_activity_unit_id"), "goal_activity", ["unit_id"], unique=False)
    op.create_table(
        "goal_indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("goal_id", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("target", sa.String(length=200), nullable=False),
        sa.Column("council_target", sa.String(length=200), nullable=False),
        sa.Column("periodicity", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=200), nullable=False),
        sa.Column("forecast", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("fk_goal_indicator_goal_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_goal_indicator_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_indicator")),
    )
    op.create_index(op.f("ix_goal_indicator_goal_id"), "goal_indicator", ["goal_id"], unique=False)
    op.create_index(op.f("ix_goal_indicator_unit_id"), "goal_indicator", ["unit_id"], unique=False)
    op.create_table(
        "goal_unit",
        sa.Column("goal_id", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("fk_goal_unit_goal_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_goal_unit_unit_id")),
        sa.PrimaryKeyConstraint("goal_id", "unit_id", name=op.f("pk_goal_unit")),
    )
    op.create_index(op.f("ix_goal_unit_unit_id"), "goal_unit", ["unit_id"], unique=False)
    op.create_table(
        "leader_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("release_id", sa.String(length=64), nullable=False),
        sa.Column("run_id", sa.String(length=64), nullable=False),
        sa.Column("leader_id", sa.String(length=64), nullable=False),
        sa.Column("unit_name", sa.String(length=200), nullable=False),
        sa.Column("administration", sa.String(length=200), nullable=False),
        sa.Column("has_own_figures", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=True),
        sa.Column("html", sa.LargeBinary(), nullable=True),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("released_at", sa.DateTime(), nullable=True),
        sa.Column("superseded_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(state = 'draft') = (released_at is null)", name=op.f("ck_leader_report_draft_is_not_released")
        ),
        sa.CheckConstraint(
            "state in ('draft', 'released', 'superseded')", name=op.f("ck_leader_report_state_is_known")
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_leader_report_version_counts_from_one")),
        sa.ForeignKeyConstraint(["run_id"], ["report_run.id"], name=op.f("fk_leader_report_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leader_report")),
    )
    op.create_index("ix_leader_report_leader_id", "leader_report", ["leader_id"], unique=False)
    op.create_index(op.f("ix_leader_report_run_id"), "leader_report", ["run_id"], unique=False)
    op.create_index("uq_leader_report_edition", "leader_report", ["wave_id", "unit_id", "version"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_leader_report_edition", table_name="leader_report")
    op.drop_index(op.f("ix_leader_report_run_id"), table_name="leader_report")
    op.drop_index("ix_leader_report_leader_id", table_name="leader_report")
    op.drop_table("leader_report")
    op.drop_index(op.f("ix_goal_unit_unit_id"), table_name="goal_unit")
    op.drop_table("goal_unit")
    op.drop_index(op.f("ix_goal_indicator_unit_id"), table_name="goal_indicator")
    op.drop_index(op.f("ix_goal_indicator_goal_id"), table_name="goal_indicator")
    op.drop_table("goal_indicator")
    op.drop_index(op.f("ix_goal_activity_unit_id"), table_name="goal_activity")
    op.drop_index(op.f("ix_goal_activity_goal_id"), table_name="goal_activity")
    op.drop_table("goal_activity")
    op.drop_index(op.f("ix_report_run_wave_id"), table_name="report_run")
    op.drop_index(op.f("ix_report_run_batch_id"), table_name="report_run")
    op.drop_table("report_run")
    op.drop_index("ix_report_note_report", table_name="report_note")
    op.drop_table("report_note")
    op.drop_index(op.f("ix_goal_parent_id"), table_name="goal")
    op.drop_table("goal")
