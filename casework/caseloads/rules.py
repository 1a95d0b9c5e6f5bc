"""How long a cover may last, and who confirms a handover: pure."""

from datetime import date, timedelta
from uuid import UUID

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.caseloads.models import Cover, Handover, State
from casework.errors import RuleBroken

#: The longest leave that is covered in one go; longer ones are looked at again.
LONGEST = timedelta(days=90)
#: How far ahead a leave is planned.
AHEAD = timedelta(days=90)
#: How far back a handover may be dated.
FARTHEST_BACK = timedelta(days=31)


def check_term(from_on: date, last_on: date, today: date) -> None:
    """Refuse a term that begins in the past or too far off, ends before it begins, or is long."""
    if from_on < today:
        raise RuleBroken("代管不能从过去的日子开始，请选今天或以后。", "from_on")
    if from_on - today > AHEAD:
        raise RuleBroken("代管最早只能提前%(days)s天安排。", "from_on", days=AHEAD.days)
    if last_on < from_on:
        raise RuleBroken("最后一天不能早于第一天，请核对。", "last_on")
    if last_on - from_on >= LONGEST:
        raise RuleBroken("一次代管最多%(days)s天，到期前可以延长。", "last_on", days=LONGEST.days)


def check_extension(cover: Cover, last_on: date, today: date) -> None:
    """Refuse to extend what has ended, to shorten, or beyond the longest term from today."""
    if is_over(cover, today):
        raise RuleBroken("这次代管已经结束，不能延长，请重新安排。")
    if last_on < cover.until_on:
        raise RuleBroken("新的最后一天要晚于原来的；想提前结束请点“现在结束”。", "last_on")
    if last_on - max(today, cover.from_on) >= LONGEST:
        raise RuleBroken("最多延长到今天起%(days)s天以内。", "last_on", days=LONGEST.days)


def is_over(cover: Cover, today: date) -> bool:
    """Say whether a cover has ended, by its term or before."""
    return cover.ended_at is not None or cover.until_on <= today


def check_day(on: date, today: date) -> None:
    """Refuse a handover of the future or of long ago."""
    if on > today:
        raise RuleBroken("移交日期不能晚于今天，请核对。", "on")
    if today - on > FARTHEST_BACK:
        raise RuleBroken("最多补登%(days)s天以内的移交。", "on", days=FARTHEST_BACK.days)


def check_waiting(handover: Handover, closed_by: str | None = None) -> None:
    """Refuse to touch what is finished or cancelled; say who did it."""
    if handover.state is State.DONE:
        raise RuleBroken("这次移交已经办完（%(who)s），不用再确认。", who=closed_by or "")
    if handover.state is State.CANCELLED:
        raise RuleBroken("这次移交已经取消（%(who)s）。", who=closed_by or "")


def may_see(viewer: Viewer, handover: Handover) -> bool:
    """Say whether a handover in the viewer's reach concerns her: her office, or she herself."""
    concerned: set[UUID | None] = {handover.from_id, handover.to_id}
    return viewer.may(Permission.CHILD_ASSIGN) or viewer.account_id in concerned


def gives(viewer: Viewer, handover: Handover) -> bool:
    """Say whether it is for the viewer to say that the children are given."""
    is_open = handover.state is State.WAITING and handover.given_at is None
    return is_open and viewer.account_id == handover.from_id


def receives(viewer: Viewer, handover: Handover) -> bool:
    """Say whether it is for the viewer to say that the children are received."""
    is_open = handover.state is State.WAITING and handover.received_at is None
    return is_open and viewer.account_id == handover.to_id


def decides(viewer: Viewer, handover: Handover) -> bool:
    """Say whether the viewer's office may still act on it."""
    return handover.state is State.WAITING and viewer.may(Permission.CHILD_ASSIGN)


def is_complete(handover: Handover) -> bool:
    """Say whether both sides have confirmed."""
    return handover.given_at is not None and handover.received_at is not None
