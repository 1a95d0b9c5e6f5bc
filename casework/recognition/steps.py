"""The procedure as one table: which step leads from where to where, and who may take it.

Acts ask the table before they write, pages offer what it allows, and nothing else changes a state.
"""

from dataclasses import dataclass

from casework.accounts.permissions import Permission
from casework.errors import RuleBroken
from casework.recognition.models import RecognitionState

_P = Permission
_S = RecognitionState

APPLY, TAKE_UP, ASK_MORE, SUPPLEMENT = "apply", "take_up", "ask_more", "supplement"
VERIFY, SEND_BACK, CONFIRM, REFUSE = "verify", "send_back", "confirm", "refuse"
WITHDRAW, PROPOSE_END, END, KEEP, LAPSE = "withdraw", "propose_end", "end", "keep", "lapse"
GO_ON = "go_on"


@dataclass(frozen=True)
class Step:
    """One step: from which states to which one, by whom."""

    act: str
    #: What it is called on a button and in the list of what was done.
    label: str
    before: frozenset[RecognitionState]
    after: RecognitionState
    #: None where nobody takes it by hand.
    permission: Permission | None
    #: Whether it has to be said why.
    needs_reason: bool = False


#: With the township, whatever it does with it.
AT_TOWNSHIP = frozenset({_S.APPLIED, _S.VERIFYING})
#: Nothing is decided yet.
OPEN = AT_TOWNSHIP | {_S.SUPPLEMENT, _S.VERIFIED}
#: Recognised: the support runs, or is about to.
HOLDS = frozenset({_S.CONFIRMED, _S.ENDING})

STEPS = (
    Step(APPLY, "申请", frozenset(), _S.APPLIED, _P.RECOGNITION_APPLY),
    Step(TAKE_UP, "开始查验", frozenset({_S.APPLIED}), _S.VERIFYING, _P.RECOGNITION_VERIFY),
    Step(
        ASK_MORE,
        "请补正",
        AT_TOWNSHIP,
        _S.SUPPLEMENT,
        _P.RECOGNITION_VERIFY,
        needs_reason=True,
    ),
    Step(
        SUPPLEMENT,
        "已补正",
        frozenset({_S.SUPPLEMENT}),
        _S.VERIFYING,
        _P.RECOGNITION_APPLY,
    ),
    # A paper that does not come holds up nothing: it can be verified without.
    Step(
        VERIFY,
        "查验完毕，报县级确认",
        AT_TOWNSHIP | {_S.SUPPLEMENT},
        _S.VERIFIED,
        _P.RECOGNITION_VERIFY,
    ),
    Step(
        SEND_BACK,
        "退回重新查验",
        frozenset({_S.VERIFIED}),
        _S.VERIFYING,
        _P.RECOGNITION_CONFIRM,
        needs_reason=True,
    ),
    Step(CONFIRM, "确认", frozenset({_S.VERIFIED}), _S.CONFIRMED, _P.RECOGNITION_CONFIRM),
    Step(
        REFUSE,
        "不予确认",
        frozenset({_S.VERIFIED}),
        _S.REFUSED,
        _P.RECOGNITION_CONFIRM,
        needs_reason=True,
    ),
    Step(
        WITHDRAW,
        "撤回申请",
        OPEN,
        _S.WITHDRAWN,
        _P.RECOGNITION_APPLY,
        needs_reason=True,
    ),
    Step(
        PROPOSE_END,
        "提出终止",
        frozenset({_S.CONFIRMED}),
        _S.ENDING,
        _P.RECOGNITION_VERIFY,
        needs_reason=True,
    ),
    Step(END, "确认终止", frozenset({_S.ENDING}), _S.ENDED, _P.RECOGNITION_CONFIRM),
    Step(
        KEEP,
        "不终止，继续保障",
        frozenset({_S.ENDING}),
        _S.CONFIRMED,
        _P.RECOGNITION_CONFIRM,
        needs_reason=True,
    ),
    # The category has ended otherwise: by age, with the file, by a change of categories.
    Step(LAPSE, "类别已结束", HOLDS, _S.ENDED, None),
    # After 18, for whoever is still at school: another category, which the county gives.
    Step(GO_ON, "在读，继续保障", frozenset({_S.ENDED}), _S.ENDED, _P.RECOGNITION_CONFIRM),
)
BY_ACT = {step.act: step for step in STEPS}


def demand(act: str, state: RecognitionState) -> Step:
    """Return a step; raise RuleBroken where it does not begin at the state."""
    step = BY_ACT[act]
    if state not in step.before:
        raise RuleBroken("这份申请现在是“%(state)s”，不能这样办理，请刷新页面。", state=state)
    return step


def steps_from(state: RecognitionState) -> tuple[Step, ...]:
    """Return the steps that begin at a state, in the order of the procedure."""
    return tuple(step for step in STEPS if state in step.before)
