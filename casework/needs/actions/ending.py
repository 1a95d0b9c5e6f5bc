"""The end of a need: solved or dropped, what the family says of it, and opened again."""

from datetime import date

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.tags import Tag
from casework.children import steps
from casework.children.models import Child
from casework.errors import RuleBroken
from casework.needs import rules
from casework.needs.actions.opening import term_of
from casework.needs.actions.reminding import forget
from casework.needs.actions.telling import count_again, note, tell
from casework.needs.models import Helper, Need, NeedStatus, StepKind


def close_need(
    *,
    actor: Viewer,
    child: Child,
    need: Need,
    status: NeedStatus,
    outcome: str | None = None,
    solution: str | None = None,
    helped_by: Helper | None = None,
) -> None:
    """Close a need as solved or dropped; a dropped one says why.

    How it was solved and by whom may be said later or never: a need that is met is never kept
    open for want of a word.
    """
    if need.status is not NeedStatus.OPEN:
        raise RuleBroken("这项需求已经办结，请刷新页面。")
    if status is NeedStatus.DROPPED and not outcome:
        raise RuleBroken("请写明为什么不再需要。", "outcome")
    need.status, need.outcome, need.closed_on = status, outcome, clock.today()
    need.closed_by, need.counted_region_code = actor.account_id, child.region_code
    need.solution = solution if status is NeedStatus.SOLVED else None
    need.helped_by = helped_by if status is NeedStatus.SOLVED else None
    forget(actor, child, need)
    note(actor, child, need, StepKind.CLOSED, outcome)
    count_again(child)
    tell(Tag.NEED_CLOSE, actor, child, need)


def confirm_need(
    *,
    actor: Viewer,
    child: Child,
    need: Need,
    by: str,
    satisfied: str,
    words: str | None = None,
    confirmed_on: date | None = None,
) -> None:
    """Keep what the child or its carer says of a need that was solved.

    Said again, it takes the place of what was said before, which its step still tells. Raises
    RuleBroken for a need that is not solved, and a day before its end or after today.
    """
    if need.status is not NeedStatus.SOLVED or need.closed_on is None:
        raise RuleBroken("这项需求还没有办结，办结以后再回访确认。")
    day = confirmed_on or clock.today()
    rules.check_confirmation(day, need.closed_on, clock.today())
    said = {"by": by, "satisfied": satisfied, "words": words}
    if (need.confirmed_on, need.confirmation) == (day, said):
        return  # sent twice
    need.confirmed_on, need.confirmation = day, said
    note(actor, child, need, StepKind.CONFIRMED, words, done_on=day)
    tell(Tag.NEED_CONFIRM, actor, child, need)


def reopen_need(*, actor: Viewer, child: Child, need: Need, why: str) -> None:
    """Open a need again that was closed; what was done and said before stands in its steps.

    It is due anew, by its kind and urgency from today.
    """
    steps.demand_open(child.status)
    if need.status is NeedStatus.OPEN:
        raise RuleBroken("这项需求还没有办结，不用重新打开。")
    need.status, need.closed_on, need.closed_by = NeedStatus.OPEN, None, None
    need.counted_region_code = need.helped_by = need.confirmed_on = None
    need.solution = need.outcome = need.confirmation = None
    need.due_on = term_of(child, need.kind, need.urgency, clock.today())
    need.account_id = child.worker_id or need.account_id
    note(actor, child, need, StepKind.REOPENED, why)
    count_again(child)
    tell(Tag.NEED_REOPEN, actor, child, need)
