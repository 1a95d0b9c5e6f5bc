"""Beginning and ending the dated rows of a file."""

from datetime import date
from uuid import UUID

from casework import clock
from casework.children import queries, steps
from casework.children.actions.following import tell_status
from casework.children.models import Child, Status, StatusSpell
from casework.db.base import db
from casework.errors import RuleBroken


def begin_status(
    child: Child,
    status: Status,
    on: date,
    *,
    account_id: UUID | None,
    reason: str | None = None,
    note: str | None = None,
    is_entry: bool = False,
) -> None:
    """Let a status hold from a day on and end the one before.

    Raises RuleBroken where no step of the table leads there.
    """
    if not steps.allowed(child.status, status):
        raise RuleBroken("档案现在是“%(status)s”，不能这样办理，请刷新页面。", status=child.status)
    end_open(queries.open_spell(child), on)
    add_status(
        child, status, on, account_id=account_id, reason=reason, note=note, is_entry=is_entry
    )
    tell_status(child, reason, account_id)


def add_status(
    child: Child,
    status: Status,
    on: date,
    *,
    account_id: UUID | None,
    reason: str | None = None,
    note: str | None = None,
    is_entry: bool = False,
) -> None:
    """Keep a status and its beginning."""
    child.status = status
    db.session.add(
        status_spell(child, on, account_id=account_id, reason=reason, note=note, is_entry=is_entry)
    )


def status_spell(
    child: Child,
    on: date,
    *,
    account_id: UUID | None,
    reason: str | None = None,
    note: str | None = None,
    is_entry: bool = False,
) -> StatusSpell:
    """Return the term of the child's status; the region that it counts for is fixed here."""
    return StatusSpell(
        owner=child,
        region_code=child.region_code,
        counted_region_code=child.region_code,
        status=child.status,
        from_on=on,
        is_entry=is_entry,
        first_due_on=child.first_due_on if is_entry else None,
        account_id=account_id,
        reason=reason,
        note=note,
    )


def end_open(row: object, on: date) -> None:
    """End a dated row on a day: not before it began, not in the future."""
    began = getattr(row, "from_on", on)
    if on > clock.today():
        raise RuleBroken("日期不能晚于今天，请核对。", "on")
    if on < began:
        raise RuleBroken("日期不能早于%(day)s（上一次变更的日期），请核对。", "on", day=began)
    row.until_on = on  # type: ignore[attr-defined]
