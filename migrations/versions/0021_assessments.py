"""assessments: how a child is looked after, as answered, proposed and decided."""

import sqlalchemy as sa
from alembic import op

from casework.db.types import Identifier, UtcInstant

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_STATES = ("draft", "done", "decided", "superseded")


def _region() -> sa.types.TypeEngine[str]:
    return sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "assessment",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("template", sa.String(length=32), nullable=False),
        sa.Column("template_version", sa.String(length=20), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*_STATES, name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("decided_by", Identifier(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("notes", sa.LargeBinary(), nullable=False),
        sa.Column("scores", sa.LargeBinary(), nullable=False),
        sa.Column("proposed", sa.LargeBinary(), nullable=True),
        sa.Column("level", sa.LargeBinary(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("child_words", sa.LargeBinary(), nullable=True),
        sa.Column("second", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_assessment_child_id")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_assessment_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_assessment_decided_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
    )
    op.create_index("ix_assessment_child", "assessment", ["child_id", "assessed_on"])
    op.create_index("ix_assessment_region", "assessment", ["region_code", "state"])


def downgrade() -> None:
    op.drop_table("assessment")
