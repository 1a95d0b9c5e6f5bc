"""review: the steps of a visit's review, the talk about it, and calls that looked into it."""

import sqlalchemy as sa
from alembic import op

from casework.db.types import Identifier, UtcInstant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_WAITING = "review_state IN ('received', 'to_check')"
_ACTS = ("accept", "return", "take_back", "answer", "correct")
_STATES = ("received", "to_check", "accepted", "returned")
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
_RESULTS = ("matches", "differs", "not_reached")
_SPOKEN_WITH = ("child", "carer", "parent", "teacher", "other")


def upgrade() -> None:
    op.add_column("visit", sa.Column("stepped_at", UtcInstant(), nullable=True))
    op.create_index(
        "ix_visit_waiting",
        "visit",
        ["region_code", "recorded_at"],
        sqlite_where=sa.text(_WAITING),
        postgresql_where=sa.text(_WAITING),
    )
    op.create_index("ix_visit_recorded", "visit", ["author_id", "recorded_at"])
    _create(
        "visit_step",
        sa.Column("n", sa.SmallInteger(), nullable=False),
        _enum("act", _ACTS),
        _enum("before", _STATES),
        _enum("after", _STATES),
        sa.Column("account_id", Identifier(), nullable=False),
        _enum("role", _ROLES),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
    )
    _create(
        "visit_remark",
        sa.Column("account_id", Identifier(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
    )
    _create(
        "visit_spot_check",
        sa.Column("n", sa.SmallInteger(), nullable=False),
        sa.Column("account_id", Identifier(), nullable=False),
        _enum("result", _RESULTS),
        _enum("spoken_with", _SPOKEN_WITH, nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
    )


def downgrade() -> None:
    for table in ("visit_spot_check", "visit_remark", "visit_step"):
        op.drop_table(table)
    op.drop_index("ix_visit_recorded", "visit")
    op.drop_index("ix_visit_waiting", "visit")
    op.drop_column("visit", "stepped_at")


def _create(table: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        table,
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column(
            "region_code",
            sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("visit_id", Identifier(), nullable=False),
        sa.Column("child_id", Identifier(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f(f"fk_{table}_account_id")
        ),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f(f"fk_{table}_child_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f(f"fk_{table}_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_visit", table, ["visit_id", "id"])
    op.create_index(f"ix_{table}_child", table, ["child_id"])


def _enum(name: str, values: tuple[str, ...], *, nullable: bool = False) -> sa.Column[object]:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
    return sa.Column(name, kind, nullable=nullable)
