"""guardianship: who answers for a child, with whom it lives, what its guardians were told."""

import sqlalchemy as sa
from alembic import op

from casework.db.types import Identifier, UtcInstant

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def _region() -> sa.types.TypeEngine[str]:
    return sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql")


def _spell(table: str, *sealed: sa.Column[bytes]) -> None:
    op.create_table(
        table,
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("struck_at", UtcInstant(), nullable=True),
        sa.Column("struck_by", Identifier(), nullable=True),
        *sealed,
        sa.Column("strike_reason", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f(f"fk_{table}_child_id")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f(f"fk_{table}_account_id")
        ),
        sa.ForeignKeyConstraint(["struck_by"], ["account.id"], name=op.f(f"fk_{table}_struck_by")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_child", table, ["child_id", "from_on"])


def upgrade() -> None:
    _spell(
        "guardianship_spell",
        sa.Column("kind", sa.LargeBinary(), nullable=False),
        sa.Column("guardians", sa.LargeBinary(), nullable=False),
        sa.Column("office", sa.LargeBinary(), nullable=True),
        sa.Column("basis", sa.LargeBinary(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
    )
    _spell(
        "care_spell",
        sa.Column("arrangement", sa.LargeBinary(), nullable=False),
        sa.Column("carer", sa.LargeBinary(), nullable=True),
        sa.Column("place", sa.LargeBinary(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("told_by", sa.LargeBinary(), nullable=True),
    )
    _guidance()


def _guidance() -> None:
    op.create_table(
        "guidance",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("followed_on", sa.Date(), nullable=True),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("kind", sa.LargeBinary(), nullable=False),
        sa.Column("recipients", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("given_by", sa.LargeBinary(), nullable=True),
        sa.Column("said", sa.LargeBinary(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("result", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_guidance_child_id")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_guidance_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guidance")),
    )
    op.create_index("ix_guidance_child", "guidance", ["child_id", "given_on"])
    op.create_index("ix_guidance_follow_up", "guidance", ["region_code", "follow_up_on"])


def downgrade() -> None:
    op.drop_table("guidance")
    op.drop_table("care_spell")
    op.drop_table("guardianship_spell")
