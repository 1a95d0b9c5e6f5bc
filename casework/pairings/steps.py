"""The life of a pairing as one table: which step leads from where to where, and who may take it.

Acts ask the table before they write, pages offer what it allows, and nothing else changes a state.
"""

from dataclasses import dataclass
from datetime import date

from casework.accounts.permissions import Permission
from casework.accounts.viewer import Viewer
from casework.errors import RuleBroken
from casework.pairings.models import PairingState

_P = Permission
_S = PairingState

PROPOSE, TAKE_BACK, APPROVE, DECLINE, LAPSE = "propose", "take_back", "approve", "decline", "lapse"
ASK, MEET, PAUSE, RESUME, END, MOVED = "ask", "meet", "pause", "resume", "end", "moved"


@dataclass(frozen=True)
class Step:
    """One step: from which states to which one, by whom."""

    act: str
    #: What it is called on a button and in the list of what was done.
    label: str
    before: frozenset[PairingState]
    #: None where the state stays.
    after: PairingState | None
    #: None where nobody takes it by hand.
    permission: Permission | None
    #: Whether it has to be said why.
    needs_reason: bool = False


#: Holds the child's place and one of the volunteer's.
LIVE = frozenset({_S.APPROVED, _S.ACTIVE, _S.PAUSED})
#: The volunteer sees her part.
OPEN_DOOR = frozenset({_S.APPROVED, _S.ACTIVE})
#: Nothing comes after it; it stays for the record.
OVER = frozenset({_S.ENDED, _S.DECLINED})

STEPS = (
    Step(PROPOSE, "提出志愿者", frozenset(), _S.PROPOSED, _P.PAIRING_PROPOSE),
    # What was asked of guardian and child, as far as it is known; nothing is decided by it.
    Step(ASK, "问过监护人和孩子", frozenset({_S.PROPOSED}), None, _P.PAIRING_APPROVE),
    Step(
        TAKE_BACK,
        "收回提议",
        frozenset({_S.PROPOSED}),
        _S.DECLINED,
        _P.PAIRING_PROPOSE,
        needs_reason=True,
    ),
    Step(APPROVE, "同意结对", frozenset({_S.PROPOSED}), _S.APPROVED, _P.PAIRING_APPROVE),
    Step(
        DECLINE,
        "不同意",
        frozenset({_S.PROPOSED}),
        _S.DECLINED,
        _P.PAIRING_APPROVE,
        needs_reason=True,
    ),
    # The request is gone, the child is off the list, the volunteer may not: nobody decides it.
    Step(LAPSE, "提议失效", frozenset({_S.PROPOSED}), _S.DECLINED, None),
    Step(MEET, "第一次见面", frozenset({_S.APPROVED}), _S.ACTIVE, _P.PAIRING_ATTEND),
    Step(
        PAUSE,
        "暂停",
        frozenset({_S.APPROVED, _S.ACTIVE}),
        _S.PAUSED,
        _P.PAIRING_APPROVE,
        needs_reason=True,
    ),
    # Back to where it was: who never met has still to meet (see ``state_after``).
    Step(RESUME, "恢复", frozenset({_S.PAUSED}), _S.ACTIVE, _P.PAIRING_APPROVE),
    Step(END, "结束结对", LIVE, _S.ENDED, _P.PAIRING_APPROVE),
    Step(MOVED, "孩子搬到了别的村（社区）", LIVE | {_S.PROPOSED}, None, None),
)
BY_ACT = {step.act: step for step in STEPS}

_SHORTEST_REASON = 2


def demand(act: str, state: PairingState) -> Step:
    """Return a step; raise RuleBroken where it does not begin at the state."""
    step = BY_ACT[act]
    if state not in step.before:
        raise RuleBroken("这对结对现在是“%(state)s”，不能这样办理，请刷新页面。", state=state)
    return step


def state_after(step: Step, before: PairingState, began_on: date | None) -> PairingState:
    """Return the state that a step leads to."""
    if step.act == RESUME and began_on is None:
        return _S.APPROVED
    return step.after or before


def check_reason(step: Step, words: str | None, field: str = "words") -> str | None:
    """Return what was said; refuse silence where a step needs why."""
    said = (words or "").strip()
    if step.needs_reason and len(said) < _SHORTEST_REASON:
        raise RuleBroken("请写明原因。", field)
    return said or None


def offered(viewer: Viewer, state: PairingState) -> tuple[Step, ...]:
    """Return the steps that begin at a state and that a viewer may take, in the table's order."""
    return tuple(
        step
        for step in STEPS
        if state in step.before and step.permission is not None and viewer.may(step.permission)
    )
