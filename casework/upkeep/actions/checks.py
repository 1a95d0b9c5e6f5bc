"""Saying that nothing has changed, taking it back, saying how one knows."""

from uuid import UUID

from sqlalchemy.exc import IntegrityError

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children.models import Child
from casework.db.base import db
from casework.errors import RuleBroken
from casework.upkeep import queries, rules
from casework.upkeep.models import CheckSource, FileCheck


def confirm(*, actor: Viewer, child: Child, client_id: UUID) -> FileCheck:
    """Keep that the file was checked today and stands; once a day, however often it is pressed.

    A page that has made its check makes no second one, not even after it was taken back. The file
    itself stays untouched: no visit, no due date, no version.
    """
    if child.status not in rules.KEPT_UP:
        raise RuleBroken("档案已退出，不用再核对。")
    known = _known(actor, child, client_id)
    if known is not None:
        return known
    check = _check(actor, child, client_id)
    try:
        with db.session.begin_nested():
            db.session.add(check)
    except IntegrityError:
        return _known(actor, child, client_id) or check  # pressed twice at one instant
    _tell(actor, child, check, stands=True)
    return check


def withdraw(*, actor: Viewer, child: Child) -> None:
    """Take the actor's own check of today back; what is not there is taken back already."""
    check = queries.own_of_day(actor, child, clock.today())
    if check is None:
        return
    check.withdrawn_at = clock.now()
    _tell(actor, child, check, stands=False)


def say_source(*, actor: Viewer, child: Child, source: CheckSource) -> None:
    """Say how one knows, of the actor's own check of today."""
    check = queries.own_of_day(actor, child, clock.today())
    if check is None:
        raise RuleBroken("今天的核对记录已经撤销，请重新点“情况无变化”。")
    check.source = source.value


def _known(actor: Viewer, child: Child, client_id: UUID) -> FileCheck | None:
    return queries.by_client(actor, child, client_id) or queries.own_of_day(
        actor, child, clock.today()
    )


def _check(actor: Viewer, child: Child, client_id: UUID) -> FileCheck:
    today = clock.today()
    return FileCheck(
        owner=child,
        region_code=child.region_code,
        account_id=actor.account_id,
        client_id=client_id,
        checked_on=today,
        file_version=child.version,
        source=rules.likely_source(actor, child, today).value,
    )


def _tell(actor: Viewer, child: Child, check: FileCheck, *, stands: bool) -> None:
    record(
        Tag.CHILD_CHECK,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        subject_id=check.id,
        stands=stands,
    )
