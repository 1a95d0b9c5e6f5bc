"""A few children of the invented county who are, or were, protected at once."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from casework import clock
from casework.accounts.viewer import Viewer
from casework.children.models import Child, Status
from casework.cli.demo.dice import Dice
from casework.db.base import db
from casework.practice import queries as practice
from casework.protection import rules
from casework.protection.models import (
    Circle,
    ProtectionCase,
    ProtectionStep,
    State,
    StepKind,
)

#: Days ago, state, circle, what was said, and the steps after the first: days ago, kind, words.
_LIVES: tuple[Mapping[str, Any], ...] = (
    {
        "ago": 1,
        "state": State.BEGUN,
        "circle": Circle.VILLAGE,
        "grounds": ["guardian_incapable_event"],
        "placement": "village",
        "place": "村部值班室，妇女主任陪着",
        "brought_by": "neighbour",
        "words": "奶奶夜里送县医院，家里没有别的大人。",
        "steps": (),
    },
    {
        "ago": 345,
        "state": State.TEMPORARY,
        "circle": Circle.OFFICES,
        "grounds": ["guardian_refuses"],
        "placement": "rescue_body",
        "place": "县未成年人救助保护中心",
        "brought_by": "police",
        "words": "父亲多次不接孩子，派出所告诫后仍不接。",
        "steps": (
            (340, StepKind.DECIDED, None),
            (25, StepKind.REVIEWED, "在中心适应得好，上了镇小学；父亲还没有联系上。"),
        ),
    },
    {
        "ago": 150,
        "state": State.RETURNED,
        "circle": Circle.VILLAGE,
        "grounds": ["guardian_incapable_event"],
        "placement": "kin_placement",
        "place": "姑姑家",
        "brought_by": "village",
        "words": "母亲住院手术，父亲在外地打工一时回不来。",
        "steps": ((129, StepKind.RETURNED, "母亲出院，村里上门看过两次，家里有人照看。"),),
    },
)


def protect_some(seed: int, county: Viewer) -> int:
    """Let three children be protected, each at another point of it; return how many."""
    born_after = clock.today().year - 14
    statement = select(Child).where(Child.status == Status.ACTIVE, Child.birth_year > born_after)
    found = db.session.scalars(statement.order_by(Child.case_number).limit(60)).all()
    dice = Dice(f"{seed}/protections")
    chosen = sorted(found, key=lambda child: (dice.random(), child.case_number))[: len(_LIVES)]
    for child, life in zip(chosen, _LIVES, strict=False):
        _write(dice, county, child, life)
    db.session.commit()
    return len(chosen)


def _write(dice: Dice, county: Viewer, child: Child, life: Mapping[str, Any]) -> None:
    steps = [(life["ago"], StepKind.BEGUN, life["words"]), *life["steps"]]
    case = _case(dice, county, child, life)
    db.session.add(case)
    db.session.flush()
    db.session.add_all([_step(dice, county, child, case, step) for step in steps])


def _case(dice: Dice, county: Viewer, child: Child, life: Mapping[str, Any]) -> ProtectionCase:
    day, state = _day(life["ago"]), life["state"]
    settings, calendar = practice.protection(child.region_code), practice.calendar()
    last = life["steps"][-1] if life["steps"] else None
    reviewed = _day(last[0]) if last and last[1] is StepKind.REVIEWED else day
    dates = {
        "decide_by": rules.decide_by_on(day, settings, calendar),
        "review": rules.next_review_on(reviewed, settings),
        "limit": rules.limit_on(day, settings),
    }
    at = dice.instant(day)
    told = ("grounds", "placement", "place", "brought_by", "words")
    return ProtectionCase(
        id=dice.row_id(at),
        created_at=at,
        owner=child,
        region_code=child.region_code,
        account_id=county.account_id,
        counted_region_code=child.region_code,
        begun_on=day,
        placed_on=day,
        due_on=rules.due_on(state, **dates),
        closed_on=None if state in rules.OPEN or last is None else _day(last[0]),
        state=state.value,
        circle=life["circle"].value,
        decided_by="县民政局" if state is State.TEMPORARY else None,
        papers=rules.owed(day, settings, calendar),
        **{f"{name}_on": value for name, value in dates.items()},
        **{name: life[name] for name in told},
    )


def _step(
    dice: Dice,
    county: Viewer,
    child: Child,
    case: ProtectionCase,
    step: tuple[int, StepKind, str | None],
) -> ProtectionStep:
    ago, kind, words = step
    at = dice.instant(_day(ago))
    return ProtectionStep(
        id=dice.row_id(at),
        created_at=at,
        owner=child,
        region_code=child.region_code,
        protection_id=case.id,
        account_id=county.account_id,
        on_day=_day(ago),
        kind=kind.value,
        facts={},
        words=words,
    )


def _day(ago: int) -> date:
    return clock.today() - timedelta(days=ago)
