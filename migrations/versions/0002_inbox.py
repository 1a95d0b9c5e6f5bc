"""Tasks, who has read them, what is sent of them; numbers that two files hold."""

import sqlalchemy as sa
from alembic import op

from casework.db.types import Identifier, UtcInstant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outbox_message",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("next_at", UtcInstant(), nullable=True),
        sa.Column("sent_at", UtcInstant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_outbox_message_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
    )
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outbox_message_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            "ix_outbox_message_waiting",
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )

    op.create_table(
        "task",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column(
            "region_code",
            sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "returned",
                "submitted",
                "to_check",
                "risk",
                "due",
                "ending",
                "duplicate",
                "number",
                "information",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("child_id", Identifier(), nullable=True),
        sa.Column("account_id", Identifier(), nullable=True),
        sa.Column(
            "office_code",
            sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("permission", sa.String(length=32), nullable=False),
        sa.Column("endpoint", sa.String(length=48), nullable=False),
        sa.Column("link_id", Identifier(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_at", UtcInstant(), nullable=True),
        sa.Column("done_by", Identifier(), nullable=True),
        sa.Column("announced_at", UtcInstant(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_task_account_id")),
        sa.ForeignKeyConstraint(["done_by"], ["account.id"], name=op.f("fk_task_done_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("key", name=op.f("uq_task_key")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index("ix_task_child", ["child_id"], unique=False)
        batch_op.create_index("ix_task_done", ["region_code", "done_at"], unique=False)
        batch_op.create_index(
            "ix_task_open",
            ["region_code"],
            unique=False,
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )

    op.create_table(
        "shared_number",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column(
            "region_code",
            sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column("other_id", Identifier(), nullable=False),
        sa.Column(
            "office_code",
            sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("sees_both", sa.Boolean(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "same",
                "wrong_here",
                "right_here",
                "withdrawn",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("decided_at", UtcInstant(), nullable=True),
        sa.Column("decided_by", Identifier(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_shared_number_child_id")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_shared_number_decided_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_number")),
    )
    with op.batch_alter_table("shared_number", schema=None) as batch_op:
        batch_op.create_index("ix_shared_number_child", ["child_id"], unique=False)
        batch_op.create_index("ix_shared_number_other", ["other_id"], unique=False)

    op.create_table(
        "task_note",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column(
            "region_code",
            sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("task_id", Identifier(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column("detail", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_note_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_note")),
        sa.UniqueConstraint("task_id", name=op.f("uq_task_note_task_id")),
    )
    op.create_table(
        "task_reading",
        sa.Column("task_id", Identifier(), nullable=False),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("read_at", UtcInstant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_task_reading_account_id")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_reading_task_id")),
        sa.PrimaryKeyConstraint("task_id", "account_id", name=op.f("pk_task_reading")),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_role_grant_region_code"), ["region_code"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_grant_region_code"))
    op.drop_table("task_reading")
    op.drop_table("task_note")
    with op.batch_alter_table("shared_number", schema=None) as batch_op:
        batch_op.drop_index("ix_shared_number_other")
        batch_op.drop_index("ix_shared_number_child")

    op.drop_table("shared_number")
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_task_open",
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )
        batch_op.drop_index("ix_task_done")
        batch_op.drop_index("ix_task_child")

    op.drop_table("task")
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_message_waiting",
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_outbox_message_account_id"))

    op.drop_table("outbox_message")
