"""summaries: texts around figures, chosen figures, and figures signed as they were."""

import sqlalchemy as sa
from alembic import op

from casework.db.types import Identifier, UtcInstant

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


#: What is signed is never changed and never deleted.
_FROZEN = ("signed_figure_set", "signed_figure_value", "signed_figure_entry")
_SAID = "signed rows are never changed"


def _region() -> sa.types.TypeEngine[str]:
    return sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "figure_set",
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
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("codes", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_figure_set_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_set")),
        sa.UniqueConstraint("client_id", name=op.f("uq_figure_set_client_id")),
    )
    op.create_index("ix_figure_set_region", "figure_set", ["region_code", "until_on", "id"])

    op.create_table(
        "summary_draft",
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
        sa.Column(
            "kind",
            sa.Enum(
                "press",
                "summary",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("campaign_code", sa.String(length=32), nullable=True),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("unit", sa.LargeBinary(), nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("figures", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_summary_draft_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary_draft")),
        sa.UniqueConstraint("client_id", name=op.f("uq_summary_draft_client_id")),
    )
    op.create_index("ix_summary_draft_region", "summary_draft", ["region_code", "until_on", "id"])

    op.create_table(
        "signed_figure_set",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("set_id", Identifier(), nullable=False),
        sa.Column("n", sa.SmallInteger(), nullable=False),
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
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("signed_at", UtcInstant(), nullable=False),
        sa.Column("signed_by", Identifier(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["set_id"], ["figure_set.id"], name=op.f("fk_signed_figure_set_set_id")
        ),
        sa.ForeignKeyConstraint(
            ["signed_by"], ["account.id"], name=op.f("fk_signed_figure_set_signed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_figure_set")),
        sa.UniqueConstraint("set_id", "n", name=op.f("uq_signed_figure_set_set_id_n")),
    )
    op.create_index(
        "ix_signed_figure_set_region", "signed_figure_set", ["region_code", "signed_at"]
    )

    op.create_table(
        "summary_version",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("draft_id", Identifier(), nullable=False),
        sa.Column("n", sa.SmallInteger(), nullable=False),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_summary_version_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["summary_draft.id"], name=op.f("fk_summary_version_draft_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary_version")),
        sa.UniqueConstraint("draft_id", "n", name=op.f("uq_summary_version_draft_id_n")),
    )
    op.create_table(
        "signed_figure_entry",
        sa.Column("signed_id", Identifier(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("counted_region_code", _region(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("amount", sa.String(length=24), nullable=False),
        sa.Column("is_bare", sa.Boolean(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=True),
        sa.ForeignKeyConstraint(
            ["signed_id"], ["signed_figure_set.id"], name=op.f("fk_signed_figure_entry_signed_id")
        ),
        sa.PrimaryKeyConstraint("signed_id", "code", "n", name=op.f("pk_signed_figure_entry")),
    )
    op.create_table(
        "signed_figure_value",
        sa.Column("signed_id", Identifier(), nullable=False),
        sa.Column("n", sa.SmallInteger(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=True),
        sa.Column("part", sa.String(length=24), nullable=True),
        sa.Column("base", sa.String(length=24), nullable=True),
        sa.Column("unit", sa.String(length=8), nullable=False),
        sa.Column("heading", sa.String(length=64), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("since", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["signed_id"], ["signed_figure_set.id"], name=op.f("fk_signed_figure_value_signed_id")
        ),
        sa.PrimaryKeyConstraint("signed_id", "n", name=op.f("pk_signed_figure_value")),
    )
    _freeze()


def downgrade() -> None:
    _thaw()
    op.drop_table("signed_figure_value")
    op.drop_table("signed_figure_entry")
    op.drop_table("summary_version")
    op.drop_index("ix_signed_figure_set_region", table_name="signed_figure_set")

    op.drop_table("signed_figure_set")
    op.drop_index("ix_summary_draft_region", table_name="summary_draft")

    op.drop_table("summary_draft")
    op.drop_index("ix_figure_set_region", table_name="figure_set")

    op.drop_table("figure_set")


def _freeze() -> None:
    is_postgres = op.get_bind().dialect.name == "postgresql"
    # The function is that of the signed months.
    call = (
        "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_signed()"
        if is_postgres
        else f"BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
    )
    for table in _FROZEN:
        for act in ("update", "delete"):
            name = f"{table}_{act}_refused"
            op.execute(f"CREATE TRIGGER {name} BEFORE {act.upper()} ON {table} {call}")


def _thaw() -> None:
    is_postgres = op.get_bind().dialect.name == "postgresql"
    for table in _FROZEN:
        where = f" ON {table}" if is_postgres else ""
        for act in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_{act}_refused{where}")
