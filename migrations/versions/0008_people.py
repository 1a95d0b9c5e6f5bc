"""people: how to get hold of somebody; rows of persons merged and divided."""

import sqlalchemy as sa
from alembic import op

from casework.db.types import Identifier, UtcInstant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_REGION = sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("child_person", sa.Column("contact", sa.LargeBinary(), nullable=True))
    with op.batch_alter_table("person") as person:
        person.add_column(sa.Column("merged_into_id", Identifier(), nullable=True))
        person.create_foreign_key(
            op.f("fk_person_merged_into_id"), "person", ["merged_into_id"], ["id"]
        )
        person.create_index(op.f("ix_person_merged_into_id"), ["merged_into_id"])
    op.create_table(
        "person_merge",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _REGION, nullable=False),
        sa.Column("from_id", Identifier(), nullable=False),
        sa.Column("to_id", Identifier(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "merge",
                "split",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_person_merge_account_id")
        ),
        sa.ForeignKeyConstraint(["from_id"], ["person.id"], name=op.f("fk_person_merge_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["person.id"], name=op.f("fk_person_merge_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_merge")),
    )
    op.create_index("ix_person_merge_from", "person_merge", ["from_id"])
    op.create_index("ix_person_merge_region", "person_merge", ["region_code", "created_at"])
    op.create_index("ix_person_merge_to", "person_merge", ["to_id"])


def downgrade() -> None:
    op.drop_table("person_merge")
    with op.batch_alter_table("person") as person:
        person.drop_index(op.f("ix_person_merged_into_id"))
        person.drop_constraint(op.f("fk_person_merged_into_id"), type_="foreignkey")
        person.drop_column("merged_into_id")
    op.drop_column("child_person", "contact")
