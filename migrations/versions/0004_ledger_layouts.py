"""ledger layouts: which column is which, as somebody has said it."""

import sqlalchemy as sa
from alembic import op

from casework.db.types import Identifier, UtcInstant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ledger_layout",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column(
            "county_code",
            sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("digest", sa.LargeBinary(length=16), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("day_first", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_layout")),
    )
    with op.batch_alter_table("ledger_layout", schema=None) as batch_op:
        batch_op.create_index("ix_ledger_layout_known_by", ["county_code", "digest"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("ledger_layout", schema=None) as batch_op:
        batch_op.drop_index("ix_ledger_layout_known_by")
    op.drop_table("ledger_layout")
