"""What is done about a need while it is open."""

from datetime import date
from uuid import UUID

from casework import clock
from casework.accounts.viewer import Viewer
from casework.audit.tags import Tag
from casework.children.models import Child
from casework.errors import RuleBroken
from casework.needs import queries
from casework.needs.actions.opening import term_of
from casework.needs.actions.reminding import forget
from casework.needs.actions.telling import note, tell
from casework.needs.models import Need, NeedStatus, NeedStep, StepKind, Urgency


def add_step(
    *,
    actor: Viewer,
    child: Child,
    need: Need,
    words: str,
    kind: StepKind = StepKind.DONE,
    done_on: date | None = None,
) -> NeedStep:
    """Write down what was done about a need; nothing of it is changed later.

    The same words of the same day, sent twice, are one step. Raises RuleBroken for a day that is
    not yet.
    """
    day = done_on or clock.today()
    if day > clock.today():
        raise RuleBroken("办理日期不能晚于今天，请核对。", "done_on")
    for known in queries.steps_of(child, need):
        if (known.kind, known.done_on, known.words) == (kind, day, words):
            return known
    step = note(actor, child, need, kind, words, done_on=day)
    tell(Tag.NEED_STEP, actor, child, need)
    return step


def change_need(
    *,
    actor: Viewer,
    child: Child,
    need: Need,
    account_id: UUID,
    urgency: Urgency,
    due_on: date | None = None,
    words: str | None = None,
) -> None:
    """Let somebody else see to an open need, or let it be more or less pressing.

    Another urgency without another day works the day out anew. Raises RuleBroken where it is done
    with, and for somebody who does not work for the child's village, township or county.
    """
    if need.status is not NeedStatus.OPEN:
        raise RuleBroken("这项需求已经办结，请刷新页面。")
    if account_id != need.account_id and account_id not in queries.owners(child):
        raise RuleBroken("请在名单里选负责的人。", "account_id")
    if due_on is None and urgency is not need.urgency:
        due_on = term_of(child, need.kind, urgency, clock.today())
    told = (account_id, urgency, due_on or need.due_on)
    if told == (need.account_id, need.urgency, need.due_on):
        return
    forget(actor, child, need)
    need.account_id, need.urgency, need.due_on = told
    note(actor, child, need, StepKind.HANDED, words)
    tell(Tag.NEED_CHANGE, actor, child, need)
