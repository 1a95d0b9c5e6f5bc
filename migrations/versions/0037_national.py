"""national: lists of the national systems, what was decided, who is entered there."""

import sqlalchemy as sa
from alembic import op

from casework.db.types import Identifier, UtcInstant

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def _region() -> sa.types.TypeEngine[str]:
    return sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "national_layout",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("target_code", _region(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=16), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_national_layout")),
    )
    op.create_index("ix_national_layout_known_by", "national_layout", ["target_code", "digest"])
    op.create_table(
        "national_confirmed",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("target_code", _region(), nullable=False),
        sa.Column("system", sa.String(length=16), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_national_confirmed_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_national_confirmed")),
    )
    op.create_index("ix_national_confirmed_target", "national_confirmed", ["target_code", "system"])
    op.create_table(
        "national_list",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("client_id", Identifier(), nullable=False),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("system", sa.String(length=16), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "unsure",
                "comparing",
                "compared",
                "confirmed",
                "refused",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("compared_at", UtcInstant(), nullable=True),
        sa.Column("confirmed_at", UtcInstant(), nullable=True),
        sa.Column("confirmed_by", Identifier(), nullable=True),
        sa.Column("expires_at", UtcInstant(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("filename", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("columns", sa.LargeBinary(), nullable=False),
        sa.Column("notes", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_national_list_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["account.id"], name=op.f("fk_national_list_confirmed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_national_list")),
        sa.UniqueConstraint("client_id", name=op.f("uq_national_list_client_id")),
    )
    op.create_index("ix_national_list_expires_at", "national_list", ["expires_at"])
    op.create_index("ix_national_list_region", "national_list", ["region_code", "created_at"])
    op.create_table(
        "national_stranger",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("system", sa.String(length=16), nullable=False),
        sa.Column(
            "result",
            sa.Enum(
                "there",
                "here",
                "differs",
                "possible",
                "twice",
                "unreadable",
                "same",
                name="result",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("digest", sa.LargeBinary(length=16), nullable=False),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_national_stranger_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_national_stranger")),
        sa.UniqueConstraint(
            "region_code",
            "system",
            "result",
            "digest",
            name=op.f("uq_national_stranger_region_code_system_result_digest"),
        ),
    )
    op.create_table(
        "national_decision",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column("system", sa.String(length=16), nullable=False),
        sa.Column("field", sa.String(length=24), nullable=False),
        sa.Column(
            "choice",
            sa.Enum(
                "ours",
                "theirs",
                "fine",
                "is_same",
                "is_other",
                name="choice",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("here_digest", sa.LargeBinary(length=16), nullable=False),
        sa.Column("there_digest", sa.LargeBinary(length=16), nullable=False),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by", Identifier(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("there", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_national_decision_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["child_id"], ["child.id"], name=op.f("fk_national_decision_child_id")
        ),
        sa.ForeignKeyConstraint(
            ["done_by"], ["account.id"], name=op.f("fk_national_decision_done_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_national_decision")),
    )
    op.create_index("ix_national_decision_child", "national_decision", ["child_id", "system"])
    op.create_index("ix_national_decision_region", "national_decision", ["region_code", "system"])
    op.create_table(
        "national_mark",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column("system", sa.String(length=16), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "by_hand",
                "compared",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("is_there", sa.Boolean(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("category_mask", sa.Integer(), nullable=False),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("list_id", Identifier(), nullable=True),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("undone_at", UtcInstant(), nullable=True),
        sa.Column("undone_by", Identifier(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_national_mark_account_id")
        ),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_national_mark_child_id")),
        sa.ForeignKeyConstraint(
            ["undone_by"], ["account.id"], name=op.f("fk_national_mark_undone_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_national_mark")),
    )
    op.create_index("ix_national_mark_child", "national_mark", ["child_id", "system", "is_current"])
    op.create_index(
        "ix_national_mark_region", "national_mark", ["region_code", "system", "is_current"]
    )
    op.create_table(
        "national_row",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("list_id", Identifier(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column(
            "result",
            sa.Enum(
                "there",
                "here",
                "differs",
                "possible",
                "twice",
                "unreadable",
                "same",
                name="result",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("here_id", Identifier(), nullable=True),
        sa.Column("open", sa.SmallInteger(), nullable=False),
        sa.Column("is_ended", sa.Boolean(), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.Column("differences", sa.LargeBinary(), nullable=True),
        sa.Column("about", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["list_id"], ["national_list.id"], name=op.f("fk_national_row_list_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_national_row")),
    )
    op.create_index("ix_national_row_list", "national_row", ["list_id", "result", "number"])
    op.create_index("ix_national_row_region", "national_row", ["region_code", "list_id"])


def downgrade() -> None:
    op.drop_table("national_row")
    op.drop_table("national_mark")
    op.drop_table("national_decision")
    op.drop_table("national_stranger")
    op.drop_table("national_list")
    op.drop_table("national_confirmed")
    op.drop_table("national_layout")
