"""care agreements: entrusted care, and the contact that it asks for."""

import sqlalchemy as sa
from alembic import op

from casework.db.types import Identifier, UtcInstant

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_STATES = ("draft", "signed", "filed", "ended")


def _region() -> sa.types.TypeEngine[str]:
    return sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql")


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "care_agreement",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column("counted_region_code", _region(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*_STATES, name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("filed_by", Identifier(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("paper_due_on", sa.Date(), nullable=True),
        sa.Column("renews_id", Identifier(), nullable=True),
        sa.Column("carer_person_id", Identifier(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("terms", sa.LargeBinary(), nullable=False),
        sa.Column("end_reason", sa.LargeBinary(), nullable=True),
        sa.Column("end_note", sa.LargeBinary(), nullable=True),
        _to("care_agreement", "child_id", "child"),
        _to("care_agreement", "account_id", "account"),
        _to("care_agreement", "filed_by", "account"),
        _to("care_agreement", "renews_id", "care_agreement"),
        _to("care_agreement", "carer_person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_agreement")),
    )
    op.create_index("ix_care_agreement_child", "care_agreement", ["child_id", "from_on"])
    op.create_index(
        "ix_care_agreement_region", "care_agreement", ["region_code", "state", "until_on"]
    )
    op.create_index("ix_care_agreement_carer", "care_agreement", ["carer_person_id"])
    op.create_index(
        "ix_care_agreement_signed",
        "care_agreement",
        ["counted_region_code", "signed_on", "child_id"],
    )
    op.create_table(
        "care_contact",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column("agreement_id", Identifier(), nullable=False),
        sa.Column("contact_on", sa.Date(), nullable=False),
        sa.Column("with_child", sa.Boolean(), nullable=False),
        sa.Column("with_carer", sa.Boolean(), nullable=False),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("detail", sa.LargeBinary(), nullable=True),
        _to("care_contact", "child_id", "child"),
        _to("care_contact", "agreement_id", "care_agreement"),
        _to("care_contact", "account_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_contact")),
    )
    op.create_index("ix_care_contact_child", "care_contact", ["child_id", "contact_on"])
    op.create_index("ix_care_contact_agreement", "care_contact", ["agreement_id", "contact_on"])


def downgrade() -> None:
    op.drop_table("care_contact")
    op.drop_table("care_agreement")
