"""Waves, ballots, findings."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wave",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("instrument_key", sa.String(length=64), nullable=False),
        sa.Column("instrument_version", sa.String(length=32), nullable=False),
        sa.Column("instrument_sha256", sa.String(length=64), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("charter", sa.JSON(), nullable=False),
        sa.Column("charter_sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.CheckConstraint("source in ('imported')", name=op.f("ck_wave_source_is_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wave")),
    )
    op.create_index(op.f("ix_wave_closed_on"), "wave", ["closed_on"], unique=False)
    op.create_index(op.f("ix_wave_instrument_sha256"), "wave", ["instrument_sha256"], unique=False)
    op.create_table(
        "wave_edition",
        sa.Column("wave_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("answers_sha256", sa.String(length=64), nullable=False),
        sa.Column("eligible_sha256", sa.String(length=64), nullable=False),
        sa.Column("mapping_sha256", sa.String(length=64), nullable=False),
        sa.Column("has_eligible", sa.Boolean(), nullable=False),
        sa.Column("imported_at", sa.DateTime(), nullable=False),
        sa.Column("imported_by", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_wave_edition_wave_id")),
        sa.PrimaryKeyConstraint("wave_id", "number", name=op.f("pk_wave_edition")),
    )
    op.create_table(
        "wave_unit",
        sa.Column("wave_id", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("parent_id", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("administration", sa.String(length=200), nullable=False),
        sa.Column("leader_id", sa.String(length=64), nullable=True),
        sa.Column("leader_name", sa.String(length=200), nullable=False),
        sa.Column("superior_id", sa.String(length=64), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_wave_unit_wave_id")),
        sa.PrimaryKeyConstraint("wave_id", "unit_id", name=op.f("pk_wave_unit")),
    )
    op.create_index("ix_wave_unit_leader_id", "wave_unit", ["leader_id"], unique=False)
    op.create_index("ix_wave_unit_parent_id", "wave_unit", ["wave_id", "parent_id"], unique=False)
    op.create_table(
        "ballot",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("wave_id", sa.String(length=40), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave_id", "edition"],
            ["wave_edition.wave_id", "wave_edition.number"],
            name=op.f("fk_ballot_wave_id_edition"),
        ),
        sa.ForeignKeyConstraint(
            ["wave_id", "unit_id"], ["wave_unit.wave_id", "wave_unit.unit_id"], name=op.f("fk_ballot_wave_id_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot")),
    )
    op.create_index("ix_ballot_wave_id_edition", "ballot", ["wave_id", "edition"], unique=False)
    op.create_index("ix_ballot_wave_id_unit_id", "ballot", ["wave_id", "unit_id"], unique=False)
    op.create_table(
        "breakdown_count",
        sa.Column("wave_id", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("breakdown", sa.String(length=64), nullable=False),
        sa.Column("counts", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave_id", "unit_id"],
            ["wave_unit.wave_id", "wave_unit.unit_id"],
            name=op.f("fk_breakdown_count_wave_id_unit_id"),
        ),
        sa.PrimaryKeyConstraint("wave_id", "unit_id", "breakdown", name=op.f("pk_breakdown_count")),
    )
    op.create_table(
        "breakdown_pattern",
        sa.Column("wave_id", sa.String(length=40), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("pattern", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave_id", "edition"],
            ["wave_edition.wave_id", "wave_edition.number"],
            name=op.f("fk_breakdown_pattern_wave_id_edition"),
        ),
        sa.PrimaryKeyConstraint("wave_id", name=op.f("pk_breakdown_pattern")),
    )
    op.create_table(
        "wave_eligible",
        sa.Column("wave_id", sa.String(length=40), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("eligible", sa.Integer(), nullable=False),
        sa.CheckConstraint("eligible >= 0", name=op.f("ck_wave_eligible_is_a_count")),
        sa.ForeignKeyConstraint(
            ["wave_id", "edition"],
            ["wave_edition.wave_id", "wave_edition.number"],
            name=op.f("fk_wave_eligible_wave_id_edition"),
        ),
        sa.PrimaryKeyConstraint("wave_id", "edition", "unit_id", name=op.f("pk_wave_eligible")),
    )


def downgrade() -> None:
    op.drop_table("wave_eligible")
    op.drop_table("breakdown_pattern")
    op.drop_table("breakdown_count")
    op.drop_index("ix_ballot_wave_id_unit_id", table_name="ballot")
    op.drop_index("ix_ballot_wave_id_edition", table_name="ballot")
    op.drop_table("ballot")
    op.drop_index("ix_wave_unit_parent_id", table_name="wave_unit")
    op.drop_index("ix_wave_unit_leader_id", table_name="wave_unit")
    op.drop_table("wave_unit")
    op.drop_table("wave_edition")
    op.drop_index(op.f("ix_wave_instrument_sha256"), table_name="wave")
    op.drop_index(op.f("ix_wave_closed_on"), table_name="wave")
    op.drop_table("wave")
