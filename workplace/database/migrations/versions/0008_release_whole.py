"""A release's summary, what went before each group, and what reviewers settle about comments."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("release") as release:
        release.add_column(sa.Column("summary", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "release_predecessor",
        sa.Column("release_id", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.String(length=64), nullable=False),
        sa.Column("part", sa.String(length=8), nullable=False),
        sa.Column("before_wave_id", sa.String(length=40), nullable=False),
        sa.Column("before_id", sa.String(length=64), nullable=True),
        sa.Column("same_percent", sa.Integer(), nullable=True),
        sa.Column("broken", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "(before_id is null) = (broken = 'new_unit')",
            name=op.f("ck_release_predecessor_is_there_or_new"),
        ),
        sa.CheckConstraint("part in ('all', 'direct')", name=op.f("ck_release_predecessor_part_is_known")),
        sa.ForeignKeyConstraint(["before_wave_id"], ["wave.id"], name=op.f("fk_release_predecessor_before_wave_id")),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_release_predecessor_release_id")),
        sa.PrimaryKeyConstraint("release_id", "unit_id", "part", name=op.f("pk_release_predecessor")),
    )
    op.create_table(
        "comment_review",
        sa.Column("text_ballot_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("masked_text", sa.Text(), nullable=False),
        sa.Column("theme", sa.String(length=64), nullable=False),
        sa.Column("first_reviewer", sa.String(length=64), nullable=False),
        sa.Column("second_reviewer", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "(state = 'approved') = (second_reviewer <> '')", name=op.f("ck_comment_review_is_approved_by_two")
        ),
        sa.CheckConstraint("first_reviewer <> second_reviewer", name=op.f("ck_comment_review_is_by_two_people")),
        sa.CheckConstraint(
            "state in ('waiting', 'approved', 'stopped', 'reported')",
            name=op.f("ck_comment_review_state_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["text_ballot_id"],
            ["text_ballot.id"],
            name=op.f("fk_comment_review_text_ballot_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("text_ballot_id", name=op.f("pk_comment_review")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("comment_review")
    op.drop_table("release_predecessor")
    with op.batch_alter_table("release") as release:
        release.drop_column("summary")
