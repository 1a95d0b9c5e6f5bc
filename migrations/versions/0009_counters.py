"""counters: the figures of months kept by region, and marks of what must be counted again."""

import sqlalchemy as sa
from alembic import op

from casework.db.types import Identifier, UtcInstant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "counted_month",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("basis", sa.String(length=80), nullable=False),
        sa.Column("built_at", UtcInstant(), nullable=False),
        sa.Column("refreshed_at", UtcInstant(), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_counted_month")),
    )
    op.create_table(
        "mark",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "region_code",
            sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("child_id", Identifier(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark")),
    )
    op.create_table(
        "region_month",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("depth", sa.SmallInteger(), nullable=False),
        sa.Column(
            "region_code",
            sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("part", sa.String(length=32), nullable=False),
        sa.Column("in_care", sa.Integer(), nullable=False),
        sa.Column("visited", sa.Integer(), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.Column("overdue", sa.Integer(), nullable=False),
        sa.Column("first_visits", sa.Integer(), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("visits_home", sa.Integer(), nullable=False),
        sa.Column("visits_school", sa.Integer(), nullable=False),
        sa.Column("visits_phone", sa.Integer(), nullable=False),
        sa.Column("visits_video", sa.Integer(), nullable=False),
        sa.Column("visits_other", sa.Integer(), nullable=False),
        sa.Column("entered", sa.Integer(), nullable=False),
        sa.Column("exited", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "month", "depth", "region_code", "part", name=op.f("pk_region_month")
        ),
    )


def downgrade() -> None:
    op.drop_table("region_month")
    op.drop_table("mark")
    op.drop_table("counted_month")
