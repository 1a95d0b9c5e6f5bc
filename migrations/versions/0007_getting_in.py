"""Help with lost passwords, unsaved forms, complaints and suggestions."""

import sqlalchemy as sa
from alembic import op

from casework.db.types import Identifier, UtcInstant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("number", sa.String(length=9), nullable=False),
        sa.Column("author_digest", sa.LargeBinary(length=16), nullable=False),
        sa.Column(
            "county_code",
            sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "complaint",
                "suggestion",
                "fault",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "desk",
            sa.Enum(
                "county",
                "system",
                name="desk",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "working",
                "answered",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("answered_by_id", Identifier(), nullable=True),
        sa.Column("answered_at", UtcInstant(), nullable=True),
        sa.Column("author", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["account.id"], name=op.f("fk_feedback_answered_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("number", name=op.f("uq_feedback_number")),
    )
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.create_index("ix_feedback_author", ["author_digest", "created_at"], unique=False)
        batch_op.create_index(
            "ix_feedback_desk", ["desk", "county_code", "created_at"], unique=False
        )

    op.create_table(
        "password_reset",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("asker_id", Identifier(), nullable=False),
        sa.Column("until_at", UtcInstant(), nullable=False),
        sa.Column("confirmer_id", Identifier(), nullable=True),
        sa.Column("confirmed_at", UtcInstant(), nullable=True),
        sa.Column("used_at", UtcInstant(), nullable=True),
        sa.Column("told_at", UtcInstant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_password_reset_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["asker_id"], ["account.id"], name=op.f("fk_password_reset_asker_id")
        ),
        sa.ForeignKeyConstraint(
            ["confirmer_id"], ["account.id"], name=op.f("fk_password_reset_confirmer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_reset")),
    )
    with op.batch_alter_table("password_reset", schema=None) as batch_op:
        batch_op.create_index(
            "ix_password_reset_account", ["account_id", "created_at"], unique=False
        )

    op.create_table(
        "rescue",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("helper_id", Identifier(), nullable=False),
        sa.Column(
            "known_by",
            sa.Enum(
                "face",
                "video",
                "voice",
                name="known_by",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("code_hash", sa.String(length=200), nullable=False),
        sa.Column("until_at", UtcInstant(), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("used_at", UtcInstant(), nullable=True),
        sa.Column("told_at", UtcInstant(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_rescue_account_id")),
        sa.ForeignKeyConstraint(["helper_id"], ["account.id"], name=op.f("fk_rescue_helper_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rescue")),
    )
    with op.batch_alter_table("rescue", schema=None) as batch_op:
        batch_op.create_index("ix_rescue_account", ["account_id", "created_at"], unique=False)

    op.create_table(
        "unsaved_form",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("until_at", UtcInstant(), nullable=False),
        sa.Column("without_files", sa.Boolean(), nullable=False),
        sa.Column("typed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_unsaved_form_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unsaved_form")),
    )
    with op.batch_alter_table("unsaved_form", schema=None) as batch_op:
        batch_op.create_index("ix_unsaved_form_account", ["account_id", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_unsaved_form_until_at"), ["until_at"], unique=False)

    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rescue_id", Identifier(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.drop_column("rescue_id")

    with op.batch_alter_table("unsaved_form", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unsaved_form_until_at"))
        batch_op.drop_index("ix_unsaved_form_account")

    op.drop_table("unsaved_form")
    with op.batch_alter_table("rescue", schema=None) as batch_op:
        batch_op.drop_index("ix_rescue_account")

    op.drop_table("rescue")
    with op.batch_alter_table("password_reset", schema=None) as batch_op:
        batch_op.drop_index("ix_password_reset_account")

    op.drop_table("password_reset")
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.drop_index("ix_feedback_desk")
        batch_op.drop_index("ix_feedback_author")

    op.drop_table("feedback")
