"""mandatory reports: what was reported, by whom (under another key), steps, named officers."""

import sqlalchemy as sa
from alembic import op

from casework.db.types import Identifier, UtcInstant

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_STATES = ("received", "acknowledged", "on_scene", "closed")


def _region() -> sa.types.TypeEngine[str]:
    return sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql")


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "mandatory_report",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("client_id", Identifier(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=16), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*_STATES, name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("next_due_at", UtcInstant(), nullable=True),
        sa.Column("feedback_due_at", UtcInstant(), nullable=True),
        sa.Column("acknowledged_at", UtcInstant(), nullable=True),
        sa.Column("scene_at", UtcInstant(), nullable=True),
        sa.Column("closed_at", UtcInstant(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("barred", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandatory_report")),
        sa.UniqueConstraint("client_id", name=op.f("uq_mandatory_report_client_id")),
    )
    op.create_index("ix_mandatory_report_region", "mandatory_report", ["region_code", "created_at"])
    op.create_index(
        "ix_mandatory_report_due",
        "mandatory_report",
        ["next_due_at"],
        sqlite_where=sa.text("next_due_at IS NOT NULL"),
        postgresql_where=sa.text("next_due_at IS NOT NULL"),
    )
    op.create_table(
        "reporter_record",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("report_id", Identifier(), nullable=False),
        sa.Column("author_digest", sa.LargeBinary(length=16), nullable=False),
        sa.Column("account", sa.LargeBinary(), nullable=False),
        _to("reporter_record", "report_id", "mandatory_report"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reporter_record")),
        sa.UniqueConstraint("report_id", name=op.f("uq_reporter_record_report_id")),
    )
    op.create_index("ix_reporter_record_author", "reporter_record", ["author_digest"])
    op.create_table(
        "report_step",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("report_id", Identifier(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        _to("report_step", "report_id", "mandatory_report"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_step")),
    )
    op.create_index("ix_report_step_report", "report_step", ["report_id", "id"])
    op.create_table(
        "report_officer",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("county_code", _region(), nullable=False),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("proposed_by", Identifier(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("end_proposed_by", Identifier(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        _to("report_officer", "account_id", "account"),
        _to("report_officer", "proposed_by", "account"),
        _to("report_officer", "end_proposed_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_officer")),
    )
    op.create_index("ix_report_officer_county", "report_officer", ["county_code"])


def downgrade() -> None:
    op.drop_table("report_officer")
    op.drop_table("report_step")
    op.drop_table("reporter_record")
    op.drop_table("mandatory_report")
