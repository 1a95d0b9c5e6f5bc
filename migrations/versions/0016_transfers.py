"""transfers: moves between counties, and files that were found to be one child's."""

import sqlalchemy as sa
from alembic import op

from casework.db.types import Identifier, UtcInstant

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_STATES = ("waiting", "accepted", "refused", "withdrawn", "outside")


def _region() -> sa.types.TypeEngine[str]:
    return sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("child") as batch:
        batch.add_column(sa.Column("merged_into_id", Identifier(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_child_merged_into_id"), "child", ["merged_into_id"], ["id"]
        )
    op.create_index(op.f("ix_child_merged_into_id"), "child", ["merged_into_id"])
    with op.batch_alter_table("visit") as batch:
        batch.add_column(sa.Column("filed_under_id", Identifier(), nullable=True))
        batch.add_column(sa.Column("filed_until_on", sa.Date(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_visit_filed_under_id"), "child", ["filed_under_id"], ["id"]
        )
    op.create_index(
        "ix_visit_filed",
        "visit",
        ["filed_under_id", "visited_on"],
        sqlite_where=sa.text("filed_under_id IS NOT NULL"),
        postgresql_where=sa.text("filed_under_id IS NOT NULL"),
    )
    op.create_table(
        "transfer",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column("to_region_code", _region(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(*_STATES, name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.Column("sent_by", Identifier(), nullable=False),
        sa.Column("answered_by", Identifier(), nullable=True),
        sa.Column("answered_at", UtcInstant(), nullable=True),
        sa.Column("case_number", sa.String(length=12), nullable=False),
        sa.Column("sex", sa.String(length=1), nullable=False),
        sa.Column("birth_year", sa.SmallInteger(), nullable=True),
        sa.Column("category_mask", sa.Integer(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("place", sa.LargeBinary(), nullable=True),
        sa.Column("letter", sa.LargeBinary(), nullable=True),
        sa.Column("confirmed_on", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_transfer_child_id")),
        sa.ForeignKeyConstraint(["sent_by"], ["account.id"], name=op.f("fk_transfer_sent_by")),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["account.id"], name=op.f("fk_transfer_answered_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
    )
    op.create_index("ix_transfer_child", "transfer", ["child_id"])
    op.create_index("ix_transfer_from", "transfer", ["region_code", "state", "id"])
    op.create_index("ix_transfer_to", "transfer", ["to_region_code", "state", "id"])
    op.create_index(
        "uq_transfer_waiting",
        "transfer",
        ["child_id"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )


def downgrade() -> None:
    op.drop_table("transfer")
    op.drop_index("ix_visit_filed", "visit")
    with op.batch_alter_table("visit") as batch:
        batch.drop_constraint(op.f("fk_visit_filed_under_id"), type_="foreignkey")
        batch.drop_column("filed_until_on")
        batch.drop_column("filed_under_id")
    op.drop_index(op.f("ix_child_merged_into_id"), "child")
    with op.batch_alter_table("child") as batch:
        batch.drop_constraint(op.f("fk_child_merged_into_id"), type_="foreignkey")
        batch.drop_column("merged_into_id")
