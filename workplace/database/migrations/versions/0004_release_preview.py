"""What the next release would show, computed by a worker, and the publishing that was ordered."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "release_preview",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("wave_id", sa.String(length=40), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(), nullable=False),
        sa.Column("preview_batch_id", sa.String(length=100), nullable=False),
        sa.Column("publish_batch_id", sa.String(length=100), nullable=False),
        sa.Column("outcome", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["wave_id", "edition"],
            ["wave_edition.wave_id", "wave_edition.number"],
            name=op.f("fk_release_preview_wave_id_edition"),
        ),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_release_preview")),
    )
    op.create_index("ix_release_preview_wave_id_edition", "release_preview", ["wave_id", "edition"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_release_preview_wave_id_edition", table_name="release_preview")
    op.drop_table("release_preview")
