"""What the shown township's children were given: acts of all sorts, and packs half handed out."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from casework import clock
from casework.accounts import queries as accounts
from casework.accounts.viewer import Viewer
from casework.assistance import actions
from casework.assistance.actions.stock import Goods
from casework.assistance.models import Mode
from casework.assistance.rules import Counted, Facts, Portion
from casework.children.models import Child
from casework.children.rules import OPEN_STATUSES
from casework.cli.demo.dice import Dice
from casework.cli.demo.places import COUNTY
from casework.db.base import db
from casework.db.scope import within
from casework.regions.codes import prefix

_ACTS = 36
_MOST_CHILDREN = 60
#: Kind, mode, source, what, unit, and the value in 元.
# no-catalogue: invented words
_KINDS = (
    ("education", Mode.CASH, "charity", "秋季助学金", None, 800),
    ("medical", Mode.OTHER, "public", "县医院就医协调", None, None),
    ("in_kind", Mode.GOODS, "company", "书包和文具", "set", 86),
    ("temp_relief", Mode.CASH, "public", "临时救助金", None, 1200),
    ("in_kind", Mode.GOODS, "person", "冬衣", "piece", 150),
    ("rehab", Mode.OTHER, "project", "康复训练", "time", 200),
    ("in_kind", Mode.GOODS, "project", "母亲邮包", "portion", 100),
    ("legal", Mode.OTHER, "public", "法律援助", None, None),
)
# no-catalogue: invented words
_GIVERS = {
    "charity": "青禾县慈善会",
    "company": "青禾纺织厂",
    "person": "王先生",
    "project": "家庭成长计划",
}
# no-catalogue: invented words
_CARER = "奶奶"
# no-catalogue: invented words
_PACKS = Facts(
    kind="in_kind",
    mode=Mode.GOODS,
    source="project",
    item="暖冬爱心包",
    given_on=date(2020, 1, 1),
    unit="portion",
    giver="情暖童心",
)
#: How many children, who they were, and whether 妇联 wrote it down.
# no-catalogue: invented words
_COUNTED = (
    (120, "镇中心小学留守学生", False),
    (45, "三个村的夏令营", False),
    (200, "县城暖冬行活动现场", True),
    (80, "巾帼志愿队送书下乡", True),
)
# no-catalogue: invented words
_GOODS = Goods(
    item="冬季爱心包",
    source="company",
    unit="portion",
    quantity=1,
    came_on=date(2020, 1, 1),
    value=Decimal("128.50"),
    event="把爱带回家——关爱儿童暖冬行",
    giver="青禾纺织厂",
)


def give_some(seed: int) -> int:
    """Let the township write down what was given; return how many acts there are."""
    below, women = (accounts.viewer_by_login(name) for name in ("dudao", "fulian"))
    place = below.regions[0]
    children = _children(place)
    if not children:
        return 0
    dice = Dice(f"{seed}/aids")
    for _act in range(_ACTS):
        _give(dice, below, children)
    _count(dice, below, women, place)
    _hand_out(dice, below, children)
    db.session.commit()
    return _ACTS + len(_COUNTED)


def _children(place: str) -> list[Child]:
    statement = (
        select(Child)
        .where(within(Child.region_code, (prefix(place),)), Child.status.in_(OPEN_STATUSES))
        .order_by(Child.id)
        .limit(_MOST_CHILDREN)
    )
    return list(db.session.scalars(statement))


def _day(dice: Dice, ago: int) -> date:
    return clock.today() - timedelta(days=dice.below(ago))


def _facts(dice: Dice) -> tuple[Facts, Decimal | None]:
    kind, mode, source, item, unit, value = dice.one(_KINDS)
    giver = _GIVERS.get(source)
    worth = None if value is None else Decimal(value)
    return Facts(kind, mode, source, item, _day(dice, 300), unit, giver), worth


def _give(dice: Dice, below: Viewer, children: list[Child]) -> None:
    facts, value = _facts(dice)
    quantity = Decimal(1) if facts.unit else None
    several = facts.mode is Mode.GOODS and dice.happens(0.4)
    chosen = {dice.one(children) for _ in range(1 + dice.below(6) * several)}
    signs = dice.happens(0.7)
    portions = [
        Portion(
            child, quantity, value, _CARER if signs else None, facts.given_on if signs else None
        )
        for child in sorted(chosen, key=lambda child: child.id)
    ]
    actions.give(actor=below, form_id=_form(dice), facts=facts, portions=portions)


def _count(dice: Dice, below: Viewer, women: Viewer, place: str) -> None:
    """Let both offices write down what was given to people whose names nobody took."""
    for number, whom, is_women in _COUNTED:
        facts = replace(_PACKS, given_on=_day(dice, 120))
        counted = Counted(
            COUNTY if is_women else place,
            children=number,
            quantity=Decimal(number),
            value=Decimal(100 * number),
            whom=whom,
        )
        if is_women:
            actions.give_to_group(actor=women, form_id=_form(dice), facts=facts, counted=counted)
        else:
            actions.give(actor=below, form_id=_form(dice), facts=facts, counted=counted)


def _hand_out(dice: Dice, below: Viewer, children: list[Child]) -> None:
    """Take packs in and hand out half of them."""
    goods = replace(_GOODS, quantity=len(children), came_on=clock.today() - timedelta(days=3))
    place = below.regions[0]
    batch = actions.receive(actor=below, form_id=_form(dice), place_code=place, goods=goods)
    for child in children[: len(children) // 2]:
        actions.tick(actor=below, batch=batch, child_id=child.id, client_id=_form(dice))


def _form(dice: Dice) -> UUID:
    return dice.row_id(dice.instant(clock.today()))
