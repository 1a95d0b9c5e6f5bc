"""conditions: what is known of a parent's condition, and when a parent was last heard of."""

import sqlalchemy as sa
from alembic import op

from casework.db.types import Identifier, UtcInstant

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "parent_condition",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column(
            "region_code",
            sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column("link_id", Identifier(), nullable=True),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("withdrawn_at", UtcInstant(), nullable=True),
        sa.Column("part", sa.LargeBinary(), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.Column("since_on", sa.LargeBinary(), nullable=True),
        sa.Column("until_on", sa.LargeBinary(), nullable=True),
        sa.Column("measures", sa.LargeBinary(), nullable=True),
        sa.Column("papers", sa.LargeBinary(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["child_id"], ["child.id"], name=op.f("fk_parent_condition_child_id")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_parent_condition_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parent_condition")),
    )
    op.create_index("ix_parent_condition_child", "parent_condition", ["child_id", "withdrawn_at"])
    with op.batch_alter_table("child_person") as batch:
        batch.add_column(sa.Column("heard_on", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("child_person") as batch:
        batch.drop_column("heard_on")
    op.drop_table("parent_condition")
