"""annexes: what is said of a form's number beside the records, and forms as they were signed."""

import sqlalchemy as sa
from alembic import op

from casework.db.types import Identifier, UtcInstant

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_FROZEN = ("signed_annex", "signed_annex_cell", "signed_annex_entry")
_SAID = "a signed form is never changed"


def _region() -> sa.types.TypeEngine[str]:
    return sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "annex_override",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("client_id", Identifier(), nullable=False),
        sa.Column("campaign_code", sa.String(length=32), nullable=False),
        sa.Column("annex", sa.String(length=8), nullable=False),
        sa.Column("cell", sa.String(length=64), nullable=False),
        # Hundredths.
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("computed", sa.BigInteger(), nullable=True),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_annex_override_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annex_override")),
        sa.UniqueConstraint("client_id", name=op.f("uq_annex_override_client_id")),
    )
    op.create_index(
        "ix_annex_override_form", "annex_override", ["region_code", "campaign_code", "annex", "id"]
    )

    op.create_table(
        "signed_annex",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("client_id", Identifier(), nullable=False),
        sa.Column("campaign_code", sa.String(length=32), nullable=False),
        sa.Column("annex", sa.String(length=8), nullable=False),
        sa.Column("n", sa.SmallInteger(), nullable=False),
        sa.Column("signed_at", UtcInstant(), nullable=False),
        sa.Column("signed_by", Identifier(), nullable=False),
        sa.Column("rules_version", sa.String(length=20), nullable=False),
        sa.Column("campaign_version", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["signed_by"], ["account.id"], name=op.f("fk_signed_annex_signed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_annex")),
        sa.UniqueConstraint("client_id", name=op.f("uq_signed_annex_client_id")),
        sa.UniqueConstraint(
            "region_code",
            "campaign_code",
            "annex",
            "n",
            name=op.f("uq_signed_annex_region_code_campaign_code_annex_n"),
        ),
    )

    op.create_table(
        "signed_annex_cell",
        sa.Column("signed_id", Identifier(), nullable=False),
        sa.Column("cell", sa.String(length=64), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("computed", sa.BigInteger(), nullable=True),
        sa.Column("shown", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["signed_id"], ["signed_annex.id"], name=op.f("fk_signed_annex_cell_signed_id")
        ),
        sa.PrimaryKeyConstraint("signed_id", "cell", name=op.f("pk_signed_annex_cell")),
    )

    op.create_table(
        "signed_annex_entry",
        sa.Column("signed_id", Identifier(), nullable=False),
        sa.Column("cell", sa.String(length=64), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("place_code", _region(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("is_bare", sa.Boolean(), nullable=False),
        sa.Column("source_id", Identifier(), nullable=True),
        sa.ForeignKeyConstraint(
            ["signed_id"], ["signed_annex.id"], name=op.f("fk_signed_annex_entry_signed_id")
        ),
        sa.PrimaryKeyConstraint("signed_id", "cell", "n", name=op.f("pk_signed_annex_entry")),
    )
    _freeze()


def downgrade() -> None:
    _thaw()
    op.drop_table("signed_annex_entry")
    op.drop_table("signed_annex_cell")
    op.drop_table("signed_annex")
    op.drop_index("ix_annex_override_form", table_name="annex_override")
    op.drop_table("annex_override")


def _freeze() -> None:
    """The database refuses too, whoever asks it."""
    on_postgres = op.get_bind().dialect.name == "postgresql"
    if on_postgres:
        op.execute(
            "CREATE FUNCTION refuse_change_of_signed_annex() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_SAID}'; END $$"
        )
    for table in _FROZEN:
        for act in ("UPDATE", "DELETE"):
            call = f"BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
            if on_postgres:
                call = "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_signed_annex()"
            name = f"{table}_{act.lower()}_refused"
            op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} {call}")


def _thaw() -> None:
    on_postgres = op.get_bind().dialect.name == "postgresql"
    for table in _FROZEN:
        where = f" ON {table}" if on_postgres else ""
        for act in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_{act}_refused{where}")
    if on_postgres:
        op.execute("DROP FUNCTION refuse_change_of_signed_annex()")
