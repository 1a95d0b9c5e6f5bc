"""While a child is protected: where it lives, papers that come, reviews, who is told why."""

from datetime import date

from casework import clock
from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.errors import RuleBroken
from casework.practice import queries as practice
from casework.protection import queries, rules
from casework.protection.actions import trail
from casework.protection.actions.beginning import settle
from casework.protection.models import Circle, ProtectionCase, State, StepKind


def demand_open(case: ProtectionCase) -> None:
    """Raise RuleBroken for a protection that has ended."""
    if State(case.state) not in rules.OPEN:
        raise RuleBroken("这件紧急保护已经结束：%(state)s。请刷新页面。", state=State(case.state))


def within_case(case: ProtectionCase, on: date | None) -> date:
    """Return the day of an act, today when not given; refuse one outside the protection."""
    day = on or clock.today()
    if not case.begun_on <= day <= clock.today():
        raise RuleBroken("日期应在开始保护的%(day)s和今天之间，请核对。", "on", day=case.begun_on)
    return day


def place(
    *,
    actor: Viewer,
    child: Child,
    case: ProtectionCase,
    placement: str,
    place: str | None = None,
    on: date | None = None,
    words: str | None = None,
) -> None:
    """Let the child live elsewhere (未成年人保护法 art 93)."""
    demand_open(case)
    if placement not in practice.codes("care_arrangement"):
        raise RuleBroken("请重新选择孩子住在哪里。", "placement")
    day = within_case(case, on)
    if (placement, place) == (case.placement, case.place) and not words:
        return
    settle(actor, child, case, placement=placement, place=place, on=day)
    told = {"placement": placement, "place": place}
    trail.note(actor, child, case, StepKind.PLACED, on=day, words=words, **told)
    trail.checked(actor, case)


def take_paper(
    *, actor: Viewer, child: Child, case: ProtectionCase, paper: str, is_there: bool = True
) -> None:
    """Note that a paper has come, or that it has not come after all."""
    if paper not in case.papers:
        raise RuleBroken("没有这份材料，请刷新页面。", "paper")
    known = case.papers[paper]
    if bool(known["on"]) == is_there:
        return
    came = clock.today().isoformat() if is_there else None
    case.papers = {**case.papers, paper: {**known, "on": came}}
    taken_back = None if came else "y"
    trail.note(actor, child, case, StepKind.PAPER, paper=paper, taken_back=taken_back)
    trail.checked(actor, case)


def review(
    *,
    actor: Viewer,
    child: Child,
    case: ProtectionCase,
    words: str,
    on: date | None = None,
    opinion: str | None = None,
    assessment: str | None = None,
) -> None:
    """Keep how the child fares and what it says itself (art 19); the next review counts anew."""
    demand_open(case)
    day = within_case(case, on)
    if _is_told(child, case, day, words):
        return
    trail.checked(actor, case)
    trail.done(actor, case, f"review:{case.review_on}")
    settings = practice.protection(child.region_code)
    case.review_on = max(case.review_on, rules.next_review_on(day, settings))
    trail.note(
        actor,
        child,
        case,
        StepKind.REVIEWED,
        on=day,
        words=words,
        opinion=opinion,
        assessment=rules.as_id(assessment),
    )


def _is_told(child: Child, case: ProtectionCase, day: date, words: str) -> bool:
    """Say whether the newest review says the same: one form sent twice is one review."""
    steps = queries.steps_of(child, case)
    last = next((each for each in steps if each.kind == StepKind.REVIEWED.value), None)
    return last is not None and (last.on_day, last.words) == (day, words)


def tell_circle(*, actor: Viewer, child: Child, case: ProtectionCase, circle: Circle) -> None:
    """Let more or fewer people know why; nobody shuts the own office out."""
    if circle not in rules.circles_of(actor):
        raise RuleBroken("请重新选择谁能看到原因。", "circle")
    if circle.value == case.circle:
        return
    case.circle = circle.value
    trail.note(actor, child, case, StepKind.ADDED, circle=circle.value)
