"""campaigns: whom lower units send the forms of one to."""

import sqlalchemy as sa
from alembic import op

from casework.db.types import Identifier, UtcInstant

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def _region() -> sa.types.TypeEngine[str]:
    return sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "campaign_contact",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("campaign_code", sa.String(length=32), nullable=False),
        sa.Column("office_code", _region(), nullable=False),
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
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("contact", sa.LargeBinary(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("email", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_campaign_contact_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_contact")),
        sa.UniqueConstraint(
            "campaign_code",
            "office_code",
            "desk",
            name=op.f("uq_campaign_contact_campaign_code_office_code_desk"),
        ),
    )


def downgrade() -> None:
    op.drop_table("campaign_contact")
