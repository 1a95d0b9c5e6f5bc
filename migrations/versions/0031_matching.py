"""runs of matching and their proposals."""

import sqlalchemy as sa
from alembic import op

from casework.db.types import Identifier, UtcInstant

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def _region() -> sa.types.TypeEngine[str]:
    return sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "match_run",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("requested_by", Identifier(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked", "done", name="state", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("before_id", Identifier(), nullable=True),
        sa.Column("done_at", UtcInstant(), nullable=True),
        sa.Column("rules_version", sa.String(length=40), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["before_id"], ["match_run.id"], name=op.f("fk_match_run_before_id")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["account.id"], name=op.f("fk_match_run_requested_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_run")),
    )
    op.create_index("ix_match_run_region", "match_run", ["region_code", "created_at"])

    op.create_table(
        "match_proposal",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("run_id", Identifier(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("request_id", Identifier(), nullable=False),
        sa.Column("volunteer_id", Identifier(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "offered",
                "accepted",
                "left",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "change",
            sa.Enum(
                "first",
                "same",
                "other",
                "found",
                "lost",
                name="change",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("standing_id", Identifier(), nullable=True),
        sa.Column("decided_by", Identifier(), nullable=True),
        sa.Column("decided_at", UtcInstant(), nullable=True),
        sa.Column("pairing_id", Identifier(), nullable=True),
        sa.Column("detail", sa.LargeBinary(), nullable=False),
        sa.Column("refusal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_match_proposal_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["pairing_id"], ["pairing.id"], name=op.f("fk_match_proposal_pairing_id")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["pairing_request.id"], name=op.f("fk_match_proposal_request_id")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["match_run.id"], name=op.f("fk_match_proposal_run_id")
        ),
        sa.ForeignKeyConstraint(
            ["standing_id"], ["volunteer.id"], name=op.f("fk_match_proposal_standing_id")
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteer.id"], name=op.f("fk_match_proposal_volunteer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_proposal")),
    )
    op.create_index("ix_match_proposal_request", "match_proposal", ["request_id"])
    op.create_index("ix_match_proposal_run", "match_proposal", ["run_id", "position"])


def downgrade() -> None:
    op.drop_table("match_proposal")
    op.drop_table("match_run")
