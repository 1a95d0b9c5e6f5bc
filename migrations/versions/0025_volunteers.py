"""volunteers, queries of their records, trainings; the role of those who treat children."""

import sqlalchemy as sa
from alembic import op

from casework.db.types import Identifier, UtcInstant

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


_ROLES = (
    "child_director",
    "child_supervisor",
    "county_civil",
    "womens_fed",
    "city_civil",
    "province_civil",
    "volunteer",
    "auditor",
    "sys_admin",
    "sec_admin",
)


def _region() -> sa.types.TypeEngine[str]:
    return sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql")


def _allow_roles(*roles: str) -> None:
    known = "role IN (" + ", ".join(f"'{role}'" for role in roles) + ")"
    for table in ("account", "visit_step"):
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"ck_{table}_role"), type_="check")
            batch.create_check_constraint(op.f(f"ck_{table}_role"), known)


def upgrade() -> None:
    _allow_roles(*_ROLES[:7], "counsellor", *_ROLES[7:])
    op.create_table(
        "volunteer",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "active", "left", name="state", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("base_code", _region(), nullable=False),
        sa.Column("reach_code", _region(), nullable=False),
        sa.Column("capacity", sa.SmallInteger(), nullable=False),
        sa.Column("places_taken", sa.SmallInteger(), nullable=False),
        sa.Column("cleared_until_on", sa.Date(), nullable=True),
        sa.Column("is_barred", sa.Boolean(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("agreed_version", sa.String(length=20), nullable=True),
        sa.Column("account_id", Identifier(), nullable=True),
        sa.Column("number_digest", sa.LargeBinary(length=16), nullable=True),
        sa.Column("same_digest", sa.LargeBinary(length=16), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("sex", sa.LargeBinary(), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("id_number", sa.LargeBinary(), nullable=True),
        sa.Column("organisation", sa.LargeBinary(), nullable=True),
        sa.Column("skills", sa.LargeBinary(), nullable=False),
        sa.Column("languages", sa.LargeBinary(), nullable=False),
        sa.Column("free_times", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_volunteer_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer")),
        sa.UniqueConstraint("account_id", name=op.f("uq_volunteer_account_id")),
    )
    op.create_index("ix_volunteer_digest", "volunteer", ["number_digest"])
    op.create_index("ix_volunteer_same", "volunteer", ["same_digest"])
    op.create_index("ix_volunteer_region", "volunteer", ["region_code", "state", "id"])
    op.create_table(
        "volunteer_check",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("volunteer_id", Identifier(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column(
            "result",
            sa.Enum(
                "clear",
                "barred",
                name="result",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("recorded_by", Identifier(), nullable=False),
        sa.Column("unit", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["account.id"], name=op.f("fk_volunteer_check_recorded_by")
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteer.id"], name=op.f("fk_volunteer_check_volunteer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_check")),
    )
    op.create_index(
        "ix_volunteer_check_volunteer", "volunteer_check", ["volunteer_id", "checked_on"]
    )
    op.create_table(
        "volunteer_training",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("volunteer_id", Identifier(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("minutes", sa.SmallInteger(), nullable=True),
        sa.Column("recorded_by", Identifier(), nullable=False),
        sa.Column("topic", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["account.id"], name=op.f("fk_volunteer_training_recorded_by")
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteer.id"], name=op.f("fk_volunteer_training_volunteer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_training")),
    )
    op.create_index(
        "ix_volunteer_training_volunteer", "volunteer_training", ["volunteer_id", "on_day"]
    )
    op.create_table(
        "volunteer_upload",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("uploader_id", Identifier(), nullable=False),
        sa.Column("target_code", _region(), nullable=False),
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
            ["uploader_id"], ["account.id"], name=op.f("fk_volunteer_upload_uploader_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_upload")),
    )
    op.create_index(op.f("ix_volunteer_upload_expires_at"), "volunteer_upload", ["expires_at"])
    op.create_index(
        "ix_volunteer_upload_uploader", "volunteer_upload", ["uploader_id", "created_at"]
    )


def downgrade() -> None:
    op.drop_table("volunteer_upload")
    op.drop_table("volunteer_training")
    op.drop_table("volunteer_check")
    op.drop_table("volunteer")
    _allow_roles(*_ROLES)
