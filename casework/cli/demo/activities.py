"""Activities of this autumn and winter: of villages, the township, the county and 妇联."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.activities import actions
from casework.activities.rules import Around, Facts, Gift
from casework.assistance.models import Mode
from casework.assistance.rules import Counted, Portion
from casework.assistance.rules import Facts as AidFacts
from casework.children.models import Child
from casework.children.rules import OPEN_STATUSES
from casework.cli.demo.dice import Dice
from casework.db.base import db
from casework.db.scope import within
from casework.practice import queries as practice
from casework.regions import queries as regions
from casework.regions.codes import prefix
from casework.volunteers.models import Volunteer, VolunteerState

_LONGEST_AGO = 75
_MOST_CHILDREN = 12
#: Who records (login), kind, what it was, organiser, and whether something is given at it.
# no-catalogue: invented words
_HELD = (
    ("zhuren", "policy_talk", "未成年人保护法进村宣讲", "村民委员会", False),
    ("zhuren", "courses", "写春联、剪窗花", "村儿童之家", False),
    ("zhuren", "safety", "冬季用火用电安全课", "村民委员会", False),
    ("zhuren", "reading", "周末读书会", "村儿童之家", False),
    ("zhuren", "courses", "重阳节给爷爷奶奶做贺卡", "村儿童之家", False),
    ("zhuren2", "policy_talk", "关爱政策进家门", "村民委员会", False),
    ("zhuren2", "outing", "参观县博物馆", "村民委员会", False),
    ("zhuren2", "tutoring", "作业辅导日", "村儿童之家", False),
    ("dudao", "legal", "法治副校长讲课", "乡镇未保站", False),
    ("dudao", "psychology", "心理关爱进校园", "乡镇未保站", False),
    ("dudao", "donation", "暖冬物资发放", "乡镇未保站", True),
    ("dudao", "health", "义诊和健康讲座", "乡镇卫生院", False),
    ("dudao", "training", "儿童主任业务培训", "乡镇未保站", False),
    ("dudao", "consolation", "重阳走访慰问", "乡镇人民政府", True),
    ("xian", "legal", "法治宣讲进社区", "县未保办", False),
    ("xian", "outing", "乡村孩子看县城", "县民政局", True),
    ("xian", "policy_talk", "政策宣讲进村", "县未保办", False),
    ("xian", "psychology", "心理健康筛查讲座", "县未成年人救助保护中心", False),
    ("fulian", "family_story", "家风故事会", "县妇联", False),
    ("fulian", "family_education", "家庭教育公开课", "县妇联", False),
    ("fulian", "donation", "母亲邮包发放", "县妇联", True),
    ("fulian", "consolation", "巾帼志愿者走访慰问", "县妇联", True),
    ("fulian", "courses", "爱心妈妈陪你过周末", "县妇联", False),
    ("fulian", "health", "女童保护讲座", "县妇联", False),
    ("fulian", "other", "把爱带回家启动仪式", "县妇联", True),
)
# no-catalogue: invented words
_GIVEN = AidFacts("in_kind", Mode.GOODS, "company", "暖冬爱心包", date.min, "portion", "青禾纺织厂")


def hold_some(seed: int) -> int:
    """Let everybody record some activities; return how many there are."""
    dice = Dice(f"{seed}/activities")
    for login, kind, title, organiser, is_giving in _HELD:
        viewer = accounts.viewer_by_login(login)
        facts = _facts(dice, kind, title, organiser)
        _record(dice, viewer, facts, is_giving=is_giving)
    db.session.commit()
    return len(_HELD)


def _facts(dice: Dice, kind: str, title: str, organiser: str) -> Facts:
    came = 8 + dice.below(40)
    return Facts(
        kind=kind,
        held_on=clock.today() - timedelta(days=dice.below(_LONGEST_AGO)),
        title=title,
        organiser=organiser,
        sessions=1 + dice.below(3) * dice.happens(0.3),
        children_reached=came,
        parents_reached=dice.below(20),
        children_counted=came // 2,
    )


def _record(dice: Dice, viewer: Viewer, facts: Facts, *, is_giving: bool) -> None:
    unit, form_id = viewer.regions[0], _form(dice)
    children = _children(dice, viewer) if viewer.sees_names else []
    helpers = {
        kind: 1 + dice.below(3) for kind in practice.codes("volunteer_kind") if dice.happens(0.15)
    }
    around = Around(
        places=_places(dice, unit),
        volunteers=_volunteers(dice, viewer),
        helpers=helpers,
        children=children,
        gifts=[_gift(dice, unit, children)] if is_giving else (),
    )
    campaign = next((c for c in practice.campaigns(unit) if c.contains(facts.held_on)), None)
    told = replace(facts, campaign_code=campaign.code if campaign else None)
    actions.record_activity(
        actor=viewer, form_id=form_id, unit_code=unit, facts=told, around=around
    )


def _gift(dice: Dice, unit: str, children: Sequence[Child]) -> Gift:
    """Give each named child a part, or so many others whom nobody named."""
    if children:
        portions = [Portion(child, Decimal(1), Decimal("128.50")) for child in children]
        return Gift(_GIVEN, _form(dice), portions)
    number = 20 + dice.below(60)
    counted = Counted(unit, number, quantity=Decimal(number), value=Decimal(100 * number))
    return Gift(_GIVEN, _form(dice), counted=counted)


def _children(dice: Dice, viewer: Viewer) -> list[Child]:
    statement = (
        select(Child)
        .where(within(Child.region_code, viewer.scope.ranges), Child.status.in_(OPEN_STATUSES))
        .order_by(Child.id)
        .limit(_MOST_CHILDREN)
    )
    return [child for child in db.session.scalars(statement) if dice.happens(0.6)]


def _places(dice: Dice, unit: str) -> list[str]:
    villages = [region.code for region in regions.villages_in(prefix(unit))]
    return sorted({dice.one(villages) for _ in range(1 + dice.below(4))})


def _volunteers(dice: Dice, viewer: Viewer) -> list[UUID]:
    own = within(Volunteer.region_code, viewer.scope.ranges)
    statement = select(Volunteer.id).where(own, Volunteer.state == VolunteerState.ACTIVE)
    found = db.session.scalars(statement.order_by(Volunteer.id))
    return [each for each in found if dice.happens(0.15)]


def _form(dice: Dice) -> UUID:
    return dice.row_id(dice.instant(clock.today()))
