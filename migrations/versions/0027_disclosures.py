"""needs that are followed up, referrals and the register of disclosures."""

import sqlalchemy as sa
from alembic import op

from casework.db.types import Identifier, UtcInstant

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def _region() -> sa.types.TypeEngine[str]:
    return sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql")


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    _disclosures()
    _needs()
    _referrals()


def _disclosures() -> None:
    op.create_table(
        "disclosure",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column("counted_region_code", _region(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("recipient_kind", sa.String(length=24), nullable=False),
        sa.Column("basis", _one_of("basis", "duty", "consent", "emergency", "law"), nullable=False),
        sa.Column("subject_id", Identifier(), nullable=True),
        sa.Column("recipient", sa.LargeBinary(), nullable=False),
        sa.Column("fields", sa.LargeBinary(), nullable=False),
        sa.Column("about", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_disclosure_account_id")
        ),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_disclosure_child_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure")),
    )
    op.create_index("ix_disclosure_child", "disclosure", ["child_id", "given_on"])
    op.create_index("ix_disclosure_region", "disclosure", ["region_code"])
    op.create_index("ix_disclosure_given", "disclosure", ["counted_region_code", "given_on", "id"])


def _needs() -> None:
    with op.batch_alter_table("need") as batch:
        batch.add_column(sa.Column("counted_region_code", _region(), nullable=True))
        batch.add_column(
            sa.Column(
                "urgency",
                _one_of("urgency", "ordinary", "urgent", "at_once"),
                nullable=False,
                server_default="ordinary",
            )
        )
        batch.add_column(sa.Column("closed_by", Identifier(), nullable=True))
        batch.add_column(
            sa.Column(
                "helped_by",
                _one_of(
                    "helped_by",
                    "village",
                    "township",
                    "referral",
                    "volunteer",
                    "family",
                    "other",
                ),
                nullable=True,
            )
        )
        batch.add_column(sa.Column("confirmed_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("solution", sa.LargeBinary(), nullable=True))
        batch.add_column(sa.Column("confirmation", sa.LargeBinary(), nullable=True))
        batch.create_foreign_key(op.f("fk_need_closed_by"), "account", ["closed_by"], ["id"])
        batch.create_index("ix_need_closed", ["counted_region_code", "closed_on"])
    # What was closed before is counted where the child lives now: nothing else is known of it.
    op.execute("UPDATE need SET counted_region_code = region_code WHERE status <> 'open'")
    op.create_table(
        "need_step",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column("need_id", Identifier(), nullable=False),
        sa.Column(
            "kind",
            _one_of(
                "kind",
                "done",
                "visited",
                "handed",
                "referred",
                "closed",
                "confirmed",
                "reopened",
            ),
            nullable=False,
        ),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_need_step_account_id")
        ),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_need_step_child_id")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_need_step_need_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_step")),
    )
    op.create_index("ix_need_step_child", "need_step", ["child_id", "need_id"])


def _referrals() -> None:
    op.create_table(
        "referral",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column("need_id", Identifier(), nullable=True),
        sa.Column("counted_region_code", _region(), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column(
            "state",
            _one_of("state", "prepared", "sent", "answered", "closed", "withdrawn"),
            nullable=False,
        ),
        sa.Column("recipient_kind", sa.String(length=24), nullable=False),
        sa.Column("basis", _one_of("basis", "duty", "consent", "emergency", "law"), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("prepared_on", sa.Date(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("reply_due_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("must_be_checked", sa.Boolean(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("checked_by", Identifier(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.LargeBinary(), nullable=False),
        sa.Column("about", sa.LargeBinary(), nullable=False),
        sa.Column("fields", sa.LargeBinary(), nullable=False),
        sa.Column("sheet", sa.LargeBinary(), nullable=True),
        sa.Column("consent", sa.LargeBinary(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("end_note", sa.LargeBinary(), nullable=True),
        sa.Column("check_note", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_referral_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["checked_by"], ["account.id"], name=op.f("fk_referral_checked_by")
        ),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_referral_child_id")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_referral_need_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
    )
    op.create_index("ix_referral_answered", "referral", ["counted_region_code", "answered_on"])
    op.create_index("ix_referral_child", "referral", ["child_id", "prepared_on"])
    op.create_index("ix_referral_need", "referral", ["need_id"])
    op.create_index("ix_referral_region", "referral", ["region_code", "state", "id"])
    op.create_index("ix_referral_sent", "referral", ["counted_region_code", "sent_on"])


def downgrade() -> None:
    op.drop_table("referral")
    op.drop_table("need_step")
    with op.batch_alter_table("need") as batch:
        batch.drop_index("ix_need_closed")
        batch.drop_constraint(op.f("fk_need_closed_by"), type_="foreignkey")
        batch.drop_constraint(op.f("ck_need_helped_by"), type_="check")
        batch.drop_constraint(op.f("ck_need_urgency"), type_="check")
        batch.drop_column("confirmation")
        batch.drop_column("solution")
        batch.drop_column("confirmed_on")
        batch.drop_column("helped_by")
        batch.drop_column("closed_by")
        batch.drop_column("urgency")
        batch.drop_column("counted_region_code")
    op.drop_table("disclosure")
