"""The figure of it: children for whom everything that a campaign asks for was done."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import select

from casework.accounts.permissions import Permission
from casework.campaigns import queries as campaigns
from casework.db.base import db
from casework.figures.registry import Asked, Entry, Figure, Measure, register
from casework.practice.rules.campaigns import Campaign
from casework.regions.codes import prefix
from casework.six_ones import keys, rules
from casework.six_ones.rules import Window
from casework.texts import Text


def _campaign(asked: Asked) -> Campaign | None:
    """Return the newest campaign with items whose window touches the period."""
    for each in campaigns.visible_to(asked.viewer):
        touches = each.first_on < asked.until_on and each.last_on >= asked.first_on
        if each.items and touches and each.holds_in(asked.region_code):
            return each
    return None


def entries(asked: Asked) -> Iterator[Entry]:
    """Yield the children with everything done in the days that period and window share."""
    campaign = _campaign(asked)
    if campaign is None:
        return
    last = min(campaign.last_on, asked.until_on - timedelta(days=1))
    window = Window(max(campaign.first_on, asked.first_on), last)
    items = rules.asked_of(campaign)
    one = keys.keyed(items, window, last, (prefix(asked.region_code),)).subquery("one")
    complete = select(one.c.child_id, one.c.region_code).where(keys.complete(one.c.key, items))
    for child_id, region_code in db.session.execute(complete):
        yield Entry(
            key=str(child_id),
            region_code=region_code,
            on=last,
            about=Text("“%(theme)s”每项都做了", theme=campaign.theme),
            child_id=child_id,
            endpoint="dossier.show",
            values={"child_id": child_id},
        )


register(
    Figure(
        code="ind_six_complete",
        title="集中活动每项都做了的儿童数",
        unit="人",
        meaning="这段时间里最近一次集中活动要求的每一项（如六个一），都有走访、结对、心理关爱或者活动记录的在册儿童；按最后一天孩子住的地方算。",
        measure=Measure.DISTINCT,
        since="2026.2",
        permission=Permission.SIX_ONE_READ,
        group="集中活动",
        entries=entries,
    )
)
