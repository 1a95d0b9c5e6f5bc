"""What somebody found out about a difference: a code and words; the line stays, explained."""

from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.allowances import queries
from casework.allowances.comparing import Finding
from casework.allowances.models import AllowanceRemark
from casework.audit.record import record
from casework.audit.tags import Tag
from casework.children.models import Child
from casework.clock import Month
from casework.db.base import db
from casework.errors import RuleBroken
from casework.practice import queries as practice

#: The code under which words are asked for.
_OTHER = "other"


def explain(
    *,
    actor: Viewer,
    child: Child,
    month: Month,
    finding: Finding,
    code: str,
    words: str | None = None,
) -> AllowanceRemark:
    """Say what is behind a difference of a child's month; the newest word holds.

    The same said again is what was said before.
    """
    said = {"finding": finding.value, **_checked(code, words)}
    known = queries.remarks_in(child.region_code, month).get((child.id, finding.value))
    if known is not None and known.said == said:
        return known
    remark = AllowanceRemark(
        owner=child,
        region_code=child.region_code,
        month_on=month.first,
        explained_by=actor.account_id,
        said=said,
    )
    db.session.add(remark)
    db.session.flush()
    record(
        Tag.ALLOWANCE_EXPLAIN,
        actor_id=actor.account_id,
        region_code=child.region_code,
        child_id=child.id,
        subject_id=remark.id,
        month=str(month),
    )
    return remark


def explain_stray(*, actor: Viewer, stray_id: UUID, code: str, words: str | None = None) -> None:
    """Say what is behind a row about nobody."""
    stray = queries.stray(actor, stray_id)
    stray.explanation = _checked(code, words)
    stray.explained_at, stray.explained_by = clock.now(), actor.account_id
    record(
        Tag.ALLOWANCE_EXPLAIN,
        actor_id=actor.account_id,
        region_code=stray.region_code,
        subject_id=stray.id,
    )


def _checked(code: str, words: str | None) -> dict[str, str | None]:
    if code not in practice.codes("allowance_explanation"):
        raise RuleBroken("请重新选择是什么情况。", "code")
    said = (words or "").strip() or None
    if code == _OTHER and said is None:
        raise RuleBroken("选“其他”的，请写明是什么情况。", "words")
    return {"code": code, "words": said}
