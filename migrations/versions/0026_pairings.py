"""one-to-one pairing: requests, pairings, what a volunteer sees, contacts."""

import sqlalchemy as sa
from alembic import op

from casework.db.types import Identifier, UtcInstant

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def _region() -> sa.types.TypeEngine[str]:
    return sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "pairing_request",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "met",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("published_by", Identifier(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by", Identifier(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("alias", sa.LargeBinary(), nullable=False),
        sa.Column("age_band", sa.LargeBinary(), nullable=False),
        sa.Column("needs", sa.LargeBinary(), nullable=False),
        sa.Column("languages", sa.LargeBinary(), nullable=False),
        sa.Column("sex_wish", sa.LargeBinary(), nullable=True),
        sa.Column("free_times", sa.LargeBinary(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("why", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["child_id"], ["child.id"], name=op.f("fk_pairing_request_child_id")
        ),
        sa.ForeignKeyConstraint(
            ["closed_by"], ["account.id"], name=op.f("fk_pairing_request_closed_by")
        ),
        sa.ForeignKeyConstraint(
            ["published_by"], ["account.id"], name=op.f("fk_pairing_request_published_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing_request")),
    )
    op.create_index("ix_pairing_request_child", "pairing_request", ["child_id"])
    op.create_index(
        "ix_pairing_request_region", "pairing_request", ["region_code", "state", "opened_on", "id"]
    )
    op.create_table(
        "pairing",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column("volunteer_id", Identifier(), nullable=False),
        sa.Column("request_id", Identifier(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "approved",
                "active",
                "paused",
                "ended",
                "declined",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("proposed_by", Identifier(), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("decided_by", Identifier(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("began_on", sa.Date(), nullable=True),
        sa.Column("counted_region_code", _region(), nullable=True),
        sa.Column("paused_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(length=24), nullable=True),
        sa.Column("last_contact_on", sa.Date(), nullable=True),
        sa.Column("next_contact_due_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("alias", sa.LargeBinary(), nullable=False),
        sa.Column("volunteer", sa.LargeBinary(), nullable=False),
        sa.Column("consent", sa.LargeBinary(), nullable=True),
        sa.Column("child_wish", sa.LargeBinary(), nullable=True),
        sa.Column("first_meeting", sa.LargeBinary(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_pairing_child_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_pairing_decided_by")),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["account.id"], name=op.f("fk_pairing_proposed_by")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["pairing_request.id"], name=op.f("fk_pairing_request_id")
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteer.id"], name=op.f("fk_pairing_volunteer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing")),
    )
    op.create_index("ix_pairing_child", "pairing", ["child_id", "id"])
    op.create_index("ix_pairing_counted", "pairing", ["counted_region_code", "began_on"])
    op.create_index("ix_pairing_request", "pairing", ["request_id"])
    op.create_index(
        "ix_pairing_region", "pairing", ["region_code", "state", "next_contact_due_on", "id"]
    )
    op.create_index("ix_pairing_volunteer", "pairing", ["volunteer_id", "state"])
    op.create_index(
        "uq_pairing_live",
        "pairing",
        ["child_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('approved', 'active', 'paused')"),
        postgresql_where=sa.text("state IN ('approved', 'active', 'paused')"),
    )
    op.create_table(
        "pairing_step",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column("pairing_id", Identifier(), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("account_id", Identifier(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_pairing_step_account_id")
        ),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_pairing_step_child_id")),
        sa.ForeignKeyConstraint(
            ["pairing_id"], ["pairing.id"], name=op.f("fk_pairing_step_pairing_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing_step")),
    )
    op.create_index("ix_pairing_step_child", "pairing_step", ["child_id"])
    op.create_index("ix_pairing_step_pairing", "pairing_step", ["pairing_id", "id"])
    op.create_table(
        "pairing_brief",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("pairing_id", Identifier(), nullable=False),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("first_name", sa.LargeBinary(), nullable=False),
        sa.Column("age_band", sa.LargeBinary(), nullable=False),
        sa.Column("needs", sa.LargeBinary(), nullable=False),
        sa.Column("meeting_point", sa.LargeBinary(), nullable=True),
        sa.Column("next_on", sa.LargeBinary(), nullable=True),
        sa.Column("contact", sa.LargeBinary(), nullable=True),
        sa.Column("opened_at", UtcInstant(), nullable=False),
        sa.Column("open_until_on", sa.Date(), nullable=True),
        sa.Column("closed_at", UtcInstant(), nullable=True),
        sa.Column("contact_due_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_pairing_brief_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["pairing_id"], ["pairing.id"], name=op.f("fk_pairing_brief_pairing_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing_brief")),
    )
    op.create_index("ix_pairing_brief_account", "pairing_brief", ["account_id", "closed_at"])
    op.create_index("ix_pairing_brief_pairing", "pairing_brief", ["pairing_id"])
    op.create_table(
        "pairing_contact",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("pairing_id", Identifier(), nullable=False),
        sa.Column("brief_id", Identifier(), nullable=True),
        sa.Column("place_code", _region(), nullable=False),
        sa.Column("client_id", Identifier(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=16), nullable=False),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("contacted_on", sa.Date(), nullable=False),
        sa.Column("was_made", sa.Boolean(), nullable=False),
        sa.Column("was_met", sa.Boolean(), nullable=False),
        sa.Column("is_worrying", sa.Boolean(), nullable=False),
        sa.Column(
            "doubt",
            sa.Enum(
                "late",
                "twice",
                name="doubt",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("waits_since", UtcInstant(), nullable=True),
        sa.Column("answered_at", UtcInstant(), nullable=True),
        sa.Column("is_set_aside", sa.Boolean(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_pairing_contact_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["brief_id"], ["pairing_brief.id"], name=op.f("fk_pairing_contact_brief_id")
        ),
        sa.ForeignKeyConstraint(
            ["pairing_id"], ["pairing.id"], name=op.f("fk_pairing_contact_pairing_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing_contact")),
        sa.UniqueConstraint("client_id", name=op.f("uq_pairing_contact_client_id")),
    )
    op.create_index("ix_pairing_contact_account", "pairing_contact", ["account_id", "pairing_id"])
    op.create_index("ix_pairing_contact_pairing", "pairing_contact", ["pairing_id", "contacted_on"])
    op.create_index("ix_pairing_contact_place", "pairing_contact", ["place_code", "contacted_on"])
    op.create_index(
        "ix_pairing_contact_waiting",
        "pairing_contact",
        ["pairing_id"],
        sqlite_where=sa.text("waits_since IS NOT NULL"),
        postgresql_where=sa.text("waits_since IS NOT NULL"),
    )
    op.create_table(
        "pairing_complaint",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("pairing_id", Identifier(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", Identifier(), nullable=False),
        sa.Column("has_paused", sa.Boolean(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answered_by", Identifier(), nullable=True),
        sa.Column("by_whom", sa.LargeBinary(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["account.id"], name=op.f("fk_pairing_complaint_answered_by")
        ),
        sa.ForeignKeyConstraint(
            ["child_id"], ["child.id"], name=op.f("fk_pairing_complaint_child_id")
        ),
        sa.ForeignKeyConstraint(
            ["pairing_id"], ["pairing.id"], name=op.f("fk_pairing_complaint_pairing_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["account.id"], name=op.f("fk_pairing_complaint_recorded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing_complaint")),
    )
    op.create_index("ix_pairing_complaint_child", "pairing_complaint", ["child_id"])
    op.create_index("ix_pairing_complaint_pairing", "pairing_complaint", ["pairing_id", "made_on"])
    op.create_index(
        "ix_pairing_complaint_region", "pairing_complaint", ["region_code", "answered_on"]
    )


def downgrade() -> None:
    op.drop_table("pairing_complaint")
    op.drop_table("pairing_contact")
    op.drop_table("pairing_brief")
    op.drop_table("pairing_step")
    op.drop_table("pairing")
    op.drop_table("pairing_request")
