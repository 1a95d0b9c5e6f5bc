"""small changes: checks that a file stands, and who told of a change."""

import sqlalchemy as sa
from alembic import op

from casework.db.types import Identifier, UtcInstant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "file_check",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column(
            "region_code",
            sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("client_id", Identifier(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("file_version", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", UtcInstant(), nullable=True),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_file_check_account_id")
        ),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_file_check_child_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_check")),
    )
    op.create_index("ix_file_check_child", "file_check", ["child_id", "checked_on"])
    op.create_index("ix_file_check_account", "file_check", ["account_id", "checked_on"])
    op.create_index(
        "uq_file_check_client", "file_check", ["account_id", "client_id", "child_id"], unique=True
    )
    op.create_index(
        "uq_file_check_day",
        "file_check",
        ["child_id", "account_id", "checked_on"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    with op.batch_alter_table("child_change") as batch:
        batch.add_column(sa.Column("told_by", sa.LargeBinary(), nullable=True))
        batch.add_column(sa.Column("from_on", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("child_change") as batch:
        batch.drop_column("from_on")
        batch.drop_column("told_by")
    op.drop_table("file_check")
