"""protection: children brought to safety at once, and what was done."""

import sqlalchemy as sa
from alembic import op

from casework.db.types import Identifier, UtcInstant

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def _region() -> sa.types.TypeEngine[str]:
    return sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql")


def _table(table: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        table,
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column("account_id", Identifier(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f(f"fk_{table}_child_id")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f(f"fk_{table}_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _sealed(*names: str, null: bool = False) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.LargeBinary(), nullable=null) for name in names]


def upgrade() -> None:
    _table(
        "protection_case",
        sa.Column("counted_region_code", _region(), nullable=False),
        sa.Column("begun_on", sa.Date(), nullable=False),
        sa.Column("placed_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        *_sealed("state", "circle", "grounds", "decide_by_on", "review_on", "limit_on", "papers"),
        *_sealed("placement", "place", "brought_by", "words", null=True),
        *_sealed("decided_on", "decided_by", "ended_by", null=True),
    )
    op.create_index("ix_protection_case_child", "protection_case", ["child_id", "begun_on"])
    op.create_index(
        "ix_protection_case_placed", "protection_case", ["counted_region_code", "placed_on"]
    )
    op.create_index(
        "ix_protection_case_open",
        "protection_case",
        ["region_code", "due_on"],
        sqlite_where=sa.text("closed_on IS NULL"),
        postgresql_where=sa.text("closed_on IS NULL"),
    )
    _table(
        "protection_step",
        sa.Column("protection_id", Identifier(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        *_sealed("kind", "facts"),
        *_sealed("words", null=True),
        sa.ForeignKeyConstraint(
            ["protection_id"],
            ["protection_case.id"],
            name=op.f("fk_protection_step_protection_id"),
        ),
    )
    op.create_index("ix_protection_step_child", "protection_step", ["child_id", "on_day"])


def downgrade() -> None:
    op.drop_table("protection_step")
    op.drop_table("protection_case")
