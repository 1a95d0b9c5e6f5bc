"""The talk about a visit, and calls that looked into it: both add, neither changes a state."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from casework.accounts.viewer import Viewer
from casework.audit.tags import Tag
from casework.db.base import db
from casework.errors import RuleBroken
from casework.visits import queries, steps
from casework.visits.actions.following import tell
from casework.visits.models import CheckResult, SpokenWith, SpotCheck, VisitRemark


def add_remark(*, actor: Viewer, visit_id: UUID, remark_id: UUID, words: str) -> None:
    """Add to the talk; ``remark_id`` was made by the form: the same one twice is one remark."""
    visit = queries.get(actor, visit_id)
    remark = VisitRemark(
        owner=visit,
        id=remark_id,
        region_code=visit.region_code,
        visit_id=visit.id,
        account_id=actor.account_id,
        words=words,
    )
    if _keep(remark):
        tell(Tag.VISIT_REMARK, actor, visit)


def note_spot_check(
    *,
    actor: Viewer,
    visit_id: UUID,
    check_id: UUID,
    result: CheckResult,
    spoken_with: SpokenWith | None,
    note: str | None,
) -> None:
    """Keep what a call to the family said; whether the record is returned, a step decides."""
    visit = queries.get(actor, visit_id)
    if not steps.may_review(actor, visit.author_id):
        raise RuleBroken("自己登记的走访，由别人抽查。")
    if result is not CheckResult.NOT_REACHED and spoken_with is None:
        raise RuleBroken("请选择和谁通的话。", "spoken_with")
    if result is CheckResult.DIFFERS and not note:
        raise RuleBroken("请写明哪里不一致。", "note")
    check = SpotCheck(
        owner=visit,
        id=check_id,
        region_code=visit.region_code,
        visit_id=visit.id,
        n=visit.version,
        account_id=actor.account_id,
        result=result,
        spoken_with=spoken_with if result is not CheckResult.NOT_REACHED else None,
        note=note,
    )
    if _keep(check):
        tell(Tag.VISIT_SPOT_CHECK, actor, visit, result=result.value)


def _keep(row: VisitRemark | SpotCheck) -> bool:
    """Add a row; False where its form has arrived already. An id of another's is refused."""
    model = type(row)
    known = select(model.visit_id).where(
        model.id == row.id,
        model.region_code == row.region_code,
        model.account_id == row.account_id,
    )
    if db.session.scalar(known) == row.visit_id:
        return False
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        raise RuleBroken("这个页面已经用过，请重新打开再填。") from None
    return True
