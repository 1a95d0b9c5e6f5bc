"""recognition: applications to be recognised, and the steps taken with them."""

import sqlalchemy as sa
from alembic import op

from casework.db.types import Identifier, UtcInstant

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_STATES = (
    "applied",
    "verifying",
    "supplement",
    "verified",
    "confirmed",
    "refused",
    "withdrawn",
    "ending",
    "ended",
)


def _region() -> sa.types.TypeEngine[str]:
    return sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql")


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "recognition",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*_STATES, name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("entered_by", Identifier(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("calendar_version", sa.String(length=20), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("membership_id", Identifier(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("category", sa.LargeBinary(), nullable=False),
        sa.Column("applicant", sa.LargeBinary(), nullable=False),
        sa.Column("materials", sa.LargeBinary(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        _to("recognition", "child_id", "child"),
        _to("recognition", "entered_by", "account"),
        _to("recognition", "membership_id", "category_membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recognition")),
    )
    op.create_index("ix_recognition_child", "recognition", ["child_id", "applied_on"])
    op.create_index(
        "ix_recognition_region", "recognition", ["region_code", "state", "due_on", "id"]
    )
    op.create_index("ix_recognition_state", "recognition", ["state", "due_on"])
    op.create_table(
        "recognition_step",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column("recognition_id", Identifier(), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("account_id", Identifier(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("detail", sa.LargeBinary(), nullable=True),
        sa.Column("explanation", sa.LargeBinary(), nullable=True),
        _to("recognition_step", "child_id", "child"),
        _to("recognition_step", "recognition_id", "recognition"),
        _to("recognition_step", "account_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recognition_step")),
    )
    op.create_index("ix_recognition_step_recognition", "recognition_step", ["recognition_id", "id"])
    op.create_index("ix_recognition_step_child", "recognition_step", ["child_id"])


def downgrade() -> None:
    op.drop_table("recognition_step")
    op.drop_table("recognition")
