"""media: what appeared, drafts, photos of activities; lists of activities handed in."""

import sqlalchemy as sa
from alembic import op

from casework.db.types import Identifier, UtcInstant

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def _region() -> sa.types.TypeEngine[str]:
    return sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "activity_upload",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("uploader_id", Identifier(), nullable=False),
        sa.Column("target_code", _region(), nullable=False),
        sa.Column("campaign_code", sa.String(length=32), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "tried",
                "imported",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("expires_at", UtcInstant(), nullable=False),
        sa.Column("imported_at", UtcInstant(), nullable=True),
        sa.Column("imported", sa.Integer(), nullable=True),
        sa.Column("filename", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["uploader_id"], ["account.id"], name=op.f("fk_activity_upload_uploader_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_upload")),
    )
    op.create_index(op.f("ix_activity_upload_expires_at"), "activity_upload", ["expires_at"])
    op.create_index("ix_activity_upload_uploader", "activity_upload", ["uploader_id", "created_at"])

    op.create_table(
        "media_item",
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
        sa.Column("activity_id", Identifier(), nullable=True),
        sa.Column("campaign_code", sa.String(length=32), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "cleared",
                "refused",
                "told",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column(
            "shows_child",
            sa.Enum(
                "none",
                "anonymous",
                "named_or_face",
                name="shows_child",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "doubt",
            sa.Enum(
                "consent",
                "words",
                "day",
                name="doubt",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("outlet", sa.LargeBinary(), nullable=True),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("link", sa.LargeBinary(), nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.Column("consent", sa.LargeBinary(), nullable=True),
        sa.Column("masking", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_media_item_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_item")),
        sa.UniqueConstraint("client_id", name=op.f("uq_media_item_client_id")),
    )
    op.create_index("ix_media_item_activity", "media_item", ["activity_id"])
    op.create_index("ix_media_item_published", "media_item", ["region_code", "published_on"])
    op.create_index("ix_media_item_region", "media_item", ["region_code", "id"])

    op.create_table(
        "activity_photo",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("activity_id", Identifier(), nullable=False),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("storage_name", sa.String(length=32), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.SmallInteger(), nullable=True),
        sa.Column("height", sa.SmallInteger(), nullable=True),
        sa.Column(
            "shows_child",
            sa.Enum(
                "unknown",
                "yes",
                "no",
                name="face",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("cleared_at", UtcInstant(), nullable=True),
        sa.Column("cleared_by", Identifier(), nullable=True),
        sa.Column("removed_at", UtcInstant(), nullable=True),
        sa.Column("removed_by", Identifier(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("consent", sa.LargeBinary(), nullable=True),
        sa.Column("masking", sa.LargeBinary(), nullable=True),
        sa.Column("removal_reason", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_activity_photo_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_photo_activity_id")
        ),
        sa.ForeignKeyConstraint(
            ["cleared_by"], ["account.id"], name=op.f("fk_activity_photo_cleared_by")
        ),
        sa.ForeignKeyConstraint(
            ["removed_by"], ["account.id"], name=op.f("fk_activity_photo_removed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_photo")),
        sa.UniqueConstraint("storage_name", name=op.f("uq_activity_photo_storage_name")),
    )
    op.create_index("ix_activity_photo_activity", "activity_photo", ["activity_id", "id"])

    op.create_table(
        "activity_row",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=16), nullable=False),
        sa.Column("likeness", sa.LargeBinary(length=16), nullable=False),
        sa.Column("activity_id", Identifier(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_row_activity_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_row")),
        sa.UniqueConstraint("digest", name=op.f("uq_activity_row_digest")),
    )
    op.create_index("ix_activity_row_activity", "activity_row", ["activity_id"])
    op.create_index("ix_activity_row_likeness", "activity_row", ["likeness"])

    op.create_table(
        "media_change",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("item_id", Identifier(), nullable=False),
        sa.Column("n", sa.SmallInteger(), nullable=False),
        sa.Column(
            "act",
            sa.Enum(
                "correct",
                "withdraw",
                "check",
                "clear",
                "refuse",
                "appear",
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
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_media_change_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["media_item.id"], name=op.f("fk_media_change_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_change")),
    )
    op.create_index("ix_media_change_item", "media_change", ["item_id", "n"])


def downgrade() -> None:
    op.drop_index("ix_media_change_item", table_name="media_change")

    op.drop_table("media_change")
    op.drop_index("ix_activity_row_likeness", table_name="activity_row")
    op.drop_index("ix_activity_row_activity", table_name="activity_row")

    op.drop_table("activity_row")
    op.drop_index("ix_activity_photo_activity", table_name="activity_photo")

    op.drop_table("activity_photo")
    op.drop_index("ix_media_item_region", table_name="media_item")
    op.drop_index("ix_media_item_published", table_name="media_item")
    op.drop_index("ix_media_item_activity", table_name="media_item")

    op.drop_table("media_item")
    op.drop_index("ix_activity_upload_uploader", table_name="activity_upload")
    op.drop_index(op.f("ix_activity_upload_expires_at"), table_name="activity_upload")

    op.drop_table("activity_upload")
