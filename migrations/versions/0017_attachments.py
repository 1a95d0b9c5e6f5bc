"""attachments: photos and PDFs about a child, sealed in a store of their own."""

import sqlalchemy as sa
from alembic import op

from casework.db.types import Identifier, UtcInstant

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_KINDS = (
    "child",
    "condition",
    "guardianship",
    "recognition",
    "assessment",
    "care_agreement",
)
_STATES = ("ready", "removed")


def _region() -> sa.types.TypeEngine[str]:
    return sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql")


def _choice(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _to(column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_attachment_{column}"))


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column("kind", _choice("kind", _KINDS), nullable=False),
        sa.Column("subject_id", Identifier(), nullable=False),
        sa.Column("state", _choice("state", _STATES), nullable=False),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("storage_name", sa.String(length=32), nullable=True),
        sa.Column("media_type", sa.String(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.SmallInteger(), nullable=True),
        sa.Column("height", sa.SmallInteger(), nullable=True),
        sa.Column("pages", sa.SmallInteger(), nullable=True),
        sa.Column("removed_at", UtcInstant(), nullable=True),
        sa.Column("removed_by", Identifier(), nullable=True),
        sa.Column("title", sa.LargeBinary(), nullable=True),
        sa.Column("original_name", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("removal_reason", sa.LargeBinary(), nullable=True),
        _to("child_id", "child"),
        _to("account_id", "account"),
        _to("removed_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("storage_name", name=op.f("uq_attachment_storage_name")),
    )
    op.create_index("ix_attachment_subject", "attachment", ["child_id", "kind", "subject_id"])
    op.create_index("ix_attachment_account", "attachment", ["account_id", "created_at"])


def downgrade() -> None:
    op.drop_table("attachment")
