"""signoff: a county's signed months and their figures."""

import sqlalchemy as sa
from alembic import op

from casework.db.types import Identifier, UtcInstant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "signed_month",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column(
            "region_code",
            sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("signed_at", UtcInstant(), nullable=False),
        sa.Column("signed_by", Identifier(), nullable=False),
        sa.Column("categories_version", sa.String(length=20), nullable=False),
        sa.Column("rules_version", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("corrected_at", UtcInstant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["signed_by"], ["account.id"], name=op.f("fk_signed_month_signed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_month")),
        sa.UniqueConstraint("region_code", "month", name=op.f("uq_signed_month_region_code_month")),
    )
    op.create_table(
        "signed_figure",
        sa.Column("signed_id", Identifier(), nullable=False),
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
        sa.ForeignKeyConstraint(
            ["signed_id"], ["signed_month.id"], name=op.f("fk_signed_figure_signed_id")
        ),
        sa.PrimaryKeyConstraint(
            "signed_id", "depth", "region_code", "part", name=op.f("pk_signed_figure")
        ),
    )


def downgrade() -> None:
    op.drop_table("signed_figure")
    op.drop_table("signed_month")
