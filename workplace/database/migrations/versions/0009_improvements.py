"""Improvements: what the rules of the work environment ask of an agreement, and the figure one came from."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

WORDS = ("risk", "timing", "effect")
TEXTS = ("cause", "took_part", "effect_seen")
CHECKED = {
    "ck_agreement_risk_is_known": "risk in ('', 'not_serious', 'serious')",
    "ck_agreement_timing_is_known": "timing in ('', 'at_once', 'time_plan')",
    "ck_agreement_effect_is_known": "effect in ('', 'reached', 'partly', 'not_reached')",
}
STATE = "ck_agreement_state_is_known"


def upgrade() -> None:
    with op.batch_alter_table("agreement") as agreement:
        for name in WORDS:
            agreement.add_column(sa.Column(name, sa.String(length=16), server_default="", nullable=False))
        for name in TEXTS:
            agreement.add_column(sa.Column(name, sa.Text(), server_default="", nullable=False))
        agreement.drop_constraint(op.f(STATE), type_="check")
        agreement.create_check_constraint(op.f(STATE), "state in ('proposed', 'agreed', 'ongoing', 'done', 'dropped')")
        for name, rule in CHECKED.items():
            agreement.create_check_constraint(op.f(name), rule)
    with op.batch_alter_table("agreement_log") as log:
        log.add_column(sa.Column("reason", sa.Text(), server_default="", nullable=False))

    op.create_table(
        "improvement",
        sa.Column("agreement_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("wave_id", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("release_id", sa.String(length=64), nullable=False),
        sa.Column("figure_unit_id", sa.String(length=64), nullable=False),
        sa.Column("is_direct", sa.Boolean(), nullable=False),
        sa.Column("measure", sa.String(length=16), nullable=False),
        sa.Column("item_key", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("respondents", sa.Integer(), nullable=False),
        sa.CheckConstraint("(low is null) = (high is null)", name=op.f("ck_improvement_interval_is_whole")),
        sa.CheckConstraint("respondents >= 1", name=op.f("ck_improvement_figure_rests_on_answers")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_improvement_agreement_id")),
        sa.ForeignKeyConstraint(
            ["wave_id", "unit_id"],
            ["wave_unit.wave_id", "wave_unit.unit_id"],
            name=op.f("fk_improvement_wave_id_unit_id"),
        ),
        sa.PrimaryKeyConstraint("agreement_id", name=op.f("pk_improvement")),
    )
    op.create_index("ix_improvement_wave_id_unit_id", "improvement", ["wave_id", "unit_id"], unique=False)
    op.create_index("ix_improvement_unit_id", "improvement", ["unit_id"], unique=False)

    op.create_table(
        "improvement_reminder",
        sa.Column("agreement_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("by_when", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("reminded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("kind in ('soon', 'late')", name=op.f("ck_improvement_reminder_kind_is_known")),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_improvement_reminder_agreement_id")),
        sa.PrimaryKeyConstraint("agreement_id", "by_when", "kind", name=op.f("pk_improvement_reminder")),
    )
    op.create_table(
        "improvement_words",
        sa.Column("wave_id", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("written_by", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave_id", "unit_id"],
            ["wave_unit.wave_id", "wave_unit.unit_id"],
            name=op.f("fk_improvement_words_wave_id_unit_id"),
        ),
        sa.PrimaryKeyConstraint("wave_id", "unit_id", name=op.f("pk_improvement_words")),
    )


def downgrade() -> None:
    op.drop_table("improvement_words")
    op.drop_table("improvement_reminder")
    op.drop_index("ix_improvement_unit_id", table_name="improvement")
    op.drop_index("ix_improvement_wave_id_unit_id", table_name="improvement")
    op.drop_table("improvement")

    with op.batch_alter_table("agreement_log") as log:
        log.drop_column("reason")
    op.execute("update agreement set state = 'agreed' where state = 'proposed'")
    with op.batch_alter_table("agreement") as agreement:
        for name in CHECKED:
            agreement.drop_constraint(op.f(name), type_="check")
        agreement.drop_constraint(op.f(STATE), type_="check")
        agreement.create_check_constraint(op.f(STATE), "state in ('agreed', 'ongoing', 'done', 'dropped')")
        for name in (*WORDS, *TEXTS):
            agreement.drop_column(name)
