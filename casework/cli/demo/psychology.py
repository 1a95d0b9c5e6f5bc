"""Five children of the invented county who were sent to the counsellor, and what visits noticed."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.children.models import Child, Status
from casework.cli.demo.dice import Dice
from casework.db.base import db
from casework.practice import queries as practice
from casework.psychology import actions
from casework.psychology.models import MarkState, PsychologyCase, PsychologyMark
from casework.psychology.queries import MARKS_FOR
from casework.psychology.rules import QUESTION, SIGNS
from casework.visits.models import Visit, VisitVersion

_MOST = 600
#: Where the visit form keeps the words beside its answer.
_WORDS = f"{QUESTION}_detail"
#: Days ago, and what was said; then what the counsellor has done.
# no-catalogue: invented words, as people would write them
_LIVES: tuple[Mapping[str, Any], ...] = (
    {
        "ago": 0,
        "why": "夜里哭，跟奶奶说过“活着没意思”。学校老师也打过电话来。",
        "urgent": True,
        "consent": "agreed_by_phone",
    },
    {"ago": 3, "why": "两个多月不和人说话，饭吃得很少。", "consent": "not_reached"},
    {
        "ago": 20,
        "why": "爷爷去世后不肯上学，整天关在屋里。",
        "consent": "agreed",
        "screen": {"low": "most", "sleep": "some", "school": "stays_away", "self_harm": "no"},
    },
    {
        "ago": 70,
        "why": "在学校和同学动手，回家发脾气，妈妈离家半年。",
        "consent": "agreed",
        "screen": {"anger": "often", "event": "past", "self_harm": "no"},
        "talks": ("说到妈妈时哭了一阵，约好每两周见一次。", "画了一家人的画，愿意讲学校的事。"),
        "next": -4,
    },
    {
        "ago": 160,
        "why": "怕黑，不敢一个人睡，常做噩梦。",
        "consent": "agreed",
        "screen": {"worry": "some", "sleep": "bad", "self_harm": "no"},
        "talks": ("讲了洪水那天的事。", "能自己睡了，奶奶说夜里不再喊。"),
        "end": "better",
    },
)


def care_for_some(seed: int) -> int:
    """Let the county's counsellor have five children at different points; return how many."""
    worker, counsellor = accounts.viewer_by_login("dudao"), accounts.viewer_by_login("xinli")
    _mark_visits()
    statement = select(Child).where(Child.status == Status.ACTIVE)
    born = Child.birth_year.between(clock.today().year - 15, clock.today().year - 7)
    found = db.session.scalars(statement.where(born).order_by(Child.case_number).limit(200)).all()
    dice = Dice(f"{seed}/psychology")
    chosen = sorted(found, key=lambda child: (dice.random(), child.case_number))[: len(_LIVES)]
    for child, life in zip(chosen, _LIVES, strict=False):
        _live(worker, counsellor, child, life)
    db.session.commit()
    return len(chosen)


def _live(worker: Viewer, counsellor: Viewer, child: Child, life: Mapping[str, Any]) -> None:
    day = _day(life["ago"])
    case = actions.refer(
        actor=worker,
        child=child,
        why=life["why"],
        urgent=life.get("urgent", False),
        consent=life["consent"],
    )
    case.referred_on = day
    if "screen" not in life:
        return
    actions.accept(actor=counsellor, case=case)
    case.accepted_on = day + timedelta(days=2)
    best = {item.code: item.choices[0].code for item in practice.psychology_form()}
    actions.screen(
        actor=counsellor,
        case=case,
        on_day=day + timedelta(days=5),
        answers={**best, **life["screen"]},
    )
    _talk(counsellor, case, day, life)


def _talk(counsellor: Viewer, case: PsychologyCase, day: date, life: Mapping[str, Any]) -> None:
    for n, words in enumerate(life.get("talks", ()), 1):
        actions.hold_session(
            actor=counsellor,
            case=case,
            on_day=day + timedelta(days=5 + 14 * n),
            minutes=50,
            way="face",
            words=words,
        )
    case.next_on = clock.today() + timedelta(days=life["next"]) if "next" in life else None
    if "end" in life:
        words = "家里也知道怎么陪了。"  # no-catalogue: invented words
        actions.close(actor=counsellor, case=case, outcome=life["end"], words=words)
        case.closed_on = _day(40)


def _mark_visits() -> None:
    """Let the visits of late say what they noticed, as visits do when they are recorded."""
    since = clock.today() - MARKS_FOR
    statement = (
        select(Visit, VisitVersion, Child)
        .join(VisitVersion, (VisitVersion.visit_id == Visit.id) & (VisitVersion.n == Visit.version))
        .join(Child, Child.id == Visit.child_id)
        .where(Visit.visited_on > since, Child.status == Status.ACTIVE)
        .order_by(Visit.visited_on.desc(), Visit.id)
        .limit(_MOST)
    )
    seen: set[UUID] = set()
    for visit, version, child in db.session.execute(statement):
        sign = str(version.findings.get(QUESTION) or "")
        is_last = child.id not in seen
        seen.add(child.id)
        # What was only to be watched ends with the next visit, a proposal does not.
        if sign in SIGNS and (is_last or SIGNS[sign] is MarkState.PROPOSED):
            db.session.add(_mark(visit, child, sign, version.findings.get(_WORDS)))
    db.session.flush()


def _mark(visit: Visit, child: Child, sign: str, words: str | None) -> PsychologyMark:
    return PsychologyMark(
        owner=child,
        region_code=child.region_code,
        visit_id=visit.id,
        state=SIGNS[sign],
        noted_on=visit.visited_on,
        noted_by=visit.author_id,
        sign=sign,
        words=words,
    )


def _day(ago: int) -> date:
    return clock.today() - timedelta(days=ago)
