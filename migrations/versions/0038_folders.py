"""folders: what was printed of a child, which notices its family was given."""

import sqlalchemy as sa
from alembic import op

from casework.db.types import Identifier, UtcInstant

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def _region() -> sa.types.TypeEngine[str]:
    return sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "folder_print",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column(
            "form",
            sa.Enum(
                "pdf", "page", name="form", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("pages", sa.SmallInteger(), nullable=True),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=True),
        sa.Column("purpose", sa.LargeBinary(), nullable=False),
        sa.Column("sections", sa.LargeBinary(), nullable=False),
        sa.Column("lifted", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_folder_print_account_id")
        ),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_folder_print_child_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_folder_print")),
        sa.UniqueConstraint("number", name=op.f("uq_folder_print_number")),
    )
    op.create_index("ix_folder_print_child", "folder_print", ["child_id", "id"])

    op.create_table(
        "notice_given",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column("client_id", Identifier(), nullable=False),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "notice",
                "consent",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("edition", sa.String(length=40), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("way", sa.String(length=16), nullable=False),
        sa.Column("to_whom", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_notice_given_account_id")
        ),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_notice_given_child_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_given")),
        sa.UniqueConstraint("client_id", name=op.f("uq_notice_given_client_id")),
    )
    op.create_index("ix_notice_given_child", "notice_given", ["child_id", "given_on", "id"])


def downgrade() -> None:
    op.drop_index("ix_notice_given_child", table_name="notice_given")
    op.drop_table("notice_given")
    op.drop_index("ix_folder_print_child", table_name="folder_print")
    op.drop_table("folder_print")
