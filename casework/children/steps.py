"""The life of a file as one table: which step leads from where to where, who may take it, and why.

Acts ask the table before they write, pages offer what it allows, and nothing else changes a
status. Every step is a dated row (``StatusSpell``) with actor, time and reason.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from casework.accounts.permissions import Permission
from casework.children.models import Status
from casework.errors import RuleBroken

_P = Permission
_S = Status
_OPEN = frozenset(_S) - {_S.CLOSED}
#: Not on the list yet: what is proposed, returned, or begun.
_PROPOSED = frozenset({_S.DRAFT, _S.SUBMITTED, _S.RETURNED})


@dataclass(frozen=True)
class Step:
    """One step: from which states to which one, by whom, with what reason."""

    act: str
    before: frozenset[Status]
    after: Status
    #: None where nobody takes it by hand.
    permission: Permission | None
    #: Whether it needs a reason; of a list of the practice, where one is named, else in words.
    needs_reason: bool = False
    reasons: str | None = None


STEPS = (
    Step("submit", frozenset({_S.DRAFT, _S.RETURNED}), _S.SUBMITTED, _P.CHILD_EDIT),
    Step("accept", frozenset({_S.SUBMITTED}), _S.ACTIVE, _P.CHILD_REVIEW),
    Step("send_back", frozenset({_S.SUBMITTED}), _S.RETURNED, _P.CHILD_REVIEW, needs_reason=True),
    Step(
        "suspend",
        frozenset({_S.ACTIVE}),
        _S.SUSPENDED,
        _P.CHILD_CLOSE,
        needs_reason=True,
        reasons="suspend_reason",
    ),
    Step("resume", frozenset({_S.SUSPENDED}), _S.ACTIVE, _P.CHILD_CLOSE),
    Step(
        "close",
        _OPEN,
        _S.CLOSED,
        _P.CHILD_CLOSE,
        needs_reason=True,
        reasons="exit_reason",
    ),
    Step(
        "reopen",
        frozenset({_S.CLOSED}),
        _S.ACTIVE,
        _P.CHILD_CLOSE,
        needs_reason=True,
        reasons="reopen_reason",
    ),
    # Out of the region by the receiving side's word: out there, in here, in one act.
    Step(
        "transfer",
        frozenset({_S.ACTIVE, _S.SUSPENDED}),
        _S.CLOSED,
        _P.CHILD_MOVE,
        needs_reason=True,
        reasons="exit_reason",
    ),
    Step("arrive", frozenset({_S.CLOSED}), _S.ACTIVE, _P.CHILD_MOVE),
    # Two files of one child: the one that is not kept ends.
    Step(
        "merge",
        frozenset(_S),
        _S.CLOSED,
        _P.CHILD_MERGE,
        needs_reason=True,
        reasons="exit_reason",
    ),
    Step(
        "age_out",
        frozenset({_S.ACTIVE, _S.SUSPENDED}),
        _S.CLOSED,
        None,
        needs_reason=True,
        reasons="exit_reason",
    ),
)
BY_ACT = {step.act: step for step in STEPS}

MOVED_OUT, DUPLICATE, AGED_OUT = "moved_out", "duplicate", "aged_out"

#: Reasons of the list that no office gives by hand, with the way that leads there.
ELSEWHERE = {
    MOVED_OUT: "迁出要由接收地确认，请点“迁出本县”办理。",
    DUPLICATE: "重复建档的两份档案要合成一份，请点“合并重复档案”办理。",
    "refined": "“已细分到其他类别”只用于变更类别，请选其他退出原因。",
}
#: Why a file may end that was never on the list.
_OF_PROPOSED = frozenset({"adopted", "deceased", "missing", "not_eligible", "error"})


def allowed(before: Status, after: Status) -> bool:
    """Say whether some step leads from one state to another."""
    return any(before in step.before and step.after is after for step in STEPS)


def steps_from(status: Status) -> tuple[Step, ...]:
    """Return the steps that begin at a state."""
    return tuple(step for step in STEPS if status in step.before)


def demand(act: str, status: Status) -> Step:
    """Return a step; raise RuleBroken where it does not begin at the file's state."""
    step = BY_ACT[act]
    if status not in step.before:
        raise RuleBroken("档案现在是“%(status)s”，不能这样办理，请刷新页面。", status=status)
    return step


def demand_open(status: Status) -> None:
    """Raise RuleBroken for a closed file: it is read, and taken up again, and nothing else."""
    if status is Status.CLOSED:
        raise RuleBroken("档案已退出，要先恢复在册才能修改。")


def exit_reasons(status: Status, codes: Iterable[str]) -> list[str]:
    """Return which reasons of the list an office may give for closing a file of some state."""
    return [
        code
        for code in codes
        if code not in ELSEWHERE and (status not in _PROPOSED or code in _OF_PROPOSED)
    ]


def check_exit(status: Status, reason: str, codes: Collection[str]) -> None:
    """Refuse a reason that is on no list, that another way leads to, or that cannot be yet."""
    if reason in ELSEWHERE:
        raise RuleBroken(ELSEWHERE[reason], "exit_reason")
    if reason not in exit_reasons(status, codes):
        raise RuleBroken("请重新选择退出原因。", "exit_reason")


def check_aged_out(ends: Sequence[date | None], day: date) -> None:
    """Refuse ageing out as long as a category holds: 16 ends 留守 and 流动 only.

    ``ends`` are the days on which the open categories end by age; None where that is not known.
    """
    if any(end is None or end > day for end in ends):
        raise RuleBroken(
            "孩子还在没到年龄的类别里，不能按“年满规定周岁”退出；到年龄的类别每晚自动结束。",
            "exit_reason",
        )
