"""desk: views of the township table under a name, and what the desk's numbers are found by."""

import sqlalchemy as sa
from alembic import op

from casework.db.types import Identifier, UtcInstant

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

#: Table, name, columns and condition.
_INDEXES = (
    ("child", "ix_child_age", ["region_code", "birth_year"], None),
    ("child", "ix_child_proposed", ["region_code"], "status = 'submitted'"),
    ("child", "ix_child_unassigned", ["region_code"], "worker_id IS NULL"),
    ("need", "ix_need_open", ["region_code", "due_on"], "status = 'open'"),
)


def upgrade() -> None:
    op.create_table(
        "saved_filter",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("query", sa.String(length=200), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_saved_filter_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
    )
    op.create_index("ix_saved_filter_account", "saved_filter", ["account_id", "created_at"])
    for table, name, columns, condition in _INDEXES:
        where = sa.text(condition) if condition else None
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for table, name, _columns, _condition in _INDEXES:
        op.drop_index(name, table)
    op.drop_index("ix_saved_filter_account", "saved_filter")
    op.drop_table("saved_filter")
