"""Decisions to erase as they were recorded, and what was erased."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasure_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=64), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "withdrawn_at is not null or withdrawn_by = ''",
            name=op.f("ck_erasure_decision_in_force_was_withdrawn_by_nobody"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_decision")),
    )
    op.create_index(op.f("ix_erasure_decision_kind"), "erasure_decision", ["kind"], unique=False)
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("object_id", sa.String(length=200), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("erased_at", sa.DateTime(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("count >= 1", name=op.f("ck_erasure_took_something_away")),
        sa.ForeignKeyConstraint(["decision_id"], ["erasure_decision.id"], name=op.f("fk_erasure_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    op.create_index("ix_erasure_kind_object_id", "erasure", ["kind", "object_id"], unique=False)
    op.create_index(op.f("ix_erasure_erased_at"), "erasure", ["erased_at"], unique=False)
    op.create_index(op.f("ix_erasure_decision_id"), "erasure", ["decision_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_erasure_decision_id"), table_name="erasure")
    op.drop_index(op.f("ix_erasure_erased_at"), table_name="erasure")
    op.drop_index("ix_erasure_kind_object_id", table_name="erasure")
    op.drop_table("erasure")
    op.drop_index(op.f("ix_erasure_decision_kind"), table_name="erasure_decision")
    op.drop_table("erasure_decision")
