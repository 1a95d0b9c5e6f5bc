"""When a campaign is on, and what an office may ask for in one of its own."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from casework.accounts.permissions import Role
from casework.campaigns.models import Desk
from casework.errors import RuleBroken
from casework.labels import LabelledEnum
from casework.practice.rules.campaigns import ANNEX_1, ANNEX_2, Annex, Campaign, Item

#: A longer window is a wrong year.
LONGEST = timedelta(days=366)
#: What the note under a form may leave to be filled in.
BLANKS = frozenset({"deadline", "contact", "phone", "email"})
_YEAR = re.compile(r"(20\d\d)年")
_BRACES = re.compile(r"\{([^{}]*)\}?|\}")
#: How the codes of offices' own campaigns begin, by desk.
_MARK = {Desk.CIVIL: "own", Desk.WOMENS_FED: "fed"}
#: Below the table where no notice was copied.
USUAL_NOTES: Mapping[str, str] = {
    ANNEX_1: (
        "备注：请各地、各单位于{deadline}前完成填报。"
        "联系人：{contact}，电话：{phone}，电子邮箱：{email}"
    ),
    ANNEX_2: "备注：1、捐赠（助）方式分为资金、物资和其他三种；2、报送时间：{deadline}前。",
}


class State(LabelledEnum):
    """Where a day stands to a campaign's window."""

    ON = "on", "正在进行"
    COMING = "coming", "还没开始"
    OVER = "over", "已经结束"


@dataclass(frozen=True)
class Plan:
    """What an office writes down for a campaign of its own."""

    name: str
    theme: str
    first_on: date
    last_on: date
    organisers: tuple[str, ...] = ()
    deadline_on: date | None = None
    visits_everyone: bool = False
    summary_length: int = 0
    #: The items that are asked for, of those that were copied.
    item_codes: Collection[str] = ()
    annexes: Sequence[Annex] = ()
    source: str = ""
    #: Of the form that made it: the same one twice is one campaign.
    form_id: UUID | None = field(default=None, compare=False)


def state_on(campaign: Campaign, day: date) -> State:
    """Say whether a campaign is coming, on or over."""
    if day < campaign.first_on:
        return State.COMING
    return State.ON if day <= campaign.last_on else State.OVER


def desk_of(role: Role) -> Desk:
    """Return which desk somebody sits at."""
    return Desk.WOMENS_FED if role is Role.WOMENS_FED else Desk.CIVIL


def new_code(prefix: str, desk: Desk, year: int, taken: Collection[str]) -> str:
    """Return a code that no campaign has yet: who made it, for which year, which of that year."""
    stem = f"{_MARK[desk]}_{prefix}_{year}"
    number = 1
    while f"{stem}_{number}" in taken:
        number += 1
    return f"{stem}_{number}"


def is_kept_by(campaign: Campaign, prefixes: Iterable[str], desk: Desk) -> bool:
    """Say whether an office (prefixes of its regions, desk) made a campaign and may change it."""
    return campaign.is_made_here and any(
        campaign.code.startswith(f"{_MARK[desk]}_{prefix}_") for prefix in prefixes
    )


def check(plan: Plan, desk: Desk) -> None:
    """Refuse a plan that cannot be, with the field and what to do."""
    if plan.last_on < plan.first_on:
        raise RuleBroken("结束日期早于开始日期，请核对。", "last_on")
    if plan.last_on - plan.first_on > LONGEST:
        raise RuleBroken("开始和结束相差一年以上，请核对年份。", "last_on")
    if plan.deadline_on is not None and plan.deadline_on < plan.first_on:
        raise RuleBroken("报送截止日早于开始日期，请核对。", "deadline_on")
    if plan.visits_everyone and desk is Desk.WOMENS_FED:
        raise RuleBroken("走访到期日由民政安排，妇联的活动不能改。", "visits_everyone")
    for annex in plan.annexes:
        _check_note(annex)


def _check_note(annex: Annex) -> None:
    for found in _BRACES.finditer(annex.note):
        if found.group(1) not in BLANKS or not found.group(0).endswith("}"):
            raise RuleBroken(
                "备注里的“%(text)s”认不出，只能用 {deadline}、{contact}、{phone}、{email}。",
                f"{annex.code}_note",
                text=found.group(0),
            )


def body_of(
    plan: Plan, *, code: str, version: str, prefix: str, items: Sequence[Item]
) -> dict[str, Any]:
    """Return a plan as it is stored (see ``practice.rules.campaigns.read_campaign``)."""
    body: dict[str, Any] = {
        "version": version,
        "code": code,
        "name": plan.name,
        "theme": plan.theme,
        "organisers": list(plan.organisers),
        "regions": [prefix],
        "first_on": plan.first_on.isoformat(),
        "last_on": plan.last_on.isoformat(),
        "visits_everyone": plan.visits_everyone,
        "summary_length": plan.summary_length,
        "source": plan.source,
        "item": [_item(item) for item in items if item.code in plan.item_codes],
        "annex": [{"code": a.code, "title": a.title, "note": a.note} for a in plan.annexes],
    }
    if plan.deadline_on is not None:
        body["deadline_on"] = plan.deadline_on.isoformat()
    if plan.form_id is not None:
        body["form_id"] = str(plan.form_id)
    return body


def _item(item: Item) -> dict[str, Any]:
    return {
        "code": item.code,
        "label": item.label,
        "records": list(item.records),
        "kinds": list(item.kinds),
    }


# --- copying an earlier one --------------------------------------------------------------------


def plan_of(campaign: Campaign) -> Plan:
    """Return what a campaign says, as a form opens with it."""
    return Plan(
        name=campaign.name,
        theme=campaign.theme,
        first_on=campaign.first_on,
        last_on=campaign.last_on,
        organisers=campaign.organisers,
        deadline_on=campaign.deadline_on,
        visits_everyone=campaign.visits_everyone,
        summary_length=campaign.summary_length,
        item_codes=tuple(item.code for item in campaign.items),
        annexes=campaign.annexes,
        source=campaign.source,
    )


def next_time(campaign: Campaign, on: date) -> Plan:
    """Return a campaign for the next time after a day: days and years in words move on together.

    Under which notice it is, nobody knows yet.
    """
    years = next(n for n in range(1, 200) if later(campaign.last_on, n) > on)

    def moved(words: str) -> str:
        return _YEAR.sub(lambda found: f"{int(found[1]) + years}年", words)

    known = plan_of(campaign)
    return replace(
        known,
        name=moved(known.name),
        first_on=later(known.first_on, years),
        last_on=later(known.last_on, years),
        deadline_on=later(known.deadline_on, years) if known.deadline_on else None,
        annexes=tuple(replace(annex, title=moved(annex.title)) for annex in known.annexes),
        source="",
    )


def later(day: date, years: int) -> date:
    """Return the same day some years later; of a leap day the last of February."""
    year = day.year + years
    is_last = (day.month, day.day) in ((2, 28), (2, 29)) and (day + timedelta(days=1)).day == 1
    if is_last:
        return date(year, 3, 1) - timedelta(days=1)
    return day.replace(year=year)
