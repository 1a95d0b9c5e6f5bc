"""caseloads: covers, handovers, and which grants serve a cover."""

import sqlalchemy as sa
from alembic import op

from casework.db.types import Identifier, UtcInstant

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def _region_code() -> sa.Column[str]:
    return sa.Column(
        "region_code",
        sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql"),
        nullable=False,
    )


def _enum(name: str, *values: str, nullable: bool = False) -> sa.Column[str]:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
    return sa.Column(name, kind, nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "cover",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        _region_code(),
        sa.Column("absent_id", Identifier(), nullable=True),
        sa.Column("covering_id", Identifier(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("set_by", Identifier(), nullable=False),
        sa.Column("ended_at", UtcInstant(), nullable=True),
        sa.Column("ended_by", Identifier(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["absent_id"], ["account.id"], name=op.f("fk_cover_absent_id")),
        sa.ForeignKeyConstraint(["covering_id"], ["account.id"], name=op.f("fk_cover_covering_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["account.id"], name=op.f("fk_cover_ended_by")),
        sa.ForeignKeyConstraint(["set_by"], ["account.id"], name=op.f("fk_cover_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover")),
    )
    with op.batch_alter_table("cover", schema=None) as batch_op:
        batch_op.create_index("ix_cover_region", ["region_code", "until_on"], unique=False)

    op.create_table(
        "handover",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        _region_code(),
        _enum("state", "waiting", "done", "cancelled"),
        sa.Column("from_id", Identifier(), nullable=True),
        sa.Column("to_id", Identifier(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("started_by", Identifier(), nullable=False),
        sa.Column("total", sa.SmallInteger(), nullable=False),
        sa.Column("given_at", UtcInstant(), nullable=True),
        sa.Column("given_by", Identifier(), nullable=True),
        sa.Column("received_at", UtcInstant(), nullable=True),
        sa.Column("closed_at", UtcInstant(), nullable=True),
        sa.Column("closed_by", Identifier(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["closed_by"], ["account.id"], name=op.f("fk_handover_closed_by")),
        sa.ForeignKeyConstraint(["from_id"], ["account.id"], name=op.f("fk_handover_from_id")),
        sa.ForeignKeyConstraint(["given_by"], ["account.id"], name=op.f("fk_handover_given_by")),
        sa.ForeignKeyConstraint(
            ["started_by"], ["account.id"], name=op.f("fk_handover_started_by")
        ),
        sa.ForeignKeyConstraint(["to_id"], ["account.id"], name=op.f("fk_handover_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.create_index("ix_handover_region", ["region_code", "state"], unique=False)

    op.create_table(
        "handover_child",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        _region_code(),
        sa.Column("handover_id", Identifier(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        _enum("outcome", "handed", "closed", "reassigned", "moved", nullable=True),
        sa.Column("remark", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["child_id"], ["child.id"], name=op.f("fk_handover_child_child_id")
        ),
        sa.ForeignKeyConstraint(
            ["handover_id"], ["handover.id"], name=op.f("fk_handover_child_handover_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_child")),
    )
    with op.batch_alter_table("handover_child", schema=None) as batch_op:
        batch_op.create_index("ix_handover_child_child", ["child_id"], unique=False)
        batch_op.create_index("uq_handover_child_once", ["handover_id", "child_id"], unique=True)

    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cover_id", Identifier(), nullable=True))
        batch_op.add_column(sa.Column("absent_id", Identifier(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_role_grant_absent_id"), "account", ["absent_id"], ["id"]
        )
        batch_op.create_index(op.f("ix_role_grant_cover_id"), ["cover_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_role_grant_cover_id"))
        batch_op.drop_constraint(op.f("fk_role_grant_absent_id"), type_="foreignkey")
        batch_op.drop_column("absent_id")
        batch_op.drop_column("cover_id")

    with op.batch_alter_table("handover_child", schema=None) as batch_op:
        batch_op.drop_index("uq_handover_child_once")
        batch_op.drop_index("ix_handover_child_child")

    op.drop_table("handover_child")
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.drop_index("ix_handover_region")

    op.drop_table("handover")
    with op.batch_alter_table("cover", schema=None) as batch_op:
        batch_op.drop_index("ix_cover_region")

    op.drop_table("cover")
