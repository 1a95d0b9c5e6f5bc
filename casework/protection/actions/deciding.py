"""What the county decides: temporary guardianship of the state, or long-term guardianship."""

from datetime import date

from casework import clock
from casework.accounts.viewer import Viewer
from casework.children.models import Child
from casework.errors import RuleBroken
from casework.practice import queries as practice
from casework.protection import rules
from casework.protection.actions import trail, writing
from casework.protection.actions.beginning import settle
from casework.protection.actions.ending import close
from casework.protection.actions.keeping import demand_open, within_case
from casework.protection.models import ProtectionCase, State, StepKind


def decide(
    *,
    actor: Viewer,
    child: Child,
    case: ProtectionCase,
    from_on: date | None = None,
    decided_by: str | None = None,
    placement: str | None = None,
    place: str | None = None,
    words: str | None = None,
) -> None:
    """Let the county's civil affairs office be temporary guardian (未成年人保护法 art 92).

    The usual limit counts from the day on which its guardianship began.
    """
    demand_open(case)
    if State(case.state) is not State.BEGUN:
        raise RuleBroken("县里已经决定过临时监护，请刷新页面。")
    day = within_case(case, from_on)
    case.state, case.decided_on, case.decided_by = State.TEMPORARY.value, clock.today(), decided_by
    case.limit_on = rules.limit_on(day, practice.protection(child.region_code))
    trail.checked(actor, case)
    is_written = writing.guard(actor, child, writing.CIVIL, day, office=decided_by)
    changed = placement is not None and (placement, place) != (case.placement, case.place)
    if changed:
        settle(actor, child, case, placement=placement, place=place, on=day)
    facts = {"decided_by": decided_by, "placement": placement, "place": place}
    trail.note(actor, child, case, StepKind.DECIDED, on=day, words=words, **facts)
    trail.done(actor, case, "decide", "late")
    if not is_written:
        trail.put_up(case, StepKind.DECIDED)


def go_long(
    *,
    actor: Viewer,
    child: Child,
    case: ProtectionCase,
    ground: str,
    on: date | None = None,
    decided_by: str | None = None,
    paper: str | None = None,
    words: str | None = None,
) -> None:
    """Let the state be guardian for good (未成年人保护法 art 94); a paper may follow."""
    demand_open(case)
    known = {item.code for item in practice.protection(child.region_code).long_grounds}
    if ground not in known:
        raise RuleBroken("请选择长期监护的情形。", "ground")
    day = within_case(case, on)
    close(actor, case, State.LONG, ground, day)
    is_written = writing.guard(actor, child, writing.LONG, day, office=decided_by)
    facts = {"ground": ground, "decided_by": decided_by, "number": paper}
    trail.note(actor, child, case, StepKind.LONG, on=day, words=words, **facts)
    if not is_written:
        trail.put_up(case, StepKind.LONG)
