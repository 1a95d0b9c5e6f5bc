"""jobs, and the roster import as one: rows that are done once and can be taken back."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

from casework.db.types import Identifier, UtcInstant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_BEFORE = ("checked", "imported", "refused", "expired")
_STATES = (
    "checked",
    "unsure",
    "awaiting",
    "partly",
    "imported",
    "taken_back",
    "refused",
    "expired",
)
_LIVE = sa.text("state IN ('waiting', 'running')")


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("owner_id", Identifier(), nullable=False),
        sa.Column("subject_id", Identifier(), nullable=False),
        sa.Column(
            "state",
            _enum("state", "waiting", "running", "done", "failed", "stopped"),
            nullable=False,
        ),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("cursor", sa.Integer(), nullable=False),
        sa.Column("holder", Identifier(), nullable=True),
        sa.Column("lease_until", UtcInstant(), nullable=True),
        sa.Column("beat_at", UtcInstant(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("started_at", UtcInstant(), nullable=True),
        sa.Column("ended_at", UtcInstant(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_queue", ["state", "created_at"], unique=False)
        batch_op.create_index("ix_job_subject", ["subject_id", "created_at"], unique=False)
        batch_op.create_index(
            "uq_job_live",
            ["subject_id"],
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        )
    _change_upload(_STATES)
    _make_rows()


def downgrade() -> None:
    op.drop_table("roster_row")
    later = [state for state in _STATES if state not in _BEFORE]
    upload = sa.table("upload", sa.column("state", sa.String))
    op.execute(upload.update().where(upload.c.state.in_(later)).values(state="checked"))
    with op.batch_alter_table("upload", schema=None) as batch_op:
        _swap_check(batch_op, _BEFORE)
        batch_op.drop_constraint(batch_op.f("fk_upload_second_id"), type_="foreignkey")
        for name in ("preview", "second_id", "as_of", "taken_back_at", "checked_at"):
            batch_op.drop_column(name)
    op.drop_table("job")


def _change_upload(states: Sequence[str]) -> None:
    with op.batch_alter_table("upload", schema=None) as batch_op:
        _swap_check(batch_op, states)
        batch_op.add_column(sa.Column("checked_at", UtcInstant(), nullable=True))
        batch_op.add_column(sa.Column("taken_back_at", UtcInstant(), nullable=True))
        batch_op.add_column(sa.Column("as_of", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("second_id", Identifier(), nullable=True))
        batch_op.add_column(sa.Column("preview", sa.LargeBinary(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_upload_second_id"), "account", ["second_id"], ["id"]
        )


def _make_rows() -> None:
    fates = _enum("fate", "waiting", "done", "left", "taken_back", "kept")
    op.create_table(
        "roster_row",
        sa.Column("id", Identifier(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("uploader_id", Identifier(), nullable=False),
        sa.Column("upload_id", Identifier(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", _enum("kind", "new", "changed"), nullable=False),
        sa.Column("fate", fates, nullable=False),
        sa.Column("child_id", Identifier(), nullable=True),
        sa.Column("child_version", sa.Integer(), nullable=True),
        sa.Column("done_at", UtcInstant(), nullable=True),
        sa.Column("line", sa.LargeBinary(), nullable=True),
        sa.Column("before", sa.LargeBinary(), nullable=True),
        sa.Column("why", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["upload_id"], ["upload.id"], name=op.f("fk_roster_row_upload_id")),
        sa.ForeignKeyConstraint(
            ["uploader_id"], ["account.id"], name=op.f("fk_roster_row_uploader_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_row")),
        sa.UniqueConstraint("upload_id", "number", name=op.f("uq_roster_row_upload_id_number")),
    )


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _swap_check(batch_op: BatchOperations, states: Sequence[str]) -> None:
    batch_op.drop_constraint(op.f("ck_upload_state"), type_="check")
    batch_op.create_check_constraint(op.f("ck_upload_state"), _is_one_of(states))


def _is_one_of(states: Sequence[str]) -> str:
    return "state IN (" + ", ".join(f"'{state}'" for state in states) + ")"
