"""signoff: confirmations, reasons, signed rows, corrections; what is signed refuses any change."""

import sqlalchemy as sa
from alembic import op

from casework.db.types import Identifier, UtcInstant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

#: Tables whose rows are never changed and never deleted.
_FROZEN = (
    "signed_figure",
    "signed_child",
    "signed_visit",
    "signed_gap",
    "month_correction",
    "corrected_figure",
)
#: Of a month only ``corrected_at`` may change.
_OF_MONTH = (
    "id, created_at, region_code, month, signed_at, signed_by, categories_version, "
    "rules_version, digest"
)
_SAID = "a signed month is never changed"


def upgrade() -> None:
    op.create_table(
        "month_confirmation",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("confirmed_at", UtcInstant(), nullable=False),
        sa.Column("confirmed_by", Identifier(), nullable=False),
        sa.Column("withdrawn_at", UtcInstant(), nullable=True),
        sa.Column("withdrawn_by", Identifier(), nullable=True),
        sa.Column("fingerprints", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["account.id"], name=op.f("fk_month_confirmation_confirmed_by")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"], ["account.id"], name=op.f("fk_month_confirmation_withdrawn_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_month_confirmation")),
    )
    op.create_index(
        "uq_month_confirmation_open",
        "month_confirmation",
        ["region_code", "month"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "month_correction",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("signed_id", Identifier(), nullable=False),
        sa.Column("corrected_at", UtcInstant(), nullable=False),
        sa.Column("corrected_by", Identifier(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["corrected_by"], ["account.id"], name=op.f("fk_month_correction_corrected_by")
        ),
        sa.ForeignKeyConstraint(
            ["signed_id"], ["signed_month.id"], name=op.f("fk_month_correction_signed_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_month_correction")),
    )
    op.create_index(
        "ix_month_correction_signed",
        "month_correction",
        ["signed_id", "corrected_at"],
        unique=False,
    )
    op.create_table(
        "signed_child",
        sa.Column("signed_id", Identifier(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column("case_number", sa.String(length=12), nullable=False),
        sa.Column("in_care", sa.Boolean(), nullable=False),
        sa.Column("categories", sa.Integer(), nullable=False),
        sa.Column("risk", sa.SmallInteger(), nullable=True),
        sa.Column("visited", sa.Boolean(), nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("due", sa.Boolean(), nullable=False),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.Column("first_visit", sa.Boolean(), nullable=False),
        sa.Column("entered", sa.Boolean(), nullable=False),
        sa.Column("exited", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(
            ["signed_id"], ["signed_month.id"], name=op.f("fk_signed_child_signed_id")
        ),
        sa.PrimaryKeyConstraint(
            "signed_id", "region_code", "child_id", name=op.f("pk_signed_child")
        ),
    )
    op.create_table(
        "signed_gap",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("signed_id", Identifier(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["signed_id"], ["signed_month.id"], name=op.f("fk_signed_gap_signed_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_gap")),
        sa.UniqueConstraint(
            "signed_id", "region_code", name=op.f("uq_signed_gap_signed_id_region_code")
        ),
    )
    op.create_table(
        "signed_visit",
        sa.Column("signed_id", Identifier(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("visit_id", Identifier(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "home",
                "school",
                "phone",
                "video",
                "other",
                name="mode",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("is_counted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["signed_id"], ["signed_month.id"], name=op.f("fk_signed_visit_signed_id")
        ),
        sa.PrimaryKeyConstraint(
            "signed_id", "region_code", "visit_id", name=op.f("pk_signed_visit")
        ),
    )
    op.create_table(
        "unvisited_reason",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_unvisited_reason_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["child_id"], ["child.id"], name=op.f("fk_unvisited_reason_child_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unvisited_reason")),
    )
    op.create_index(
        "ix_unvisited_reason_child", "unvisited_reason", ["child_id", "month"], unique=False
    )
    op.create_table(
        "corrected_figure",
        sa.Column("correction_id", Identifier(), nullable=False),
        sa.Column("depth", sa.SmallInteger(), nullable=False),
        sa.Column("region_code", _region(), nullable=False),
        sa.Column("part", sa.String(length=32), nullable=False),
        sa.Column("measure", sa.String(length=16), nullable=False),
        sa.Column("old", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["correction_id"],
            ["month_correction.id"],
            name=op.f("fk_corrected_figure_correction_id"),
        ),
        sa.PrimaryKeyConstraint(
            "correction_id",
            "depth",
            "region_code",
            "part",
            "measure",
            name=op.f("pk_corrected_figure"),
        ),
    )
    _freeze()


def downgrade() -> None:
    _thaw()
    for table in (
        "corrected_figure",
        "unvisited_reason",
        "signed_visit",
        "signed_gap",
        "signed_child",
        "month_correction",
        "month_confirmation",
    ):
        op.drop_table(table)


def _region() -> sa.String:
    return sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql")


def _freeze() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change_of_signed() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_SAID}'; END $$"
        )
    for table in (*_FROZEN, "signed_month"):
        which = f"OF {_OF_MONTH} " if table == "signed_month" else ""
        _refuse(f"{table}_update", f"UPDATE {which}ON {table}")
        _refuse(f"{table}_delete", f"DELETE ON {table}")


def _refuse(name: str, act: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        call = "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_signed()"
    else:
        call = f"BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
    op.execute(f"CREATE TRIGGER {name}_refused BEFORE {act} {call}")


def _thaw() -> None:
    on_postgres = op.get_bind().dialect.name == "postgresql"
    for table in (*_FROZEN, "signed_month"):
        where = f" ON {table}" if on_postgres else ""
        for act in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_{act}_refused{where}")
    if on_postgres:
        op.execute("DROP FUNCTION refuse_change_of_signed()")
