"""A few children of the invented county who are, or were, protected at once."""

from datetime import timedelta

from sqlalchemy import select

from casework import clock
from casework.accounts.viewer import Viewer
from casework.children.models import Child, Status
from casework.cli.demo.dice import Dice
from casework.db.base import db
from casework.protection import actions
from casework.protection.actions import Beginning
from casework.protection.models import Circle, ProtectionCase

#: How long ago each began; the last one is home again.
_NIGHT, _YEAR, _SPRING = timedelta(days=1), timedelta(days=345), timedelta(days=150)


def protect_some(seed: int, county: Viewer) -> int:
    """Let three children be protected, each at another point of it; return how many."""
    born_after = clock.today().year - 14
    statement = select(Child).where(Child.status == Status.ACTIVE, Child.birth_year > born_after)
    found = db.session.scalars(statement.order_by(Child.case_number).limit(60)).all()
    dice = Dice(f"{seed}/protections")
    chosen = sorted(found, key=lambda child: (dice.random(), child.case_number))[:3]
    for child, act in zip(chosen, (_last_night, _almost_a_year, _home_again), strict=False):
        act(county, child)
    db.session.commit()
    return len(chosen)


def _begun(county: Viewer, child: Child, told: Beginning) -> ProtectionCase:
    return actions.begin(actor=county, child=child, told=told)


def _last_night(county: Viewer, child: Child) -> None:
    told = Beginning(
        grounds=["guardian_incapable_event"],
        placement="village",
        place="村部值班室，妇女主任陪着",
        brought_by="neighbour",
        words="奶奶夜里送县医院，家里没有别的大人。",
        begun_on=clock.today() - _NIGHT,
        relief=["goods"],
    )
    _begun(county, child, told)


def _almost_a_year(county: Viewer, child: Child) -> None:
    day = clock.today() - _YEAR
    told = Beginning(
        grounds=["guardian_refuses"],
        placement="rescue_body",
        place="县未成年人救助保护中心",
        brought_by="police",
        words="父亲多次不接孩子，派出所告诫后仍不接。",
        begun_on=day,
        circle=Circle.OFFICES,
    )
    case = _begun(county, child, told)
    actions.decide(actor=county, child=child, case=case, from_on=day, decided_by="县民政局")
    for paper in ("scene_record", "police_paper", "civil_decision"):
        actions.take_paper(actor=county, child=child, case=case, paper=paper)
    actions.review(
        actor=county,
        child=child,
        case=case,
        words="在中心适应得好，上了镇小学；父亲还没有联系上。",
        on=day + timedelta(days=320),
        opinion="“我想先在这里上学。”",
    )


def _home_again(county: Viewer, child: Child) -> None:
    day = clock.today() - _SPRING
    told = Beginning(
        grounds=["guardian_incapable_event"],
        placement="kin_placement",
        place="姑姑家",
        brought_by="village",
        words="母亲住院手术，父亲在外地打工一时回不来。",
        begun_on=day,
    )
    case = _begun(county, child, told)
    actions.return_home(
        actor=county,
        child=child,
        case=case,
        words="母亲出院，村里上门看过两次，家里有人照看。",
        arrangement="parents",
        on=day + timedelta(days=21),
        opinion="“想回家。”",
    )
