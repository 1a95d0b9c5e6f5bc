"""allowances: standards, accounts, payment files, what was paid, differences explained."""

import sqlalchemy as sa
from alembic import op

from casework.db.types import Identifier, UtcInstant

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def _region() -> sa.types.TypeEngine[str]:
    return sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "allowance_standard",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("county_code", _region(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("tier", sa.String(length=16), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("document", sa.String(length=100), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=True),
        sa.Column("entered_by", Identifier(), nullable=False),
        sa.Column("struck_at", UtcInstant(), nullable=True),
        sa.Column("struck_by", Identifier(), nullable=True),
        sa.Column("strike_reason", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["account.id"], name=op.f("fk_allowance_standard_entered_by")
        ),
        sa.ForeignKeyConstraint(
            ["struck_by"], ["account.id"], name=op.f("fk_allowance_standard_struck_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allowance_standard")),
    )
    op.create_index(
        "ix_allowance_standard_county", "allowance_standard", ["county_code", "from_on"]
    )

    op.create_table(
        "payment_batch",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "tried",
                "confirmed",
                "replaced",
                "dropped",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("uploaded_by", Identifier(), nullable=False),
        sa.Column("confirmed_by", Identifier(), nullable=True),
        sa.Column("confirmed_at", UtcInstant(), nullable=True),
        sa.Column("version_number", sa.SmallInteger(), nullable=False),
        sa.Column("replaces_id", Identifier(), nullable=True),
        sa.Column("digest", sa.LargeBinary(length=16), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("matched", sa.Integer(), nullable=False),
        sa.Column("filename", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("read", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["account.id"], name=op.f("fk_payment_batch_confirmed_by")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["payment_batch.id"], name=op.f("fk_payment_batch_replaces_id")
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by"], ["account.id"], name=op.f("fk_payment_batch_uploaded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_batch")),
    )
    op.create_index(
        "uq_payment_batch_file",
        "payment_batch",
        ["region_code", "digest"],
        unique=True,
        sqlite_where=sa.text("state <> 'dropped'"),
        postgresql_where=sa.text("state <> 'dropped'"),
    )
    op.create_index("ix_payment_batch_region", "payment_batch", ["region_code", "month_on"])

    op.create_table(
        "allowance_remark",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column("explained_by", Identifier(), nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["child_id"], ["child.id"], name=op.f("fk_allowance_remark_child_id")
        ),
        sa.ForeignKeyConstraint(
            ["explained_by"], ["account.id"], name=op.f("fk_allowance_remark_explained_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allowance_remark")),
    )
    op.create_index("ix_allowance_remark_child", "allowance_remark", ["child_id"])
    op.create_index("ix_allowance_remark_region", "allowance_remark", ["region_code", "month_on"])

    op.create_table(
        "payee_account",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("entered_by", Identifier(), nullable=False),
        sa.Column("bank", sa.LargeBinary(), nullable=True),
        sa.Column("number", sa.LargeBinary(), nullable=False),
        sa.Column("holder", sa.LargeBinary(), nullable=False),
        sa.Column("relation", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_payee_account_child_id")),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["account.id"], name=op.f("fk_payee_account_entered_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payee_account")),
    )
    op.create_index("ix_payee_account_child", "payee_account", ["child_id", "since_on"])

    op.create_table(
        "payment",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column("batch_id", Identifier(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.LargeBinary(), nullable=True),
        sa.Column("amount", sa.LargeBinary(), nullable=False),
        sa.Column("holder", sa.LargeBinary(), nullable=True),
        sa.Column("number", sa.LargeBinary(), nullable=True),
        sa.Column("bank", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["payment_batch.id"], name=op.f("fk_payment_batch_id")
        ),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_payment_child_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("batch_id", "line", name=op.f("uq_payment_batch_id_line")),
    )
    op.create_index("ix_payment_child", "payment", ["child_id", "month_on"])
    op.create_index("ix_payment_region", "payment", ["region_code", "month_on"])

    op.create_table(
        "stray_payment",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("batch_id", Identifier(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("explained_at", UtcInstant(), nullable=True),
        sa.Column("explained_by", Identifier(), nullable=True),
        sa.Column("cells", sa.LargeBinary(), nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=False),
        sa.Column("explanation", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["payment_batch.id"], name=op.f("fk_stray_payment_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["explained_by"], ["account.id"], name=op.f("fk_stray_payment_explained_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stray_payment")),
        sa.UniqueConstraint("batch_id", "line", name=op.f("uq_stray_payment_batch_id_line")),
    )
    op.create_index("ix_stray_payment_region", "stray_payment", ["region_code", "month_on"])


def downgrade() -> None:
    op.drop_table("stray_payment")
    op.drop_table("payment")
    op.drop_table("payee_account")
    op.drop_table("allowance_remark")
    op.drop_table("payment_batch")
    op.drop_table("allowance_standard")
