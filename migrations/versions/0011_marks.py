"""marks: found by region, and entries and exits of a month found by their day."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_mark_region", "mark", ["region_code"])
    op.create_index(
        "ix_status_spell_began", "status_spell", ["from_on", "counted_region_code", "child_id"]
    )


def downgrade() -> None:
    op.drop_index("ix_status_spell_began", table_name="status_spell")
    op.drop_index("ix_mark_region", table_name="mark")
