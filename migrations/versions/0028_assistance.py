"""assistance: ledger, stock of goods, handing out."""

import sqlalchemy as sa
from alembic import op

from casework.db.types import Identifier, UtcInstant

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def _region() -> sa.types.TypeEngine[str]:
    return sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "aid_group",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("client_id", Identifier(), nullable=False),
        sa.Column(
            "desk",
            sa.Enum(
                "civil",
                "womens_fed",
                name="desk",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("children", sa.Integer(), nullable=False),
        sa.Column("households", sa.Integer(), nullable=False),
        sa.Column("kind", sa.LargeBinary(), nullable=False),
        sa.Column("item", sa.LargeBinary(), nullable=False),
        sa.Column("giver", sa.LargeBinary(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("whom", sa.LargeBinary(), nullable=True),
        sa.Column("act_id", Identifier(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "cash",
                "goods",
                "other",
                name="mode",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("unit", sa.String(length=24), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=True),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("is_regular", sa.Boolean(), nullable=False),
        sa.Column("activity_id", Identifier(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_aid_group_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aid_group")),
        sa.UniqueConstraint("client_id", name=op.f("uq_aid_group_client_id")),
    )
    op.create_index("ix_aid_group_act", "aid_group", ["act_id", "region_code"])
    op.create_index("ix_aid_group_region", "aid_group", ["region_code", "given_on", "id"])
    op.create_table(
        "goods_batch",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("client_id", Identifier(), nullable=False),
        sa.Column("place_code", _region(), nullable=False),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("unit", sa.String(length=24), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("each", sa.SmallInteger(), nullable=False),
        sa.Column("handed_out", sa.Integer(), nullable=False),
        sa.Column("let_go", sa.Integer(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("came_on", sa.Date(), nullable=False),
        sa.Column("activity_id", Identifier(), nullable=True),
        sa.Column("item", sa.LargeBinary(), nullable=False),
        sa.Column("event", sa.LargeBinary(), nullable=True),
        sa.Column("giver", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_goods_batch_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goods_batch")),
        sa.UniqueConstraint("client_id", name=op.f("uq_goods_batch_client_id")),
    )
    op.create_index("ix_goods_batch_place", "goods_batch", ["place_code", "came_on", "id"])
    op.create_table(
        "aid_group_change",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("group_id", Identifier(), nullable=False),
        sa.Column("n", sa.SmallInteger(), nullable=False),
        sa.Column(
            "act",
            sa.Enum(
                "correct",
                "withdraw",
                "check",
                name="act",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=False),
        sa.Column("after", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_aid_group_change_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["aid_group.id"], name=op.f("fk_aid_group_change_group_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aid_group_change")),
    )
    op.create_index("ix_aid_group_change_group", "aid_group_change", ["group_id", "n"])
    op.create_table(
        "goods_step",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("batch_id", Identifier(), nullable=False),
        sa.Column("client_id", Identifier(), nullable=False),
        sa.Column(
            "move",
            sa.Enum(
                "returned",
                "written_off",
                "recounted",
                name="move",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_goods_step_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["goods_batch.id"], name=op.f("fk_goods_step_batch_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goods_step")),
        sa.UniqueConstraint("client_id", name=op.f("uq_goods_step_client_id")),
    )
    op.create_index("ix_goods_step_batch", "goods_step", ["batch_id", "id"])
    op.create_table(
        "aid_share",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column("for_child_id", Identifier(), nullable=False),
        sa.Column("counted_region_code", _region(), nullable=False),
        sa.Column("client_id", Identifier(), nullable=False),
        sa.Column("batch_id", Identifier(), nullable=True),
        sa.Column("need_id", Identifier(), nullable=True),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column(
            "doubt",
            sa.Enum(
                "over", "day", name="doubt", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("kind", sa.LargeBinary(), nullable=False),
        sa.Column("item", sa.LargeBinary(), nullable=False),
        sa.Column("giver", sa.LargeBinary(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("received_by", sa.LargeBinary(), nullable=True),
        sa.Column("act_id", Identifier(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "cash",
                "goods",
                "other",
                name="mode",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("unit", sa.String(length=24), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=True),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("is_regular", sa.Boolean(), nullable=False),
        sa.Column("activity_id", Identifier(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_aid_share_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["goods_batch.id"], name=op.f("fk_aid_share_batch_id")
        ),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_aid_share_child_id")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_aid_share_need_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aid_share")),
        sa.UniqueConstraint("client_id", name=op.f("uq_aid_share_client_id")),
    )
    op.create_index("ix_aid_share_act", "aid_share", ["act_id", "region_code"])
    op.create_index("ix_aid_share_child", "aid_share", ["child_id", "given_on"])
    op.create_index("ix_aid_share_counted", "aid_share", ["counted_region_code", "given_on", "id"])
    op.create_index(
        "uq_aid_share_standing",
        "aid_share",
        ["act_id", "for_child_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_on IS NULL"),
        postgresql_where=sa.text("withdrawn_on IS NULL"),
    )
    op.create_table(
        "aid_change",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("share_id", Identifier(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column("n", sa.SmallInteger(), nullable=False),
        sa.Column(
            "act",
            sa.Enum(
                "correct",
                "withdraw",
                "check",
                name="act",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=False),
        sa.Column("after", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_aid_change_account_id")
        ),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_aid_change_child_id")),
        sa.ForeignKeyConstraint(
            ["share_id"], ["aid_share.id"], name=op.f("fk_aid_change_share_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aid_change")),
    )
    op.create_index("ix_aid_change_child", "aid_change", ["child_id"])
    op.create_index("ix_aid_change_share", "aid_change", ["share_id", "n"])


def downgrade() -> None:
    op.drop_table("aid_change")
    op.drop_table("aid_share")
    op.drop_table("goods_step")
    op.drop_table("aid_group_change")
    op.drop_table("goods_batch")
    op.drop_table("aid_group")
