"""Drafts of instruments."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "instrument_draft",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("based_on", sa.String(length=32), nullable=False),
        sa.Column("toml", sa.Text(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_instrument_draft_revision_is_counted_from_one")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_instrument_draft")),
    )


def downgrade() -> None:
    op.drop_table("instrument_draft")
