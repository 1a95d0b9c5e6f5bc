"""activities: what was held, where, who helped, who came; what was given at it is found by it."""

import sqlalchemy as sa
from alembic import op

from casework.db.types import Identifier, UtcInstant

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def _region() -> sa.types.TypeEngine[str]:
    return sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "activity",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("client_id", Identifier(), nullable=False),
        sa.Column("account_id", Identifier(), nullable=False),
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
        sa.Column("campaign_code", sa.String(length=32), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("sessions", sa.SmallInteger(), nullable=False),
        sa.Column("is_online", sa.Boolean(), nullable=False),
        sa.Column("children_reached", sa.Integer(), nullable=False),
        sa.Column("parents_reached", sa.Integer(), nullable=False),
        sa.Column("children_counted", sa.Integer(), nullable=False),
        sa.Column("villages_counted", sa.SmallInteger(), nullable=False),
        sa.Column("counties_counted", sa.SmallInteger(), nullable=False),
        sa.Column(
            "doubt",
            sa.Enum(
                "day", "numbers", name="doubt", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("copied_from_id", Identifier(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("organiser", sa.LargeBinary(), nullable=True),
        sa.Column("partners", sa.LargeBinary(), nullable=False),
        sa.Column("venue", sa.LargeBinary(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_activity_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
        sa.UniqueConstraint("client_id", name=op.f("uq_activity_client_id")),
    )
    op.create_index("ix_activity_campaign", "activity", ["campaign_code", "region_code", "held_on"])
    op.create_index("ix_activity_region", "activity", ["region_code", "held_on", "id"])

    op.create_table(
        "activity_change",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("activity_id", Identifier(), nullable=False),
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
            ["account_id"], ["account.id"], name=op.f("fk_activity_change_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_change_activity_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_change")),
    )
    op.create_index("ix_activity_change_activity", "activity_change", ["activity_id", "n"])

    op.create_table(
        "activity_child",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column("for_child_id", Identifier(), nullable=False),
        sa.Column("activity_id", Identifier(), nullable=False),
        sa.Column("counted_region_code", _region(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_child_activity_id")
        ),
        sa.ForeignKeyConstraint(
            ["child_id"], ["child.id"], name=op.f("fk_activity_child_child_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_child")),
    )
    op.create_index(
        "ix_activity_child_activity", "activity_child", ["activity_id", "for_child_id"], unique=True
    )
    op.create_index("ix_activity_child_child", "activity_child", ["child_id", "held_on"])
    op.create_index(
        "ix_activity_child_counted", "activity_child", ["counted_region_code", "held_on"]
    )

    op.create_table(
        "activity_helpers",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("activity_id", Identifier(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_helpers_activity_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_helpers")),
    )
    op.create_index(
        "ix_activity_helpers_activity", "activity_helpers", ["activity_id", "kind"], unique=True
    )

    op.create_table(
        "activity_place",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("activity_id", Identifier(), nullable=False),
        sa.Column("place_code", _region(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_place_activity_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_place")),
    )
    op.create_index(
        "ix_activity_place_activity", "activity_place", ["activity_id", "place_code"], unique=True
    )

    op.create_table(
        "activity_volunteer",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("activity_id", Identifier(), nullable=False),
        sa.Column("volunteer_id", Identifier(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_volunteer_activity_id")
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteer.id"], name=op.f("fk_activity_volunteer_volunteer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_volunteer")),
    )
    op.create_index(
        "ix_activity_volunteer_activity",
        "activity_volunteer",
        ["activity_id", "volunteer_id"],
        unique=True,
    )
    op.create_index("ix_activity_volunteer_volunteer", "activity_volunteer", ["volunteer_id"])

    op.create_index("ix_aid_share_activity", "aid_share", ["activity_id"])
    op.create_index("ix_aid_group_activity", "aid_group", ["activity_id"])


def downgrade() -> None:
    op.drop_index("ix_aid_group_activity", table_name="aid_group")
    op.drop_index("ix_aid_share_activity", table_name="aid_share")
    op.drop_index("ix_activity_volunteer_volunteer", table_name="activity_volunteer")
    op.drop_index("ix_activity_volunteer_activity", table_name="activity_volunteer")

    op.drop_table("activity_volunteer")
    op.drop_index("ix_activity_place_activity", table_name="activity_place")

    op.drop_table("activity_place")
    op.drop_index("ix_activity_helpers_activity", table_name="activity_helpers")

    op.drop_table("activity_helpers")
    op.drop_index("ix_activity_child_counted", table_name="activity_child")
    op.drop_index("ix_activity_child_child", table_name="activity_child")
    op.drop_index("ix_activity_child_activity", table_name="activity_child")

    op.drop_table("activity_child")
    op.drop_index("ix_activity_change_activity", table_name="activity_change")

    op.drop_table("activity_change")
    op.drop_index("ix_activity_region", table_name="activity")
    op.drop_index("ix_activity_campaign", table_name="activity")

    op.drop_table("activity")
