"""psychological care: marks of visits, cases, acts, records."""

import sqlalchemy as sa
from alembic import op

from casework.db.types import Identifier, UtcInstant

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def _region() -> sa.types.TypeEngine[str]:
    return sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "psychology_case",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "referred",
                "accepted",
                "screened",
                "in_care",
                "closed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("needs_consent", sa.Boolean(), nullable=False),
        sa.Column("referred_by", Identifier(), nullable=False),
        sa.Column("referred_on", sa.Date(), nullable=False),
        sa.Column("answer_due_at", UtcInstant(), nullable=True),
        sa.Column("counsellor_id", Identifier(), nullable=True),
        sa.Column("office_code", _region(), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("screened_on", sa.Date(), nullable=True),
        sa.Column("care_from_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("sessions", sa.SmallInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("brief", sa.LargeBinary(), nullable=False),
        sa.Column("added", sa.LargeBinary(), nullable=False),
        sa.Column("consent", sa.LargeBinary(), nullable=False),
        sa.Column("outcome", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["child_id"], ["child.id"], name=op.f("fk_psychology_case_child_id")
        ),
        sa.ForeignKeyConstraint(
            ["counsellor_id"], ["account.id"], name=op.f("fk_psychology_case_counsellor_id")
        ),
        sa.ForeignKeyConstraint(
            ["referred_by"], ["account.id"], name=op.f("fk_psychology_case_referred_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_psychology_case")),
    )
    op.create_index("ix_psychology_case_child", "psychology_case", ["child_id", "referred_on"])
    op.create_index("ix_psychology_case_counsellor", "psychology_case", ["counsellor_id", "state"])
    op.create_index(
        "ix_psychology_case_region", "psychology_case", ["region_code", "state", "referred_on"]
    )

    op.create_table(
        "psychology_act",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column("case_id", Identifier(), nullable=False),
        sa.Column("counted_region_code", _region(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "screening",
                "session",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["psychology_case.id"], name=op.f("fk_psychology_act_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["child_id"], ["child.id"], name=op.f("fk_psychology_act_child_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_psychology_act")),
    )
    op.create_index("ix_psychology_act_case", "psychology_act", ["case_id", "on_day"])
    op.create_index("ix_psychology_act_child", "psychology_act", ["child_id", "on_day"])
    op.create_index(
        "ix_psychology_act_counted", "psychology_act", ["counted_region_code", "on_day"]
    )

    op.create_table(
        "psychology_mark",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column("visit_id", Identifier(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "watch",
                "proposed",
                "sent",
                "settled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("noted_by", Identifier(), nullable=False),
        sa.Column("sign", sa.LargeBinary(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("end_words", sa.LargeBinary(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["child_id"], ["child.id"], name=op.f("fk_psychology_mark_child_id")
        ),
        sa.ForeignKeyConstraint(
            ["noted_by"], ["account.id"], name=op.f("fk_psychology_mark_noted_by")
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_psychology_mark_visit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_psychology_mark")),
        sa.UniqueConstraint("visit_id", name=op.f("uq_psychology_mark_visit_id")),
    )
    op.create_index("ix_psychology_mark_child", "psychology_mark", ["child_id", "noted_on"])
    op.create_index(
        "ix_psychology_mark_open",
        "psychology_mark",
        ["region_code", "noted_on"],
        sqlite_where=sa.text("state IN ('watch', 'proposed')"),
        postgresql_where=sa.text("state IN ('watch', 'proposed')"),
    )

    op.create_table(
        "psychology_record",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("case_id", Identifier(), nullable=False),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "screening",
                "session",
                "closing",
                "handover",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("minutes", sa.SmallInteger(), nullable=True),
        sa.Column("form_version", sa.String(length=20), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_psychology_record_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["psychology_case.id"], name=op.f("fk_psychology_record_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_psychology_record")),
    )
    op.create_index("ix_psychology_record_case", "psychology_record", ["case_id", "on_day"])


def downgrade() -> None:
    op.drop_table("psychology_record")
    op.drop_table("psychology_mark")
    op.drop_table("psychology_act")
    op.drop_table("psychology_case")
