"""Who may change and decide what, and what a decision has to say: pure."""

from casework.assessments.models import Assessment, AssessmentState
from casework.errors import RuleBroken
from casework.practice.rules.assessment import Template

_OPEN = frozenset({AssessmentState.DRAFT, AssessmentState.DONE})
_SHORTEST_REASON = 2


def demand_open(assessment: Assessment) -> None:
    """Raise RuleBroken where it was decided, or a newer one has taken its place."""
    if assessment.state not in _OPEN:
        raise RuleBroken(
            "这份评估已经定下，不能再改；情况有变化的，请重新做一次评估。（%(state)s）",
            state=assessment.state,
        )


def demand_decidable(assessment: Assessment, template: Template) -> None:
    """Raise RuleBroken unless it is done, waits for an office and says enough."""
    if not template.decided:
        raise RuleBroken("快速筛查不用确认结论。")
    if assessment.state is AssessmentState.DRAFT:
        raise RuleBroken("评估还没有做完，不能给出结论。请先补上没有选的题。")
    demand_open(assessment)


def check_decision(
    template: Template, *, proposed: str | None, level: str, reason: str | None
) -> str | None:
    """Return the reason; refuse an unknown level, and another one than proposed without any."""
    template.level(level)
    said = (reason or "").strip()
    if level != proposed and len(said) < _SHORTEST_REASON:
        raise RuleBroken("结论和建议的等级不一样，请写明原因。", "reason")
    return said or None


def is_editable(assessment: Assessment) -> bool:
    """Say whether answers may still be changed."""
    return assessment.state in _OPEN
